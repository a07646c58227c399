import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { reviewSchemas } from "../../../scripts/gen-review-schemas";
import { digestJsonSchema, jsonText, renderJson, reviewJsonSchema } from "../../../src/review/index";
import { digestSample } from "../../support/digest-sample";
import { violations } from "../../support/json-schema";
import { reviewSample } from "../../support/review-sample";

const ROOT = resolve(__dirname, "../../..");

describe("the JSON form", () => {
  it("is the review as it is", () => {
    expect(JSON.parse(renderJson(reviewSample))).toEqual(reviewSample);
  });

  it("holds nothing that a CI system would obey when it is printed", () => {
    const words = ["##vso[task.setvariable variable=x]y", "a\\##[error]b", "###[group]", "## [fine]"];
    const text = jsonText(words);

    expect(text).not.toMatch(/##(vso)?\[/);
    expect(JSON.parse(text)).toEqual(words);
  });

  it.each([
    ["review", reviewSample, reviewJsonSchema],
    ["digest", digestSample, digestJsonSchema],
  ] as const)("of a %s is as its published schema says, with no field that it does not name", (_, value, schema) => {
    expect(violations(JSON.parse(jsonText(value)), schema, true)).toEqual([]);
  });

  it.each<[string, unknown, Readonly<Record<string, unknown>>]>([
    ["$.findings is missing", { ...reviewSample, findings: undefined }, reviewJsonSchema],
    ['$.verdict is "green", not one of the list', { ...reviewSample, verdict: "green" }, reviewJsonSchema],
    [
      "$.counts.created is -1.5, not integer",
      { ...reviewSample, counts: { ...reviewSample.counts, created: -1.5 } },
      reviewJsonSchema,
    ],
    ["$.changes[0].attributes[0].after is none of them", withShown({ secret: 1 }), digestJsonSchema],
    ['$.format is "cdktf-agyn digest"', digestSample, reviewJsonSchema],
  ])("is refused by its schema: %s", (problem, value, schema) => {
    const found = violations(JSON.parse(JSON.stringify(value)), schema).join("\n");
    expect(found).toContain(problem);
  });

  it.each(Object.keys(reviewSchemas()))("has %s as the sources make it", (path) => {
    expect(readFileSync(join(ROOT, path), "utf8")).toBe(reviewSchemas()[path]);
  });
});

function withShown(after: unknown): unknown {
  return {
    ...digestSample,
    changes: [{ ...digestSample.changes[0], attributes: [{ path: "a", before: { absent: true }, after }] }],
  };
}
