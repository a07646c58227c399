import { type ClusterFacts, GpuSharing, RunnerTier, Steering } from "../../../src/constructs/index";
import { type Block, resource, resources, type StackJson } from "../support";
import { gpu, namesOf, NEWEST, objectsOf, poolOn } from "./support";

const workloadNamespace = (stack: StackJson) =>
  resources(stack, "kubernetes_namespace_v1")
    .map(({ metadata }) => metadata as Block)
    .find(({ name }) => name === "agyn-ml-workloads");
const containerLimits = (stack: StackJson) =>
  (resource(stack, "kubernetes_limit_range_v1").spec as { limit: readonly Block[] }).limit[0];

const POLICIES = ["MutatingAdmissionPolicy agyn-tier-ml", "MutatingAdmissionPolicyBinding agyn-tier-ml"];
const WASTEFUL: ClusterFacts = {
  kind: "selfManaged",
  version: "1.35",
  admissionPlugins: ["ExtendedResourceToleration"],
  steering: Steering.limitRange({ wasteAccepted: true }),
};
const GUARD = ["ValidatingAdmissionPolicy agyn-tier-ml", "ValidatingAdmissionPolicyBinding agyn-tier-ml"];
const PLUGINS = ["PodNodeSelector", "PodTolerationRestriction"];

describe("ways to a tier's nodes", () => {
  it.each([
    { way: "the mutating policy by default", facts: NEWEST, names: [...POLICIES, ...GUARD] },
    {
      way: "the mutating policy when chosen",
      facts: { ...NEWEST, steering: Steering.mutatingAdmissionPolicy() },
      names: [...POLICIES, ...GUARD],
    },
    {
      way: "Kyverno",
      facts: { kind: "eks", version: "1.33", steering: Steering.kyverno() } as const,
      names: ["MutatingPolicy agyn-tier-ml", ...GUARD],
    },
    {
      way: "annotations",
      facts: {
        kind: "aks",
        version: "1.33",
        admissionPlugins: PLUGINS,
        steering: Steering.annotations({ wasteAccepted: true }),
      } as const,
      names: GUARD,
    },
    {
      way: "the LimitRange",
      facts: { kind: "eks", version: "1.33", steering: Steering.limitRange({ wasteAccepted: true }) } as const,
      names: [],
    },
  ])("render just the objects of $way", ({ facts, names }) => {
    expect(namesOf(objectsOf(poolOn(facts)))).toEqual(names);
  });

  it("by Kyverno hold the same mutations, conditions and namespaces as the API server's own policy", () => {
    const [policy, binding] = objectsOf(poolOn(NEWEST));
    const [kyverno] = objectsOf(poolOn({ ...NEWEST, steering: Steering.kyverno() }));

    const { matchConstraints, ...spec } = kyverno?.spec ?? {};
    expect(policy?.spec).toMatchObject(spec);
    expect((matchConstraints as Block).namespaceSelector).toEqual(
      (binding?.spec.matchResources as Block).namespaceSelector,
    );
    expect(kyverno?.apiVersion).toBe("policies.kyverno.io/v1");
  });

  it("by annotations stand on the workload namespace, and the GPU in the defaults of every container", () => {
    const steering = Steering.annotations({ wasteAccepted: true });
    const stack = poolOn({ kind: "selfManaged", version: "1.35", admissionPlugins: PLUGINS, steering });

    expect(workloadNamespace(stack)?.annotations).toEqual({
      "scheduler.alpha.kubernetes.io/node-selector": "agyn.dev/tier=gpu-nvidia-a100",
      "scheduler.alpha.kubernetes.io/defaultTolerations":
        '[{"key":"nvidia.com/gpu","operator":"Equal","value":"present","effect":"NoSchedule"}]',
    });
    expect(containerLimits(stack)?.default).toEqual({ "nvidia.com/gpu": "1" });
  });

  it("by annotations guard selector and tolerations, not the number of containers with a GPU", () => {
    const steering = Steering.annotations({ wasteAccepted: true });
    const objects = objectsOf(poolOn({ kind: "aks", version: "1.35", admissionPlugins: PLUGINS, steering }));

    expect(objects[0]?.spec.validations).toHaveLength(3);
    expect(JSON.stringify(objects)).not.toContain("gpus");
  });

  it("by annotations allow no other tolerations but the automatic ones when that is asked for", () => {
    const steering = Steering.annotations({ wasteAccepted: true, strictTolerations: true });
    const stack = poolOn({ kind: "selfManaged", version: "1.35", admissionPlugins: PLUGINS, steering });

    const annotations = workloadNamespace(stack)?.annotations as Record<string, string>;
    const allowed = JSON.parse(annotations["scheduler.alpha.kubernetes.io/tolerationsWhitelist"] ?? "[]") as {
      key: string;
      effect: string;
    }[];
    expect(allowed.map(({ key, effect }) => `${key}:${effect}`)).toEqual([
      "nvidia.com/gpu:NoSchedule",
      "node.kubernetes.io/not-ready:NoExecute",
      "node.kubernetes.io/unreachable:NoExecute",
      "node.kubernetes.io/memory-pressure:NoSchedule",
    ]);
  });

  it("by LimitRange keep the defaults of memory beside the GPU", () => {
    const tier = RunnerTier.gpu({ model: "l4", containerDefaults: { limitMemory: "2Gi" } });
    const steering = Steering.limitRange({ wasteAccepted: true });

    expect(containerLimits(poolOn({ kind: "gke", version: "1.33", steering }, tier))).toEqual({
      type: "Container",
      default_request: { cpu: "100m", memory: "128Mi" },
      default: { memory: "2Gi", "nvidia.com/gpu": "1" },
    });
  });

  it("by RuntimeClass are the scheduling of the class that workloads with docker name", () => {
    const tier = RunnerTier.standard({
      nodeSelector: { pool: "kata" },
      taint: { key: "kata", value: "only", effect: "NoSchedule" },
    });
    const steering = Steering.runtimeClass({ handler: "kata-qemu" });
    const [runtimeClass, guard] = objectsOf(
      poolOn({ ...NEWEST, steering }, tier, { dockerImplementation: "kata-qemu" }),
    );

    expect(runtimeClass).toEqual({
      apiVersion: "node.k8s.io/v1",
      kind: "RuntimeClass",
      metadata: { name: "kata-qemu" },
      handler: "kata-qemu",
      scheduling: {
        nodeSelector: { pool: "kata" },
        tolerations: [{ key: "kata", operator: "Equal", value: "only", effect: "NoSchedule" }],
      },
    });
    expect(guard?.kind).toBe("ValidatingAdmissionPolicy");
  });
});

describe("objects of a tier", () => {
  it("go by one release of a chart beside the stack, in the namespace of the runners and before them", () => {
    const stack = poolOn(NEWEST);
    const address = Object.keys(stack.resource?.helm_release ?? {}).find((name) => name.includes("Steering"));
    const release = stack.resource?.helm_release?.[address ?? ""];
    const runner = Object.values(stack.resource?.helm_release ?? {}).find(({ chart }) => chart === "k8s-runner");

    expect(release).toMatchObject({ name: "ml-tier", namespace: "agyn-ml", provider: "helm" });
    expect(release?.chart).toMatch(/^\.\/assets\/agyn-objects\/[0-9A-F]{32}$/);
    expect(release).not.toHaveProperty("repository");
    expect(runner?.depends_on).toContain(`helm_release.${address ?? ""}`);
  });

  it("set a priority by class, number and preemption at once", () => {
    const objects = objectsOf(poolOn(NEWEST, RunnerTier.gpu({ model: "l4", priority: { value: 100 } })));

    expect(objects[0]).toMatchObject({ kind: "PriorityClass", metadata: { name: "agyn-tier-ml.100" }, value: 100 });
    expect(JSON.stringify(objects[1])).toContain(
      [
        String.raw`[JSONPatch{op: \"add\", path: \"/spec/priorityClassName\", value: \"agyn-tier-ml.100\"}`,
        String.raw`JSONPatch{op: \"replace\", path: \"/spec/priority\", value: 100}`,
        String.raw`JSONPatch{op: \"replace\", path: \"/spec/preemptionPolicy\", value: \"PreemptLowerPriority\"}]`,
      ].join(", "),
    );
  });

  // the API server refuses another number or preemption of a class that is there
  it.each([
    { tier: { priority: { value: 200 } }, names: ["agyn-tier-ml.200"] },
    { tier: { priority: { value: -3 } }, names: ["agyn-tier-ml.minus-3"], warm: -5 },
    { tier: { priority: { value: 100, preemption: "Never" as const } }, names: ["agyn-tier-ml.100.never"] },
    { tier: { warm: { slots: 1 } }, names: ["agyn-ml-warm"] },
    { tier: { warm: { slots: 1, priority: -5 } }, names: ["agyn-ml-warm"] },
    { tier: { warm: { slots: 1, priority: -8 } }, names: ["agyn-ml-warm.minus-8"] },
    {
      tier: { priority: { value: 10 }, warm: { slots: 1, priority: 3 } },
      names: ["agyn-tier-ml.10", "agyn-ml-warm.3"],
    },
  ])("have a PriorityClass of another name for another number: $names", ({ tier, names }) => {
    const objects = objectsOf(poolOn(NEWEST, RunnerTier.gpu({ model: "l4", ...tier })));
    const text = JSON.stringify(objects);

    expect(namesOf(objects).filter((name) => name.startsWith("PriorityClass "))).toEqual(
      names.map((name) => `PriorityClass ${name}`),
    );
    for (const name of names) expect(text).toMatch(new RegExp(`priorityClassName[":\\\\, value]+${name}[\\\\"]`));
  });

  it("set the class that the cluster has when it is named, and make none", () => {
    const priority = { value: -1, className: "batch", preemption: "Never" } as const;
    const objects = objectsOf(poolOn(NEWEST, RunnerTier.gpu({ model: "l4", priority })));

    expect(namesOf(objects)).toEqual([...POLICIES, ...GUARD]);
    expect(JSON.stringify(objects[0])).toContain(String.raw`/spec/priorityClassName\", value: \"batch\"`);
    expect(JSON.stringify(objects[0])).toContain(String.raw`/spec/preemptionPolicy\", value: \"Never\"`);
  });

  it("are not waited for: a placeholder stays pending for as long as work has its place", () => {
    const stack = poolOn(NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 3 } }));
    const waits = resources(stack, "helm_release").map(({ name, wait }) => [name, wait]);

    expect(Object.fromEntries(waits)).toEqual({ "ml-tier": false, "ml-us-east-1-0": true });
  });

  it("keep places warm by pods that ask for what a workload asks for, outside the pool's ceilings", () => {
    const tier = RunnerTier.gpu({ model: "l4", perWorkload: 2, warm: { slots: 3 } });
    const warm = objectsOf(poolOn(NEWEST, tier)).filter(({ metadata }) => metadata.name === "agyn-ml-warm");

    expect(warm.map(({ kind }) => kind)).toEqual(["PriorityClass", "Namespace", "Deployment"]);
    expect(warm[0]).toMatchObject({ value: -5, preemptionPolicy: "Never" });
    expect(warm[2]).toMatchObject({
      metadata: { namespace: "agyn-ml-warm" },
      spec: {
        replicas: 3,
        template: {
          spec: {
            priorityClassName: "agyn-ml-warm",
            nodeSelector: { "agyn.dev/tier": "gpu-l4" },
            tolerations: [{ key: "nvidia.com/gpu", operator: "Equal", value: "present", effect: "NoSchedule" }],
            containers: [
              {
                resources: {
                  requests: { cpu: "200m", memory: "268435456" },
                  limits: { "nvidia.com/gpu": "2" },
                },
              },
            ],
          },
        },
      },
    });
  });

  it.each([
    { facts: NEWEST, warm: {}, cpu: "200m", memory: "268435456", gpus: "2" },
    { facts: NEWEST, warm: { containers: 5 }, cpu: "500m", memory: "671088640", gpus: "2" },
    // these ways give every container the accelerator
    { facts: WASTEFUL, warm: {}, cpu: "200m", memory: "268435456", gpus: "4" },
    { facts: WASTEFUL, warm: { containers: 3 }, cpu: "300m", memory: "402653184", gpus: "6" },
  ])("keep places for what a workload takes with $warm: $gpus GPUs", ({ facts, warm, cpu, memory, gpus }) => {
    const tier = RunnerTier.gpu({ model: "l4", perWorkload: 2, warm: { slots: 1, ...warm } });
    const deployment = objectsOf(poolOn(facts, tier)).find(({ kind }) => kind === "Deployment");

    expect(JSON.stringify(deployment?.spec)).toContain(
      `"resources":{"limits":{"nvidia.com/gpu":"${gpus}"},"requests":{"cpu":"${cpu}","memory":"${memory}"}}`,
    );
  });

  it("take the default flavor as what a workload asks for, and a namespace that is there", () => {
    const resources = { requestsCpu: "1500m", requestsMemory: "1Gi", limitsCpu: "2", limitsMemory: "2Gi" };
    const tier = RunnerTier.standard({
      flavors: [{ name: "small", default: true, resources }],
      warm: { slots: 1, namespace: "warm" },
    });
    const [, deployment, ...others] = objectsOf(poolOn({}, tier));

    expect(others).toEqual([]);
    expect(deployment).toMatchObject({ kind: "Deployment", metadata: { namespace: "warm" } });
    expect(JSON.stringify(deployment?.spec)).toContain('"requests":{"cpu":"1600m","memory":"1207959552"}');
  });
});

describe("GPU sharing", () => {
  it.each([
    ["whole GPUs", GpuSharing.none(), "nvidia.com/gpu", "8"],
    ["MIG slices", GpuSharing.mig({ profile: "1g.5gb", perGpu: 7 }), "nvidia.com/mig-1g.5gb", "56"],
    [
      "MIG slices under the plain name",
      GpuSharing.mig({ profile: "3g.20gb", perGpu: 2, strategy: "single" }),
      "nvidia.com/gpu",
      "16",
    ],
    ["time slices", GpuSharing.timeSlices({ perGpu: 4 }), "nvidia.com/gpu", "32"],
    ["renamed time slices", GpuSharing.timeSlices({ perGpu: 4, renamed: true }), "nvidia.com/gpu.shared", "32"],
  ])("bounds a pool to one node of %s by their own name", (_name, sharing, name, count) => {
    expect(RunnerTier.gpu({ model: "a100", sharing }).hard[`requests.${name}`]).toBe(count);
  });

  it("gives a tier of one's own its accelerator", () => {
    const tier = RunnerTier.of({
      name: "tpu",
      quota: { pods: 4, requestsCpu: "8", requestsMemory: "32Gi" },
      accelerators: { "acme.example/tpu": 4 },
      accelerator: { resource: "acme.example/tpu", perWorkload: 2 },
      taint: { key: "acme.example/tpu", value: "present", effect: "NoSchedule" },
    });

    expect(JSON.stringify(objectsOf(poolOn(NEWEST, tier)))).toContain(String.raw`{\"acme.example/tpu\": \"2\"}`);
    expect(gpu.hard).not.toHaveProperty(["requests.acme.example/tpu"]);
  });
});
