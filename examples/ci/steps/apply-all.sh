#!/bin/sh
# Applies all stacks as they were reviewed, each after those it depends on; ends at the first that fails.
steps=$(dirname "$0")
. "$steps/common.sh"
"$steps/stacks.sh" | jq -r '.[]' >"$SCRATCH/stacks"
while IFS= read -r stack; do
  "$steps/apply.sh" "$stack" </dev/null
done <"$SCRATCH/stacks"
