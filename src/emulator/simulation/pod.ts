// What a workload's pod looks like at a moment, as its runner reports it. A pod is a plan made when it was started; its containers
// are a function of that plan and of the time, so nothing has to happen for a pod to go on.
//
// Source: Kubernetes' kubelet (a failed container is restarted after 10 s, twice as long each time, 5 min at most; reasons and messages of
// waiting containers), agynio/agents-orchestrator `internal/assembler/assembler.go` (an init container `agent-init` before the main one).
import type { ContainerRow, WorkloadFailureReason } from "../store/rows.js";

const FIRST_BACKOFF_MS = 10_000;
const LAST_BACKOFF_MS = 300_000;
/** How long a pull that fails is an error before it is a back-off. */
const PULL_ERROR_MS = 10_000;

/** What is planned to go wrong with a pod. */
export interface PlannedFailure {
  readonly reason: WorkloadFailureReason;
  /** `crashloop`, `start_failed`: how often the container fails before it works; absent: always. */
  readonly crashes?: number;
  /** `crashloop`: how long the container runs before it fails. `runtime_lost`: how long before the pod is gone. */
  readonly afterMs: number;
}

/** A pod: JSON, it goes into the state file. Times are milliseconds since 1970. */
export interface Pod {
  readonly workloadId: string;
  readonly agent: string;
  readonly runnerId: string;
  readonly runnerName: string;
  readonly createdMs: number;
  /** From the pod's creation until its main container runs. */
  readonly startsInMs: number;
  /** How long there is work for it, from then on. */
  readonly runsForMs: number;
  /** From the order to stop until it is gone. */
  readonly stopsInMs: number;
  /** Names of the containers beside the main one. */
  readonly sidecars: readonly string[];
  readonly failure?: PlannedFailure;
  /** When it was told to stop. */
  stoppedMs?: number;
  /** When it was seen that its runner is deleted, and its record with it. */
  leftMs?: number;
}

/** The pod's containers, `undefined` when there is no such pod any more. */
export function containersAt(pod: Pod, nowMs: number): ContainerRow[] | undefined {
  if (pod.stoppedMs !== undefined && nowMs >= pod.stoppedMs + pod.stopsInMs) {
    return undefined;
  }
  if (pod.failure?.reason === "runtime_lost" && nowMs >= pod.createdMs + pod.startsInMs + pod.failure.afterMs) {
    return undefined;
  }
  const init = initAt(pod, nowMs);
  const main = mainAt(pod, nowMs, init);
  const sidecars = pod.sidecars.map(
    (name): ContainerRow =>
      init.readyMs <= nowMs
        ? { name, role: "sidecar", status: "running", startedAt: stamp(init.readyMs) }
        : { name, role: "sidecar", status: "waiting", reason: "PodInitializing" },
  );
  return [init.container, main, ...sidecars];
}

/** When the pod's work is done, as far as it ever is. */
export function workEndsMs(pod: Pod): number {
  return mainRun(pod).steadyMs + pod.runsForMs;
}

/** The init container, and from when on the others may run. */
interface Init {
  readonly container: ContainerRow;
  readonly readyMs: number;
}

function initAt(pod: Pod, nowMs: number): Init {
  const run = initRun(pod);
  // The attempt that works takes as long as one that fails.
  const readyMs = run.steadyMs + pod.startsInMs;
  const at = attemptAt(run, nowMs);
  const common = { name: "agent-init", role: "init", restartCount: at.restarts } as const;
  if (nowMs >= readyMs) {
    return { container: { ...common, status: "terminated", reason: "Completed", exitCode: 0 }, readyMs };
  }
  if (at.waitsMs !== undefined) {
    const message = "init container terminated with exit code 1";
    return { container: { ...common, status: "terminated", reason: "Error", exitCode: 1, message }, readyMs };
  }
  return { container: { ...common, status: "running", startedAt: stamp(at.sinceMs) }, readyMs };
}

function mainAt(pod: Pod, nowMs: number, { readyMs }: Init): ContainerRow {
  const common = { name: "agent", role: "main" } as const;
  const waiting = (reason: string, message?: string, restartCount = 0): ContainerRow => ({
    ...common,
    status: "waiting",
    reason,
    ...(message === undefined ? {} : { message }),
    restartCount,
  });
  if (nowMs < readyMs) {
    return waiting("PodInitializing");
  }
  switch (pod.failure?.reason) {
    case "image_pull_failed":
      return nowMs < readyMs + PULL_ERROR_MS
        ? waiting("ErrImagePull", 'failed to pull and unpack image "registry.invalid/agent:simulated": not found')
        : waiting("ImagePullBackOff", 'Back-off pulling image "registry.invalid/agent:simulated"');
    case "config_invalid":
      return waiting("CreateContainerConfigError", 'secret "agent-simulated" not found');
    default: {
      const at = attemptAt(mainRun(pod), nowMs);
      return at.waitsMs === undefined
        ? { ...common, status: "running", restartCount: at.restarts, startedAt: stamp(at.sinceMs) }
        : waiting("CrashLoopBackOff", `back-off ${at.waitsMs / 1000}s restarting failed container=agent`, at.restarts);
    }
  }
}

/** A container that fails some times and then works. */
interface Run {
  readonly startMs: number;
  /** How long it runs before it fails. */
  readonly runMs: number;
  readonly crashes: number;
  /** When it is started for the time it works; never, when it always fails. */
  readonly steadyMs: number;
}

function initRun(pod: Pod): Run {
  return runOf(pod.createdMs, pod.startsInMs, crashesOf(pod, "start_failed"));
}

function mainRun(pod: Pod): Run {
  const readyMs = initRun(pod).steadyMs + pod.startsInMs;
  return pod.failure?.reason === "image_pull_failed" || pod.failure?.reason === "config_invalid"
    ? { startMs: readyMs, runMs: 0, crashes: 0, steadyMs: Number.POSITIVE_INFINITY }
    : runOf(readyMs, pod.failure?.afterMs ?? 0, crashesOf(pod, "crashloop"));
}

function crashesOf({ failure }: Pod, reason: WorkloadFailureReason): number {
  return failure?.reason === reason ? (failure.crashes ?? Number.POSITIVE_INFINITY) : 0;
}

function runOf(startMs: number, runMs: number, crashes: number): Run {
  let steadyMs = Number.isFinite(crashes) ? startMs : Number.POSITIVE_INFINITY;
  for (let n = 0; n < crashes && Number.isFinite(steadyMs); n++) {
    steadyMs += runMs + backoffMs(n);
  }
  return { startMs, runMs, crashes, steadyMs };
}

/** Where a container is among its attempts. */
interface Attempt {
  readonly restarts: number;
  /** When this attempt began. */
  readonly sinceMs: number;
  /** It has failed and is started again after this pause; absent while it runs. */
  readonly waitsMs?: number;
}

function attemptAt({ startMs, runMs, crashes }: Run, nowMs: number): Attempt {
  let sinceMs = startMs;
  let restarts = 0;
  // Past the longest pause the attempts are evenly long; a pod that fails is stopped long before that takes time to count.
  for (; restarts < crashes; restarts++) {
    const failsMs = sinceMs + runMs;
    const againMs = failsMs + backoffMs(restarts);
    if (nowMs < failsMs) {
      return { restarts, sinceMs };
    }
    if (nowMs < againMs) {
      return { restarts, sinceMs, waitsMs: backoffMs(restarts) };
    }
    sinceMs = againMs;
  }
  return { restarts, sinceMs };
}

function backoffMs(failures: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** failures, LAST_BACKOFF_MS);
}

function stamp(ms: number): string {
  return new Date(ms).toISOString();
}
