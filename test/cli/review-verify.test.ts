// `cdktf-agyn review verify`: the very plan passes, one that does the same passes, everything else is refused with the difference.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReview } from "../../src/cli/review";
import { reviewPipeline } from "../../src/cli/review/pipeline";
import { approvalJsonSchema, digestJsonSchema, readApp } from "../../src/review/index";
import { violations } from "../support/json-schema";
import { type PlannedChangeInput, planJson } from "../support/plan-json";
import { writeRunnerApp } from "../support/runner-app";
import { savedPlan } from "../support/zip-file";

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

  it.each<[string, string | undefined | ((json: { readonly stacks: readonly unknown[] }) => string)]>([
    ["no record", undefined],
    ["a broken one", '{"format":'],
    ["another file", "{}"],
    ["a newer one", '{"format":"cdktf-agyn approval","version":2}'],
    ["one without parts", '{"format":"cdktf-agyn approval","version":1,"stacks":[]}'],
    ["one of a review that could not be judged", (json) => JSON.stringify({ ...json, verdict: "unjudgeable" })],
    ["one of a review that ended otherwise", (json) => JSON.stringify({ ...json, verdict: "weird" })],
    [
      "one that has a stack twice",
      (json) => JSON.stringify({ ...json, stacks: json.stacks.flatMap((one) => [one, one]) }),
    ],
  ])("ends with 3 for %s", async (_, text) => {
    const verify = await approved([runner("web")]);
    if (text === undefined) rmSync(file("approval.json"));
    else {
      const record = JSON.parse(readFileSync(file("approval.json"), "utf8")) as { readonly stacks: readonly unknown[] };
      writeFileSync(file("approval.json"), typeof text === "string" ? text : text(record));
    }
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

describe("a saved plan", () => {
  const LINEAGE = "aaaaaaaa-0000-4000-8000-000000000000";
  const configuration = (): object => {
    const { stacks } = readApp(file("head"));
    return [...stacks.values()][0]?.configuration ?? {};
  };
  /** Writes a saved plan of the app in `head`, and answers the words that name it. */
  function saved(
    state: object = { serial: 3, lineage: LINEAGE },
    more: Parameters<typeof savedPlan>[2] = [],
  ): string[] {
    writeFileSync(file("us-east-1.bin"), savedPlan(state, configuration(), more));
    return ["--saved-plan", file("us-east-1.bin")];
  }
  function state(serial: number, lineage = LINEAGE): string[] {
    writeFileSync(file("us-east-1.state"), JSON.stringify({ version: 4, serial, lineage, secret: SECRET }));
    return ["--state", file("us-east-1.state")];
  }
  /** Reviews a plan with its saved plan. */
  async function reviewed(...words: string[]): Promise<readonly string[]> {
    plan([registered("web")]);
    return await approved([registered("web")], ...(words.length > 0 ? words : saved()));
  }

  it("is recorded, in the published form, and passes with the state it was made for", async () => {
    const verify = await reviewed();
    const text = readFileSync(file("approval.json"), "utf8");

    expect(violations(JSON.parse(text), approvalJsonSchema, true)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ stacks: [{ saved: { serial: 3, lineage: LINEAGE } }] });
    expect(await run([...verify, ...saved(), ...state(3)])).toEqual({
      code: 0,
      stdout: "These are the plans that were reviewed.\n",
      stderr: "",
    });
  });

  it.each<[string, () => string[], RegExp]>([
    [
      "whose state has moved on",
      () => [...saved(), ...state(5)],
      /has moved on since it was planned \(serial 3, now 5\)/,
    ],
    ["whose state is another", () => [...saved(), ...state(3, "b")], /is another one than its plan was made for/],
    ["that is not given", () => [], /was reviewed, and none is given: give it with --saved-plan us-east-1=FILE/],
    [
      "that was made for an older state",
      () => saved({ serial: 2, lineage: LINEAGE }),
      /for an older state \(serial 2\)/,
    ],
    ["of another workspace", () => saved({ serial: 3, lineage: "b" }), /for another state .*another lineage/],
    [
      "that can't be looked into any more",
      () => {
        writeFileSync(file("us-east-1.bin"), '{"encrypted_data":"x"}');
        return ["--saved-plan", file("us-east-1.bin")];
      },
      /can't be looked into \(it is encrypted\)/,
    ],
  ])("%s is refused", async (_what, words, why) => {
    const verify = await reviewed();
    const { code, stdout } = await run([...verify, ...words()]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringMatching(why) as string });
    expect(stdout).not.toContain(SECRET);
  });

  it("that was made before there was a state is refused when there is one", async () => {
    const verify = await reviewed(...(plan([registered("web")]), saved({ serial: 0, lineage: "" })));
    const { code, stdout } = await run([...verify, ...saved({ serial: 0, lineage: "" }), ...state(1)]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringContaining("(serial 0, now 1)") as string });
  });

  it.each([
    ["a plan's JSON", '{"format_version":"1.2"}'],
    ["no zip", "PK"],
  ])("that is none is a doubt, and nothing is recorded: %s", async (_what, text) => {
    await approved([registered("web")]);
    rmSync(file("approval.json"));
    writeFileSync(file("us-east-1.bin"), text);
    const args = ["--out", file("head"), "--plan", file("us-east-1.json"), "--saved-plan", file("us-east-1.bin")];
    const { code, stdout } = await run(args);

    expect(code).toBe(3);
    expect(stdout).toContain("can't be looked into");
    expect((await run([...args, "--write-approval", file("approval.json")])).code).not.toBe(0);
    expect(existsSync(file("approval.json"))).toBe(false);
  });

  it("that is encrypted passes as the very file, and says what was not compared", async () => {
    plan([registered("web")]);
    writeFileSync(file("us-east-1.bin"), '{"encrypted_data":"x"}');
    const words = ["--saved-plan", file("us-east-1.bin")];
    const verify = await approved([registered("web")], ...words);
    const { code, stdout } = await run([...verify, ...words, ...state(3)]);

    expect(code).toBe(0);
    expect(stdout).toContain("is not known (it is encrypted): that was not compared.");
  });

  it("of other JSON, or of more files, can't be judged", async () => {
    plan([registered("web")]);
    writeFileSync(file("us-east-1.bin"), savedPlan({ serial: 3, lineage: LINEAGE }, { locals: { x: 1 } }));
    const words = ["--out", file("head"), "--plan", file("us-east-1.json")];
    const other = await run([...words, "--saved-plan", file("us-east-1.bin")]);
    const more = await run([...words, ...saved(undefined, [["tfconfig/m-/override.tf", ""]])]);

    expect(other).toMatchObject({ code: 3, stdout: expect.stringContaining("was made from other JSON") as string });
    expect(more).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("from more files than cdk.tf.json") as string,
    });
  });

  it("of no stack that is planned is refused", async () => {
    const verify = await reviewed();

    await expect(run([...verify, "--saved-plan", `mars=${file("us-east-1.bin")}`])).rejects.toThrow(
      /is of no stack that is planned \(us-east-1\); name it, as in us-east-1=/,
    );
  });

  it("stands in the digest of its stack", async () => {
    plan([registered("web")]);
    const { code, stdout } = await run([
      ...["digest", "--stack", "us-east-1", "--out", file("head"), "--plan", file("us-east-1.json")],
      ...saved(),
    ]);

    expect(code).toBe(0);
    expect(violations(JSON.parse(stdout), digestJsonSchema, true)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ source: { saved: { serial: 3, lineage: LINEAGE } } });
  });
});
