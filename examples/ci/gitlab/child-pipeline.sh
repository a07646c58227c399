#!/bin/sh
# The child pipeline, from the manifest: a plan for each stack, one review, and on the default branch an apply that is pressed by hand once the
# review of the same plans was read. JSON is YAML.
. "$(dirname "$0")/common.sh"
"$(dirname "$0")/stacks.sh" | jq '
  {pipeline: "$PARENT_PIPELINE_ID", job: "synth"} as $app
  | ["apt-get update && apt-get install --yes age jq unzip", "npm ci"] as $tools
  | {
      default: {image: "${FLEET_IMAGE}"},
      variables: {FLEET_IMAGE: "node:22-with-terraform"},
      workflow: {rules: [{when: "always"}]},
      stages: ["plan", "review", "apply"],
      plan: {
        stage: "plan",
        parallel: {matrix: [{STACK: .}]},
        needs: [$app],
        script: ($tools + ["ci/steps/plan.sh \"$STACK\""]),
        artifacts: {paths: ["review/digests", "review/plans/*.age"], expire_in: "1 week"}
      },
      review: {
        stage: "review",
        when: "always",
        needs: [$app, {job: "plan", artifacts: true, optional: true}],
        script: ($tools + [
          "export HEAD_SHA=\"${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}\"",
          "code=0; REVIEW_HOST=gitlab ci/steps/review.sh || code=$?",
          "if [ -n \"$CI_MERGE_REQUEST_IID\" ] && [ -e review/comment.md ]; then npx cdktf-agyn review comment --host gitlab --file review/comment.md; fi",
          "exit $code"
        ]),
        artifacts: {
          when: "always",
          paths: ["review/map.html", "review/review.json", "review/approval.json"],
          reports: {codequality: "review/codequality.json", terraform: "review/terraform.json"},
          expire_in: "1 week"
        }
      },
      apply: {
        stage: "apply",
        rules: [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", when: "manual"}],
        environment: {name: "fleet"},
        resource_group: "fleet",
        needs: [$app, {job: "plan", artifacts: true}, {job: "review", artifacts: true}],
        script: ($tools + [
          "umask 077; printf \"%s\\n\" \"$PLAN_KEY\" > plan.key",
          "trap \"rm -f plan.key\" EXIT",
          "PLAN_IDENTITY=\"$PWD/plan.key\" ci/steps/apply-all.sh"
        ])
      }
    }
'
