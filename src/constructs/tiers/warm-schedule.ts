// Warm slots by the clock: when how many are kept, and the CronJobs that see to it.
//
// Source: Kubernetes CronJob (names of at most 52 characters, `timeZone`, robfig/cron: five fields, days of the week 0 to 6). The kubectl
// image is published with each release of Kubernetes. An upgrade by Helm puts the replicas of a manifest back over those that a job has
// set (measured with Helm 3.20), so placeholders with a schedule have a chart of their own, which looks up how many there are.

/** From when on how many places are kept ready. */
export interface WarmScheduleEntry {
  /** When, as five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;

  /**
   * Time zone by its name, like "Europe/Berlin".
   *
   * @default "Etc/UTC"
   */
  readonly timeZone?: string;

  /** Workloads that find a place at once from then on; 0 for none. */
  readonly slots: number;
}

/** Image of kubectl when none is given. */
const KUBECTL_IMAGE = "registry.k8s.io/kubectl:v1.35.4";
const UTC = "Etc/UTC";
/** A run that is late by more is left out: the next entry may have passed. */
const LATE_S = 300;
const ACCOUNT = "agyn-warm-schedule";
/** Unprivileged, and not in use by anything else; kubectl needs no user of the image. */
const NOBODY = 65_534;

/** The CronJobs of a pool, and the account that may scale its placeholders and nothing else. */
export function scheduleObjects(
  poolName: string,
  deployment: string,
  namespace: string,
  schedule: readonly WarmScheduleEntry[],
  image = KUBECTL_IMAGE,
): readonly object[] {
  const account = `${ACCOUNT}-${poolName}`;
  const rbac = "rbac.authorization.k8s.io";
  const resourceNames = [deployment];
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: account, namespace } },
    {
      apiVersion: `${rbac}/v1`,
      kind: "Role",
      metadata: { name: account, namespace },
      rules: [
        { apiGroups: ["apps"], resources: ["deployments"], resourceNames, verbs: ["get"] },
        { apiGroups: ["apps"], resources: ["deployments/scale"], resourceNames, verbs: ["get", "patch"] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata: { name: account, namespace },
      roleRef: { apiGroup: rbac, kind: "Role", name: account },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    },
    ...schedule.map(({ cron, timeZone = UTC, slots }, index) => ({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: `${poolName}-${index}`, namespace },
      spec: {
        schedule: cron,
        timeZone,
        concurrencyPolicy: "Replace",
        startingDeadlineSeconds: LATE_S,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: { spec: jobSpec(account, image, scaleArguments(deployment, namespace, slots)) },
      },
    })),
  ];
}

function scaleArguments(deployment: string, namespace: string, slots: number): readonly string[] {
  return ["scale", `deployment/${deployment}`, `--namespace=${namespace}`, `--replicas=${slots}`];
}

function jobSpec(account: string, image: string, args: readonly string[]): object {
  return {
    backoffLimit: 3,
    activeDeadlineSeconds: LATE_S,
    template: {
      spec: {
        serviceAccountName: account,
        restartPolicy: "Never",
        containers: [
          {
            name: "scale",
            image,
            args,
            resources: { requests: { cpu: "10m", memory: "32Mi" } },
            securityContext: {
              runAsNonRoot: true,
              runAsUser: NOBODY,
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
              seccompProfile: { type: "RuntimeDefault" },
            },
          },
        ],
      },
    },
  };
}
