// The apps of examples/, rehearsed twice by the built command as their pages say: from an empty platform, which is kept for a look,
// then from the states that were left there, where nothing may change, and to the end. A second plan is empty both times. The Acme
// fleet is rehearsed from YAML the first time and from TypeScript the second: both are the same fleet.
//
// The first run on it (`npm start`) and cdktf-cli have tests of their own; so has the team's repository outside the checkout.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pullStates, RehearsalRun } from "../support/rehearse-command";
import { describeWith } from "../support/terraform-versions";

const ROOT = resolve(__dirname, "../..");
const TIMEOUT_MS = 300_000;
const BEHIND_PROXY = "gateway.acme.example:443";
const IN_CLUSTER = "gateway.platform.svc.cluster.local:8080";

interface Example {
  /** The command of its page, and the one of the second time where that is another. */
  readonly apps: readonly [string, string?];
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
    apps: ["node --import tsx examples/quickstart/main.ts"],
    dialled: [IN_CLUSTER],
    stacks: ["quickstart"],
    resources: 10,
    runners: ["cluster/everyday-us-east-1-0"],
    notes: [],
  },
  "acme-fleet": {
    apps: ["node --import tsx examples/acme-fleet/main.ts", "node --import tsx stacks/main.ts"],
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
    apps: ["node --import tsx examples/gpu-tiers/main.ts"],
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
    apps: ["node --import tsx examples/team-repo/main.ts"],
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
    apps: ["node --import tsx examples/production-pool/main.ts"],
    dialled: [BEHIND_PROXY],
    stacks: ["organizations", "eu-west-1"],
    resources: 18,
    runners: ["acme-web/web-eu-west-1-0", "acme-web/web-eu-west-1-1"],
    notes: [],
  },
  "third-party-runner": {
    apps: ["node --import tsx examples/third-party-runner/main.ts"],
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
  let run: RehearsalRun | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "example-app-"));
    for (const name of ["tmp", "states"]) mkdirSync(join(folder, name));
  });
  afterEach(async () => {
    await run?.end();
    run = undefined;
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
    "is rehearsed twice, and nothing is left: %s",
    async (name, { apps: [app, again = app], dialled, stacks, resources, runners, notes, pending }) => {
      const before = filesOf(name);
      const temporary = join(folder, "tmp");
      const addresses = dialled.flatMap((address) => ["--gateway-address", address]);
      run = new RehearsalRun({ directory: ROOT, temporary, app, args: ["--keep", ...addresses] });
      const first = await run.kept();

      expect(first).toMatchObject({
        outcome: "kept",
        stacks,
        applied: { added: resources, changed: 0, destroyed: 0 },
        notes,
      });
      expect(first.runners.map(({ scope, name: runner }) => `${scope}/${runner}`).sort()).toEqual(runners);
      expect(new Set(first.runners.map(({ status }) => status))).toEqual(new Set([pending ? "pending" : "enrolled"]));

      const states = pullStates(first, first.kept.folder, join(folder, "states"));
      expect(await run.end()).toBe(0);
      rmSync(first.kept.folder, { recursive: true });
      run = new RehearsalRun({ directory: ROOT, temporary, app: again, args: [...addresses, "--state", ...states] });
      const second = await run.finished;
      expect(second.result.failure).toBeUndefined();

      expect(second.result).toMatchObject({
        outcome: "proved",
        stacks,
        applied: { added: 0, changed: 0, destroyed: 0 },
        destroyed: { added: 0, changed: 0, destroyed: resources },
        runners: first.runners,
      });
      expect(second.printed).toContain("Plan again: no changes");
      expect(second.code).toBe(0);
      expect(readdirSync(temporary).filter((left) => left.startsWith("cdktf-agyn-"))).toEqual([]);
      expect(filesOf(name)).toEqual(before);
    },
    TIMEOUT_MS,
  );
});
