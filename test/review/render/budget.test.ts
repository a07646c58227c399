// A comment of any review within any budget: never longer than it may be, never broken, never without what must be known. What does not
// fit is said to be so (`fits`), and the command then ends with an exit code of its own.
import fc from "fast-check";
import type { Review, ReviewFinding, Risk } from "../../../src/review/index";
import { COMMENT_BUDGETS, COMMENT_HOSTS, type CommentHost, renderMarkdown } from "../../../src/review/render/markdown";
import { prose } from "../../../src/review/render/escape";
import { VERDICT_WORDS } from "../../../src/review/render/words";
import { structureOf } from "../../support/comment-structure";
import { EVIL } from "../../support/evil-texts";
import { reviewSample, sampleFinding } from "../../support/review-sample";
import { withTexts } from "../../support/with-texts";

/** What verdict, totals and headings take at most, whatever the texts are. */
const LEAST = 12_000;

const RISKS: readonly Risk[] = ["critical", "high", "medium", "low"];

/** A list, each thing of it many times. */
const times = <T>(list: readonly T[], most: number): fc.Arbitrary<readonly T[]> =>
  fc.nat(most).map((count) => Array.from({ length: count }, (_, index) => list[index % list.length] as T));

const text = fc.oneof(
  fc.constantFrom(...EVIL, "plain words of a plan", "pool us-east-1/ml is gone", "日本".repeat(90)),
  fc.string({ unit: "binary", maxLength: 300 }),
);

/** Findings with distinct words, worst first. */
const findings: fc.Arbitrary<readonly ReviewFinding[]> = fc
  .tuple(fc.nat(250), fc.array(text, { minLength: 1, maxLength: 4 }), fc.nat(60))
  .map(([count, texts, heavy]) =>
    Array.from({ length: count }, (_, index) =>
      sampleFinding({
        rule: "review/x",
        risk: RISKS[index < heavy ? index % 2 : 2 + (index % 2)] ?? "low",
        what: `finding ${index} of the plan: ${texts[index % texts.length] ?? ""}`,
        at: { pool: `us-east-1/pool-${index}` },
      }),
    ),
  );

const review: fc.Arbitrary<Review> = fc
  .record({
    findings,
    texts: fc.array(text, { minLength: 1, maxLength: 5 }),
    verdict: fc.constantFrom("unjudgeable", "blocked", "findings", "changes", "nothing"),
    releases: times(reviewSample.releases, 30),
    groups: times(reviewSample.groups, 60),
    placement: times(reviewSample.placement, 100),
    capacity: times(reviewSample.capacity, 60),
    drift: times(reviewSample.drift, 30),
    stacks: times(reviewSample.stacks, 40),
    doubts: fc.nat(30),
  })
  .map(({ findings: found, texts, verdict, doubts, stacks, ...lists }): Review => {
    const { sentence, fleet, ...rest } = withTexts(
      { ...reviewSample, ...lists, stacks },
      (index) => texts[index % texts.length] ?? "",
    );
    return {
      ...rest,
      sentence,
      ...(fleet === undefined ? {} : { fleet }),
      verdict,
      findings: found,
      stacks: rest.stacks.map((stack, index) =>
        index < doubts ? { ...stack, doubts: [{ kind: "errored", sentence: texts[0] ?? "" }] } : stack,
      ),
    };
  });

const budget = fc.oneof(fc.integer({ min: LEAST, max: 60_000 }), fc.constantFrom(...Object.values(COMMENT_BUDGETS)));

/** Holds what must be so of every comment; answers whether all of it fitted. */
function check(of: Review, host: CommentHost, bytes: number): boolean {
  const { text: comment, fits, cut } = renderMarkdown(of, { host, budget: bytes });
  expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(bytes);
  // fences and folds are closed, no row is torn
  const blocks = structureOf(comment);
  expect(blocks.filter((block) => block === "fold")).toHaveLength(
    blocks.filter((block) => block === "</details>").length,
  );
  const lines = comment.split("\n");
  expect(lines.slice(0, 6).join("\n")).toContain(`**${VERDICT_WORDS[of.verdict]}.**`);
  expect(comment).toContain(prose(of.sentence));
  expect(comment).toContain("**Objects:**");
  const missing = of.findings.filter(({ what }) => !comment.includes(`${prose(what)} (`));
  if (fits) expect(missing).toEqual([]);
  else {
    // what is cut is the end of the list, where the risks are least, and it is said
    const shown = of.findings.length - missing.length;
    expect(missing).toEqual(of.findings.slice(shown));
    expect(cut.join(" ")).toMatch(/\d+ of \d+ (?:findings|doubts) shown\.|counted by kind/);
  }
  return fits;
}

test("a comment of any review is within any budget, whole, and has verdict and findings, or says that they do not fit", () => {
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(review, fc.constantFrom(...COMMENT_HOSTS), budget, (of, host, bytes) => {
      seen.add(check(of, host, bytes));
    }),
    { numRuns: 40, seed: 20261122 },
  );
  // both were looked at
  expect([...seen].sort()).toEqual([false, true]);
});
