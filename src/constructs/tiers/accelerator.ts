// The accelerator of a tier: the name under which the device plugin offers it, how many a workload gets, and how GPUs are shared.
//
// Source: NVIDIA k8s-device-plugin README (MIG strategies, `renameByDefault`; asking for more than one shared unit gives no more
// compute and fails in the kubelet with failRequestsGreaterThanOne); GKE keeps the plain name for slices and shares.
import { isAcceleratorName } from "../../kubernetes/index.js";
import { checkText, checkWhole, type Problem } from "../problems.js";

/** Resource name of whole NVIDIA GPUs. */
export const NVIDIA_GPU = "nvidia.com/gpu";

/** Settings of MIG slices. */
export interface MigOptions {
  /** Profile, like "1g.5gb". */
  readonly profile: string;
  /** Slices of this profile that one GPU is cut into. */
  readonly perGpu: number;

  /**
   * Strategy of the device plugin: `mixed` offers a slice as `nvidia.com/mig-<profile>`, `single` as `nvidia.com/gpu`, which is
   * also what GKE does.
   *
   * @default "mixed"
   */
  readonly strategy?: "mixed" | "single";
}

/** Settings of time slices. */
export interface TimeSlicesOptions {
  /** Shares that one GPU is offered as. */
  readonly perGpu: number;

  /**
   * Whether the device plugin renames shares to `nvidia.com/gpu.shared` (`renameByDefault`).
   *
   * @default false
   */
  readonly renamed?: boolean;
}

/** How the GPUs of a node are shared among workloads. */
export class GpuSharing {
  private constructor(
    /** `none`, `mig` or `timeSlices`. */
    readonly mode: "none" | "mig" | "timeSlices",
    /** Units that one GPU is offered as. */
    readonly unitsPerGpu: number,
    /** Name under which a unit is offered. */
    readonly resource: string,
  ) {}

  /** A workload has whole GPUs. */
  static none(): GpuSharing {
    return new GpuSharing("none", 1, NVIDIA_GPU);
  }

  /** A workload has a MIG slice, with memory and compute of its own. */
  static mig({ profile, perGpu, strategy = "mixed" }: MigOptions): GpuSharing {
    return new GpuSharing("mig", perGpu, strategy === "single" ? NVIDIA_GPU : `nvidia.com/mig-${profile}`);
  }

  /** Workloads take turns on a GPU and share its memory, without isolation between them. */
  static timeSlices({ perGpu, renamed = false }: TimeSlicesOptions): GpuSharing {
    return new GpuSharing("timeSlices", perGpu, renamed ? `${NVIDIA_GPU}.shared` : NVIDIA_GPU);
  }
}

/** What each workload of a tier gets. */
export interface Accelerator {
  /** Resource name, like "nvidia.com/gpu". */
  readonly resource: string;
  /** Units of one workload. */
  readonly perWorkload: number;
  /** How a GPU becomes units. */
  readonly sharing: GpuSharing;
}

/** Names of accelerators. */
export const checkResource = checkText(
  isAcceleratorName,
  "an accelerator is named with its vendor's domain",
  'write it like "nvidia.com/gpu"',
);

/** What is wrong with an accelerator and its ceiling, if anything. `path` is that of the tier. */
export function checkAccelerator(
  path: string,
  { resource, perWorkload, sharing }: Accelerator,
  ceiling: number,
): readonly Problem[] {
  const at = `${path}.perWorkload`;
  const shared = sharing.mode !== "none" && perWorkload > 1;
  return [
    ...checkWhole(at, perWorkload, 1, 1000),
    ...checkWhole(`${path}.sharing.perGpu`, sharing.unitsPerGpu, 1, 1000),
    ...(shared
      ? [
          {
            path: at,
            value: perWorkload,
            why: "more than one unit of a shared GPU gives no more compute, and a kubelet may refuse the pod",
            fix: sharing.mode === "mig" ? "give 1, and choose a larger profile" : "give 1, and fewer shares per GPU",
          },
        ]
      : []),
    ...(ceiling === 0
      ? [
          {
            path: `${path}.accelerators["${resource}"]`,
            value: 0,
            why: "a GPU tier without a GPU refuses all of its work",
            fix: "give 1 or more",
          },
        ]
      : []),
    ...(Number.isInteger(ceiling) && ceiling > 0 && perWorkload > ceiling
      ? [
          {
            path: at,
            value: perWorkload,
            why: `the ceiling is ${ceiling} of ${resource}, so no workload would start`,
            fix: "raise accelerators, or lower it",
          },
        ]
      : []),
  ];
}
