// A secret is planted in each place of a plan where one was ever seen, and looked for in the digest in every form it may have.
import { digestPlan } from "../../../src/review/digest/digest-plan";
import { formsOf } from "../../../src/review/digest/scrubber";
import type { Json } from "../../../src/synthesized/index";
import { chunksOf } from "../../support/plan-json";
import { PLACES } from "../../support/planted-places";
import { CANARY, planted } from "../../support/planted-plans";

describe("a digest has nothing of a secret", () => {
  it.each(PLACES)("in place %s", async (_place, where) => {
    const digest = await digestPlan(chunksOf(planted(CANARY, where), 997), { stack: "one" });

    expect(digest.changes.length).toBeGreaterThanOrEqual(3);
    const text = JSON.stringify(digest);
    const texts = [text, JSON.stringify(JSON.parse(text), null, 2), allTexts(digest as unknown as Json).join("\n")];
    for (const form of formsOf(CANARY)) for (const one of texts) expect(one).not.toContain(form);
    // without punctuation, as whoever forgets a form would leave it
    expect(text).not.toContain("7Qz");
    expect(text).not.toContain(Buffer.from("canary/").toString("base64").slice(0, 8));
  });

  it("shows that it is a canary: without a mark anywhere the copies are there", async () => {
    const digest = await digestPlan(chunksOf(planted(CANARY, (plan) => plan)), { stack: "one" });

    expect(JSON.stringify(digest)).toContain("7Qz");
  });

  it("nor in what it says of a file that breaks off or is none", async () => {
    const whole = JSON.stringify(planted(CANARY, (plan) => ({ ...plan, variables: { v: { value: CANARY } } })));
    for (const broken of [
      whole.slice(0, -1),
      `${whole}${CANARY}`,
      whole.slice(whole.indexOf("canary")),
      `[${whole}]`,
      CANARY,
    ]) {
      const digest = await digestPlan(chunksOf(broken), { stack: "one" });

      expect(digest.doubts).toMatchObject([{ kind: "unreadable" }]);
      expect(JSON.stringify(digest)).not.toContain("7Qz");
    }
  });
});

/** Every text and key of a value. */
function allTexts(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...allTexts(inner as Json)]);
}
