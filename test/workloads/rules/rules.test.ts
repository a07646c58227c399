// without stack traces of tokens: ten times as fast under a test runner
import "../../constructs/support";
import type { Finding } from "../../../src/rules/index";
import { workloadRules } from "../../../src/workloads/index";
import type { RuleExample } from "./examples/example";
import { ruleExamples } from "./examples/index";
import { judge } from "./judge";

/** The refusals that all agent systems share, by the ids that acknowledgements and pages name. */
const SHARED_IDS = [
  ...numbered("SEC", 10),
  ...numbered("NET", 9),
  ...numbered("IMG", 4),
  ...numbered("PRB", 4),
  ...numbered("DRN", 6),
  ...numbered("SCL", 9),
  ...numbered("STA", 4),
  ...numbered("SHP", 3),
  ...numbered("GWY", 3),
  ...numbered("POL", 5),
  ...numbered("OBS", 2),
];

function numbered(family: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${family}-${String(index + 1).padStart(2, "0")}`);
}

const ids = workloadRules.map(({ id }) => id);
const ruleOf = new Map(workloadRules.map((rule) => [rule.id, rule]));

describe("the rules of agent workloads", () => {
  it("ask of a stage that nobody knows as much as of production", () => {
    const [{ wrong }] = ruleExamples.filter(({ rule }) => rule === "SEC-09") as [RuleExample];

    expect(judge(wrong, { stage: "staging" as "dev" })).toMatchObject([{ rule: "SEC-09", severity: "error" }]);
    expect(judge(wrong, { stage: "dev" })).toEqual([]);
  });

  it("have every id that all systems share, and each id once", () => {
    expect(SHARED_IDS.filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index || !/^[A-Z]{3}-\d\d$/.test(id))).toEqual([]);
  });

  it("have each an example, and no example is of another rule", () => {
    const tried = ruleExamples.map(({ rule }) => rule);

    expect(ids.filter((id) => !tried.includes(id))).toEqual([]);
    expect(tried.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("say in sentences what must hold and what happens else, and in words why one can't be accepted", () => {
    const sentence = /^[A-Z].*\.$/s;

    expect(workloadRules.filter(({ must, otherwise }) => !sentence.test(must) || !sentence.test(otherwise))).toEqual(
      [],
    );
    expect(workloadRules.filter(({ unacknowledgeable }) => /^[A-Z]|\.$/.test(unacknowledgeable ?? ""))).toEqual([]);
  });
});

describe.each(ruleExamples)("$rule: $what", ({ rule, wrong, right, at, also = [] }) => {
  const path = at.startsWith("/") ? at.slice(1) : `europe/${at}`;

  const findings = judge(wrong);

  it("trips it at its place, once, and nothing else", () => {
    expect(findings.filter((finding) => finding.rule === rule).map((finding) => finding.path)).toEqual([path]);
    expect(findings.filter((finding) => finding.rule !== rule).map((finding) => finding.rule)).toEqual(also);
  });

  it("does not trip anything when it is just right", () => {
    expect(judge(right)).toEqual([]);
  });

  it("is as serious as the rule says, in either stage", () => {
    const severitiesIn = (found: readonly Finding[]) =>
      found.flatMap((finding) => (finding.rule === rule ? [finding.severity] : []));
    const { dev, prod } = ruleOf.get(rule)?.severity ?? {};

    expect(severitiesIn(findings)).toEqual([prod]);
    expect(severitiesIn(judge(wrong, { stage: "dev" }))).toEqual(dev === undefined ? [] : [dev]);
  });

  it("is said in a clause with a fix that names what to write", () => {
    for (const { why, fix, value } of findings) {
      expect(why).toMatch(/^[a-zA-Z0-9].*[^.\s]$/s);
      expect(fix).toMatch(/^[a-z][^\n]*[^.\s]$/);
      expect(why).not.toMatch(/undefined|NaN|\[object|TfToken/);
      expect(fix).not.toMatch(/undefined|NaN|\[object|TfToken/);
      expect(JSON.stringify(value ?? "")).not.toMatch(/k-2b7f19c4|h7Kq29|ghp_|mm-77aa1|npm-8c1f0d77|sk-1234|changeme/);
    }
  });
});
