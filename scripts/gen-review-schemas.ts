// What is generated of the review: the JSON Schemas of its forms for tools.
import {
  approvalJsonSchema,
  baselineJsonSchema,
  digestJsonSchema,
  policyJsonSchema,
  reviewJsonSchema,
} from "../src/review/index.js";

/** The generated files by path. */
export function reviewSchemas(): Record<string, string> {
  return {
    "api/review.schema.json": `${JSON.stringify(reviewJsonSchema, null, 2)}\n`,
    "api/review-digest.schema.json": `${JSON.stringify(digestJsonSchema, null, 2)}\n`,
    "api/review-approval.schema.json": `${JSON.stringify(approvalJsonSchema, null, 2)}\n`,
    "api/review-policy.schema.json": `${JSON.stringify(policyJsonSchema, null, 2)}\n`,
    "api/review-baseline.schema.json": `${JSON.stringify(baselineJsonSchema, null, 2)}\n`,
  };
}
