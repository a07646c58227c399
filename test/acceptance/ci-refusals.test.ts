// What the steps of examples/ci refuse, and what they keep to themselves: run with the real terraform on a stack of its built-in resource,
// which needs neither provider nor platform.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";

const ROOT = resolve(__dirname, "../..");
const CI = join(ROOT, "examples/ci");
/** What nobody marked as sensitive, and what is secret all the same. */
const VALUE = "REMOTE-UNMARKED";

let folder: string;
let repo: string;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(command: string, more: Readonly<Record<string, string>> = {}): Ran {
  const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    ...{ AGYN: `node ${join(ROOT, "dist/cli/main.js")}`, LOCAL_STATE: "kept", CHECKPOINT_DISABLE: "1", ...more },
  };
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: repo, env, encoding: "utf8" });
  return { code: status ?? -1, out: stdout, err: stderr };
}

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(repo, path)), { recursive: true });
  writeFileSync(join(repo, path), typeof content === "string" ? content : JSON.stringify(content));
}

/** The app has one stack, with one object of these settings. */
function define(settings: object): void {
  write("cdktf.out/stacks/plain/cdk.tf.json", {
    "//": { metadata: { backend: "local", stackName: "plain", version: "0.21.0" }, outputs: {} },
    terraform: { backend: { local: { path: join(folder, "plain.tfstate") } } },
    variable: { told: { default: VALUE } },
    resource: { terraform_data: { one: settings } },
  });
}

const PRECONDITION = { condition: '${var.told == "other"}', error_message: "not what it should be: ${var.told}" };
const FAILING = { input: VALUE, lifecycle: { precondition: [PRECONDITION] } };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-refusals-"));
  repo = join(folder, "repo");
  for (const name of ["steps", "atlantis"]) cpSync(join(CI, name), join(repo, "ci/steps"), { recursive: true });
  write("cdktf.out/manifest.json", {
    version: "0.21.0",
    stacks: {
      plain: {
        name: "plain",
        constructPath: "plain",
        workingDirectory: "stacks/plain",
        synthesizedStackPath: "stacks/plain/cdk.tf.json",
        annotations: [],
        dependencies: [],
      },
    },
  });
  define({ input: "first" });
  // terraform writes none for what it has built in
  write("cdktf.out/stacks/plain/.terraform.lock.hcl", "# no providers\n");
  write(".gitignore", "cdktf.out\nbase.out\nci.out\nreview\n");
  const git = "git -c user.name=a -c user.email=a@example.com";
  expect(run(`git init -q -b main . && git add . && ${git} commit -qm base`)).toMatchObject({ code: 0 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const digestOf = (text: string): string => /\b[0-9a-f]{64}\b/.exec(text)?.[0] ?? "none";

describe("what is committed passes for nothing that a job made", () => {
  beforeEach(() => {
    expect(run("ci/steps/plan.sh plain")).toMatchObject({ code: 0 });
    expect(run("git add -f review/digests")).toMatchObject({ code: 0 });
  });

  it.each(["plan.sh plain", "review.sh", "apply.sh plain"])("in %s", (step) => {
    const { code, err } = run(`ci/steps/${step}`);
    expect(code).toBe(1);
    expect(err).toContain("review/digests/plain.json is committed");
    expect(existsSync(join(repo, "review/approval.json"))).toBe(false);
  });

  it("also behind a link", () => {
    run("git rm -q -r --cached review && mv review elsewhere && ln -s elsewhere review && git add -f review");
    expect(run("ci/steps/review.sh")).toMatchObject({
      code: 1,
      err: expect.stringContaining("is committed") as string,
    });
  });
});

describe("what terraform says of values stays in the job", () => {
  const { workflows } = parse(readFileSync(join(CI, "atlantis/repos.yaml"), "utf8")) as {
    workflows: { agyn: { plan: { steps: { run: string }[] } } };
  };
  const atlantis = workflows.agyn.plan.steps.map((step) => `(cd cdktf.out/stacks/plain && ${step.run})`).join(" && ");

  it.each([
    ["of plan.sh", "ci/steps/plan.sh plain"],
    ["of first.sh", "ci/steps/first.sh plain"],
    ["of Atlantis", `ln -s cdktf.out ci.out && ${atlantis}`],
  ])("when a plan %s fails", (_, command) => {
    define(FAILING);
    const files = { PROJECT_NAME: "plain", PLANFILE: join(folder, "plan"), SHOWFILE: join(folder, "show") };
    const { code, out, err } = run(command, files);
    expect(code).not.toBe(0);
    expect(out + err).not.toContain(VALUE);
    expect(err).toContain("Error: Resource precondition failed");
    expect(err).toMatch(/on cdk\.tf\.json line 1\b/);
    expect(err).toContain("run terraform plan yourself");
  });

  it("when an apply fails", () => {
    define({ input: "new", provisioner: [{ "local-exec": { command: `echo ${VALUE}; exit 1` } }] });
    const digest = digestOf(run("ci/steps/first.sh plain").out);
    const { code, out, err } = run("ci/steps/first.sh plain", { APPLY: digest });
    expect(code).not.toBe(0);
    expect(out + err).not.toContain(VALUE);
    expect(err).toMatch(/Error: local-exec provisioner error\n {2}with terraform_data\.one/);
  });
});

it("a first deployment applies what was looked at, and creates only: what is there goes through a review", () => {
  const looked = run("ci/steps/first.sh plain");
  expect(looked.code).toBe(0);
  const APPLY = digestOf(looked.out);
  const refused = { code: 2, err: expect.stringContaining("not what was looked at") as string };
  expect(run("ci/steps/first.sh plain", { APPLY: "yes" })).toMatchObject(refused);
  define({ input: "second" });
  expect(run("ci/steps/first.sh plain", { APPLY })).toMatchObject(refused);
  define({ input: "first" });
  expect(run("ci/steps/first.sh plain", { APPLY }).out).toContain("plain is applied.");
  define({ input: "second" });
  expect(run("ci/steps/first.sh plain")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/no first deployment[^]*update terraform_data\.one/) as string,
  });
});

it("a base that is not in the clone is not a base without policy", () => {
  run("ci/steps/plan.sh plain");
  const missing = "0123456789012345678901234567890123456789";
  expect(run("ci/steps/review.sh", { BASE_REF: missing })).toMatchObject({
    code: 3,
    err: expect.stringContaining(`${missing} is not in this clone`) as string,
  });
  expect(existsSync(join(repo, "review/approval.json"))).toBe(false);
  expect(run("ci/steps/review.sh", { BASE_REF: "HEAD" })).toMatchObject({ code: 0 });
});

describe("a plan that its host keeps", () => {
  const kept = (): Readonly<Record<string, string>> => ({ PLAN_FILE: join(folder, "kept.plan") });
  beforeEach(() => {
    expect(run("ci/steps/plan.sh plain", kept())).toMatchObject({ code: 0 });
    expect(run("ci/steps/review.sh")).toMatchObject({ code: 0 });
  });

  it("is applied, and goes", () => {
    expect(run("ci/steps/apply.sh plain", kept()).out).toContain("plain is applied.");
    expect(existsSync(join(folder, "kept.plan"))).toBe(false);
  });

  it("is not applied where a stack before it had changes: it is planned anew and compared", () => {
    writeFileSync(join(folder, "kept.plan"), "made with what the stack before it said then");
    expect(run("ci/steps/apply.sh plain", kept()).code).not.toBe(0);
    const review = JSON.parse(readFileSync(join(repo, "review/review.json"), "utf8")) as { stacks: object[] };
    write("review/review.json", { ...review, stacks: [{ ...review.stacks[0], provisionalOn: ["other"] }] });
    expect(run("ci/steps/apply.sh plain", kept()).out).toContain("plain is applied.");
  });
});
