// The CI of a new repository: installs, and runs `npm run ci`, which is what everybody runs at home.
import type { Ci } from "./options.js";

const TERRAFORM = "1.11.4";

const GITHUB = `# Judges, tests, synthesizes and rehearses the fleet. No credential is needed: nothing leaves the machine.
name: fleet
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  fleet:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
          cache: npm
      - uses: hashicorp/setup-terraform@v3
        with:
          terraform_version: ${TERRAFORM}
          terraform_wrapper: false
      - run: npm ci
      - run: npm run ci
`;

const GITLAB = `# Judges, tests, synthesizes and rehearses the fleet. No credential is needed: nothing leaves the machine.
fleet:
  image: node:20
  timeout: 20 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  before_script:
    - curl -fsSLo terraform.zip https://releases.hashicorp.com/terraform/${TERRAFORM}/terraform_${TERRAFORM}_linux_amd64.zip
    - python3 -m zipfile -e terraform.zip /usr/local/bin && chmod +x /usr/local/bin/terraform && rm terraform.zip
    - npm ci
  script:
    - npm run ci
`;

/** Files by path. */
export const CI_FILES: Readonly<Record<Ci, Readonly<Record<string, string>>>> = {
  github: { ".github/workflows/fleet.yml": GITHUB },
  gitlab: { ".gitlab-ci.yml": GITLAB },
  none: {},
};
