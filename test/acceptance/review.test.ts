// `cdktf-agyn review` on real plans: a fleet is applied with the real terraform, another is planned over its states, and the command is
// run as a user or a CI job runs it. Nothing secret that any of the plans holds may be in anything that comes out.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type App, TerraformResource, type TerraformStack } from "cdktf";
import { Fleet, type FleetDefinition } from "../../src/constructs/index";
import { formsOf } from "../../src/review/digest/scrubber";
import { structureOf } from "../support/comment-structure";
import { type PlannedChange, PlannedFleet } from "../support/planned-fleet";

const CLI = resolve(__dirname, "../../dist/cli/main.js");
const GATEWAYS = ["gateway.platform.svc.cluster.local:8080", "gateway.acme.example:443"];
const [EAST, WEST] = ["us-east-1", "eu-west-1"];

const BASE: FleetDefinition = {
  name: "acme",
  stage: "dev",
  regions: {
    [EAST]: {
      cluster: { context: "acme-us-east-1", kind: "eks", version: "1.36", tierLabelsProtected: true },
      gateway: { inCluster: true },
      storageClass: "gp3",
      capacity: {
        standard: { nodes: 10, cpu: "16", memory: "64Gi" },
        "gpu-nvidia-a100": { nodes: 2, cpu: "96", memory: "1Ti" },
      },
    },
    [WEST]: {
      cluster: { context: "acme-eu-west-1" },
      gateway: { viaTlsProxy: "gateway.acme.example" },
      storageClass: "gp3",
    },
  },
  teams: {
    ml: { organization: "acme-ml", organizationName: "Acme ML" },
    web: { organization: "acme-web", organizationName: "Acme Web" },
  },
  tiers: { "gpu-nvidia-a100": { gpu: { model: "nvidia-a100", perNode: 8 } } },
  defaults: { capabilities: ["docker"] },
  pools: {
    shared: { regions: "all", labels: { team: "platform" } },
    standard: { regions: "all", teams: "all" },
    "ml-gpu": { region: EAST, team: "ml", tier: "gpu-nvidia-a100", runners: 2 },
  },
  agents: {
    reviewer: { organization: "acme-web", labels: { tier: "standard", team: "web" }, capabilities: ["docker"] },
    trainer: { organization: "acme-ml", labels: { tier: "gpu-nvidia-a100" }, requests: { gpu: 1 } },
  },
};

/** Web leaves a region, a GPU pool shrinks, a chart goes back, another pool has new labels. */
const HEAD: FleetDefinition = {
  ...BASE,
  pools: {
    shared: { regions: "all", labels: { team: "platform", size: "small" } },
    standard: { regions: "all", teams: ["ml"] },
    "web-standard": { region: EAST, team: "web", logLevel: "debug", chart: { version: "0.10.14" } },
    "web-batch": { region: WEST, team: "web", labels: { team: "web" }, capabilities: [] },
    "ml-gpu": { region: EAST, team: "ml", tier: "gpu-nvidia-a100", runners: 1 },
  },
};

const head = (app: App): readonly TerraformStack[] => Fleet.of(HEAD).stacks(app);

/** The change with a runner that refuses to be planned. */
function refusing(app: App): readonly TerraformStack[] {
  const stacks = head(app);
  const runners = stacks.flatMap((stack) => stack.node.findAll());
  for (const runner of runners) {
    if (!/us-east-1\/shared\/Runner0\/Resource$/.test(runner.node.path) || !(runner instanceof TerraformResource))
      continue;
    runner.addOverride("lifecycle.precondition", [{ condition: '${path.module == "never"}', error_message: "never" }]);
  }
  return stacks;
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe("cdktf-agyn review of real plans", () => {
  let folder: string;
  let fleet: PlannedFleet;
  let change: PlannedChange;
  let targeted: PlannedChange;
  let errored: PlannedChange;
  /** Everything that came out. */
  const out: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-review-"));
    fleet = await PlannedFleet.create(GATEWAYS);
    const base = await fleet.apply((app) => Fleet.of(BASE).stacks(app));
    change = await fleet.plan(base, head);
    targeted = await fleet.plan(base, head, ["-target=helm_release.web-standard_Release0_NONE"], EAST);
    errored = await fleet.plan(base, refusing, [], EAST);
  }, 180_000);
  afterAll(async () => {
    await fleet.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  function review(args: readonly string[], input = ""): Run {
    const run = spawnSync(process.execPath, [CLI, "review", ...args], { cwd: folder, input, encoding: "utf8" });
    out.push(run.stdout, run.stderr);
    // what takes long is said there
    const stderr = run.stderr.replace(/^review(?: \w+)?: (?:reading|comparing|judging) .*\n/gm, "");
    return { code: run.status, stdout: run.stdout, stderr };
  }

  const planOf = (stack: string): string => change.plans[stack] ?? "";
  const sides = (): string[] => ["--out", change.head, "--base", change.base];
  const whole = (): string[] => [...sides(), ...Object.values(change.plans).flatMap((file) => ["--plan", file])];
  /** The app of before in another folder; one folder is no two sides. */
  const sameAsBase = (): string => {
    const copy = join(folder, "same-as-base");
    cpSync(change.base, copy, { recursive: true });
    return copy;
  };
  /** All plans, but one of them another. */
  const withPlan = (stack: string, file: string): string[] => [
    ...sides(),
    ...Object.entries(change.plans).flatMap(([name, plan]) => ["--plan", `${name}=${name === stack ? file : plan}`]),
  ];
  const rewritten = (name: string, rewrite: (plan: Record<string, unknown>) => unknown): string => {
    const file = join(folder, name);
    writeFileSync(
      file,
      JSON.stringify(rewrite(JSON.parse(readFileSync(planOf(EAST), "utf8")) as Record<string, unknown>)),
    );
    return file;
  };

  it("says in its first lines what the change does, and writes all forms in one run", () => {
    const forms = ["md", "html", "json", "sarif", "sarif-full", "codequality", "terraform"];
    const options = forms.flatMap((form) => [`--${form}`, join(folder, "forms", form)]);
    const { code, stdout, stderr } = review([...whole(), ...options]);

    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    const said = stdout.replace(/\n {2}/g, " ").split("\n");
    expect(said.slice(0, 3)).toEqual([
      expect.stringMatching(
        /^Blocked\. 2 runners are destroyed \(eu-west-1\/web-standard and us-east-1\/ml-gpu\)\. Findings: \d high/,
      ),
      expect.stringMatching(/^Objects: \d+ destroyed, \d+ updated, .*\d+ unchanged$/),
      "Fleet: runners 8 → 7, nodes 12, GPUs 16",
    ]);
    expect(stdout).toContain("runner ml-gpu-us-east-1-1 is destroyed (us-east-1/ml-gpu)");
    expect(stdout).toContain("the chart of release web-standard-us-east-1-0 goes back from 0.10.15 to 0.10.14");
    const form = (name: string): string => readFileSync(join(folder, "forms", name), "utf8");
    structureOf(form("md"));
    expect(form("html")).toContain("us-east-1/ml-gpu");
    for (const name of forms.slice(2)) expect(JSON.parse(form(name))).toEqual(expect.any(Object));
    out.push(...forms.map(form), review([...whole(), "--format", "github"]).stdout);
  });

  it("is the same in steps, byte for byte", () => {
    const digests = Object.keys(change.plans).map((stack) => {
      const file = join(folder, "digests", `${stack}.json`);
      const args = ["digest", "--stack", stack, ...sides(), "--output", file];
      expect(review(args, readFileSync(planOf(stack), "utf8"))).toEqual({ code: 0, stdout: "", stderr: "" });
      out.push(readFileSync(file, "utf8"));
      return file;
    });
    const report = review(["report", ...sides(), ...digests, "--format", "json"]);
    const atOnce = review([...whole(), "--format", "json"]);

    expect(report).toEqual(atOnce);
    expect(report.code).toBe(2);
    expect(JSON.parse(report.stdout)).toMatchObject({ format: "cdktf-agyn review", verdict: "blocked" });
  });

  it("ends with 0 when nothing is at the threshold, and when a job only comments", () => {
    expect(review([...whole(), "--exit-zero"]).code).toBe(0);
    expect(review(["--out", change.base, "--base", sameAsBase(), "--fail-on", "low"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^No change\./) as string,
    });
  });

  it.each<[string, () => string[], RegExp]>([
    ["a stack has no plan", () => [...sides(), "--plan", planOf(EAST)], /eu-west-1 has no plan/],
    ["a plan was made with -target", () => withPlan(EAST, targeted.plans[EAST] ?? ""), /it was made with -target/],
    [
      "a plan failed on its way",
      () => ["--out", errored.head, ...withPlan(EAST, errored.plans[EAST] ?? "").slice(2)],
      /The plan failed on its way/,
    ],
    [
      "a plan is of other JSON",
      () => ["--out", sameAsBase(), ...whole().slice(2)],
      /The plan was made for other JSON than this/,
    ],
    [
      "a plan is broken off",
      () => {
        const file = join(folder, "truncated.json");
        writeFileSync(file, readFileSync(planOf(EAST), "utf8").slice(0, -1_000));
        return withPlan(EAST, file);
      },
      /The file breaks off in .*: the disk was full/,
    ],
    [
      "a plan has a newer format",
      () =>
        withPlan(
          EAST,
          rewritten("newer.json", (plan) => ({ ...plan, format_version: "2.0" })),
        ),
      /The plan's format is version 2\.0/,
    ],
  ])("ends with 3 and a sentence when %s", (_, args, sentence) => {
    const { code, stdout, stderr } = review(args());

    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    expect(stdout).toMatch(/^Can't be judged\. /);
    expect(stdout.replace(/\s+/g, " ")).toMatch(sentence);
  });

  it("takes a plan without what only Terraform writes, as OpenTofu's", () => {
    const file = rewritten("tofu.json", ({ applyable: _, complete: __, relevant_attributes: ___, ...plan }) => plan);

    expect(review(withPlan(EAST, file)).stdout).toBe(review(whole()).stdout);
  });

  it("judges a plan of other providers by what happens, showing none of its values", () => {
    const [app, file] = [join(folder, "other"), join(folder, "other.json")];
    mkdirSync(join(app, "stacks/other"), { recursive: true });
    const body = { bucket: "open-bucket", policy: "hidden-words-of-a-policy" };
    writeFileSync(join(app, "stacks/other/cdk.tf.json"), JSON.stringify({ resource: { aws_s3_bucket: { b: body } } }));
    const stack = { name: "other", workingDirectory: "stacks/other", dependencies: [] };
    writeFileSync(join(app, "manifest.json"), JSON.stringify({ version: "0.21.0", stacks: { other: stack } }));
    const marks = { before_sensitive: {}, after_sensitive: {}, after_unknown: {} };
    writeFileSync(
      file,
      JSON.stringify({
        format_version: "1.2",
        planned_values: {},
        resource_changes: [
          {
            address: "aws_s3_bucket.b",
            mode: "managed",
            type: "aws_s3_bucket",
            name: "b",
            change: { actions: ["delete", "create"], before: body, after: { ...body, policy: "another" }, ...marks },
          },
        ],
        complete: true,
        errored: false,
      }),
    );
    const { code, stdout } = review(["--out", app, "--plan", file, "--format", "json"]);

    expect(code).toBe(2);
    const found = { rule: "review/object-destroyed", risk: "high", at: { address: "aws_s3_bucket.b" } };
    expect(JSON.parse(stdout)).toMatchObject({ counts: { recreated: 1 }, findings: [found] });
    expect(stdout).not.toContain("hidden-words-of-a-policy");
  });

  it.each<[string, () => string[], RegExp]>([
    [
      "a file that is not there",
      () => [...sides(), "--plan", "nowhere.json"],
      /^cdktf-agyn: .*nowhere\.json is not there/,
    ],
    ["a folder without an app", () => ["--out", folder, "--base", change.base], /manifest\.json/],
    ["an unknown stack", () => [...sides(), "--plan", `no=${planOf(EAST)}`], /there is no stack no/],
  ])("fails with 1 and a sentence for %s", (_, args, sentence) => {
    const { code, stdout, stderr } = review(args());

    expect({ code, stdout, lines: stderr.trim().split("\n").length }).toEqual({ code: 1, stdout: "", lines: 1 });
    expect(stderr).toMatch(sentence);
  });

  it("has none of the tokens of its plans and states in anything that came out", () => {
    const states = readdirSync(join(fleet.folder, "stacks")).map((stack) =>
      join(fleet.folder, "stacks", stack, "terraform.tfstate"),
    );
    const held = [...Object.values(change.plans), ...states].map((file) => readFileSync(file, "utf8")).join("\n");
    const tokens = new Set(held.match(/(?<="service_token": ?")[^"]{8,}|agyn_[\w-]{30,}/g));

    expect(tokens.size).toBeGreaterThanOrEqual(9);
    expect(out.length).toBeGreaterThan(30);
    const all = out.join("\n");
    for (const token of tokens) for (const form of formsOf(token)) expect(all.includes(form)).toBe(false);
  });
});
