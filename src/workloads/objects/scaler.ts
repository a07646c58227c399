// The scaler of a workload: KEDA's object by the local chart, because its kind need not be there at plan; the autoscaler typed.
//
// Source: facts 4 (fields and their bounds; the webhook's refusals are rules SCL).
import type { HorizontalPodAutoscalerV2Config } from "@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2";
import type { ScalerDescription, WorkloadDescription } from "../description.js";
import type { Scaling } from "../scaling/scaling.js";

/** One pod goes in each of these, seconds. */
const POLICY_PERIOD_SECONDS = 60;
const KEDA = "keda.sh/v1alpha1";

/** What is known of a scaler. */
export function describeScaler(
  name: string,
  scaling: Scaling,
  { inFlightPerPod, windowSeconds }: { readonly inFlightPerPod: number; readonly windowSeconds: number },
): ScalerDescription {
  const { minimum, maximum, scaleDownWindowSeconds = windowSeconds } = scaling.options;
  return { by: scaling.by, name, minimum, maximum, signals: scaling.signals(inFlightPerPod), scaleDownWindowSeconds };
}

/** The objects of KEDA. */
export function kedaObjects(
  workload: WorkloadDescription,
  scaler: ScalerDescription,
  scaling: Scaling,
): readonly object[] {
  const { name, namespace } = workload;
  const { triggers, authentication } = triggersOf(namespace, scaler, scaling);
  const metadata = { name: scaler.name, namespace };
  const object = {
    apiVersion: KEDA,
    kind: "ScaledObject",
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: workload.kind, name },
      minReplicaCount: scaler.minimum,
      maxReplicaCount: scaler.maximum,
      // the last step to zero only; between one and more the window below decides
      ...(scaler.minimum === 0 ? { cooldownPeriod: scaler.scaleDownWindowSeconds } : {}),
      fallback: { failureThreshold: 3, replicas: Math.max(1, scaler.minimum), behavior: "currentReplicasIfHigher" },
      advanced: { horizontalPodAutoscalerConfig: { behavior: behaviour(scaler) } },
      triggers: [
        ...triggers,
        ...resourceSignals(scaler).map(({ kind, utilization }) => ({
          type: kind,
          metricType: "Utilization",
          metadata: { value: String(utilization) },
        })),
      ],
    },
  };
  return [...authentication, object];
}

/** KEDA's object that makes a Job for each task, and what it needs. */
export function scaledJobObjects(
  workload: WorkloadDescription,
  { jobTargetRef, keptRuns }: { readonly jobTargetRef: object; readonly keptRuns: number },
  scaling: Scaling | undefined,
): readonly object[] {
  const { name, namespace, scale } = workload;
  const [scaler] = scale.scalers;
  if (scaler === undefined || scaling === undefined) return [];
  const { triggers, authentication } = triggersOf(namespace, scaler, scaling);
  const object = {
    apiVersion: KEDA,
    kind: "ScaledJob",
    metadata: { name, namespace },
    spec: {
      jobTargetRef,
      minReplicaCount: scaler.minimum,
      maxReplicaCount: scaler.maximum,
      successfulJobsHistoryLimit: keptRuns,
      failedJobsHistoryLimit: keptRuns,
      // a change of the object leaves the Jobs that run; KEDA would end them
      rollout: { strategy: "gradual" },
      // a task that a Job works on is lent, and no longer in the list
      scalingStrategy: { strategy: "accurate" },
      triggers,
    },
  };
  return [...authentication, object];
}

function triggersOf(namespace: string, { name, signals }: ScalerDescription, scaling: Scaling) {
  const signal = signals.find((one) => "perPod" in one);
  const trigger = signal === undefined ? undefined : scaling.trigger?.(signal.perPod);
  if (trigger === undefined) return { triggers: [], authentication: [] };
  const { type, metadata, password } = trigger;
  if (password === undefined) return { triggers: [{ type, metadata }], authentication: [] };
  const authentication = {
    apiVersion: KEDA,
    kind: "TriggerAuthentication",
    metadata: { name, namespace },
    spec: { secretTargetRef: [{ parameter: "password", name: password.name, key: password.key }] },
  };
  return { triggers: [{ type, metadata, authenticationRef: { name } }], authentication: [authentication] };
}

/** One pod at a time goes, when nothing asked for it during the window; new ones come at once. */
function behaviour({ scaleDownWindowSeconds }: ScalerDescription): object {
  return {
    scaleDown: {
      stabilizationWindowSeconds: scaleDownWindowSeconds,
      policies: [{ type: "Pods", value: 1, periodSeconds: POLICY_PERIOD_SECONDS }],
    },
  };
}

/** The autoscaler's settings. */
export function autoscalerConfig(
  { name, namespace, kind }: WorkloadDescription,
  scaler: ScalerDescription,
): Pick<HorizontalPodAutoscalerV2Config, "metadata" | "spec"> {
  return {
    metadata: { name: scaler.name, namespace },
    spec: {
      minReplicas: scaler.minimum,
      maxReplicas: scaler.maximum,
      scaleTargetRef: { apiVersion: "apps/v1", kind, name },
      metric: [
        ...scaler.signals.flatMap((signal) =>
          "metric" in signal
            ? [
                {
                  type: "Pods",
                  pods: {
                    metric: { name: signal.metric },
                    target: { type: "AverageValue", averageValue: String(signal.perPod) },
                  },
                },
              ]
            : [],
        ),
        ...resourceSignals(scaler).map(({ kind, utilization }) => ({
          type: "Resource",
          resource: { name: kind, target: { type: "Utilization", averageUtilization: utilization } },
        })),
      ],
      behavior: {
        scaleDown: [
          {
            stabilizationWindowSeconds: scaler.scaleDownWindowSeconds,
            selectPolicy: "Min",
            policy: [{ type: "Pods", value: 1, periodSeconds: POLICY_PERIOD_SECONDS }],
          },
        ],
      },
    },
  };
}

function resourceSignals({ signals }: ScalerDescription) {
  return signals.flatMap((signal) => ("utilization" in signal ? [signal] : []));
}
