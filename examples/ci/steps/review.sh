#!/bin/sh
# Joins the digests to one review in all forms, and records what was reviewed. Ends as the review does: 2 blocked, 3 can't be judged.
#   HEAD_SHA     commit that is reviewed      BASE_REF  git's name of the branch that is merged into (for its policy)
#   REVIEW_KEY   tells this comment from those of other fleets    REVIEW_HOST  github, gitlab, ... (github)
. "$(dirname "$0")/common.sh"
set -- "$WORK"/digests/*.json
if [ ! -e "$1" ]; then
  echo "There is no digest in $WORK/digests: every plan failed." >&2
  exit 3
fi
if [ -n "${BASE_REF:-}" ]; then
  git show "$BASE_REF:agyn-review.yaml" >"$SCRATCH/base-policy.yaml" 2>/dev/null || : >"$SCRATCH/base-policy.yaml"
  set -- "$@" --base-policy "$SCRATCH/base-policy.yaml"
fi
if [ -n "${REVIEW_KEY:-}" ]; then set -- "$@" --key "$REVIEW_KEY"; fi
$AGYN review report --out "$OUT" ${BASE:+--base "$BASE"} --host "${REVIEW_HOST:-github}" --head-sha "${HEAD_SHA:-unknown}" \
  --md "$WORK/comment.md" --html "$WORK/map.html" --json "$WORK/review.json" --sarif "$WORK/review.sarif" \
  --codequality "$WORK/codequality.json" --terraform "$WORK/terraform.json" --write-approval "$WORK/approval.json" "$@"
