# What the steps share. Settings, all from the environment:
#   OUT     synthesized app (cdktf.out)          BASE     the app before the change (none)
#   WORK    digests, sealed plans, forms (review) AGYN    the command (npx cdktf-agyn)
#   SYNTH   what synthesizes (npx cdktf synth)    AGE     seals and opens saved plans (age)
set -eu
umask 077
OUT=${OUT:-cdktf.out}
BASE=${BASE:-}
WORK=${WORK:-review}
AGYN=${AGYN:-npx cdktf-agyn}
SYNTH=${SYNTH:-npx cdktf synth}
AGE=${AGE:-age}

absolute() { case $1 in /*) echo "$1" ;; *) echo "$PWD/$1" ;; esac; }
OUT=$(absolute "$OUT")
WORK=$(absolute "$WORK")
if [ -n "$BASE" ]; then BASE=$(absolute "$BASE"); fi

# Names of stacks are folders and arguments: nothing else may pass as one.
checked_stack() {
  case $1 in
    '' | -* | *[!A-Za-z0-9._-]*) echo "not the name of a stack: $1" >&2; exit 1 ;;
  esac
}

# The folder of a stack, from the manifest.
stack_folder() {
  checked_stack "$1"
  jq -er --arg stack "$1" '.stacks[$stack].workingDirectory' "$OUT/manifest.json"
}

# What a plan holds in clear stays in a folder of its own, which goes with the step.
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
