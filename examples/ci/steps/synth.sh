#!/bin/sh
# Synthesizes the app. Where its JSON is committed, it has to be what the sources make.
. "$(dirname "$0")/common.sh"
$SYNTH >&2
if git ls-files --error-unmatch "$OUT/manifest.json" >/dev/null 2>&1; then
  if [ -n "$(git status --porcelain -- "$OUT")" ]; then
    git --no-pager diff --stat -- "$OUT" >&2
    echo "The committed JSON is not what the sources make: synthesize, and commit the result." >&2
    exit 1
  fi
fi
