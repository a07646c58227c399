// The record of a review, and of one stack's plan: what is compared later.
import { createHash } from "node:crypto";
import { isObject, type Json, type JsonObject } from "../../synthesized/index.js";
import type { ReviewedApp } from "../app/reviewed-app.js";
import type { Digest } from "../digest/model.js";
import type { Review } from "../judge/model.js";
import { type Approval, APPROVAL_FORMAT, APPROVAL_VERSION, type ApprovedStack } from "./model.js";

/** What a record holds beside a review and its digests. */
export interface RecordOptions {
  readonly head: ReviewedApp;
  /** Version of cdktf-agyn. */
  readonly tool: string;
  readonly today: Date;
  /** How long it holds. */
  readonly days: number;
  readonly headSha?: string;
  readonly lockFileSha256?: string;
}

const DAY_MS = 86_400_000;

/**
 * Records what was reviewed.
 *
 * @throws in one sentence when nobody could agree to it: it could not be judged, or nothing was planned
 */
export function recordOf(review: Review, digests: readonly Digest[], options: RecordOptions): Approval {
  const { head, tool, today, days, headSha, lockFileSha256 } = options;
  if (review.verdict === "unjudgeable")
    throw new Error("no approval is written: what can't be judged can't be agreed to. See what the review says of it");
  const planned = digests.filter(({ source }) => source.kind === "plan");
  if (planned.length === 0)
    throw new Error("no approval is written: an approval is of plans, and none was given. Give them with --plan");
  return {
    format: APPROVAL_FORMAT,
    version: APPROVAL_VERSION,
    ...(review.fleet === undefined ? {} : { fleet: review.fleet }),
    tool,
    ...(headSha === undefined ? {} : { headSha }),
    ...(lockFileSha256 === undefined ? {} : { lockFileSha256 }),
    verdict: review.verdict,
    semantic: review.semantic,
    stacks: planned.map((digest) => stackRecord(digest, head)),
    findings: review.findings.filter(({ accepted }) => accepted === undefined).map(({ fingerprint }) => fingerprint),
    reviewedAt: today.toISOString(),
    expires: new Date(today.getTime() + days * DAY_MS).toISOString(),
  };
}

/** What is compared of one stack. */
export function stackRecord({ stack, semantic, source, changes }: Digest, head: ReviewedApp): ApprovedStack {
  const { sha256, terraform, saved } = source;
  const configuration = head.stacks.get(stack)?.configuration;
  return {
    stack,
    semantic,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(configuration === undefined ? {} : { configuration: configurationSha256(configuration) }),
    ...(saved === undefined ? {} : { saved }),
    ...(terraform === undefined ? {} : { terraform }),
    changes: changes.map(({ address, action, attributes }) => ({
      address,
      action,
      attributes: attributes.map(({ path }) => path),
    })),
  };
}

/** SHA-256 of a stack's JSON: the same whatever the order of keys, and whatever comments say of versions and line numbers. */
function configurationSha256(configuration: JsonObject): string {
  return createHash("sha256")
    .update(JSON.stringify(plain(configuration)))
    .digest("hex");
}

function plain(value: Json | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item as Json));
  if (!isObject(value)) return value;
  return Object.entries(value)
    .filter(([key]) => key !== "//")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, plain(inner as Json)]);
}
