// The tiers: whole GPUs, MIG slices, time slices, and everyday work that stays away from all of them.
import { GpuSharing, RunnerTier } from "cdktf-agyn";

/** Accelerators of the training cluster; each tier refuses those that are not its own. */
const inTraining = ["nvidia.com/gpu", "nvidia.com/mig-1g.10gb"];

export const standard = RunnerTier.standard({ refusedAccelerators: inTraining });

/** Two whole GPUs for each workload, and a place for one kept warm. */
export const whole = RunnerTier.gpu({
  model: "nvidia-h100",
  perWorkload: 2,
  refusedAccelerators: inTraining,
  priority: { value: 100 },
  warm: { slots: 1 },
});

/** A seventh of a GPU for each workload, with memory of its own. */
export const slice = RunnerTier.gpu({
  model: "nvidia-h100-1g",
  sharing: GpuSharing.mig({ profile: "1g.10gb", perGpu: 7 }),
  refusedAccelerators: inTraining,
  quota: { pods: 56 },
});

/** Workloads that take turns on four GPUs, on nodes that are there when work comes. */
export const shared = RunnerTier.gpu({
  model: "nvidia-l4",
  perNode: 4,
  sharing: GpuSharing.timeSlices({ perGpu: 4 }),
  nodeSelector: { "acme.example/nodes": "l4" },
  scaleToZero: true,
});
