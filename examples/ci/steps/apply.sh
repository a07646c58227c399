#!/bin/sh
# Applies a stack as it was reviewed, with the providers that it was planned with. The saved plan is opened with the key in the file
# PLAN_IDENTITY; without one, and where an upstream stack had changes of its own, the stack is planned anew. Either way nothing is applied
# that was not reviewed, and nothing on a state that has moved on since.
#   apply.sh STACK
. "$(dirname "$0")/common.sh"
stack=$1
folder=$OUT/$(stack_folder "$stack")
sealed=$WORK/plans/$stack.age

for needed in "$WORK/approval.json" "$WORK/review.json" "$WORK/locks/$stack.hcl"; do
  [ -e "$needed" ] || { echo "$needed is not there: nothing says that $stack was reviewed." >&2; exit 3; }
done
cp "$WORK/locks/$stack.hcl" "$folder/.terraform.lock.hcl"
cat "$WORK"/locks/*.hcl >"$SCRATCH/locks.hcl"
terraform_init "$folder" -lockfile=readonly
provisional=$(jq -r --arg stack "$stack" 'any(.stacks[]; .name == $stack and (.provisionalOn | length > 0))' "$WORK/review.json")
if [ -n "${PLAN_IDENTITY:-}" ] && [ -e "$sealed" ] && [ "$provisional" = false ]; then
  $AGE -d -i "$PLAN_IDENTITY" <"$sealed" >"$SCRATCH/plan.bin"
else
  terraform -chdir="$folder" plan -input=false -no-color -lock-timeout=5m -out="$SCRATCH/plan.bin" >/dev/null
fi
terraform -chdir="$folder" show -json "$SCRATCH/plan.bin" >"$SCRATCH/plan.json"
pull_state "$folder" "$SCRATCH/state"
$AGYN review verify --approval "$WORK/approval.json" --stack "$stack" --plan "$SCRATCH/plan.json" --out "$OUT" \
  --saved-plan "$stack=$SCRATCH/plan.bin" --state "$stack=$SCRATCH/state" --lock-file "$SCRATCH/locks.hcl" ${HEAD_SHA:+--head-sha "$HEAD_SHA"}
rm -f "$SCRATCH/plan.json" "$SCRATCH/state"
terraform -chdir="$folder" apply -input=false -no-color -lock-timeout=5m "$SCRATCH/plan.bin" >/dev/null
echo "$stack is applied."
