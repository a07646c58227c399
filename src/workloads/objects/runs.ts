// What runs the pods of a workload: a Deployment, a StatefulSet where each pod has a host of its own, a Job, or a CronJob.
//
// Source: hashicorp/kubernetes v2.38.0: an update of a Job sends neither labels nor annotations of its template, so what has to start it
// anew replaces it; a Job is waited for by default, with a limit of one minute; one that its TTL took away is made, and run, again by the
// next apply, so only Jobs that something in the cluster makes have a TTL.
import type { CronJobV1Config } from "@cdktf/provider-kubernetes/lib/cron-job-v1";
import type { DeploymentV1Config, DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { JobV1Config } from "@cdktf/provider-kubernetes/lib/job-v1";
import type { StatefulSetV1Config } from "@cdktf/provider-kubernetes/lib/stateful-set-v1";
import type { JobDescription, WorkloadDescription } from "../description.js";
import { progressSeconds } from "../drain.js";
import type { Rollout } from "../pod-description.js";
import { isExchangedAlone, partsOf } from "../rollout.js";
import { NAME_LABEL } from "./pod.js";

type Template = DeploymentV1SpecTemplate;
/** What a config has beside where it is and what it depends on. */
type Settings<Config extends { spec: unknown }> = Pick<Config, "spec" & keyof Config> & { readonly timeouts: object };

/** Runs of each outcome that a CronJob keeps. */
export const KEPT_RUNS = 3;

/** Pods that any other can take the place of. */
export function deploymentSettings(workload: WorkloadDescription, template: Template): Settings<DeploymentV1Config> {
  const { name, scale, end, pod } = workload;
  return {
    spec: {
      ...(scale.replicas === undefined ? {} : { replicas: String(scale.replicas) }),
      selector: { matchLabels: { [NAME_LABEL]: name } },
      // where there must never be two
      strategy: strategyOf(isExchangedAlone(workload) ? "recreate" : pod.rollout, String),
      progressDeadlineSeconds: progressSeconds(pod.startSeconds),
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

/** What every Job has, in the words of the provider and of Kubernetes alike. */
export function runSpec({ retries, deadlineSeconds }: JobDescription) {
  return { backoffLimit: retries, activeDeadlineSeconds: deadlineSeconds, completions: 1, parallelism: 1 };
}

function timeouts(seconds: number) {
  const timeout = `${seconds}s`;
  return { create: timeout, update: timeout, delete: timeout };
}
