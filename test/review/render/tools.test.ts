// The forms for tools: SARIF, annotations of GitHub, reports of GitLab.
import type { RuleDescription } from "../../../src/rules/index";
import {
  renderAnnotations,
  renderCodeQuality,
  renderSarif,
  renderTerraformReport,
  type Review,
  type ReviewFinding,
  type SourceMap,
} from "../../../src/review/index";
import { reviewSample, sampleFinding } from "../../support/review-sample";

const SOURCES: SourceMap = {
  entry: "main.ts",
  paths: new Map([
    ["eu-west-1", { file: "fleet.yaml", line: 12 }],
    ["eu-west-1/web-standard", { file: "fleet.yaml", line: 30 }],
    ["us-east-1/ml", { file: "never.ts", line: 1 }],
  ]),
};
const RULES: RuleDescription[] = [
  { id: "review/last-runner", must: "A placement keeps a runner.", otherwise: "Its agents have no place." },
];

interface SarifDocument {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly automationDetails: { readonly id: string };
      readonly invocations: readonly [
        { readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] },
      ];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly message: { readonly text: string };
        readonly suppressions?: unknown;
      }[];
    },
  ];
}

function sarif(review: Review, full = false): SarifDocument["runs"][0] {
  const text = renderSarif(review, { version: "0.7.0", rules: RULES, sources: SOURCES, full });
  return (JSON.parse(text) as SarifDocument).runs[0];
}

const findings = (count: number, finding: Partial<ReviewFinding> = {}): ReviewFinding[] =>
  Array.from({ length: count }, (_, index) =>
    sampleFinding({ rule: "review/x", risk: "high", what: `pool-${index} is gone`, ...finding }),
  );

describe("the SARIF form", () => {
  it("says of each finding rule, level, place and a fingerprint that stays", () => {
    const { results, tool, automationDetails } = sarif(reviewSample);

    expect(automationDetails).toEqual({ id: "agyn-review/acme/" });
    expect(results[0]).toEqual({
      ruleId: "review/last-runner",
      ruleIndex: tool.driver.rules.findIndex(({ id }) => id === "review/last-runner"),
      level: "error",
      message: { text: expect.stringMatching(/^web-standard loses its last runner/) as string },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "fleet.yaml" },
            region: { startLine: 30, startColumn: 1, endLine: 30, endColumn: 1 },
          },
          logicalLocations: [{ fullyQualifiedName: "eu-west-1/web-standard/Runner0" }],
        },
      ],
      partialFingerprints: { primaryLocationLineHash: "a1b2c3d4e5f60718:1" },
      properties: expect.objectContaining({ risk: "Critical", pool: "eu-west-1/web-standard" }) as unknown,
    });
    expect(tool.driver.rules).toContainEqual({
      id: "review/last-runner",
      shortDescription: { text: "A placement keeps a runner." },
      fullDescription: { text: "Its agents have no place." },
      help: { text: "A placement keeps a runner. Its agents have no place." },
      defaultConfiguration: { level: "error" },
    });
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it("leaves accepted findings out of what is uploaded, and keeps them in the full form with the reason", () => {
    const isAccepted = ({ ruleId }: { ruleId: string }): boolean => ruleId === "review/chart-downgraded";

    expect(sarif(reviewSample).results.filter(isAccepted)).toEqual([]);
    expect(sarif(reviewSample, true).results.filter(isAccepted)).toEqual([
      expect.objectContaining({
        suppressions: [
          {
            kind: "external",
            justification: "0.10.15 leaks connections; exception chart-rollback; owner platform-team; until 2027-01-31",
          },
        ],
      }),
    ]);
  });

  it.each([
    [false, 5_000],
    [true, 25_000],
  ])("keeps the worst findings that its readers take and says how many there are (full: %j)", (full, most) => {
    const { results, invocations } = sarif({ ...reviewSample, findings: findings(25_001) }, full);

    expect(results).toHaveLength(most);
    expect(results[0]?.message.text).toContain("pool-0 is gone");
    expect(invocations[0].toolExecutionNotifications).toEqual([
      { level: "warning", message: { text: `${most} of 25001 findings are in this file, the worst ones.` } },
    ]);
  });

  it("makes no link of a text", () => {
    const { results } = sarif({
      ...reviewSample,
      findings: findings(1, { what: "[all is well](https://evil.example)" }),
    });

    expect(results[0]?.message.text).toMatch(/^\\\[all is well\\\]\(/);
  });
});

describe("annotations of GitHub", () => {
  const lines = (review: Review): string[] => renderAnnotations(review, { sources: SOURCES, guard: "g1" }).split("\n");

  it("stand at the lines that make the pool, by risk", () => {
    expect(lines(reviewSample).filter((line) => line.startsWith("::error"))[0]).toMatch(
      /^::error file=fleet\.yaml,line=30,title=review\/last-runner::web-standard loses its last runner in eu-west-1 \(/,
    );
    expect(lines(reviewSample).filter((line) => /^::(?:warning|notice) file=/.test(line))).toHaveLength(2);
  });

  it("show nine of a kind and count the rest, because the rest would vanish", () => {
    const errors = lines({ ...reviewSample, findings: findings(40) }).filter((line) => line.startsWith("::error"));

    expect(errors).toHaveLength(10);
    expect(errors[9]).toBe("::error title=Fleet review::and 31 more; the review has all of them");
  });

  it("say first that a review can't be judged", () => {
    const [first, ...rest] = lines({
      ...reviewSample,
      verdict: "unjudgeable",
      sentence: "No plan of us-east-1.",
      findings: findings(40),
    });

    expect(first).toBe("::error title=Can't be judged::No plan of us-east-1.");
    expect(rest.filter((line) => line.startsWith("::error"))).toHaveLength(9);
  });

  it("let no text be a command: neither in an annotation nor in what is printed after them", () => {
    const what = "x\n::set-env name=A::b\r::error::c 100% ::warning::d";
    const all = lines({ ...reviewSample, findings: findings(1, { what, rule: "a:b,c" }), sentence: what });
    const guard = all.indexOf("::stop-commands::g1");

    expect(all.slice(0, guard)).toEqual([
      expect.stringMatching(/^::error file=main\.ts,line=1,title=a%3Ab%2Cc::x\\u\{a\}::set-env .*100%25/),
    ]);
    expect(all.slice(guard + 1, -2).filter((line) => /^\s*::/.test(line))).toEqual([]);
    expect(all.slice(-2)).toEqual(["::g1::", ""]);
  });

  it("end the guarded part with a word that nobody can guess", () => {
    const guards = [0, 1].map(
      () => /::stop-commands::(\w+)/.exec(renderAnnotations(reviewSample, { sources: SOURCES }))?.[1],
    );

    expect(guards[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(guards[0]).not.toBe(guards[1]);
  });
});

describe("reports of GitLab", () => {
  it("have code quality with the severities that GitLab knows, without accepted findings", () => {
    const text = renderCodeQuality(reviewSample, SOURCES);
    const report = JSON.parse(text) as { severity: string; fingerprint: string; location: unknown }[];

    expect(text.startsWith("[")).toBe(true);
    expect(report.map(({ severity }) => severity)).toEqual(["blocker", "critical", "critical", "major", "minor"]);
    expect(report[3]).toEqual({
      description: expect.stringContaining("web-batch has no capability docker") as string,
      check_name: "review/capabilities-narrowed",
      fingerprint: "d1b2c3d4e5f60718",
      severity: "major",
      location: { path: "fleet.yaml", lines: { begin: 12 } },
    });
  });

  it("have an empty list when nothing is found, which a target branch must publish", () => {
    expect(renderCodeQuality({ ...reviewSample, findings: [] }, SOURCES)).toBe("[]\n");
  });

  it("count what is destroyed and recreated on both sides in the Terraform report", () => {
    expect(JSON.parse(renderTerraformReport(reviewSample))).toEqual({ create: 15, update: 5, delete: 13 });
  });
});
