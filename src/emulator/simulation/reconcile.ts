// The platform's judgement of a workload: what becomes of its record, given what its runner reports; and when a failed one is tried again.
//
// Source: agynio/architecture `architecture/agents-orchestrator.md` (Workload Reconciliation, Start Decision; 1cef25d), which names the
// thresholds. agynio/agents-orchestrator `internal/reconciler/workload_reconcile.go` and `start_decision.go` (2deb904) have their values, the
// texts, and one row more: a main container that crash-loops before it was seen running. Where the two differ this follows the
// document: the grace ends at 60 s (there: after), and a pod lost while starting is `start_failed` (there: `runtime_lost`).
import type { ContainerRow, WorkloadFailureReason, WorkloadStatus } from "../store/rows.js";

/** How long a container may wait for its image or its configuration, from the workload's creation. */
export const START_GRACE_MS = 60_000;
/** Restarts of an init container from which on its failure is final. */
export const INIT_RETRY_THRESHOLD = 3;
/** Restarts of a main container from which on its crash loop is final. */
export const CRASHLOOP_THRESHOLD = 3;
/** Failures in a row after which an instance is paused. */
export const MAX_ATTEMPTS = 10;
/** The pause after the n-th failure in a row; the last one repeats. */
const BACKOFF_MS = [10_000, 30_000, 60_000, 300_000, 900_000] as const;

const PULL_REASONS: readonly (string | undefined)[] = ["ImagePullBackOff", "ErrImagePull"];
const CONFIG_REASONS: readonly (string | undefined)[] = [
  "CreateContainerConfigError",
  "CreateContainerError",
  "InvalidImageName",
];

/** What becomes of a workload's record. */
export type Verdict =
  | { readonly status: "unchanged" | "running" | "stopped" }
  | { readonly status: "failed"; readonly reason: WorkloadFailureReason; readonly message: string };

const UNCHANGED: Verdict = { status: "unchanged" };

/**
 * Judges a workload that is not over.
 * @param containers what its runner reports; `undefined` when the runner has no such pod
 * @param ageMs since the workload was created
 */
export function judge(status: WorkloadStatus, containers: readonly ContainerRow[] | undefined, ageMs: number): Verdict {
  if (status === "stopping") {
    return containers === undefined ? { status: "stopped" } : UNCHANGED;
  }
  if (containers === undefined) {
    const reason = status === "starting" ? "start_failed" : "runtime_lost";
    return { status: "failed", reason, message: "workload missing on runner" };
  }
  for (const container of containers) {
    const reason = failureOf(container, status, ageMs);
    if (reason !== undefined) {
      return { status: "failed", reason, message: container.message ?? container.reason ?? "" };
    }
  }
  return status === "starting" && containers.every(isUp) ? { status: "running" } : UNCHANGED;
}

/** How long after the n-th failure in a row the next start is tried. */
export function retryAfterMs(failures: number): number {
  return BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1] ?? 0;
}

function failureOf(container: ContainerRow, status: WorkloadStatus, ageMs: number): WorkloadFailureReason | undefined {
  const { role, reason, restartCount = 0 } = container;
  if (role === "main" && reason === "CrashLoopBackOff" && restartCount >= CRASHLOOP_THRESHOLD) {
    return "crashloop";
  }
  if (status !== "starting" || role === "sidecar") {
    return undefined;
  }
  if (container.status === "terminated") {
    return container.exitCode !== 0 && restartCount >= INIT_RETRY_THRESHOLD ? "start_failed" : undefined;
  }
  if (container.status !== "waiting" || ageMs < START_GRACE_MS) {
    return undefined;
  }
  if (PULL_REASONS.includes(reason)) {
    return "image_pull_failed";
  }
  return CONFIG_REASONS.includes(reason) ? "config_invalid" : undefined;
}

function isUp({ role, status, exitCode }: ContainerRow): boolean {
  switch (role) {
    case "init":
      return status === "terminated" && exitCode === 0;
    case "sidecar":
      return true;
    default:
      return status === "running";
  }
}
