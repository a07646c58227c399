#!/bin/sh
# Synthesizes the app as it was at a commit, into the folder BASE: what is destroyed then has its names. Where there was no app, none is made.
#   base.sh COMMIT
target=${BASE:-base.out}
BASE=
. "$(dirname "$0")/common.sh"
git worktree add --quiet --detach "$SCRATCH/base" "$1"
trap 'git worktree remove --force "$SCRATCH/base"; rm -rf "$SCRATCH"' EXIT
target=$(absolute "$target")
rm -rf "$target"
cd "$SCRATCH/base"
if [ ! -e cdktf.json ]; then
  echo "There is no app at $1." >&2
  exit 0
fi
npm ci --ignore-scripts >&2
$AGYN synth --out "$target" >&2
