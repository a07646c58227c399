#!/bin/sh
# Plans a stack. A digest leaves this job, the lock file of its providers, and the saved plan sealed for PLAN_RECIPIENT; the plan's text and
# JSON, which hold secrets in clear, go nowhere. A digest that says why it can't be judged (3) is a result: the review ends with 3 for it.
#   plan.sh STACK
. "$(dirname "$0")/common.sh"
stack=$1
folder=$OUT/$(stack_folder "$stack")
mkdir -p "$WORK/digests" "$WORK/locks" "$WORK/plans"

terraform_init "$folder"
terraform -chdir="$folder" plan -input=false -no-color -lock-timeout=5m -out="$SCRATCH/plan.bin" >/dev/null
terraform -chdir="$folder" show -json "$SCRATCH/plan.bin" >"$SCRATCH/plan.json"

code=0
$AGYN review digest --stack "$stack" --plan "$SCRATCH/plan.json" --saved-plan "$SCRATCH/plan.bin" --out "$OUT" ${BASE:+--base "$BASE"} \
  --output "$WORK/digests/$stack.json" || code=$?
case $code in 0 | 3) ;; *) exit "$code" ;; esac

cp "$folder/.terraform.lock.hcl" "$WORK/locks/$stack.hcl"
if [ -n "${PLAN_RECIPIENT:-}" ]; then
  $AGE -r "$PLAN_RECIPIENT" -o "$WORK/plans/$stack.age" <"$SCRATCH/plan.bin"
fi
