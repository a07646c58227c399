// `cdktf-agyn review` with a policy: what is stopped, what is accepted, and a baseline that is written and then holds.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReview } from "../../src/cli/review";
import { reviewPipeline } from "../../src/cli/review/pipeline";
import type { Review } from "../../src/review/index";
import { baselineJsonSchema, reviewJsonSchema } from "../../src/review/index";
import { violations } from "../support/json-schema";
import { writeRunnerApp } from "../support/runner-app";

const NOW = Date.parse("2026-11-21T00:00:00Z");
const EXCEPTION =
  "{ id: OPS-1, rule: review/**, scope: { stack: us-east-1 }, reason: moved, owner: ops, expires: 2026-12-01 }";

let folder: string;
const file = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "review-policy-"));
  writeRunnerApp(file("base"), { web: { labels: { tier: "standard" } }, kept: {} });
  writeRunnerApp(file("head"), { kept: {} });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  writeFileSync(file(name), text);
  return file(name);
}

async function printed(form: string, ...args: string[]): Promise<string> {
  let stdout = "";
  const world = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: () => undefined },
    env: {},
    now: () => NOW,
    pipeline: reviewPipeline,
  };
  await runReview(["--out", file("head"), "--base", file("base"), "--format", form, ...args], world);
  return stdout;
}

async function review(...args: string[]): Promise<{ code: number; review: Review }> {
  let stdout = "";
  const world = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: () => undefined },
    env: {},
    now: () => NOW,
    pipeline: reviewPipeline,
  };
  const code = await runReview(["--out", file("head"), "--base", file("base"), "--format", "json", ...args], world);
  return { code, review: JSON.parse(stdout) as Review };
}

describe("cdktf-agyn review with a policy", () => {
  it("stops for a runner that goes, unless an exception accepts it", async () => {
    expect(await review()).toMatchObject({ code: 2, review: { verdict: "blocked" } });

    const accepted = await review("--policy", put("p.yaml", `version: 1\nexceptions: [${EXCEPTION}]\n`));
    expect(accepted).toMatchObject({ code: 0, review: { verdict: "changes" } });
    expect(accepted.review.findings.map(({ accepted: by }) => by?.id)).toContain("OPS-1");
    expect(violations(accepted.review, reviewJsonSchema, true)).toEqual([]);
  });

  it.each(["markdown", "text", "html", "sarif", "github", "json"])(
    "says in %s what it decides, and why",
    async (form) => {
      const old = EXCEPTION.replace("OPS-1", "OPS-OLD").replace(/expires: [\d-]+/, "expires: 2020-01-01");
      const other = EXCEPTION.replace("OPS-1", "OPS-OTHER").replace(/rule: [\w/-]+/, "rule: review/drift");
      const rules =
        "rules: [{ rule: review/last-runner, action: deny }, { rule: review/runner-destroyed, action: deny }]";
      const denying = put("p.yaml", `version: 1\nfailOn: critical\n${rules}\nexceptions: [${old}, ${other}]\n`);
      const text = (await printed(form, "--policy", denying)).replaceAll(/\s+/g, " ").replaceAll("%3A", ":");

      for (const word of ["denied", "OPS-OLD", "OPS-OTHER", "expired", "unused", "review/exception-expired"])
        expect(text).toContain(word);
      if (!["sarif", "json"].includes(form))
        expect(text).toMatch(/[Dd]enied by review\/[\w-]+ \(the policy denies it\)/);
    },
  );

  it("says that it allows, and by which exception", async () => {
    const { review: judged } = await review("--policy", put("p.yaml", `version: 1\nexceptions: [${EXCEPTION}]\n`));

    expect(judged.decision).toMatchObject({
      outcome: "allowed",
      failOn: "high",
      deniedBy: [],
      exceptions: [{ id: "OPS-1", status: "used" }],
    });
    expect((await review()).review).not.toHaveProperty("decision");
  });

  it("allows nothing that can't be judged", async () => {
    writeFileSync(file("head.json"), "{");
    const policy = put("p.yaml", `version: 1\nexceptions: [${EXCEPTION}]\n`);

    expect((await review("--policy", policy, "--plan", file("head.json"))).review.decision?.outcome).toBe("undecided");
  });

  it("takes the threshold of the policy, and the command line's before it", async () => {
    const policy = put("p.yaml", "version: 1\nfailOn: low\nrules: [{ rule: review/**, severity: medium }]\n");
    expect((await review("--policy", policy)).code).toBe(2);
    expect((await review("--policy", policy, "--fail-on", "high")).code).toBe(0);
  });

  it("ends with 2 for an exception that has expired, and names the fix", async () => {
    const policy = put(
      "p.yaml",
      `version: 1\nexceptions: [${EXCEPTION.replace("2026-12-01", "2026-11-20")}]\nrules: [{ rule: review/**, severity: low }]\n`,
    );
    const { code, review: found } = await review("--policy", policy);
    expect(code).toBe(2);
    expect(found.findings).toContainEqual(
      expect.objectContaining({
        rule: "review/exception-expired",
        fix: expect.stringContaining("its owner") as string,
      }),
    );
  });

  it("writes a baseline, and stops only for what is not in it", async () => {
    const policy = put("p.yaml", "version: 1\nbaseline: baseline.json\n");
    expect((await review("--policy", policy, "--write-baseline", file("baseline.json"))).code).toBe(2);
    const baseline: unknown = JSON.parse(readFileSync(file("baseline.json"), "utf8"));
    expect(violations(baseline, baselineJsonSchema, true)).toEqual([]);
    expect(await review("--policy", policy)).toMatchObject({ code: 0, review: { verdict: "changes" } });

    writeRunnerApp(file("head"), {});
    expect((await review("--policy", policy)).code).toBe(2);
  });

  it("shows an exception that comes with the change; an empty base policy is none", async () => {
    const policy = put("p.yaml", `version: 1\nexceptions: [${EXCEPTION}]\n`);
    const { code, review: found } = await review("--policy", policy, "--base-policy", put("before.yaml", ""));
    expect(code).toBe(0);
    expect(found.findings).toContainEqual(expect.objectContaining({ rule: "review/exception-new", risk: "medium" }));
    expect((await review("--policy", policy, "--base-policy", policy)).review.verdict).toBe("changes");
  });

  it("fails for a policy that is wrong, with the place", async () => {
    const policy = put("p.yaml", "version: 1\nfailOn: hihg\n");
    await expect(review("--policy", policy)).rejects.toThrow(`failOn = "hihg" (${policy}:2:1)`);
  });
});
