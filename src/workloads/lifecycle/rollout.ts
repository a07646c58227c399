// How a rollout exchanges the pods of a workload, and how many of them there are meanwhile.
//
// Source: the controllers of Kubernetes count a pod that ends no more as soon as its deletion begins, so `maxSurge` bounds the pods that do
// not end yet, and as many as drains overlap come on top (API of DeploymentStatus: `replicas` are non-terminating pods). A Deployment with
// Recreate waits until every old pod is gone; a StatefulSet until the one is gone that it makes anew. What waits for a rollout reads the
// same status: `waitForDeploymentReplicasFunc` of hashicorp/kubernetes, and `rollout status` of kubectl for a StatefulSet. Measured on 1.36:
// a pod that finds no node until an old one has ended is ProgressDeadlineExceeded; with Recreate the old reason stays, NewReplicaSetAvailable.
import type { ScaleDescription, WorkloadDescription } from "../description/workload.js";
import { isLater } from "../later.js";
import type { Rollout } from "../description/pod.js";

/** Waves of a rollout that exchanges a quarter of the pods at a time. */
const ROLLOUT_WAVES = 4;
/** Least seconds from the making of a pod until it is ready, and the next of the old ones is ended. */
const LEAST_START_SECONDS = 5;

/** Most pods that a workload can have, but for a rollout; undefined where Terraform knows it later. */
export function mostPods(workload: WorkloadDescription): number | undefined {
  const counts = podCounts(workload.scale);
  return counts.some(isLater) ? undefined : Math.max(...counts);
}

/** Numbers of which the most pods are the largest. */
export function podCounts({
  replicas = 0,
  scalers,
}: Pick<ScaleDescription, "replicas" | "scalers">): readonly number[] {
  return [replicas, ...scalers.map(({ maximum }) => maximum)];
}

/**
 * Whether no new pod starts before the old ones are gone: it is said, or there is one process, and it keeps what no second one may have. A
 * rolling update of a single pod has two for a while.
 */
export function isExchangedAlone(workload: WorkloadDescription): boolean {
  const { kind, pod } = workload;
  return kind === "Deployment" && (pod.rollout === "recreate" || keepsForItself(workload));
}

/** Whether there is one process, and it keeps what no second one may have. */
export function keepsForItself(workload: WorkloadDescription): boolean {
  const { state } = workload;
  return (state.sessions === "process" || state.processLocal.length > 0) && (mostPods(workload) ?? 1) <= 1;
}

/**
 * Most pods that there are at a time while a rollout exchanges them, those that end among them.
 *
 * @param pods how many there are before and after
 */
export function podsInRollout(workload: WorkloadDescription, pods: number): number {
  return pods + Math.min(pods, atOnce(workload.pod.rollout, pods) * wavesAtOnce(workload));
}

/** The same where their number is known later: how many times as many, at most. */
export function timesInRollout(workload: WorkloadDescription): 1 | 2 {
  return wavesAtOnce(workload) === 0 ? 1 : 2;
}

/**
 * How many waves there are at a time beside the pods that stay: the one that starts, and those before it that still drain. The next one
 * starts as soon as the one before is ready and the old pods of that begin to end.
 */
function wavesAtOnce(workload: WorkloadDescription): number {
  const { kind, job, end } = workload;
  // a run that is replaced drains while the next one starts
  if (kind === "Job" || (kind === "CronJob" && job?.overlap === "replace")) return 1;
  if (kind !== "Deployment" || isExchangedAlone(workload)) return 0;
  const { preStopSeconds = 0, drainSeconds, longestStepSeconds } = end.drain;
  return 1 + Math.ceil((preStopSeconds + Math.max(drainSeconds, longestStepSeconds)) / LEAST_START_SECONDS);
}

/** How long whatever waits for a rollout waits for pods to end, seconds: where no new pod starts before an old one is gone. */
export function endingSeconds(workload: WorkloadDescription): number {
  const { kind, end } = workload;
  if (isExchangedAlone(workload)) return end.gracePeriodSeconds;
  return kind === "StatefulSet" ? end.gracePeriodSeconds * (mostPods(workload) ?? 1) : 0;
}

/**
 * How long a new pod may wait for the room of one that ends, seconds, of which a Deployment says that nothing goes on: where none is made
 * beyond their number. While all end before the first is made no progress is asked.
 */
export function roomSeconds(workload: WorkloadDescription): number {
  const { pod, end } = workload;
  if (isExchangedAlone(workload) || pod.rollout === undefined || pod.rollout === "recreate") return 0;
  const surge = podsOf(partsOf(pod.rollout).maxSurge, mostPods(workload) ?? 1, Math.ceil);
  return surge === 0 ? end.gracePeriodSeconds : 0;
}

/** Pods beyond and below their number; none goes before another is there, unless it is said. */
export function partsOf({ maxSurge = "25%", maxUnavailable = 0 }: Exclude<Rollout, string>) {
  return { maxSurge, maxUnavailable };
}

/** How often pods are exchanged until all are new, of numbers of which the most pods are the largest. */
export function rolloutWaves(rollout: Rollout | undefined, counts: readonly number[]): number {
  if (rollout === undefined || counts.some(isLater)) return ROLLOUT_WAVES;
  if (rollout === "recreate") return 1;
  if (Object.values(partsOf(rollout)).some(isLater)) return ROLLOUT_WAVES;
  const pods = Math.max(...counts);
  return Math.max(1, Math.ceil(pods / Math.max(1, atOnce(rollout, pods))));
}

/** How many pods a wave exchanges; Kubernetes rounds those beyond their number up, those below it down. */
function atOnce(rollout: Rollout = {}, pods: number): number {
  if (rollout === "recreate") return pods;
  const { maxSurge, maxUnavailable } = partsOf(rollout);
  return podsOf(maxSurge, pods, Math.ceil) + podsOf(maxUnavailable, pods, Math.floor);
}

/** A number of pods, or a part of them, as a number; as if all of them where Terraform knows it later. */
export function podsOf(part: number | string, pods: number, round: (pods: number) => number): number {
  if (isLater(part)) return pods;
  return typeof part === "number" ? part : round((Number.parseFloat(part) / 100) * pods);
}
