// `cdktf-agyn review verify`: the very plan passes, one that does the same passes, everything else is refused with the difference.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReview } from "../../src/cli/review";
import { reviewPipeline } from "../../src/cli/review/pipeline";
import { approvalJsonSchema } from "../../src/review/index";
import { violations } from "../support/json-schema";
import { type PlannedChangeInput, planJson } from "../support/plan-json";
import { writeRunnerApp } from "../support/runner-app";

const NOW = Date.parse("2026-11-21T00:00:00Z");
const DAY_MS = 86_400_000;
const SECRET = "hunter2-hunter2-hunter2";

const runner = (name: string, labels: Readonly<Record<string, string>> = {}): PlannedChangeInput => ({
  address: `agyn_runner.${name}`,
  actions: ["create"],
  after: { name, labels, service_token: SECRET },
  afterSensitive: { service_token: true },
});

/** As Terraform plans it: the token is known after the apply. */
const registered = (name: string): PlannedChangeInput => ({
  address: `agyn_runner.${name}`,
  actions: ["create"],
  after: { name, labels: {} },
  unknown: { service_token: true },
  afterSensitive: { service_token: true },
});

let folder: string;
const file = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "review-verify-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a plan, and the app that it is of. */
function plan(changes: readonly PlannedChangeInput[], more: Parameters<typeof planJson>[1] = {}): string {
  const kept = changes.filter(({ actions }) => !actions.includes("delete"));
  writeRunnerApp(
    file("head"),
    Object.fromEntries(kept.map(({ address }) => [address.replace("agyn_runner.", ""), {}])),
  );
  writeFileSync(file("us-east-1.json"), JSON.stringify(planJson(changes, more)));
  return file("us-east-1.json");
}

async function run(args: readonly string[], days = 0): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const world = {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
    env: {},
    now: () => NOW + days * DAY_MS,
    pipeline: reviewPipeline,
  };
  const code = await runReview(args, world);
  return { code, ...written };
}

/** Reviews a plan, and answers the words that verify what stands at the plan's path then. */
async function approved(changes: readonly PlannedChangeInput[], ...more: string[]): Promise<readonly string[]> {
  const record = file("approval.json");
  const planned = plan(changes);
  await run(["--out", file("head"), "--plan", planned, "--write-approval", record, ...more]);
  return ["verify", "--approval", record, "--out", file("head"), "--plan", file("us-east-1.json")];
}

describe("cdktf-agyn review verify", () => {
  it("passes the very plan, whose record has the published form and no secret", async () => {
    const verify = await approved([runner("web"), runner("api")], "--head-sha", "abc");
    expect(await run(verify)).toEqual({ code: 0, stdout: "These are the plans that were reviewed.\n", stderr: "" });
    const text = readFileSync(file("approval.json"), "utf8");
    expect(violations(JSON.parse(text), approvalJsonSchema, true)).toEqual([]);
    expect(text).not.toContain(SECRET);
  });

  it("passes a plan made anew that does the same, from the same JSON only", async () => {
    const verify = await approved([registered("web"), registered("api")]);
    plan([registered("web"), registered("api")], { timestamp: "2026-11-22T10:00:00Z" });
    expect(await run(verify)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("do what was reviewed") as string,
    });

    writeRunnerApp(file("head"), { web: {}, api: { hidden: "other" } });
    const { code, stdout } = await run(verify);
    expect(code).toBe(2);
    expect(stdout).toContain("from other JSON than what was reviewed");
  });

  it("refuses a plan made anew that sets secrets, which no digest can compare", async () => {
    const verify = await approved([runner("web")]);
    plan([runner("web")], { timestamp: "2026-11-22T10:00:00Z" });
    const { code, stdout } = await run(verify);
    expect(code).toBe(2);
    expect(stdout).toContain("it sets secrets (1), which can't be compared: apply the plan that was reviewed");
    expect(stdout).not.toContain(SECRET);
  });

  it("refuses a plan that does something else, and says what is new, gone and different", async () => {
    const verify = await approved([runner("web"), runner("api", { tier: "gpu" })]);
    const { labels: _, ...rest } = { labels: 0, address: "agyn_runner.web", actions: ["delete"] };
    plan([{ ...rest, before: { name: "web", labels: {}, service_token: SECRET } }, runner("late")]);
    const { code, stdout } = await run(verify);
    expect(code).toBe(2);
    expect(stdout.split("\n").slice(0, -1)).toEqual([
      "This is not what was reviewed.",
      "Stack us-east-1 does something else than what was reviewed:",
      "  new: agyn_runner.late is created",
      "  different: agyn_runner.web was reviewed as created, and is destroyed now",
      "  gone: agyn_runner.api was reviewed as created, and stays as it is now",
    ]);
    expect(stdout).not.toContain(SECRET);
  });

  it("refuses the same objects with other values", async () => {
    const verify = await approved([runner("web", { tier: "a" })]);
    plan([runner("web", { tier: "b" })]);
    expect(await run(verify)).toMatchObject({ code: 2, stdout: expect.stringContaining("to other values") as string });
  });

  it("refuses another commit, another lock file, and a record that has expired", async () => {
    const lock = file("lock.hcl");
    writeFileSync(lock, "one");
    const verify = await approved([runner("web")], "--head-sha", "abc", "--lock-file", lock, "--approval-days", "2");
    const same = ["--head-sha", "abc", "--lock-file", lock];
    expect((await run([...verify, ...same])).code).toBe(0);
    writeFileSync(lock, "two");
    const { code, stdout } = await run([...verify, "--head-sha", "def", "--lock-file", lock], 2);
    expect(code).toBe(2);
    expect(stdout).toContain("The approval has expired, on 2026-11-23");
    expect(stdout).toContain("Commit abc was reviewed, and this is def");
    expect(stdout).toContain("The lock file of providers is another one");
  });

  it("refuses what the review blocked, and takes it once the policy accepts it", async () => {
    const gone: PlannedChangeInput = {
      address: "agyn_runner.old",
      actions: ["delete"],
      before: { name: "old", labels: {} },
    };
    expect(await run(await approved([gone]))).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("The review blocked the change") as string,
    });
    writeFileSync(file("p.yaml"), "version: 1\nrules: [{ rule: review/**, severity: low }]\n");
    expect((await run(await approved([gone], "--policy", file("p.yaml")))).code).toBe(0);
  });

  it("looks at the stacks that are named only", async () => {
    const verify = await approved([runner("web")]);
    const record = JSON.parse(readFileSync(file("approval.json"), "utf8")) as { stacks: { stack: string }[] };
    record.stacks.push({ ...record.stacks[0], stack: "eu-west-1" });
    writeFileSync(file("approval.json"), JSON.stringify(record));
    expect(await run(verify)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("Stack eu-west-1 was reviewed, and there is no plan of it") as string,
    });
    expect((await run([...verify, "--stack", "us-east-1"])).code).toBe(0);
    await expect(run([...verify, "--stack", "nowhere"])).rejects.toThrow("there are us-east-1");
  });

  it.each([
    ["no record", undefined],
    ["a broken one", '{"format":'],
    ["another file", "{}"],
    ["a newer one", '{"format":"cdktf-agyn approval","version":2}'],
    ["one without parts", '{"format":"cdktf-agyn approval","version":1,"stacks":[]}'],
  ])("ends with 3 for %s", async (_, text) => {
    const verify = await approved([runner("web")]);
    if (text === undefined) rmSync(file("approval.json"));
    else writeFileSync(file("approval.json"), text);
    expect(await run(verify)).toMatchObject({ code: 3, stdout: "" });
  });

  it("ends with 3 for a plan that can't be judged, and records none", async () => {
    const verify = await approved([runner("web")]);
    plan([runner("web")], { errored: true });
    expect((await run(verify)).code).toBe(3);
    const { stderr } = await run([
      "--out",
      file("head"),
      "--plan",
      file("us-east-1.json"),
      "--write-approval",
      file("approval.json"),
    ]);
    expect(stderr).toContain("no approval is written");
    expect(existsSync(file("approval.json"))).toBe(false);
  });

  it("leaves no older record behind when the review fails", async () => {
    await approved([runner("web")]);
    const again = ["--out", file("head"), "--plan", file("us-east-1.json"), "--write-approval", file("approval.json")];
    await expect(run([...again, "--policy", file("nowhere.yaml")])).rejects.toThrow("can't be read");
    expect(existsSync(file("approval.json"))).toBe(false);
  });

  it("says what is missing on the command line", async () => {
    await expect(run(["verify"])).rejects.toThrow(/--approval is missing.*\n.*--plan is missing/);
  });
});
