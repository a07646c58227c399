#!/bin/sh
# Synthesizes the app. Where its JSON is committed, it has to be what the sources make.
. "$(dirname "$0")/common.sh"
if git ls-files --error-unmatch "$OUT/manifest.json" >/dev/null 2>&1; then
  $AGYN synth --check --out "$OUT" >&2
else
  $AGYN synth --out "$OUT" >&2
fi
