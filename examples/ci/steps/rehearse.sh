#!/bin/sh
# Rehearses the change on an embedded platform, from the states as they are: in which order runners drop out, and how long agents have no
# place. States hold tokens: they stay in a folder that goes with the step. What the rehearsal says leaves the job; that the change failed it
# (2) is a result, and the review tells it. Nothing but the states is read, so that no credential of the platform is needed.
#   REHEARSE=off       nothing is rehearsed
#   REHEARSE_OPTIONS   more words for the command, such as --max-gap 0s
steps=$(dirname "$0")
. "$steps/common.sh"
mkdir -p "$WORK" "$SCRATCH/states"
rm -f "$WORK/rehearsal.json"
if [ "${REHEARSE:-}" = off ]; then exit 0; fi

"$steps/stacks.sh" | jq -r '.[]' >"$SCRATCH/stacks"
while IFS= read -r stack; do
  folder=$OUT/$(stack_folder "$stack")
  terraform_init "$folder" </dev/null
  pull_state "$folder" "$SCRATCH/states/$stack.tfstate" </dev/null
  # never applied
  [ -s "$SCRATCH/states/$stack.tfstate" ] || rm "$SCRATCH/states/$stack.tfstate"
done <"$SCRATCH/stacks"
set -- "$SCRATCH"/states/*.tfstate
if [ -e "$1" ]; then set -- --state "$@"; else set --; fi

code=0
# shellcheck disable=SC2086 # options are words
$AGYN rehearse --out "$OUT" ${REHEARSE_OPTIONS:-} --json "$@" >"$SCRATCH/rehearsal.json" || code=$?
case $code in 0 | 2) ;; *) exit "$code" ;; esac
mv "$SCRATCH/rehearsal.json" "$WORK/rehearsal.json"
