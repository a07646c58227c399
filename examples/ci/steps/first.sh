#!/bin/sh
# The first deployment, or a stack that others are planned from and that is not there yet: plans this one stack and shows what it does; with
# APPLY=yes applies it. The others can be planned and reviewed once it is there.
#   first.sh STACK
. "$(dirname "$0")/common.sh"
stack=$1
folder=$OUT/$(stack_folder "$stack")

terraform_init "$folder"
terraform -chdir="$folder" plan -input=false -no-color -lock-timeout=5m -out="$SCRATCH/plan.bin" >/dev/null
terraform -chdir="$folder" show -json "$SCRATCH/plan.bin" >"$SCRATCH/plan.json"
# the other stacks have no plan, which is the reason for this step
$AGYN review --out "$OUT" --plan "$stack=$SCRATCH/plan.json" --exit-zero
rm -f "$SCRATCH/plan.json"
if [ "${APPLY:-}" = yes ]; then
  terraform -chdir="$folder" apply -input=false -no-color -lock-timeout=5m "$SCRATCH/plan.bin" >/dev/null
  echo "$stack is applied."
fi
