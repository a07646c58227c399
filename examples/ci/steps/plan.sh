#!/bin/sh
# Plans a stack. A digest leaves this job, the lock file of its providers, and the saved plan sealed for PLAN_RECIPIENT; the plan's text and
# JSON, which hold secrets in clear, go nowhere. A digest that says why it can't be judged (3) is a result: the review ends with 3 for it.
#   plan.sh STACK
. "$(dirname "$0")/common.sh"
stack=$1
folder=$OUT/$(stack_folder "$stack")
saved=${PLAN_FILE:-$SCRATCH/plan.bin}
refuse_committed
mkdir -p "$WORK/digests" "$WORK/locks" "$WORK/plans"
# what was planned before says nothing of this plan, should it fail
rm -f "$WORK/digests/$stack.json" "$WORK/plans/$stack.age" "$WORK/approval.json"

terraform_init "$folder"
run_terraform "$folder" plan -lock-timeout=5m -out="$saved"
show_plan "$folder" "$saved" "$SCRATCH/plan.json"

code=0
$AGYN review digest --stack "$stack" --plan "$SCRATCH/plan.json" --saved-plan "$saved" --out "$OUT" ${BASE:+--base "$BASE"} \
  --output "$WORK/digests/$stack.json" || code=$?
case $code in 0 | 3) ;; *) exit "$code" ;; esac

cp "$folder/.terraform.lock.hcl" "$WORK/locks/$stack.hcl"
if [ -n "${PLAN_RECIPIENT:-}" ]; then
  $AGE -r "$PLAN_RECIPIENT" -o "$WORK/plans/$stack.age" <"$saved"
fi
