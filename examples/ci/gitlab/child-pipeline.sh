#!/bin/sh
# The child pipeline, from the manifest: a plan for each stack, a rehearsal, one review, and on the default branch an apply that is pressed by hand once the
# review of the same plans was read. JSON is YAML.
. "$(dirname "$0")/common.sh"
"$(dirname "$0")/stacks.sh" | jq '
  {pipeline: "$PARENT_PIPELINE_ID", job: "synth"} as $app
  | ["ci/steps/tools.sh", "npm ci"] as $tools
  | {
      default: {image: "node:22"},
      variables: {TERRAFORM_VERSION: "1.11.4", GIT_DEPTH: "0", BASE: "base.out"},
      workflow: {rules: [{when: "always"}]},
      stages: ["plan", "review", "apply"],
      plan: {
        stage: "plan",
        timeout: "30 minutes",
        interruptible: true,
        parallel: {matrix: [{STACK: .}]},
        needs: [$app],
        script: ($tools + ["ci/steps/plan.sh \"$STACK\""]),
        artifacts: {paths: ["review/digests", "review/locks", "review/plans/*.age"], expire_in: "1 week"}
      },
      rehearse: {
        stage: "plan",
        timeout: "30 minutes",
        interruptible: true,
        rules: [{"if": "$REHEARSE == \"off\"", when: "never"}, {when: "on_success"}],
        allow_failure: true,
        needs: [$app],
        script: ($tools + ["ci/steps/rehearse.sh"]),
        artifacts: {paths: ["review/rehearsal.json"], expire_in: "1 week"}
      },
      review: {
        stage: "review",
        timeout: "20 minutes",
        interruptible: true,
        when: "always",
        needs: [$app, {job: "plan", artifacts: true, optional: true}, {job: "rehearse", artifacts: true, optional: true}],
        script: ($tools + [
          "export HEAD_SHA=\"${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}\" BASE_REF=\"${CI_MERGE_REQUEST_DIFF_BASE_SHA:-}\"",
          "code=0; REVIEW_HOST=gitlab ci/steps/review.sh || code=$?",
          "if [ -n \"${CI_MERGE_REQUEST_IID:-}\" ] && [ -n \"${GITLAB_TOKEN:-}\" ] && [ -e review/comment.md ]; then npx cdktf-agyn review comment --host gitlab --file review/comment.md; fi",
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
        timeout: "1 hour",
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
