#!/bin/sh
# Applies a stack as it was reviewed, with the providers that it was planned with. The saved plan is opened with the key in the file
# PLAN_IDENTITY, or is PLAN_FILE; without one, and where an upstream stack had changes of its own, the stack is planned anew. Either way nothing
# is applied that was not reviewed, and nothing on a state that has moved on since.
#   apply.sh STACK
. "$(dirname "$0")/common.sh"
stack=$1
folder=$OUT/$(stack_folder "$stack")
sealed=$WORK/plans/$stack.age
saved=$SCRATCH/plan.bin
refuse_committed

for needed in "$WORK/approval.json" "$WORK/review.json" "$WORK/locks/$stack.hcl"; do
  [ -e "$needed" ] || { echo "$needed is not there: nothing says that $stack was reviewed." >&2; exit 3; }
done
cp "$WORK/locks/$stack.hcl" "$folder/.terraform.lock.hcl"
cat "$WORK"/locks/*.hcl >"$SCRATCH/locks.hcl"
terraform_init "$folder" -lockfile=readonly
provisional=$(jq -r --arg stack "$stack" 'any(.stacks[]; .name == $stack and (.provisionalOn | length > 0))' "$WORK/review.json")
if [ "$provisional" = false ] && [ -n "$PLAN_FILE" ]; then
  saved=$PLAN_FILE
elif [ "$provisional" = false ] && [ -n "${PLAN_IDENTITY:-}" ] && [ -e "$sealed" ]; then
  $AGE -d -i "$PLAN_IDENTITY" <"$sealed" >"$SCRATCH/plan.bin"
else
  run_terraform "$folder" plan -lock-timeout=5m -out="$saved"
fi
show_plan "$folder" "$saved" "$SCRATCH/plan.json"
pull_state "$folder" "$SCRATCH/state"
$AGYN review verify --approval "$WORK/approval.json" --stack "$stack" --plan "$SCRATCH/plan.json" --out "$OUT" \
  --saved-plan "$stack=$saved" --state "$stack=$SCRATCH/state" --lock-file "$SCRATCH/locks.hcl" ${HEAD_SHA:+--head-sha "$HEAD_SHA"}
rm -f "$SCRATCH/plan.json" "$SCRATCH/state"
run_terraform "$folder" apply -lock-timeout=5m "$saved"
# the host would take it for one that is still to be applied
rm -f ${PLAN_FILE:+"$PLAN_FILE"}
echo "$stack is applied."
