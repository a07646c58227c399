// The scaler of a workload: KEDA's object by the local chart, because its kind need not be there at plan; the autoscaler typed.
//
// Source: facts 4 (fields and their bounds; the webhook's refusals are rules SCL).
import type { HorizontalPodAutoscalerV2Config } from "@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2";
import { quantityText } from "../../kubernetes/index.js";
import type { ScalerDescription, WorkloadDescription } from "../description/workload.js";
import { isLater } from "../later.js";
import type { Scaling } from "../scaling/scaling.js";
import type { KedaTrigger } from "../scaling/triggers.js";

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
  const { by, triggers } = scaling;
  const at = (index: number): string => (triggers.length === 1 ? "scaling" : `scaling.triggers[${index}]`);
  return {
    by,
    name,
    minimum,
    maximum,
    signals: scaling.signals(inFlightPerPod),
    scaleDownWindowSeconds,
    dialled: triggers.flatMap(({ options }, index) => {
      if ("address" in options) return [{ option: `${at(index)}.address`, address: options.address }];
      return "endpoint" in options ? [{ option: `${at(index)}.endpoint`, address: options.endpoint }] : [];
    }),
  };
}

/** The objects of KEDA. */
export function kedaObjects(
  workload: WorkloadDescription,
  scaler: ScalerDescription,
  scaling: Scaling,
): readonly object[] {
  const metadata = { name: scaler.name, namespace: workload.namespace };
  const spec = scaledObjectSpec(workload, scaler, scaling);
  return [...kedaCredentials(workload, scaler, scaling), { apiVersion: KEDA, kind: "ScaledObject", metadata, spec }];
}

/** What KEDA is told of pods that there are without it. */
export function scaledObjectSpec(
  { kind, name, namespace }: WorkloadDescription,
  scaler: ScalerDescription,
  scaling: Scaling,
) {
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind, name },
    minReplicaCount: scaler.minimum,
    maxReplicaCount: scaler.maximum,
    // the last step to zero only; between one and more the window below decides
    ...(scaler.minimum === 0 || isLater(scaler.minimum) ? { cooldownPeriod: scaler.scaleDownWindowSeconds } : {}),
    fallback: { failureThreshold: 3, replicas: Math.max(1, scaler.minimum), behavior: "currentReplicasIfHigher" },
    advanced: { horizontalPodAutoscalerConfig: { behavior: behaviorOf(scaler) } },
    triggers: [
      ...triggersOf(namespace, scaler, scaling).triggers,
      ...resourceSignals(scaler).map(({ kind: type, utilization }) => ({
        type,
        metricType: "Utilization",
        metadata: { value: String(utilization) },
      })),
    ],
  };
}

/** The objects of KEDA beside the scaler: where the credentials are by which it is let in to what it looks at. */
export function kedaCredentials(
  { namespace }: WorkloadDescription,
  scaler: ScalerDescription,
  scaling: Scaling,
): readonly object[] {
  return triggersOf(namespace, scaler, scaling).authentication;
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

/** What KEDA looks at, and where the credentials for it are. */
function triggersOf(namespace: string, { name, signals }: ScalerDescription, scaling: Scaling) {
  const metrics = signals.filter((signal) => "perPod" in signal);
  const told = scaling.triggers.flatMap((one, index) => {
    const signal = metrics[index];
    // no workload's name has a dot, so it is nobody else's
    const reference = { name: index === 0 ? name : `${name}.${index + 1}` };
    return signal === undefined ? [] : [{ reference, ...one.trigger(signal.perPod) }];
  });
  const asks = ({ authentication }: Pick<KedaTrigger, "authentication">): boolean =>
    Object.keys(authentication).length > 0;
  return {
    triggers: told.map(({ type, metadata, reference, authentication }) => ({
      type,
      metadata,
      ...(asks({ authentication }) ? { authenticationRef: reference } : {}),
    })),
    authentication: told.filter(asks).map(({ reference, authentication }) => ({
      apiVersion: KEDA,
      kind: "TriggerAuthentication",
      metadata: { ...reference, namespace },
      spec: {
        secretTargetRef: Object.entries(authentication).map(([parameter, { name: secret, key }]) => ({
          parameter,
          name: secret,
          key,
        })),
      },
    })),
  };
}

/** One pod at a time goes, when nothing asked for it during the window; new ones come at once. */
function behaviorOf({ scaleDownWindowSeconds }: ScalerDescription): object {
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
                    target: { type: "AverageValue", averageValue: averageOf(signal.perPod) },
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

/** As the API server writes it: another spelling would be a difference in each plan. */
function averageOf(perPod: number): string {
  return isLater(perPod) ? String(perPod) : quantityText(perPod);
}

function resourceSignals({ signals }: ScalerDescription) {
  return signals.flatMap((signal) => ("utilization" in signal ? [signal] : []));
}
