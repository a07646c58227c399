// What runs the pods of a workload: a Deployment, a StatefulSet where each pod has a host of its own, a Job, or a CronJob.
//
// Source: hashicorp/kubernetes v2.38.0: an update of a Job sends neither labels nor annotations of its template, so what has to start it
// anew replaces it; a Job is waited for by default, with a limit of one minute; one that its TTL took away is made, and run, again by the
// next apply, so only Jobs that something in the cluster makes have a TTL. A pod that a drain or a preemption takes has the condition
// DisruptionTarget; a policy that leaves it out of the count needs restartPolicy Never (Kubernetes: Jobs, pod failure policy).
import type { CronJobV1Config } from "@cdktf/provider-kubernetes/lib/cron-job-v1";
import type { DeploymentV1Config, DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { JobV1Config } from "@cdktf/provider-kubernetes/lib/job-v1";
import type { StatefulSetV1Config } from "@cdktf/provider-kubernetes/lib/stateful-set-v1";
import type { JobDescription, WorkloadDescription } from "../description/workload.js";
import { progressSeconds } from "../lifecycle/drain.js";
import { Fn } from "../core.js";
import { holdsLater } from "../later.js";
import type { Rollout } from "../description/pod.js";
import { isExchangedAlone, partsOf, roomSeconds } from "../lifecycle/rollout.js";
import { checksum, NAME_LABEL } from "./pod.js";

type Template = DeploymentV1SpecTemplate;
/** What a config has beside where it is and what it depends on. */
type Settings<Config extends { spec: unknown }> = Pick<Config, "spec" & keyof Config> & { readonly timeouts: object };

/** Runs of each outcome that a CronJob keeps. */
export const KEPT_RUNS = 3;

/** What the controllers of a cluster take to end a Job whose deadline is over, beside the grace period of its pod. */
const VERDICT_SECONDS = 60;

/** Of the ConfigMap of a Job: what the run is made of. */
const RUN_ANNOTATION = "checksum/run";

/** Pods that any other can take the place of. */
export function deploymentSettings(workload: WorkloadDescription, template: Template): Settings<DeploymentV1Config> {
  const { name, scale, end, pod } = workload;
  return {
    spec: {
      ...(scale.replicas === undefined ? {} : { replicas: String(scale.replicas) }),
      selector: { matchLabels: { [NAME_LABEL]: name } },
      // where there must never be two
      strategy: strategyOf(isExchangedAlone(workload) ? "recreate" : pod.rollout, String),
      progressDeadlineSeconds: progressSeconds(pod.startSeconds) + roomSeconds(workload),
      template,
    },
    timeouts: timeouts(end.waitSeconds),
  };
}

/**
 * How pods are exchanged.
 *
 * @param write how a number of pods, or a part of them, is written
 */
export function strategyOf<T>(rollout: Rollout = {}, write: (part: number | string) => T) {
  if (rollout === "recreate") return { type: "Recreate" };
  const { maxSurge, maxUnavailable } = partsOf(rollout);
  return { type: "RollingUpdate", rollingUpdate: { maxSurge: write(maxSurge), maxUnavailable: write(maxUnavailable) } };
}

/** Pods with names that stay, all at once; a rollout takes one after the other. */
export function statefulSetSettings(
  { name, scale, end }: WorkloadDescription,
  template: Template,
): Settings<StatefulSetV1Config> {
  return {
    spec: {
      ...(scale.replicas === undefined ? {} : { replicas: String(scale.replicas) }),
      serviceName: name,
      podManagementPolicy: "Parallel",
      updateStrategy: [{ type: "RollingUpdate", rollingUpdate: [{ partition: 0 }] }],
      selector: { matchLabels: { [NAME_LABEL]: name } },
      template,
    },
    timeouts: timeouts(end.waitSeconds),
  };
}

/** One run. Nobody waits for it: it takes longer than an apply should. */
export function jobSettings(
  { end }: WorkloadDescription,
  job: JobDescription,
  template: Template,
): Settings<JobV1Config> & { readonly waitForCompletion: false } {
  return {
    spec: { ...runSpec(job), template },
    waitForCompletion: false,
    timeouts: timeouts(end.waitSeconds),
  };
}

/** Runs by a schedule, never two at a time. */
export function cronJobSettings(
  { end }: WorkloadDescription,
  job: JobDescription,
  template: Template,
): Pick<CronJobV1Config, "spec" | "timeouts"> {
  return {
    spec: {
      schedule: job.schedule ?? "",
      ...(job.timeZone === undefined ? {} : { timezone: job.timeZone }),
      concurrencyPolicy: job.overlap === "skip" ? "Forbid" : "Replace",
      successfulJobsHistoryLimit: KEPT_RUNS,
      failedJobsHistoryLimit: KEPT_RUNS,
      jobTemplate: {
        metadata: {},
        spec: { ...runSpec(job), ttlSecondsAfterFinished: String(job.keptSeconds), template },
      },
    },
    timeouts: { delete: `${end.waitSeconds}s` },
  };
}

/** Work that can be done again is, without one of its tries being spent, where its pod was taken away. */
const TAKEN_AWAY = { type: "DisruptionTarget", status: "True" };

/**
 * How long a Job that is waited for may take to succeed or fail: it is said to have failed when its pods are gone, and who waits for less
 * reports a timeout instead.
 */
export function verdictSeconds(deadlineSeconds: number, gracePeriodSeconds: number): number {
  return deadlineSeconds + gracePeriodSeconds + VERDICT_SECONDS;
}

/** What every Job has, as the provider is told. */
export function runSpec(job: JobDescription) {
  const rule = [{ action: "Ignore", onPodCondition: [TAKEN_AWAY] }];
  return { ...limits(job), ...(job.retries === 0 ? {} : { podFailurePolicy: { rule } }) };
}

/** The same as Kubernetes has it. */
export function runManifest(job: JobDescription): object {
  const rules = [{ action: "Ignore", onPodConditions: [TAKEN_AWAY] }];
  return { ...limits(job), ...(job.retries === 0 ? {} : { podFailurePolicy: { rules } }) };
}

function limits({ retries, deadlineSeconds }: JobDescription) {
  return { backoffLimit: retries, activeDeadlineSeconds: deadlineSeconds, completions: 1, parallelism: 1 };
}

/**
 * What tells one run from the next: all that its pods are made of, because a Job can't be changed, and the revisions of the Secrets that
 * they read. It stands at the ConfigMap of the Job, whose every change replaces it.
 */
export function runMark(template: Template, revisions: Readonly<Record<string, string>>): Record<string, string> {
  const made = holdsLater(template) ? Fn.jsonencode(template) : JSON.stringify(template);
  return { [RUN_ANNOTATION]: checksum({ ...revisions, template: made }) };
}

function timeouts(seconds: number) {
  const timeout = `${seconds}s`;
  return { create: timeout, update: timeout, delete: timeout };
}
