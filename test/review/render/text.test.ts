import fc from "fast-check";
import { renderText } from "../../../src/review/index";
import { reviewSample, sampleFinding } from "../../support/review-sample";
import { withTexts } from "../../support/with-texts";

describe("the text for a terminal", () => {
  it("says verdict and counts first, then findings with what they mean and what to do", () => {
    const text = renderText(reviewSample, { width: 200 });

    expect(text.split("\n").slice(0, 8)).toEqual([
      "Blocked. 3 findings are high or above; the worst: web-standard loses its last runner in eu-west-1.",
      "Objects: 12 destroyed, 1 destroyed and recreated, 1 no longer managed, 5 updated, 14 created, 1 imported, 2 moved; 61 unchanged",
      "Fleet: runners 7 → 6, nodes 7 → 5, GPUs 32 → 16, cost a month in USD 42,260.5 → 21,340",
      "",
      "Findings, worst first",
      "Critical  web-standard loses its last runner in eu-west-1 (eu-west-1/web-standard)",
      "  Team web has no standard runner in eu-west-1 afterwards. 3 agents must move. Cause: the pool is no longer in the fleet.",
      "  Keep one runner until the agents have another place, or move them first.",
    ]);
  });

  it.each([40, 60, 100])("is no wider than %i columns where words allow", (width) => {
    const tooWide = renderText(reviewSample, { width })
      .split("\n")
      .filter((line) => line.length > width && line.trim().replace(/^- /, "").includes(" "));

    expect(tooWide).toEqual([]);
  });

  it("has colours only where they are asked for, and the same words with them", () => {
    const colors = /\u001b\[[\d;]+m/g;
    const plain = renderText(reviewSample);
    const painted = renderText(reviewSample, { color: true });

    expect(plain).not.toMatch(colors);
    expect(painted).toMatch(colors);
    expect(painted.replace(colors, "")).toBe(plain);
  });

  it("shows every finding, and counts what it does not show of the rest", () => {
    const many = Array.from({ length: 90 }, (_, index) =>
      sampleFinding({ rule: "review/x", risk: "high", what: `pool-${index} is gone` }),
    );
    const text = renderText({ ...reviewSample, findings: many, notes: many.map(({ what }) => `note on ${what}`) });

    expect(text.match(/^High {2}pool-\d+ is gone/gm)).toHaveLength(90);
    expect(text).toContain("40 of 90 rows shown");
  });

  it("lets no text move the cursor, hide, or begin a line with what a CI system obeys", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "\u001b[2J",
        "\u202e",
        "\r",
        "\n",
        "::error::x",
        " ::add-mask::y",
        "##vso[a]b",
        "##[error]",
        "\u009b31m",
        "x ",
      ),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 5 }), { minLength: 1, maxLength: 5 }), (texts) => {
        const review = withTexts(reviewSample, (index) => (texts[index % texts.length] ?? []).join(""));
        for (const line of renderText(review, { width: 40 }).split("\n")) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          expect(line).not.toMatch(/^\s*::|##(vso)?\[/);
        }
      }),
      { numRuns: 100 },
    );
  });
});
