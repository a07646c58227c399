#!/bin/sh
# atlantis.yaml from the manifest: a project for each stack, in the order of their apply. JSON is YAML. Whatever a pull request changes, all
# stacks are planned: the review is of all, and git does not know the synthesized files.
steps=$(dirname "$0")
. "$steps/common.sh"
"$steps/stacks.sh" | jq --slurpfile manifest "$OUT/manifest.json" --arg out "$(basename "$OUT")" '
  {
    version: 3,
    parallel_plan: true,
    abort_on_execution_order_fail: true,
    projects: [to_entries[] | ($out + "/" + $manifest[0].stacks[.value].workingDirectory) as $dir | {
      name: .value,
      dir: $dir,
      execution_order_group: .key,
      autoplan: {enabled: true, when_modified: [([$dir | split("/")[] | ".."] | join("/")) + "/**/*"]}
    }]
  }'
