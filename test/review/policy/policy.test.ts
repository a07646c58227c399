// What a policy makes of findings, and what is said of a policy that is wrong or no longer right.
import { digest } from "../../support/review-builders";
import { judge, type ReviewFinding } from "../../../src/review/index";
import { baselineOf, readBaseline } from "../../../src/review/policy/baseline";
import { matches } from "../../../src/review/policy/glob";
import { policyJsonSchema } from "../../../src/review/policy/json-schema";
import type { Policy, PolicyException } from "../../../src/review/policy/model";
import { PolicyInForce, type PolicyOptions } from "../../../src/review/policy/policy-in-force";
import { readPolicy } from "../../../src/review/policy/read-policy";
import { policyRules } from "../../../src/review/policy/rules";
import { violations } from "../../support/json-schema";

const today = new Date("2026-11-21T12:00:00Z");
const read = (text: string): Policy => readPolicy(text, { file: "agyn-review.yaml", today });
const wrong = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  throw new Error("expected the policy to be refused");
};

const finding: ReviewFinding = {
  rule: "review/runner-destroyed",
  risk: "high",
  at: {
    stack: "us-east-1",
    pool: "us-east-1/ml-gpu",
    path: "us-east-1/ml-gpu/Runner1",
    region: "us-east-1",
    team: "ml",
  },
  what: "runner ml-gpu-us-east-1-1 is destroyed",
  consequence: "",
  fix: "",
  others: [],
  fingerprint: "00000000000000aa",
};

const exception: PolicyException = {
  id: "OPS-42",
  rule: "review/runner-destroyed",
  scope: { pool: "us-east-1/*" },
  reason: "moved by hand",
  owner: "team-ml",
  expires: "2026-12-31",
};

const policy = (rest: Partial<Policy> = {}): Policy => ({ version: 1, rules: [], exceptions: [], ...rest });
const inForce = (rest: Partial<Policy>, options: Partial<PolicyOptions> = {}): PolicyInForce =>
  new PolicyInForce(policy(rest), { today, ...options });

describe("a policy file", () => {
  it("is read with every part", () => {
    const text = `
version: 1
failOn: medium
maxExceptionDays: 90
baseline: baseline.json
rules:
  - { rule: review/release-*, scope: { region: eu-* }, severity: low, action: warn, reason: tried elsewhere }
exceptions:
  - { id: OPS-42, rule: review/runner-destroyed, scope: { pool: us-east-1/* }, reason: moved by hand, owner: team-ml, expires: 2026-12-31 }
`;
    expect(() => read(text.replace("review/release-*", "review/nothing-*"))).toThrow("there is no such rule");
    expect(read(text.replace("review/release-*", "review/*"))).toEqual({
      version: 1,
      failOn: "medium",
      maxExceptionDays: 90,
      baseline: "baseline.json",
      rules: [
        { rule: "review/*", scope: { region: "eu-*" }, severity: "low", action: "warn", reason: "tried elsewhere" },
      ],
      exceptions: [exception],
    });
  });

  it("says everything that is wrong at once, with line and column, value and fix", () => {
    const message = wrong(`version: 1
failOn: hihg
rules:
  - { rule: review/last-runer, severity: low }
  - { rule: review/last-runner }
exceptions:
  - { id: a, rule: review/last-runner, scope: {}, owner: me, expires: 2026-06-31 }
`);
    expect(message).toContain('failOn = "hihg" (agyn-review.yaml:2:1)');
    expect(message).toContain("Fix: write high.");
    expect(message).toContain('rules[0].rule = "review/last-runer" (agyn-review.yaml:4:7)');
    expect(message).toContain("Fix: write review/last-runner.");
    expect(message).toContain("it changes nothing");
    expect(message).toContain("exceptions[0].reason");
    expect(message).toContain("it would hold everywhere");
    expect(message).toContain("it is no day of the calendar");
    expect(message).toMatch(/6 errors$/);
  });

  it.each([
    ["a list", "- a", "it is a list, and a map is needed"],
    ["another version", "version: 2", "another form of the file could be misread"],
    ["an unknown key", "version: 1\nfailon: low", "Fix: write failOn."],
    ["no YAML", "version: [1", "the text is no YAML that can be read"],
    ["nothing", "", "a map is needed"],
    [
      "one id twice",
      `version: 1\nexceptions: [${[1, 2].map(() => JSON.stringify(exception)).join(", ")}]`,
      "has this id",
    ],
    [
      "an exception that is longer than allowed",
      `version: 1\nmaxExceptionDays: 30\nexceptions: [${JSON.stringify(exception)}]`,
      "write 2026-12-21 or an earlier day",
    ],
  ])("refuses %s", (_, text, words) => expect(wrong(text)).toContain(words));

  it("refuses what the published schema refuses, and takes what it takes", () => {
    const whole = { version: 1, exceptions: [exception], rules: [{ rule: "review/last-runner", severity: "off" }] };
    const cases = [
      whole,
      { ...whole, version: 2 },
      { ...whole, other: 1 },
      { ...whole, rules: [{ rule: "review/last-runner" }] },
      { ...whole, exceptions: [{ ...exception, scope: {} }] },
      { ...whole, exceptions: [{ ...exception, owner: undefined }] },
    ].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    const takes = (value: unknown): boolean => {
      try {
        read(JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    };
    expect(cases.map(takes)).toEqual([true, false, false, false, false, false]);
    expect(cases.map((value) => violations(value, policyJsonSchema).length === 0)).toEqual(cases.map(takes));
  });
});

describe("a glob", () => {
  it.each([
    ["us-*", "us-east-1", true],
    ["us-*", "us-east-1/ml", false],
    ["us-**", "us-east-1/ml", true],
    ["**/ml-?pu", "us-east-1/ml-gpu", true],
    ["us.east", "usxeast", false],
    ["*", "", true],
  ])("%s of %s: %s", (glob, text, expected) => expect(matches(glob, text)).toBe(expected));

  it("is not slow for a name that was made for it", () => {
    expect(matches(`${"**a".repeat(30)}b`, "a".repeat(2_000))).toBe(false);
  });
});

describe("what becomes of a finding", () => {
  it("is decided by the last rule that names it", () => {
    const force = inForce({
      rules: [
        { rule: "review/*", severity: "low", action: "deny" },
        { rule: "review/runner-destroyed", scope: { team: "ml" }, severity: "critical" },
        { rule: "review/runner-destroyed", scope: { team: "web" }, severity: "off" },
      ],
    });
    expect(force.judge(finding)).toMatchObject({ risk: "critical", decision: "deny" });
    expect(force.judge({ ...finding, at: {} })).toMatchObject({ risk: "low" });
  });

  it("is accepted by a rule that is off, an exception that holds, and a baseline that knows it", () => {
    const off = inForce({ rules: [{ rule: "review/*", action: "off", reason: "not ours" }] });
    expect(off.judge(finding).accepted).toEqual({ by: "rule-off", reason: "not ours" });

    const { rule: _, scope: __, ...accepted } = exception;
    const excepted = inForce({ exceptions: [exception] });
    expect(excepted.judge(finding).accepted).toEqual({ by: "exception", ...accepted });
    expect(excepted.findings()).toEqual([]);
    expect(excepted.baseline().findings).toEqual([]);

    const first = inForce({});
    first.judge(finding);
    const known = inForce({}, { baseline: readBaseline(JSON.stringify(first.baseline()), "baseline.json") });
    expect(known.judge(finding).accepted).toEqual({ by: "baseline" });
    expect(known.judge({ ...finding, fingerprint: "00000000000000bb" }).accepted).toBeUndefined();
  });

  it("stays as it was when its exception has expired, which stops the change", () => {
    const force = inForce({ exceptions: [{ ...exception, expires: "2026-11-20" }] });
    expect(force.judge(finding)).toEqual(finding);
    expect(force.findings()).toMatchObject([
      { rule: "review/exception-expired", decision: "deny", what: "exception OPS-42 of team-ml expired on 2026-11-20" },
    ]);
  });

  it("is accepted on the last day of its exception", () => {
    const force = inForce({ exceptions: [{ ...exception, expires: "2026-11-21" }] });
    expect(force.judge(finding).accepted).toMatchObject({ by: "exception", id: "OPS-42", expires: "2026-11-21" });
    expect(force.findings()).toEqual([]);
  });
});

describe("what is found of the policy", () => {
  it("is an exception that accepts nothing, as a warning that a rule may take away", () => {
    expect(inForce({ exceptions: [exception] }).findings()).toMatchObject([
      { rule: "review/exception-unused", risk: "low", decision: "warn" },
    ]);
    const off = inForce({ exceptions: [exception], rules: [{ rule: "review/exception-unused", severity: "off" }] });
    expect(off.findings()).toMatchObject([{ accepted: { by: "rule-off" } }]);
  });

  it("is what comes with the change, judged by the policy before it and not by its own", () => {
    const rules = [{ rule: "review/**", severity: "off" as const }];
    const force = inForce({ exceptions: [exception], rules }, { before: policy() });
    force.judge(finding);
    expect(force.findings().map(({ rule, risk, accepted }) => [rule, risk, accepted])).toContainEqual([
      "review/exception-new",
      "medium",
      undefined,
    ]);
    expect(force.findings()).toContainEqual(
      expect.objectContaining({ rule: "review/policy-changed", what: "the policy changes with this change: rules" }),
    );
    const strict = inForce(
      { exceptions: [exception] },
      { before: policy({ rules: [{ rule: "review/exception-new", action: "deny" }] }) },
    );
    strict.judge(finding);
    expect(strict.findings()[0]).toMatchObject({ rule: "review/exception-new", decision: "deny" });
  });

  it("has an id among the rules for each of its findings", () => {
    const force = inForce({ exceptions: [exception, { ...exception, expires: "2026-01-01" }] }, { before: policy() });
    const found = force.findings().map(({ rule }) => rule);
    expect(new Set(found).size).toBe(3);
    expect(policyRules.map(({ id }) => id)).toEqual(expect.arrayContaining(found));
  });
});

describe("a baseline", () => {
  it("is the same bytes whatever the order of findings was", () => {
    const entries = ["bb", "aa"].map((end) => ({ fingerprint: `00000000000000${end}`, rule: "r", what: end }));
    expect(baselineOf(entries)).toEqual(baselineOf(entries.toReversed()));
  });

  it.each([
    "{",
    "{}",
    '{"format":"cdktf-agyn review baseline","version":2}',
    '{"format":"cdktf-agyn review baseline","version":1,"findings":[{"fingerprint":"x"}]}',
  ])("is refused when it is %s", (text) =>
    expect(() => readBaseline(text, "b.json")).toThrow("write it with cdktf-agyn review --write-baseline"),
  );
});

describe("a verdict", () => {
  const digests = [digest("us-east-1", { outputs: [{ name: "a", action: "create", sensitive: false }] })];
  const own = (decision: "deny" | "warn") => (): readonly ReviewFinding[] => [
    { ...finding, risk: "critical", decision },
  ];

  it("is blocked by what the policy denies, and never by what it warns of", () => {
    const verdicts = (["deny", "warn"] as const).map(
      (decision) => judge({ digests, policyFindings: own(decision) }).verdict,
    );
    expect(verdicts).toEqual(["blocked", "findings"]);
    const low = judge({ digests, policyFindings: () => [{ ...finding, risk: "low", decision: "deny" }] });
    expect(low.verdict).toBe("blocked");
  });
});
