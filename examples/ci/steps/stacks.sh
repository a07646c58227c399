#!/bin/sh
# The names of all stacks as a JSON list, each after those it depends on.
. "$(dirname "$0")/common.sh"
jq -ec '
  [.stacks[] | {name, needs: (.dependencies // [])}] as $all
  | def after($done):
      [$all[] | select(.name as $name | $done | index($name) | not) | select(.needs - $done == []) | .name] as $next
      | if $next == [] then $done else after($done + $next) end;
  after([]) | if length == ($all | length) then . else error("stacks depend on one another in a circle") end
' "$OUT/manifest.json"
