// A digest with everything in it, for tests of what reads digests.
import type { Digest } from "../../src/review/index";
import { sampleChange } from "./review-sample";

/** The digest. */
export const digestSample: Digest = {
  format: "cdktf-agyn digest",
  version: 1,
  stack: "us-east-1",
  source: { kind: "plan", terraform: "1.11.4", timestamp: "2026-11-21T20:00:00Z", sha256: "ab".repeat(32) },
  doubts: [{ kind: "deferred", sentence: "2 changes are deferred: apply, then plan again." }],
  changes: [
    sampleChange({
      address: "agyn_runner.shared_Runner0_40737FC4",
      previousAddress: "agyn_runner.shared",
      type: "agyn_runner",
      action: "update",
      path: "us-east-1/shared/Runner0",
      pool: "us-east-1/shared",
      reason: "because",
      forcedBy: ["labels"],
      imported: true,
      identity: { name: "shared-0" },
      attributes: [
        { path: "labels.tier", before: { value: "standard" }, after: { unknown: true } },
        { path: "service_token", before: { hidden: "sensitive" }, after: { absent: true } },
      ],
    }),
  ],
  runners: [
    {
      address: "agyn_runner.shared_Runner0_40737FC4",
      path: "us-east-1/shared/Runner0",
      pool: "us-east-1/shared",
      action: "update",
      before: {
        name: "shared-0",
        labels: { tier: "standard" },
        capabilities: ["docker"],
        status: "enrolled",
        id: "5a0f",
      },
      after: { name: "shared-0", organization: "acme", labels: {} },
    },
  ],
  unchanged: 12,
  drift: [],
  outputs: [{ name: "runners", action: "update", sensitive: false }],
  checks: [{ address: "check.enrolled", status: "fail" }],
  remoteStateTokens: [{ address: "kubernetes_secret_v1.token", attribute: "data.token" }],
  semantic: "cd".repeat(32),
};
