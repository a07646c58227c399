#!/bin/sh
# atlantis.yaml from the manifest: a project for each stack, in the order of their apply. JSON is YAML.
steps=$(dirname "$0")
. "$steps/common.sh"
"$steps/stacks.sh" | jq --slurpfile manifest "$OUT/manifest.json" --arg out "$(basename "$OUT")" '
  {
    version: 3,
    parallel_plan: true,
    abort_on_execution_order_fail: true,
    projects: [to_entries[] | {
      name: .value,
      dir: ($out + "/" + $manifest[0].stacks[.value].workingDirectory),
      execution_order_group: .key,
      autoplan: {enabled: true, when_modified: ["**/*"]}
    }]
  }'
