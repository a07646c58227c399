# What the steps share. Settings, all from the environment:
#   OUT     synthesized app (cdktf.out)          BASE     the app before the change (none)
#   WORK    digests, sealed plans, forms (review) AGYN    the command (npx cdktf-agyn)
#   AGE     seals and opens saved plans (age)
#   PLAN_FILE  where a host that keeps saved plans itself has this one (none)
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
PLAN_FILE=${PLAN_FILE:+$(absolute "$PLAN_FILE")}
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
  run_terraform "$1" init ${2:+"$2"}
}

# Runs terraform, and shows of what it says only which errors there are, and where: its texts quote values, marked as sensitive or not.
#   run_terraform FOLDER COMMAND OPTION...
run_terraform() {
  place=$1 command=$2
  shift 2
  terraform -chdir="$place" "$command" -json -input=false "$@" >"$SCRATCH/said" 2>/dev/null && return
  ended=$?
  jq -rR '
    def plain: split("\n")[0] // "" | gsub("[[:cntrl:]]"; " ");
    fromjson? | objects | .diagnostic | objects | select(.severity == "error")
    | "Error: \(.summary // "" | plain)",
      (.address | strings | "  with \(plain)"),
      (.range | objects | "  on \(.filename | plain) line \(.start.line)")
  ' "$SCRATCH/said" >&2
  echo "terraform $command failed in $place. What it says beyond this may quote values: run terraform $command yourself, where only you see it." >&2
  return "$ended"
}

# The JSON of a saved plan, into a file.
#   show_plan FOLDER PLAN FILE
show_plan() {
  terraform -chdir="$1" show -json "$2" 2>/dev/null >"$3" || { echo "$1: the saved plan can't be read; plan anew." >&2; return 1; }
}

# What a job takes over comes from jobs: a file that is committed there would pass for one of theirs.
refuse_committed() {
  committed=$(git ls-files -- "$WORK")
  [ -z "$committed" ] || { printf '%s is committed, and would pass for what a job left: take it out of git.\n' "$committed" >&2; exit 1; }
}

# What the state of a stack is now, into a file; nothing where it was never applied.
#   pull_state FOLDER FILE
pull_state() {
  terraform -chdir="$1" state pull 2>/dev/null >"$2" || {
    echo "$1: the state can't be read; run terraform state pull yourself, to see why." >&2
    return 1
  }
}

# What a plan holds in clear stays in a folder of its own, which goes with the step.
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
