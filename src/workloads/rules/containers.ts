// All containers of a workload, as rules walk over them: that of the agent, whose options are the workload's, and those beside it.
import type {
  EnvironmentValue,
  ImageDescription,
  PreStopHook,
  ResourcesDescription,
  WorkloadDescription,
} from "../description.js";
import type { ContainerSecurity } from "../pod-description.js";
import type { Probes } from "../probes.js";

/** One container, whoever's it is. */
export interface JudgedContainer {
  /** What stands before its options: nothing, or `sidecars[0].`. */
  readonly at: string;
  /** The option that names its image. */
  readonly imageOption: string;
  /** Whether it runs for as long as the pod, and is told to end. */
  readonly runsOn: boolean;
  readonly image: ImageDescription;
  readonly command: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  readonly resources: ResourcesDescription;
  readonly security: ContainerSecurity;
  readonly probes: Probes;
  readonly preStop: PreStopHook | undefined;
  readonly port: number | undefined;
}

/** The container of the agent, then the others. */
export function containersOf(workload: WorkloadDescription): readonly JudgedContainer[] {
  const { image, command, environment, resources, security, probes, end, network, pod } = workload;
  const agent = { image, command, environment, resources, security, probes, preStop: end.preStop, port: network.port };
  return [
    { ...agent, at: "", imageOption: "image.reference", runsOn: true },
    ...pod.containers.map((container) => ({
      ...container,
      at: `${container.option}.`,
      imageOption: `${container.option}.image`,
      runsOn: container.role === "sidecar",
    })),
  ];
}
