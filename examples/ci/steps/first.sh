#!/bin/sh
# The first deployment, or a stack that others are planned from and that is not there yet: plans this one stack, and shows what it does and the
# digest of it. Run again with that digest as APPLY, it applies that. The others can be planned and reviewed once it is there. A plan that does
# more than create goes through a review.
#   first.sh STACK
. "$(dirname "$0")/common.sh"
stack=$1
folder=$OUT/$(stack_folder "$stack")

terraform_init "$folder"
run_terraform "$folder" plan -lock-timeout=5m -out="$SCRATCH/plan.bin"
show_plan "$folder" "$SCRATCH/plan.bin" "$SCRATCH/plan.json"
# the other stacks have no plan, which is the reason for this step
$AGYN review --out "$OUT" --plan "$stack=$SCRATCH/plan.json" --exit-zero
# of this one alone: 3 when it can't be judged
$AGYN review digest --stack "$stack" --plan "$SCRATCH/plan.json" --out "$OUT" --output "$SCRATCH/digest.json"
rm -f "$SCRATCH/plan.json"
more=$(jq -r '.changes[] | select(.action | . != "create" and . != "read" and . != "no-op") | "  \(.action) \(.address)"' "$SCRATCH/digest.json")
if [ -n "$more" ]; then
  printf 'This is no first deployment, so it needs a review, in a pull request:\n%s\n' "$more" >&2
  exit 2
fi
digest=$(jq -er .semantic "$SCRATCH/digest.json")
if [ -z "${APPLY:-}" ]; then
  echo "Nothing is applied. The digest of this plan, to apply it: $digest"
elif [ "$APPLY" != "$digest" ]; then
  echo "This plan is not what was looked at: APPLY has to be the digest that was shown, and that of this plan is $digest. Look at it again." >&2
  exit 2
else
  run_terraform "$folder" apply -lock-timeout=5m "$SCRATCH/plan.bin"
  echo "$stack is applied."
fi
