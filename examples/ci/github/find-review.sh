#!/bin/sh
# Fetches what the review of the merged pull request left: record, review, lock files and sealed plans.
set -eu
pulls=$(gh api "repos/$GITHUB_REPOSITORY/commits/$GITHUB_SHA/pulls")
head=$(printf '%s' "$pulls" | jq -r --arg branch "$GITHUB_REF_NAME" \
  '[.[] | select(.merged_at != null and .base.ref == $branch)][0].head.sha // empty')
if [ -z "$head" ]; then
  echo "No pull request that was merged into $GITHUB_REF_NAME has commit $GITHUB_SHA: nothing was reviewed, so nothing is applied." >&2
  exit 1
fi
run=$(gh run list --repo "$GITHUB_REPOSITORY" --workflow review.yml --commit "$head" --event pull_request --status success \
  --limit 1 --json databaseId --jq '.[0].databaseId // empty')
if [ -z "$run" ]; then
  echo "The review of $head did not end well, or is gone: review again." >&2
  exit 1
fi
rm -rf review
gh run download "$run" --repo "$GITHUB_REPOSITORY" --name review --dir review
