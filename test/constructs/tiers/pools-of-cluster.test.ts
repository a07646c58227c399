// Pools that would get in each other's way in one cluster: refused at synth, beside the same pools put right.
import { GpuSharing, RunnerPool, type RunnerPoolProps, RunnerTier, Steering } from "../../../src/constructs/index";
import { messageOf, synthStack } from "../support";
import { gpu, NEWEST, regionWith } from "./support";

const standard = (options: Parameters<typeof RunnerTier.standard>[0] = {}) => RunnerTier.standard(options);
const mig = () => RunnerTier.gpu({ model: "a100", sharing: GpuSharing.mig({ profile: "1g.5gb", perGpu: 7 }) });

describe("two pools of a cluster", () => {
  const both = (one: Partial<RunnerPoolProps>, other: Partial<RunnerPoolProps>) =>
    synthStack((stack) => {
      const region = regionWith();
      new RunnerPool(stack, "ml", { region, tier: gpu, ...one });
      new RunnerPool(stack, "ml-workloads", { region, tier: standard(), ...other });
    });
  const runnersOf = ({ resource = {} }: ReturnType<typeof both>) => Object.keys(resource["agyn_runner"] ?? {}).length;
  const named = (poolName: string) => ({ poolName });

  it.each([
    // a workload namespace, and the service accounts of a runner namespace, are of one pool, and a pool is of one tier
    ["one workload namespace for two tiers, or one service account", named("web"), named("web"), "web"],
    ["the runners of one in the workload namespace of the other", {}, {}, "ml-workloads"],
  ])("fail with %s", (_name, one, other, poolName) => {
    expect(messageOf(() => both(one, other))).toContain(
      `poolName = "${poolName}": its namespace agyn-${poolName} is that`,
    );
    expect(runnersOf(both(one, named("other")))).toBe(2);
  });

  const warm = (namespace?: string) => standard({ warm: { slots: 1, namespace } });
  it.each([
    {
      what: "placeholders in a namespace of the other",
      one: { poolName: "x", tier: warm() },
      other: { poolName: "x-warm" },
      problem: 'poolName = "x-warm": its namespace agyn-x-warm is that of test/ml in the same cluster',
    },
    {
      what: "placeholders of the second in a namespace of the first",
      one: { poolName: "x-warm" },
      other: { poolName: "x", tier: warm() },
      problem: 'poolName = "x": its namespace agyn-x-warm is that of test/ml in the same cluster',
    },
    {
      what: "placeholders that are put under the ceilings of the other",
      one: { poolName: "x" },
      other: { poolName: "y", tier: warm("agyn-x-workloads") },
      problem: 'tier.warm.namespace = "agyn-x-workloads": it is a namespace of test/ml in the same cluster',
    },
    {
      what: "placeholders that were put where the second is",
      one: { poolName: "x", tier: warm("agyn-y") },
      other: { poolName: "y" },
      problem: 'poolName = "y": its namespace agyn-y is given to the placeholders of test/ml in the same cluster',
    },
  ])("fail with $what", ({ one, other, problem }) => {
    expect(messageOf(() => both(one, other))).toContain(problem);
  });

  it("may have their placeholders in one namespace that is there", () => {
    expect(runnersOf(both({ poolName: "x", tier: warm("warm") }, { poolName: "y", tier: warm("warm") }))).toBe(2);
  });

  it.each([
    {
      what: "the nodes of another tier",
      tier: standard({ nodeSelector: { "agyn.dev/tier": "gpu-nvidia-a100" } }),
      problem: 'tier "gpu-nvidia-a100" of test/ml has the same nodes in this cluster',
    },
    {
      what: "no word on an accelerator that is in use",
      tier: standard({ refusedAccelerators: ["amd.com/gpu"] }),
      problem:
        'tier.refusedAccelerators = ["amd.com/gpu"]: nvidia.com/gpu is in use in this cluster, and without a quota of 0 a pod of ' +
        'tier "standard" that asks for it gets in. Fix: list "nvidia.com/gpu" in refusedAccelerators',
    },
    {
      what: "an accelerator that another tier does not refuse",
      tier: mig(),
      problem:
        'nvidia.com/mig-1g.5gb is in use in this cluster, and without a quota of 0 a pod of tier "gpu-nvidia-a100" of test/ml',
    },
  ])("fail with $what", ({ tier, problem }) => {
    expect(messageOf(() => both({}, { poolName: "other", tier }))).toContain(problem);
  });

  it("may share a tier, its nodes and its accelerator", () => {
    expect(runnersOf(both({}, { poolName: "other", tier: RunnerTier.gpu({ model: "nvidia-a100" }) }))).toBe(2);
  });

  it("may use different accelerators when each refuses the other's", () => {
    const whole = RunnerTier.gpu({ model: "nvidia-a100", refusedAccelerators: ["nvidia.com/mig-1g.5gb"] });

    expect(runnersOf(both({ tier: whole }, { poolName: "other", tier: mig() }))).toBe(2);
  });

  it("fail when both need the one meaning of a RuntimeClass", () => {
    const region = regionWith({ ...NEWEST, steering: Steering.runtimeClass({ handler: "kata-fc" }) });
    const kata = { region, dockerImplementation: "kata-fc" } as const;
    const one = { ...kata, tier: standard({ nodeSelector: { pool: "kata" } }) };

    expect(messageOf(() => both(one, { ...one, poolName: "other" }))).toContain(
      "RuntimeClass kata-fc has one meaning in a cluster, and test/ml has it",
    );
    expect(runnersOf(both(one, { ...kata, poolName: "other" }))).toBe(2);
  });
});
