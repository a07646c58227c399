import fc from "fast-check";
import { type Review, type ReviewFinding } from "../../../src/review/index";
import { COMMENT_BUDGETS, COMMENT_HOSTS, renderMarkdown } from "../../../src/review/render/markdown";
import { structureOf } from "../../support/comment-structure";
import { EVIL } from "../../support/evil-texts";
import { reviewSample, sampleChange, sampleFinding } from "../../support/review-sample";
import { withTexts } from "../../support/with-texts";

const many = <T>(count: number, of: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => of(index));

function bigReview(findings: readonly ReviewFinding[] = reviewSample.findings): Review {
  const member = (index: number) => ({
    stack: `stack-${index % 9}`,
    change: sampleChange({
      address: `helm_release.pool-${index}`,
      type: "helm_release",
      action: "update",
      path: `eu-west-1/pool-${index}/Release0`,
      attributes: many(10, (at) => ({
        path: `values.env[KEY_${at}].value`,
        before: { value: "info" },
        after: { value: "日本".repeat(40) },
      })),
    }),
  });
  return {
    ...reviewSample,
    findings,
    releases: many(300, (index) => ({ at: {}, release: `pool-${index}`, change: member(index).change })),
    groups: many(100, (index) => ({
      title: "helm_release updated",
      type: "helm_release",
      action: "update",
      count: 30,
      members: many(30, (at) => member((index * 30 + at) % 90)),
      odd: 2,
    })),
    placement: many(900, (index) => ({ ...(reviewSample.placement[0] ?? fail()), agent: `agent-${index}` })),
    capacity: many(400, (index) => ({ ...(reviewSample.capacity[0] ?? fail()), region: `region-${index}` })),
    drift: many(400, member),
  };
}

function titled(texts: readonly string[]): [string, string][] {
  return texts.map((text) => [JSON.stringify(text).slice(0, 60), text]);
}

function fail(): never {
  throw new Error("the sample is too poor");
}

describe("the comment of a pull request", () => {
  it("begins with the marker, then verdict, counts and findings, worst first", () => {
    const { text, fits, cut } = renderMarkdown(reviewSample, { key: "acme-prod", head: "0123abc" });

    expect({ fits, cut }).toEqual({ fits: true, cut: [] });
    expect(text.split("\n").slice(0, 4)).toEqual([
      "<!-- cdktf-agyn-review:v1 key=acme-prod head=0123abc digest=5f0c2a9be1d8 -->",
      "## Fleet review of acme",
      "",
      expect.stringMatching(/^⛔ \*\*Blocked\.\*\* 3 findings are high or above; /) as string,
    ]);
    expect(text).toContain("12 destroyed, 1 destroyed and recreated, 1 no longer managed, 5 updated, 14 created");
    expect(text).not.toMatch(/\breplaced?\b/);
    expect([...text.matchAll(/^\| \*\*(\w+)\*\* \|/gm)].map(([, risk]) => risk)).toEqual([
      "Critical",
      "High",
      "High",
      "Medium",
      "Low",
    ]);
    expect(text.indexOf("### Findings")).toBeLessThan(text.indexOf("### Where agents may land"));
  });

  it("says who accepts a finding, and does not count it among the open ones", () => {
    const { text } = renderMarkdown(reviewSample);
    const [open = "", accepted = ""] = text.split("### Accepted by the policy");

    expect(open).not.toContain("the chart of web-standard goes");
    expect(accepted).toContain("| 0.10.15 leaks connections | platform-team | 2027-01-31 |");
  });

  it("shows what changed of a release by path, hidden values only as changed", () => {
    const { text } = renderMarkdown(reviewSample);

    expect(text).toContain(
      [
        "- values.env[LOG_LEVEL].value: info",
        "+ values.env[LOG_LEVEL].value: debug",
        "- values.image.tag: v1.4.0",
        "+ values.image.tag: (known after the apply)",
        "! values.serviceToken: changed (hidden)",
      ].join("\n"),
    );
  });

  it("names the odd one out before those it is not like", () => {
    const { text } = renderMarkdown(reviewSample);

    expect(text).toMatch(/4 × <code>kubernetes_namespace_v1<\/code> created, 1 unlike the rest/);
    expect(text.indexOf("`us-east-1/audit/Namespace`")).toBeLessThan(text.indexOf("`eu-west-1/ml-burst/Namespace`"));
  });

  it("shows rows of the ledger that change and counts the others", () => {
    const { text } = renderMarkdown(reviewSample);

    expect(text).toContain("| us-east-1 | ml | gpu-nvidia-a100 | 2 → 1 | 4 → 2 | 32 → 16 | 41,000 → 20,500 |");
    expect(text).toContain("2 rows unchanged.");
    expect(text).not.toContain("| us-east-1 | web | standard |");
  });

  it("says of stacks what they wait for, and claims no counts where there is no plan", () => {
    const { text } = renderMarkdown(reviewSample);

    expect(text).toContain("provisional: organizations must be applied first");
    expect(text).toContain("| 5 | `sa-east-1` | not known | no longer in the app; no plan |");
  });

  it("tells every doubt before the findings", () => {
    const [first = fail(), ...rest] = reviewSample.stacks;
    const doubts = [{ kind: "errored", sentence: "The plan failed on its way: plan again." }] as const;
    const { text } = renderMarkdown({
      ...reviewSample,
      verdict: "unjudgeable",
      stacks: [{ ...first, doubts }, ...rest],
    });

    expect(text).toContain("⛔ **Can't be judged.**");
    expect(text.indexOf("- `organizations`: The plan failed on its way: plan again.")).toBeGreaterThan(0);
    expect(text.indexOf("The plan failed")).toBeLessThan(text.indexOf("### Findings"));
  });

  it("uses no HTML on Bitbucket, which renders none", () => {
    const { text } = renderMarkdown(reviewSample, { host: "bitbucket" });

    expect(text).not.toMatch(/<\w|<!--/);
    expect(text).toMatch(/^\[\/\/\]: # \(cdktf-agyn-review:v1 key=acme head=unknown digest=5f0c2a9be1d8\)\n/);
    expect(text).toContain("\nDigest `5f0c2a9be1d8`. Everything is in");
  });

  it("links the full report, and refuses an address that could be syntax", () => {
    expect(renderMarkdown(reviewSample, { link: "https://ci.example/runs/7" }).text).toContain(
      "[the full report](https://ci.example/runs/7)",
    );
    expect(() => renderMarkdown(reviewSample, { link: "https://ci.example/) @all" })).toThrow(
      /the address of the report is "https:\/\/ci\.example\/\) @all"; allowed/,
    );
  });
});

describe("a comment that is too long", () => {
  it.each(COMMENT_HOSTS)("stays within the bytes of %s, and keeps every finding", (host) => {
    const { text, fits, cut } = renderMarkdown(bigReview(), { host });

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(COMMENT_BUDGETS[host]);
    expect(fits).toBe(true);
    expect(text).not.toContain("\ufffd");
    for (const { what } of reviewSample.findings) expect(text).toContain(what);
    for (const sentence of cut) expect(text).toContain(`${sentence} The whole is in `);
    expect(cut.join(" ")).toMatch(/\d+ of \d+ kinds of change shown|The objects are left out/);
    structureOf(text);
  });

  it("is cut at every budget without breaking a block or losing a total", () => {
    const review = bigReview();
    for (const budget of [4_000, 7_000, 20_000, 45_001, 80_000]) {
      const { text, fits } = renderMarkdown(review, { budget });

      expect({ budget, fits, within: Buffer.byteLength(text) <= budget }).toEqual({ budget, fits: true, within: true });
      expect(text).toContain("**Fleet:** runners");
      structureOf(text);
    }
  });

  it("sets findings in fewer columns before it gives up", () => {
    const findings = many(300, (index) =>
      sampleFinding({ rule: "review/x", risk: "high", what: `pool-${index} is gone`, fix: "x ".repeat(150) }),
    );
    const { text, fits, cut } = renderMarkdown(bigReview(findings), { host: "bitbucket" });

    expect({ fits, rows: text.match(/is gone/g)?.length }).toEqual({ fits: true, rows: 300 });
    expect(text).toContain("| Risk | What happens |\n");
    expect(cut).toContain("What the findings mean, and what to do about them, is left out here.");
  });

  it("says that it does not fit when not even the findings do", () => {
    const findings = many(9_000, (index) =>
      sampleFinding({ rule: "review/x", risk: "high", what: `pool-${index} is gone` }),
    );
    const { text, fits, cut } = renderMarkdown(bigReview(findings));

    expect(fits).toBe(false);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(COMMENT_BUDGETS.github);
    expect(cut.join(" ")).toMatch(/\d+ of 9000 findings shown\./);
    expect(text).toContain("⛔ **Blocked.**");
  });
});

describe("text of unknown origin in a comment", () => {
  const structureWith = (host: "github" | "bitbucket", text: string): readonly string[] =>
    structureOf(
      renderMarkdown(
        withTexts(reviewSample, () => text),
        { host, key: text, head: text },
      ).text,
    );

  it.each(titled(EVIL))("makes no table row, link, mention, tag, fence or marker: %s", (_, text) => {
    for (const host of ["github", "bitbucket"] as const)
      expect(structureWith(host, text)).toEqual(structureWith(host, "plain"));
  });

  it("is never syntax, whatever it is made of", () => {
    const piece = fc.oneof(
      fc.constantFrom(...EVIL, ...Array.from("|`<>&@#[]()*_~!\\ \n-+=.:/$%^1a")),
      fc.string({ unit: "binary" }),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
    const plain = structureWith("github", "plain");
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 7 }), (texts) => {
        const review = withTexts(reviewSample, (index) => texts[index % texts.length] ?? "");
        expect(structureOf(renderMarkdown(review, { budget: 10_000_000 }).text)).toEqual(plain);
      }),
      { numRuns: 150 },
    );
  });

  // what is long, empty or a word in the middle of a cell is harmless there
  it.each(titled(EVIL.slice(0, 12)))("would be seen by these tests: %s", (_, text) => {
    const line = `| ${text} |`;
    expect(() => {
      const blocks = structureOf(`<!-- cdktf-agyn-review:v1 key=a head=b digest=c -->\n${line}\n${text}\n`);
      if (blocks.join() !== "marker,row 1,paragraph") throw new Error(`other blocks: ${blocks.join()}`);
    }).toThrow();
  });
});
