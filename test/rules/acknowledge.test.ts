import {
  acknowledge,
  acknowledgementRules,
  type Finding,
  isAtOrBelow,
  type RuleDescription,
} from "../../src/rules/index.js";

const rule = (id: string, unacknowledgeable?: string): RuleDescription => ({
  id,
  must: "It holds.",
  otherwise: "It hurts.",
  ...(unacknowledgeable === undefined ? {} : { unacknowledgeable }),
});

const rules = [rule("a/soft"), rule("a/hard", "put it right"), ...acknowledgementRules];

const found = (id: string, path: string): Finding => ({
  rule: id,
  severity: "error",
  path,
  why: "it hurts",
  fix: "change it",
});

const findings = [found("a/soft", "pools.one.labels"), found("a/soft", "pools.two"), found("a/hard", "pools.one")];

const acknowledged = (entry: { rule: string; path: string; reason: string }): readonly Finding[] =>
  acknowledge(findings, { acknowledgements: [entry], rules, path: "acknowledge" });

describe("acknowledge", () => {
  it("marks what the rule finds at the path and below it, with the reason", () => {
    const all = acknowledged({ rule: "a/soft", path: "pools.one", reason: "agreed" });

    expect(all.map(({ path, acknowledged: reason }) => [path, reason])).toEqual([
      ["pools.one.labels", "agreed"],
      ["pools.two", undefined],
      ["pools.one", undefined],
    ]);
  });

  it("marks everything the rule finds when the path is empty", () => {
    const all = acknowledged({ rule: "a/soft", path: "", reason: "agreed" });

    expect(all.filter((finding) => finding.acknowledged === "agreed")).toHaveLength(2);
  });

  it.each([
    {
      name: "a path at which the rule finds nothing",
      entry: { rule: "a/soft", path: "pools.three", reason: "agreed" },
      finds: "rules/acknowledgement-unused",
      at: "acknowledge[0]",
      severity: "warning",
    },
    {
      name: "a path that ends inside a name",
      entry: { rule: "a/soft", path: "pools.on", reason: "agreed" },
      finds: "rules/acknowledgement-unused",
      at: "acknowledge[0]",
      severity: "warning",
    },
    {
      name: "a rule that does not exist",
      entry: { rule: "a/sofd", path: "pools.one", reason: "agreed" },
      finds: "rules/acknowledgement-unknown",
      at: "acknowledge[0].rule",
      severity: "error",
    },
    {
      name: "a rule that may not be acknowledged",
      entry: { rule: "a/hard", path: "pools.one", reason: "agreed" },
      finds: "rules/acknowledgement-refused",
      at: "acknowledge[0].rule",
      severity: "error",
    },
    {
      name: "a rule about acknowledgements",
      entry: { rule: "rules/acknowledgement-unused", path: "", reason: "agreed" },
      finds: "rules/acknowledgement-refused",
      at: "acknowledge[0].rule",
      severity: "error",
    },
    {
      name: "a blank reason",
      entry: { rule: "a/soft", path: "pools.one", reason: " " },
      finds: "rules/acknowledgement-reason",
      at: "acknowledge[0].reason",
      severity: "error",
    },
  ])("finds $name, and marks nothing", ({ entry, finds, at, severity }) => {
    const all = acknowledged(entry);

    expect(all.filter((finding) => finding.acknowledged !== undefined)).toEqual([]);
    expect(all.slice(findings.length)).toEqual([expect.objectContaining({ rule: finds, path: at, severity })]);
  });

  it.each([
    { path: "pools.one", complaints: [] },
    { path: "pools.three", complaints: ["rules/acknowledgement-unused"] },
  ])("of a rule that finds later is in vain only where that judges nothing: $path", ({ path, complaints }) => {
    const later = { rules: [rule("b/later")], judgesAt: (at: string) => at === "pools.one" };
    const acknowledgements = [{ rule: "b/later", path, reason: "agreed" }];
    const all = acknowledge(findings, { acknowledgements, rules, path: "acknowledge", later });

    expect(all.slice(findings.length).map((finding) => finding.rule)).toEqual(complaints);
  });

  it("says which rule was meant", () => {
    const [, , , finding] = acknowledged({ rule: "a/sofd", path: "", reason: "agreed" });

    expect(finding?.fix).toBe("write a/soft");
  });
});

describe("isAtOrBelow", () => {
  it.each([
    ["pools.one", "pools.one", true],
    ["pools.one.labels", "pools.one", true],
    ["pools.one[eu/ml].labels", "pools.one", true],
    ["pools.one-more", "pools.one", false],
    ["europe/support/answers.drain", "europe", true],
    ["europe/support/answers.drain", "europe/support", true],
    ["europe/support/answers.drain", "europe/support/answers", true],
    ["europe/support/answers.drain", "europe/support/answer", false],
    ["europe-2/answers.drain", "europe", false],
    ["pools", "pools.one", false],
    ["agents.one", "", true],
  ])("of %s and %s is %s at or below: %s", (path, above, expected) => {
    expect(isAtOrBelow(path, above)).toBe(expected);
  });
});
