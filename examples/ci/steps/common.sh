# What the steps share. Settings, all from the environment:
#   OUT     synthesized app (cdktf.out)          BASE     the app before the change (none)
#   WORK    digests, sealed plans, forms (review) AGYN    the command (npx cdktf-agyn)
#   AGE     seals and opens saved plans (age)
set -eu
umask 077
# the order of names in a folder is the same everywhere
LC_ALL=C
OUT=${OUT:-cdktf.out}
BASE=${BASE:-}
WORK=${WORK:-review}
AGYN=${AGYN:-npx cdktf-agyn}
AGE=${AGE:-age}

absolute() { case $1 in /*) echo "$1" ;; *) echo "$PWD/$1" ;; esac; }
OUT=$(absolute "$OUT")
WORK=$(absolute "$WORK")
# there is none where the app was not there before
if [ -n "$BASE" ]; then BASE=$(absolute "$BASE"); [ -e "$BASE/manifest.json" ] || BASE=; fi

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

# Says nothing unless it fails. A local state would end with the job that made it, and the next would register every runner anew.
#   LOCAL_STATE=kept   the states stay on this machine
terraform_init() {
  if [ "${LOCAL_STATE:-}" != kept ] && jq -e '.terraform.backend.local' "$1/cdk.tf.json" >/dev/null; then
    echo "$1: the state is a file of this machine; give the stack a backend, or set LOCAL_STATE=kept where it stays." >&2
    return 1
  fi
  terraform -chdir="$1" init -input=false -no-color ${2:+"$2"} >"$SCRATCH/init" || { cat "$SCRATCH/init" >&2; return 1; }
}

# What the state of a stack is now, into a file; nothing where it was never applied.
#   pull_state FOLDER FILE
pull_state() { terraform -chdir="$1" state pull >"$2"; }

# What a plan holds in clear stays in a folder of its own, which goes with the step.
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
