import { z } from "zod";
import {
  collectFindings,
  type Finding,
  findingsJsonSchema,
  findingsToJson,
  groupOf,
  isBlocking,
  printFindings,
} from "../../src/rules/index.js";

const TOKEN = "0123456789abcdef".repeat(4);

const findings: readonly Finding[] = [
  {
    rule: "b/two",
    severity: "warning",
    path: "pools.one.labels",
    value: { a: 1 },
    why: "it is doubtful",
    fix: "look at it",
  },
  {
    rule: "a/one",
    severity: "error",
    path: "pools.one",
    value: "x",
    why: "it hurts",
    fix: "change it",
    position: { line: 3, column: 5 },
  },
  { rule: "a/one", severity: "error", path: "agents.two", why: "it hurts", fix: "change it", acknowledged: "agreed" },
  { rule: "a/one", severity: "error", path: "", why: "it hurts", fix: "change it" },
];

describe("printFindings", () => {
  it("prints all findings by what they are about, acknowledged ones last, with a count", () => {
    expect(printFindings(findings, { file: "fleet.yaml" })).toBe(`(the whole)
  error a/one
    it hurts
    Fix: change it.

pools.one
  error a/one
    pools.one = "x" (fleet.yaml:3:5)
    it hurts
    Fix: change it.
  warning b/two
    pools.one.labels = {"a":1}
    it is doubtful
    Fix: look at it.

acknowledged
  error a/one agents.two: agreed

2 errors, 1 warning, 1 acknowledged`);
  });

  it("prints the same whatever the order of the findings", () => {
    expect(printFindings(findings.toReversed())).toBe(printFindings(findings));
  });

  it("says that nothing was found", () => {
    expect(printFindings([])).toBe("nothing found");
  });

  it("counts what is above the most it prints", () => {
    const printed = printFindings(findings, { most: 1 });

    expect(printed).toContain("and 2 more");
    expect(printed).toContain("2 errors, 1 warning, 1 acknowledged");
  });

  it("cuts a long value", () => {
    const [finding] = findings;
    const printed = printFindings([{ ...(finding as Finding), value: "v".repeat(500) }]);

    expect(printed).toContain(`${"v".repeat(119)}...`);
    expect(printed).not.toContain("v".repeat(121));
  });
});

describe("collectFindings", () => {
  it("shows a secret nowhere", () => {
    const secret: Finding = {
      rule: "a/one",
      severity: "error",
      path: `labels.${TOKEN}`,
      value: { [TOKEN]: [TOKEN] },
      why: `found ${TOKEN}`,
      fix: `remove ${TOKEN}`,
      acknowledged: TOKEN,
    };

    expect(JSON.stringify(collectFindings([secret]))).not.toContain(TOKEN.slice(0, 16));
    expect(printFindings([secret])).not.toContain(TOKEN.slice(0, 16));
    expect(JSON.stringify(findingsToJson([secret]))).not.toContain(TOKEN.slice(0, 16));
  });

  it("keeps one of two findings that say the same", () => {
    expect(collectFindings([...findings, ...findings])).toHaveLength(findings.length);
  });
});

describe("groupOf", () => {
  it.each([
    ["pools.one.labels.a", "pools.one"],
    ['agents["odd name"].labels', 'agents["odd name"]'],
    ["acknowledge[3].rule", "acknowledge[3]"],
    ["pools.one[eu/ml].labels", "pools.one"],
    ["europe/support/answers.drain.marginSeconds", "europe/support/answers"],
    ['europe/answers.files["/etc/agent.ini"]', "europe/answers"],
    ['agents.budgets["openai/gpt"]', "agents.budgets"],
    ["name", "name"],
    ["", ""],
  ])("of %s is %s", (path, group) => {
    expect(groupOf(path)).toBe(group);
  });
});

describe("findingsToJson", () => {
  it("fits its schema", () => {
    const schema = z.fromJSONSchema(findingsJsonSchema as unknown as Parameters<typeof z.fromJSONSchema>[0]);
    const report: unknown = JSON.parse(JSON.stringify(findingsToJson(findings)));

    expect(schema.safeParse(report).error?.issues).toBeUndefined();
    expect(schema.safeParse({ ...(report as object), findings: [{}] }).success).toBe(false);
  });

  it("counts by what stops", () => {
    expect(findingsToJson(findings).counts).toEqual({ errors: 2, warnings: 1, acknowledged: 1 });
    expect(findings.filter(isBlocking)).toHaveLength(2);
  });
});
