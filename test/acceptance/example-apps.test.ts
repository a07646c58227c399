// The apps of examples/, rehearsed by the built command as their pages say: from an empty platform to the end, with an empty second
// plan. Two of them are rehearsed twice: the platform of the first time is kept for a look, and the second starts from the states that
// were left there, where nothing may change. The Acme fleet is rehearsed from YAML the first time and from TypeScript the second: both
// are the same fleet. The pool for production has what others have, and objects of a chart.
//
// One process of the provider serves each; rehearse.test.ts has Terraform start it, as a user's does.
//
// The first run on it (`npm start`) and cdktf-cli have tests of their own; so has the team's repository outside the checkout.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { KeptTerraform } from "../support/kept-terraform";
import { pullStates, type Rehearsed, RehearsalRun } from "../support/rehearse-command";
import { describeWith } from "../support/terraform-versions";

const ROOT = resolve(__dirname, "../..");
const TIMEOUT_MS = 300_000;
const BEHIND_PROXY = "gateway.acme.example:443";
const IN_CLUSTER = "gateway.platform.svc.cluster.local:8080";

interface Example {
  /** The command of its page. */
  readonly app: string;
  /** The command of the second time. @default - it is rehearsed once */
  readonly again?: string;
  /** What its runners dial. */
  readonly dialled: readonly string[];
  readonly stacks: readonly string[];
  readonly resources: number;
  /** Each as `scope/name`, sorted. */
  readonly runners: readonly string[];
  /** What the result says of the first time. */
  readonly notes: readonly string[];
  /** Whether nothing that a rehearsal knows runs its runners. */
  readonly pending?: true;
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  quickstart: {
    app: "node --import tsx examples/quickstart/main.ts",
    dialled: [IN_CLUSTER],
    stacks: ["quickstart"],
    resources: 10,
    runners: ["cluster/everyday-us-east-1-0"],
    notes: [],
  },
  "acme-fleet": {
    app: "node --import tsx examples/acme-fleet/main.ts",
    again: "node --import tsx stacks/main.ts",
    dialled: [IN_CLUSTER, BEHIND_PROXY],
    stacks: ["organizations", "eu-west-1", "us-east-1"],
    resources: 77,
    runners: [
      "acme-ml/ml-gpu-us-east-1-0",
      "acme-ml/ml-gpu-us-east-1-1",
      "acme-ml/ml-standard-eu-west-1-0",
      "acme-ml/ml-standard-us-east-1-0",
      "acme-web/web-standard-eu-west-1-0",
      "acme-web/web-standard-us-east-1-0",
      "cluster/shared-eu-west-1-0",
      "cluster/shared-us-east-1-0",
    ],
    notes: [],
  },
  "gpu-tiers": {
    app: "node --import tsx examples/gpu-tiers/main.ts",
    dialled: [BEHIND_PROXY],
    stacks: ["lab", "train"],
    resources: 53,
    runners: [
      "cluster/shared-on-prem-0",
      "cluster/slice-us-east-1-0",
      "cluster/standard-on-prem-0",
      "cluster/standard-us-east-1-0",
      "cluster/whole-us-east-1-0",
    ],
    notes: [],
  },
  "team-repo": {
    app: "node --import tsx examples/team-repo/main.ts",
    dialled: [BEHIND_PROXY],
    stacks: ["ml"],
    resources: 31,
    runners: ["acme-ml/ml-gpu-us-east-1-0", "acme-ml/ml-standard-eu-west-1-0", "acme-ml/ml-standard-us-east-1-0"],
    notes: [
      "organization acme-ml is there, because the app looks it up and no stack or state makes it",
      "who owns these organizations no state tells: every token of the rehearsal does",
    ],
  },
  "production-pool": {
    app: "node --import tsx examples/production-pool/main.ts",
    again: "node --import tsx examples/production-pool/main.ts",
    dialled: [BEHIND_PROXY],
    stacks: ["organizations", "eu-west-1"],
    resources: 18,
    runners: ["acme-web/web-eu-west-1-0", "acme-web/web-eu-west-1-1"],
    notes: [],
  },
  "agents-platform": {
    app: "node --import tsx examples/agents-platform/main.ts",
    dialled: [BEHIND_PROXY],
    stacks: ["agents-eu-west-1", "agents-us-east-1", "organizations", "eu-west-1", "us-east-1"],
    resources: 189,
    runners: ["acme-support/support-eu-west-1-0", "acme-support/support-us-east-1-0"],
    notes: [],
  },
  "third-party-runner": {
    app: "node --import tsx examples/third-party-runner/main.ts",
    dialled: [],
    stacks: ["lab"],
    resources: 6,
    runners: ["cluster/lab-bench", "cluster/lab-workstation"],
    notes: ["nothing in the app starts these runners, so that they enroll is not proved: lab-bench, lab-workstation"],
    pending: true,
  },
};

/** Every file of an example with its size and when it was changed. */
const filesOf = (example: string): readonly string[] =>
  readdirSync(join(ROOT, "examples", example), { recursive: true, encoding: "utf8" }).map((name) => {
    const { size, mtimeMs } = statSync(join(ROOT, "examples", example, name));
    return `${name} ${size} ${mtimeMs}`;
  });

describeWith("writeOnly", "an example app", () => {
  let folder: string;
  let terraform: KeptTerraform;
  let run: RehearsalRun | undefined;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "example-app-"));
    for (const name of ["tmp", "states"]) mkdirSync(join(folder, name));
    terraform = await KeptTerraform.start(join(folder, "terraform"));
  });
  afterEach(async () => {
    await run?.end();
    run = undefined;
    await terraform.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has a row here, and a page that the README leads to", () => {
    const apps = readdirSync(join(ROOT, "examples")).filter((name) =>
      readdirSync(join(ROOT, "examples", name)).includes("main.ts"),
    );

    expect(Object.keys(EXAMPLES).sort()).toEqual(apps.sort());
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    for (const app of apps) expect(readme).toContain(`(examples/${app}/README.md)`);
  });

  it.each(Object.entries(EXAMPLES))(
    "is rehearsed, and nothing is left: %s",
    async (name, { app, again, dialled, stacks, resources, runners, notes, pending }) => {
      const before = filesOf(name);
      const temporary = join(folder, "tmp");
      const addresses = dialled.flatMap((address) => ["--gateway-address", address]);
      const whole = { outcome: "proved", stacks, destroyed: { added: 0, changed: 0, destroyed: resources } };
      const applied = { added: resources, changed: 0, destroyed: 0 };
      const rehearsal = (command: string, ...args: readonly string[]) => {
        run = new RehearsalRun({
          ...{ directory: ROOT, temporary, app: command, args: [...addresses, ...args] },
          env: { TERRAFORM_BINARY_NAME: terraform.binary },
        });
        return run;
      };
      const proved = async (command: string, ...args: readonly string[]) => {
        const { code, result, printed } = await rehearsal(command, ...args).finished;
        expect(result.failure).toBeUndefined();
        expect(result).toMatchObject(whole);
        expect(printed).toContain("Plan again: no changes");
        expect(code).toBe(0);
        return result;
      };

      let first: Rehearsed;
      if (again === undefined) {
        first = await proved(app);
      } else {
        const { kept, ...result } = await rehearsal(app, "--keep").kept();
        first = result;
        expect(first.outcome).toBe("kept");
        const states = pullStates(first, kept.folder, join(folder, "states"));
        expect(await run?.end()).toBe(0);
        rmSync(kept.folder, { recursive: true });
        const second = await proved(again, "--state", ...states);
        expect(second).toMatchObject({ applied: { added: 0, changed: 0, destroyed: 0 }, runners: first.runners });
      }

      expect(first).toMatchObject({ stacks, applied });
      expect(first.notes.filter((note) => !note.startsWith("prevent_destroy was lifted"))).toEqual(notes);
      expect(first.runners.map(({ scope, name: runner }) => `${scope}/${runner}`).sort()).toEqual(runners);
      expect(new Set(first.runners.map(({ status }) => status))).toEqual(new Set([pending ? "pending" : "enrolled"]));
      expect(readdirSync(temporary).filter((left) => left.startsWith("cdktf-agyn-"))).toEqual([]);
      expect(filesOf(name)).toEqual(before);
    },
    TIMEOUT_MS,
  );
});
