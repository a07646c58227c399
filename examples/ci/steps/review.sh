#!/bin/sh
# Joins the digests to one review in all forms, and records what was reviewed. Ends as the review does: 2 blocked, 3 can't be judged. A stack
# whose plan died has no digest, which is 3 and said in the comment.
#   HEAD_SHA     commit that is reviewed      BASE_REF  git's name of the branch that is merged into (for its policy)
#   REHEARSE     off: nothing is rehearsed, and nothing is said of it
#   REVIEW_KEY   tells this comment from those of other fleets    REVIEW_HOST  github, gitlab, ... (github)
. "$(dirname "$0")/common.sh"
mkdir -p "$WORK"
set -- "$WORK"/digests/*.json
[ -e "$1" ] || set --
# the providers that plans were made with, as one file whose hash is recorded
cat "$WORK"/locks/*.hcl >"$WORK/locks.hcl" 2>/dev/null || : >"$WORK/locks.hcl"
if [ -n "${BASE_REF:-}" ]; then
  git show "$BASE_REF:agyn-review.yaml" >"$SCRATCH/base-policy.yaml" 2>/dev/null || : >"$SCRATCH/base-policy.yaml"
  set -- "$@" --base-policy "$SCRATCH/base-policy.yaml"
fi
if [ -n "${REVIEW_KEY:-}" ]; then set -- "$@" --key "$REVIEW_KEY"; fi
# what should have been rehearsed and was not is said
if [ -e "$WORK/rehearsal.json" ]; then
  set -- "$@" --rehearsal "$WORK/rehearsal.json"
elif [ "${REHEARSE:-}" != off ]; then
  set -- "$@" --rehearsal none
fi
$AGYN review report --out "$OUT" ${BASE:+--base "$BASE"} --host "${REVIEW_HOST:-github}" --head-sha "${HEAD_SHA:-unknown}" \
  --md "$WORK/comment.md" --html "$WORK/map.html" --json "$WORK/review.json" --sarif "$WORK/review.sarif" \
  --codequality "$WORK/codequality.json" --terraform "$WORK/terraform.json" \
  --lock-file "$WORK/locks.hcl" --write-approval "$WORK/approval.json" "$@"
