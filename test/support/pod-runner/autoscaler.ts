// The part of a horizontal pod autoscaler that decides when a pod goes: every 15 seconds it computes how many there should be, keeps the
// most of what it computed during the window, and takes one pod in each period.
//
// Source: kubernetes pkg/controller/podautoscaler/horizontal.go (sync period 15 s, stabilizeRecommendationWithBehaviors); KEDA hands
// `advanced.horizontalPodAutoscalerConfig` on as it is.
import type { StackJson } from "../../constructs/support";
import type { Service } from "./index";
import type { PodClock } from "./clock";

const SYNC_SECONDS = 15;

/** What a ScaledObject says. */
export interface AutoscalerSettings {
  readonly minimum: number;
  readonly maximum: number;
  /** What one pod is to have. */
  readonly perPod: number;
  readonly windowSeconds: number;
  /** One pod goes in each. */
  readonly periodSeconds: number;
}

/** The part of a ScaledObject that is read. */
interface ScaledObject {
  readonly kind: string;
  readonly spec: {
    readonly minReplicaCount: number;
    readonly maxReplicaCount: number;
    readonly triggers: readonly { readonly metadata: { readonly threshold: string } }[];
    readonly advanced: {
      readonly horizontalPodAutoscalerConfig: {
        readonly behavior: {
          readonly scaleDown: {
            readonly stabilizationWindowSeconds: number;
            readonly policies: readonly { readonly periodSeconds: number }[];
          };
        };
      };
    };
  };
}

/** Reads the one ScaledObject of a synthesized stack. */
export function autoscalerSettings({ resource }: StackJson): AutoscalerSettings {
  const releases = Object.values(resource?.["helm_release"] ?? {});
  const objects = releases.flatMap(({ values }) =>
    (values as readonly string[]).flatMap((text) => (JSON.parse(text) as { objects: ScaledObject[] }).objects),
  );
  const scaled = objects.find(({ kind }) => kind === "ScaledObject");
  if (scaled === undefined) throw new Error("The synthesized stack has no ScaledObject.");
  const { minReplicaCount, maxReplicaCount, triggers, advanced } = scaled.spec;
  const { stabilizationWindowSeconds, policies } = advanced.horizontalPodAutoscalerConfig.behavior.scaleDown;
  return {
    minimum: minReplicaCount,
    maximum: maxReplicaCount,
    perPod: Number(triggers[0]?.metadata.threshold),
    windowSeconds: stabilizationWindowSeconds,
    periodSeconds: policies[0]?.periodSeconds ?? 0,
  };
}

/**
 * Scales a service until it is told to stop.
 *
 * @param load what all pods together have
 */
export async function autoscale(
  service: Service,
  clock: PodClock,
  { minimum, maximum, perPod, windowSeconds, periodSeconds }: AutoscalerSettings,
  { load, isOver }: { readonly load: () => Promise<number>; readonly isOver: () => boolean },
): Promise<void> {
  // it begins with what it finds
  let computed: readonly { readonly at: number; readonly count: number }[] = [
    { at: clock.now, count: service.running.length },
  ];
  let lastRemoval = -Infinity;
  while (!isOver()) {
    const current = service.running.length;
    const count = Math.min(maximum, Math.max(minimum, Math.ceil((await load()) / perPod)));
    computed = [...computed.filter(({ at }) => at > clock.now - windowSeconds), { at: clock.now, count }];
    const most = Math.max(...computed.map((one) => one.count));
    if (count > current) await service.scaleTo(count);
    else if (most < current && clock.now - lastRemoval >= periodSeconds) {
      lastRemoval = clock.now;
      await service.scaleTo(current - 1);
    }
    await clock.sleep(SYNC_SECONDS);
  }
}
