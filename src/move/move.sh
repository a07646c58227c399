
# From here on every such script is the same. Its words: `before` is a state as it was pulled; `joined` has what it receives beside what
# it gives; `after` is how it ends. Receiving states get `joined` first, then giving ones get `after`: at every moment each object is
# in a state. The same way leads back. It is one long file because it runs by itself, where nothing of the package is.
set -eu
umask 077

terraform=${TERRAFORM_BINARY_NAME:-terraform}
case $terraform in
  /*) ;;
  */*) terraform=$(pwd)/$terraform ;;
esac
tab=$(printf '\t')

say() { printf '%s\n' "$@"; }
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}
quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

usage() {
  say "Usage: sh $(quoted "$0") prepare|push|back [FOLDER]" \
    "  prepare  pulls the states into FOLDER (default agyn-move) and moves between copies there; changes nothing else" \
    "  push     pushes the moved copies, receiving sides first; goes on where an earlier push stopped" \
    "  back     pushes what was pulled" \
    "Run it in the folder in which cdktf-agyn move was run. Nothing may be applied from prepare to the end."
}

# --- states ---------------------------------------------------------------------------------------------------------------------

# Terraform away from every backend: on copies, in an empty folder.
offline() {
  (
    unset TF_WORKSPACE TF_DATA_DIR
    cd "$work/scratch/empty"
    "$terraform" "$@" </dev/null
  )
}

# start FOLDER: so that its backend answers
start() {
  "$terraform" -chdir="$1" init -input=false -no-color >"$work/scratch/log" 2>&1 </dev/null || {
    cat "$work/scratch/log" >&2
    return 1
  }
}

# pull FOLDER FILE: an empty file when there is no state
pull() {
  "$terraform" -chdir="$1" state pull >"$2" </dev/null
}

# addresses FILE: what a copy holds
addresses() {
  if [ -s "$1" ]; then offline state list -no-color -state="$1"; fi
}

# holds LIST ADDRESS: also as instances, or as what is in a module
holds() {
  ADDRESS=$2 awk '
    BEGIN { address = ENVIRON["ADDRESS"] }
    $0 == address || index($0, address "[") == 1 || index($0, address ".") == 1 { found = 1 }
    END { exit !found }' "$1"
}

# managed: of a list of addresses, those that are not only read
managed() { awk '!/^(module\..*\.)?data\./' "$@"; }

serial_of() { sed -n 's/^  "serial": \([0-9]*\),$/\1/p' "$1"; }
lineage_of() { sed -n 's/^  "lineage": "\(.*\)",$/\1/p' "$1"; }

# content FILE: a state without what every write changes; results of checks stand last, in any order
content() { awk '/^  "check_results": / { exit } !/^  "(serial|terraform_version)": / && NF' "$1"; }

same() {
  content "$1" >"$work/scratch/one"
  content "$2" >"$work/scratch/two"
  cmp -s "$work/scratch/one" "$work/scratch/two"
}

# level_of NAME FILE RECEIVES CHANGES: 0 as it was pulled, 1 joined, 2 after; "changed" when it is none of these
level_of() {
  if same "$2" "$work/before/$1.tfstate" || { [ -s "$2" ] && same "$2" "$work/restored/$1.tfstate"; }; then
    echo 0
  elif [ "$3" = yes ] && same "$2" "$work/joined/$1.tfstate"; then
    echo 1
  elif [ "$4" = yes ] && same "$2" "$work/after/$1.tfstate"; then
    echo 2
  else
    echo changed
  fi
}

# replace NAME FOLDER RECEIVES CHANGES LEVEL FILE WORDS: puts FILE where LEVEL is. The serial is the next one, so that Terraform itself
# refuses it when somebody has changed the state since it was read.
replace() {
  current="$work/scratch/now.tfstate"
  pull "$2" "$current" || stopped "$1" "it could not be read"
  [ "$(level_of "$1" "$current" "$3" "$4")" = "$5" ] || stopped "$1" "somebody has changed it meanwhile"
  serial=$(serial_of "$current")
  sed 's/^  "serial": [0-9]*,$/  "serial": '"$((${serial:-0} + 1))"',/' "$6" >"$work/scratch/next.tfstate"
  say "$1: $7" >"$work/scratch/writing"
  "$terraform" -chdir="$2" state push -no-color "$work/scratch/next.tfstate" </dev/null >&2 || {
    # it may have failed after it wrote: at the unlock, or for an answer that was lost
    pull "$2" "$current" || stopped "$1" "Terraform failed, see above, and the state can't be read any more"
    if [ "$(level_of "$1" "$current" "$3" "$4")" = "$5" ]; then
      rm "$work/scratch/writing"
      stopped "$1" "Terraform refused it, see above"
    fi
    cat "$work/scratch/writing" >>"$work/pushed"
    rm "$work/scratch/writing"
    stopped "$1" "Terraform wrote the state and failed then, see above"
  }
  cat "$work/scratch/writing" >>"$work/pushed"
  rm "$work/scratch/writing"
  say "  $1: $7"
}

stopped() {
  {
    say "" "Stopped at $1: $2."
    if [ -f "$work/scratch/writing" ]; then sed 's/^/perhaps, for it was being written: /' "$work/scratch/writing" >>"$work/pushed"; fi
    if [ -s "$work/pushed" ]; then
      say "Pushed until now:"
      sed 's/^/  /' "$work/pushed"
    else
      say "Nothing has been pushed."
    fi
    say "Every object is in a state still; some may be in two, so nothing may be applied." \
      "To go on once the reason is gone:  sh $(quoted "$0") push $(quoted "$folder")" \
      "To go back:                        sh $(quoted "$0") back $(quoted "$folder")"
  } >&2
  exit 1
}

# --- prepare --------------------------------------------------------------------------------------------------------------------

prepare() {
  while IFS=$tab read -r name use old new receives changes; do
    [ -f "$use/cdk.tf.json" ] || fail "There is no $use/cdk.tf.json here: run this where cdktf-agyn move was run, with both outputs in place."
  done <<EOF
$(states)
EOF
  mkdir "$folder" 2>/dev/null || fail "$folder is there already, or can't be made: it may hold the only pulls of an earlier move. Name another folder."
  work=$(cd "$folder" && pwd)
  prepared=no
  trap '[ "$prepared" = yes ] || { rm -rf "$work"; say "Nothing has been changed; $folder is removed." >&2; }' EXIT
  mkdir "$work/before" "$work/joined" "$work/after" "$work/restored" "$work/scratch" "$work/scratch/empty" "$work/scratch/give" "$work/scratch/list"
  tables >"$work/tables"
  states >"$work/scratch/states"
  moves >"$work/scratch/moves"
  steps >"$work/scratch/all-steps"
  : >"$work/scratch/lineages"

  while IFS=$tab read -r name use old new receives changes; do
    say "Pulling the state of $name"
    start "$use" || fail "terraform init failed in $use."
    pull "$use" "$work/before/$name.tfstate" || fail "The state of $name could not be pulled."
    addresses "$work/before/$name.tfstate" >"$work/scratch/list/$name"
    lineage=$(lineage_of "$work/before/$name.tfstate")
    [ -z "$lineage" ] || say "$lineage$tab$name" >>"$work/scratch/lineages"
  done <"$work/scratch/states"
  check_moves
  leave_out_empty
  move_copies
  check_ends
  rm -rf "$work/scratch"
  prepared=yes
  tell_prepared
}

# Everything that moves is where it should be, and nothing is where it goes.
check_moves() {
  : >"$work/scratch/problems"
  : >"$work/scratch/empty-places"
  total=0
  done_already=0
  while IFS=$tab read -r from address to target takes_place may_be_empty; do
    total=$((total + 1))
    if holds "$work/scratch/list/$from" "$address"; then
      if [ "$takes_place" = no ] && holds "$work/scratch/list/$to" "$target"; then
        say "$target is in the state of $to already, and $address in that of $from: one object would be in the place of another" >>"$work/scratch/problems"
      fi
    elif [ "$may_be_empty" = yes ] && ! holds "$work/scratch/list/$to" "$target"; then
      total=$((total - 1))
      say "$address has nothing in the state of $from, so nothing of it moves: it is a module or has count or for_each"
      say "$from$tab$address" >>"$work/scratch/empty-places"
    elif [ "$may_be_empty$takes_place" = yesyes ]; then
      say "$address is not in the state of $from, and $target in that of $to is to move too: whether $address has been moved or holds nothing can't be told. Compare the outputs without the resource that holds nothing" >>"$work/scratch/problems"
    elif holds "$work/scratch/list/$to" "$target"; then
      done_already=$((done_already + 1))
      say "$address is not in the state of $from; $target is in that of $to: it was moved already" >>"$work/scratch/problems"
    else
      say "$address is not in the state of $from: apply the old configuration first, or look for its state elsewhere (workspace, backend)" >>"$work/scratch/problems"
    fi
  done <"$work/scratch/moves"
  # states that were split by copying one have its lineage too, but not its content
  while IFS=$tab read -r lineage name; do
    while IFS=$tab read -r other_lineage other; do
      if [ "$other" = "$name" ]; then break; fi
      if [ "$other_lineage" = "$lineage" ] && same "$work/before/$name.tfstate" "$work/before/$other.tfstate"; then
        say "$other and $name have one and the same state: a stack that changes its name and keeps its backend needs no move" >>"$work/scratch/problems"
      fi
    done <"$work/scratch/lineages"
  done <"$work/scratch/lineages"
  if [ "$total" -eq 0 ]; then
    say "Nothing of what moves is in a state: there is nothing to do."
    exit 0
  fi
  if [ "$done_already" -eq "$total" ]; then
    say "Everything has been moved already: there is nothing to do."
    exit 0
  fi
  if [ -s "$work/scratch/problems" ]; then
    cat "$work/scratch/problems" >&2
    exit 1
  fi
}

# The steps of what has nothing in its state are left out, and what they would have made of the states.
leave_out_empty() {
  awk -F '\t' -v OFS='\t' '
    FILENAME == ARGV[1] { empty[$1, $2] = 1; next }
    ($2, $3) in empty { empty[$4, $5] = 1; next }
    $1 == "join" { receives[$4] = 1 }
    $1 == "drop" && !($2 in receives) { next } # its copy is what is left of it
    { print }' "$work/scratch/empty-places" "$work/scratch/all-steps" >"$work/scratch/steps"
  awk -F '\t' -v OFS='\t' '
    FILENAME == ARGV[1] { if ($1 == "join") receives[$4] = 1; changes[$2] = 1; next }
    { $5 = ($1 in receives) ? "yes" : "no"; $6 = ($1 in changes) ? "yes" : "no"; print }' \
    "$work/scratch/steps" "$work/scratch/states" >"$work/states"
  cp "$work/states" "$work/scratch/states"
}

move_copies() {
  while IFS=$tab read -r name use old new receives changes; do
    cp "$work/before/$name.tfstate" "$work/scratch/give/$name.tfstate"
    if [ "$receives" = yes ]; then cp "$work/before/$name.tfstate" "$work/joined/$name.tfstate"; fi
  done <"$work/scratch/states"
  count=$(awk 'END { print NR }' "$work/scratch/steps")
  n=0
  copied=no
  while IFS=$tab read -r what from address to target; do
    if [ "$what" != join ] && [ "$copied" = no ]; then
      copy_ends
      copied=yes
    fi
    case $what in
      join) offline state mv -state="$work/scratch/give/$from.tfstate" -state-out="$work/joined/$to.tfstate" \
        -backup="$work/scratch/backup" -backup-out="$work/scratch/backup-out" "$address" "$target" ;;
      drop) offline state rm -state="$work/after/$from.tfstate" -backup="$work/scratch/backup" "$address" ;;
      rename) offline state mv -state="$work/after/$from.tfstate" -backup="$work/scratch/backup" "$address" "$target" ;;
    esac >"$work/scratch/log" 2>&1 || {
      cat "$work/scratch/log" >&2
      fail "$address of $from could not be moved to $target of $to."
    }
    n=$((n + 1))
    if [ $((n % 20)) -eq 0 ] || [ "$n" -eq "$count" ]; then say "Moved between copies: step $n of $count"; fi
  done <"$work/scratch/steps"
  if [ "$copied" = no ]; then copy_ends; fi
}

# What `after` begins with, and where the way back ends: a state that was not there can't be removed, only emptied.
copy_ends() {
  while IFS=$tab read -r name use old new receives changes; do
    if [ "$receives" = yes ]; then
      cp "$work/joined/$name.tfstate" "$work/after/$name.tfstate"
    else
      cp "$work/scratch/give/$name.tfstate" "$work/after/$name.tfstate"
    fi
    if [ -s "$work/before/$name.tfstate" ]; then
      cp "$work/before/$name.tfstate" "$work/restored/$name.tfstate"
    else
      printf '{\n  "version": 4,\n  "terraform_version": "1.11.0",\n  "serial": 1,\n  "lineage": "%s",\n  "outputs": {},\n  "resources": [],\n  "check_results": null\n}\n' \
        "$(lineage_of "$work/after/$name.tfstate")" >"$work/restored/$name.tfstate"
    fi
  done <"$work/scratch/states"
}

# A stack that is gone has to leave nothing behind, because nobody would manage it.
check_ends() {
  while IFS=$tab read -r name use old new receives changes; do
    addresses "$work/after/$name.tfstate" >"$work/scratch/list/$name"
    if [ "$new" = - ] && [ -n "$(managed "$work/scratch/list/$name")" ]; then
      say "Stack $name is gone from the new output, but these objects are left in its state; apply the old configuration first:" >&2
      managed "$work/scratch/list/$name" | sed 's/^/  /' >&2
      exit 1
    fi
  done <"$work/scratch/states"
}

tell_prepared() {
  say "" "Nothing has been changed. The moved copies are in $folder/after; to look at them:"
  printf '  npx cdktf-agyn rehearse --out %s --state' "$(quoted "$new_out")"
  while IFS=$tab read -r name use old new receives changes; do
    if [ "$new" != - ] && [ -s "$work/after/$name.tfstate" ]; then printf ' %s' "$(quoted "$name=$folder/after/$name.tfstate")"; fi
  done <"$work/states"
  say "" "Give it the states of the other stacks too, as terraform state pull prints them."
  say "Then, with nobody applying anything until it is done:  sh $(quoted "$0") push $(quoted "$folder")" \
    "$folder holds tokens. Remove it when all is done."
}

# --- push and back --------------------------------------------------------------------------------------------------------------

# Goes into a prepared folder, and finds each state at a level.
enter() {
  [ -f "$folder/tables" ] || fail "$folder was not prepared: run  sh $(quoted "$0") prepare $(quoted "$folder")"
  work=$(cd "$folder" && pwd)
  rm -rf "$work/scratch"
  mkdir "$work/scratch" "$work/scratch/empty"
  trap 'rm -rf "$work/scratch"' EXIT
  tables | cmp -s - "$work/tables" || fail "$folder was prepared by another script than this one: prepare another folder."
  touch "$work/pushed"
  trap 'stopped "the next state" "interrupted"' HUP INT TERM
  changed=
  begun=
  while IFS=$tab read -r name use old new receives changes; do
    start "$use" || fail "terraform init failed in $use."
    pull "$use" "$work/scratch/now.tfstate" || fail "The state of $name could not be read."
    level=$(level_of "$name" "$work/scratch/now.tfstate" "$receives" "$changes")
    case $level in
      0) ;;
      changed) changed="$changed $name" ;;
      *) begun="$begun $name" ;;
    esac
    say "$name$tab$use$tab$receives$tab$changes$tab$level" >>"$work/scratch/levels"
  done <"$work/states"
}

# tell_commands old|new COMMAND: for the stacks of that output
tell_commands() {
  while IFS=$tab read -r name use old new receives changes; do
    if [ "$1" = old ]; then use=$old; else use=$new; fi
    if [ "$use" != - ]; then say "  $(quoted "$terraform") -chdir=$(quoted "$use") $2"; fi
  done <"$work/states"
}

push() {
  enter
  [ -z "$changed" ] || fail "Changed since they were pulled:$changed. Nothing is pushed." \
    "$(if [ -n "$begun" ]; then echo "An earlier push has begun with:$begun. See $folder/pushed."; elif [ -s "$work/pushed" ]; then echo "An earlier push has begun, see $folder/pushed."; else echo "Prepare another folder."; fi)"
  say "Receiving states:"
  while IFS=$tab read -r name use receives changes level; do
    if [ "$receives" = yes ] && [ "$level" = 0 ]; then
      replace "$name" "$use" "$receives" "$changes" 0 "$work/joined/$name.tfstate" "has what it receives"
    fi
  done <"$work/scratch/levels"
  say "Giving states:"
  while IFS=$tab read -r name use receives changes level; do
    if [ "$changes" = yes ] && [ "$level" != 2 ]; then
      if [ "$receives" = yes ]; then level=1; fi
      replace "$name" "$use" "$receives" "$changes" "$level" "$work/after/$name.tfstate" "has given what it gives"
    fi
  done <"$work/scratch/levels"
  say "" "All states are pushed. Every stack must plan without changes now, before anybody applies anything:"
  tell_commands new "plan -detailed-exitcode"
  say "If one does not, apply none, and go back:  sh $(quoted "$0") back $(quoted "$folder")" \
    "When all do, apply each once. Nothing changes by it, but the state learns which provider blocks its objects have now; until then" \
    "Terraform would look for a pool that is taken out of the code in the wrong cluster:"
  tell_commands new apply
  while IFS=$tab read -r name use old new receives changes; do
    if [ "$new" = - ]; then say "Stack $name is gone from the new output; its state holds no object any more and may be removed where it is stored."; fi
  done <"$work/states"
  say "Then remove $folder, which holds tokens."
}

back() {
  enter
  [ -z "$changed" ] || fail "Changed since they were pushed:$changed. Nothing is put back, because that change would be lost." \
    "What was pulled is in $folder/before, what was pushed in $folder/joined and $folder/after."
  say "Giving states:"
  while IFS=$tab read -r name use receives changes level; do
    if [ "$level" = 2 ] && [ "$receives" = yes ]; then
      replace "$name" "$use" "$receives" "$changes" 2 "$work/joined/$name.tfstate" "has again what it gave"
    elif [ "$level" = 2 ]; then
      replace "$name" "$use" "$receives" "$changes" 2 "$work/restored/$name.tfstate" "is as it was pulled"
    fi
  done <"$work/scratch/levels"
  say "Receiving states:"
  while IFS=$tab read -r name use receives changes level; do
    if [ "$receives" = yes ] && [ "$level" != 0 ]; then
      replace "$name" "$use" "$receives" "$changes" 1 "$work/restored/$name.tfstate" "is as it was pulled"
    fi
  done <"$work/scratch/levels"
  rm -f "$work/pushed"
  say "" "Every state holds what it held. The old stacks must plan without changes:"
  tell_commands old "plan -detailed-exitcode"
  say "Then remove $folder, which holds tokens."
}

trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  usage >&2
  exit 1
fi
folder=${2:-agyn-move}
case $folder in -*) fail "The folder may not begin with a dash: write ./$folder." ;; esac
command -v "$terraform" >/dev/null 2>&1 || fail "$terraform was not found: install Terraform 1.11 or newer, or name another binary in TERRAFORM_BINARY_NAME."
case $1 in
  prepare) prepare ;;
  push) push ;;
  back) back ;;
  *)
    usage >&2
    exit 1
    ;;
esac
