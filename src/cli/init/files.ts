// The files of a new repository, by path. What they say is tried by test/acceptance/init.test.ts: installed and run as it stands.
import { ciFiles } from "./ci-files.js";
import { fleetFile } from "./fleet-file.js";
import type { Ci, InitArguments } from "./options.js";

/** Exact versions, those the package is tested with. */
export const VERSIONS = {
  dependencies: {
    "@cdktf/provider-helm": "12.1.2",
    "@cdktf/provider-kubernetes": "12.1.1",
    cdktf: "0.21.0",
    constructs: "10.7.2",
  },
  devDependencies: { "@types/node": "20.19.43", tsx: "4.23.15", typescript: "6.0.3" },
} as const;

/** Nothing that is made anew, and nothing that holds secrets; what CI writes too. */
const IGNORED = `node_modules/
cdktf.out/
base.out/
ci.out/
review/
atlantis.yaml
.terraform/
*.tfstate
*.tfstate.*
*.tfplan
plan.key
`;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * All files.
 *
 * @param spec how npm finds this package
 */
export function repositoryFiles(asked: InitArguments, spec: string): Readonly<Record<string, string>> {
  return {
    ".gitignore": IGNORED,
    "README.md": readme(asked),
    "cdktf.json": json({
      language: "typescript",
      app: "node --import tsx main.ts",
      sendCrashReports: "false",
      output: "cdktf.out",
    }),
    "fleet.yaml": fleetFile(asked),
    "main.ts": MAIN,
    "package.json": json({
      name: `${asked.name}-infra`,
      private: true,
      scripts: {
        check: "cdktf-agyn check",
        test: "tsc && node --import tsx --test test/fleet.test.ts",
        synth: "cdktf-agyn synth",
        rehearse: "cdktf-agyn rehearse --out cdktf.out",
        ci: "npm run check && npm test && npm run synth && npm run rehearse",
      },
      engines: { node: ">=20.19" },
      dependencies: { ...VERSIONS.dependencies, "cdktf-agyn": spec },
      devDependencies: VERSIONS.devDependencies,
    }),
    "test/fleet.test.ts": TEST,
    "tsconfig.json": json({
      compilerOptions: {
        target: "es2022",
        module: "node20",
        types: ["node"],
        strict: true,
        skipLibCheck: true,
        noEmit: true,
      },
      include: ["*.ts", "test/*.ts"],
    }),
    ...ciFiles(asked),
  };
}

const MAIN = `// The app: a stack for the organizations, and one for each region.
import { join } from "node:path";
import { App } from "cdktf";
import { Fleet } from "cdktf-agyn";

const app = new App({ stackTraces: false });
// States are local files until the stacks have a backend, which CI needs. With S3Backend of cdktf:
//   for (const stack of stacks) new S3Backend(stack, { bucket: "acme-states", key: stack.node.id, region: "us-east-1" });
export const stacks = Fleet.fromFile(join(__dirname, "fleet.yaml")).stacks(app);
app.synth();
`;

const TEST = `// What this company wants of its fleet beside the rules: every team has a place in every region. Change it to what yours wants.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Fleet } from "cdktf-agyn";

const { resolved } = Fleet.fromFile(join(__dirname, "../fleet.yaml"));

for (const region of Object.keys(resolved.regions)) {
  test(\`\${region} has a pool for everybody\`, () => {
    const owners = resolved.pools.filter((pool) => pool.region === region).map(({ team }) => team);
    const missing = Object.keys(resolved.teams).filter((team) => !owners.includes(team));

    assert.notEqual(owners.length, 0);
    // a pool without a team is open to all of them
    if (!owners.includes(undefined)) assert.deepEqual(missing, []);
  });
}
`;

const REVIEW: Readonly<Record<Ci, string>> = {
  github: `
## Pull requests

\`.github/workflows/fleet.yml\` needs nothing and runs \`npm run ci\`. The others wait for a variable: with \`FLEET_REVIEW\` = \`on\` a pull request
gets its review as a comment, and a merge applies what was reviewed. node_modules/cdktf-agyn/docs/review-in-ci.md says what to set up before.
`,
  gitlab: `
## Merge requests

The job \`fleet\` needs nothing and runs \`npm run ci\`. The others wait for a variable: with \`FLEET_REVIEW\` = \`on\` a merge request gets its
review as a note. node_modules/cdktf-agyn/docs/review-in-ci.md says what to set up before.
`,
  atlantis: `
## Pull requests

\`ci/atlantis/repos.yaml\` belongs to the Atlantis server; \`ci/steps\` is what it runs. node_modules/cdktf-agyn/docs/review-in-ci.md says what
to set up. Let another CI run \`npm run ci\`.
`,
  none: "",
};

function readme({ name, regions, teams, ci }: InitArguments): string {
  const tokens = teams.map((team) => `\`TF_VAR_agyn_token_${team.replaceAll("-", "_")}\``);
  const contexts = regions.map((region) => `\`${name}-${region}\``);
  return `# Runners of ${name}

\`fleet.yaml\` says which runner pools there are; everything else here makes Terraform stacks of it.

\`\`\`sh
npm install        # commit package-lock.json
npm run ci         # what CI runs: judge, test, synthesize, rehearse; needs terraform and no platform
\`\`\`

| to | run |
|---|---|
| judge \`fleet.yaml\` | \`npm run check\` |
| add a region, a team, a pool | \`npx cdktf-agyn add --help\` |
| write the stacks to \`cdktf.out\` | \`npm run synth\` |
| prove them without a platform | \`npm run rehearse\` |
| see what is missing for an apply | \`npx cdktf-agyn doctor\` |

Before the first apply:

1. In \`fleet.yaml\`, give the host of your gateway and the contexts of your clusters (${contexts.join(", ")} now).
2. Give the stacks a backend, in \`main.ts\`: as it is, states are files beside this page, and git ignores them.
3. Set \`AGYN_API_URL\` and \`AGYN_API_TOKEN\`${tokens.length === 0 ? "" : `, and for the teams ${tokens.join(", ")}: tokens of owners of their organizations`}.
4. In each folder of \`cdktf.out/stacks\`, organizations first: \`terraform init\`, \`terraform apply\`.
${REVIEW[ci]}`;
}
