// Every combination that a cluster would take and then not do, or that stops all starts: refused at synth, beside the same thing
// put right.
import {
  type ClusterFacts,
  type Flavor,
  GpuSharing,
  type RunnerPoolProps,
  RunnerTier,
  Steering,
  type TierOptions,
} from "../../../src/constructs/index";
import { resource } from "../support";
import { gpu, NEWEST, poolOn, problemsOf } from "./support";

type Given = readonly [facts: ClusterFacts, tier?: RunnerTier, props?: Partial<RunnerPoolProps>];
interface Row {
  readonly what: string;
  readonly wrong: Given;
  readonly problem: string;
  readonly right: Given;
}

const GATE = { featureGates: ["MutatingAdmissionPolicy"] };
const BETA = { runtimeConfig: ["admissionregistration.k8s.io/v1beta1"] };
const PLUGINS = { admissionPlugins: ["PodNodeSelector", "PodTolerationRestriction"] };
const own = (version: string): ClusterFacts => ({ kind: "selfManaged", version });
const wasteful = Steering.limitRange({ wasteAccepted: true });
const annotations = Steering.annotations({ wasteAccepted: true });
const WHITELIST = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";
const AUTOMATIC =
  '[{"key":"node.kubernetes.io/not-ready","effect":"NoExecute"},{"key":"node.kubernetes.io/unreachable","effect":"NoExecute"},' +
  '{"key":"node.kubernetes.io/memory-pressure","effect":"NoSchedule"}]';

const standard = (options: TierOptions = {}) => RunnerTier.standard(options);
const mig = (options: Partial<Parameters<typeof RunnerTier.gpu>[0]> = {}) =>
  RunnerTier.gpu({ model: "a100", sharing: GpuSharing.mig({ profile: "1g.5gb", perGpu: 7 }), ...options });
const flavor = (requestsMemory: string): Flavor => ({
  name: "large",
  resources: { requestsCpu: "1", requestsMemory, limitsCpu: "2", limitsMemory: "64Gi" },
});
const annotated = (key: string, value: string) => standard({ workloadNamespace: { annotations: { [key]: value } } });

const rows: readonly Row[] = [
  {
    what: "a GPU tier on a cluster of which nothing is stated",
    wrong: [{}],
    problem:
      'region.cluster.kind = (nothing): how pods reach the nodes of tier "gpu-nvidia-a100" depends on it. ' +
      'Fix: state both, like Cluster.fromKubeconfig({ context, kind: "eks", version: "1.36" }).',
    right: [{}, standard()],
  },
  {
    what: "a GPU tier on a cluster whose version is not stated",
    wrong: [{ kind: "eks" }],
    problem: "region.cluster.version = (nothing): how pods reach",
    right: [NEWEST],
  },
  {
    what: "a version that is no minor version",
    wrong: [{ kind: "eks", version: "v1.36.2" }],
    problem: 'cluster.version = "v1.36.2": a minor version of Kubernetes decides what is rendered',
    right: [{ kind: "eks", version: "1.37" }],
  },
  {
    what: "the mutating policy before 1.34",
    wrong: [{ ...own("1.33"), ...GATE, ...BETA }],
    problem:
      'region.cluster.version = "1.33": MutatingAdmissionPolicy can be switched on from 1.34 and is on from 1.36',
    right: [{ ...own("1.34"), ...GATE, ...BETA }],
  },
  ...(["eks", "gke", "aks", "openshift"] as const).map((kind) => ({
    what: `the mutating policy on ${kind} 1.35, whose flags can't be set`,
    wrong: [{ kind, version: "1.35", ...GATE, ...BETA }] as const,
    problem: `region.cluster.version = "1.35": MutatingAdmissionPolicy is off before 1.36, and the flags of the API server of ${kind} can't be set`,
    right: [{ kind, version: "1.36" }] as const,
  })),
  {
    what: "the mutating policy on a self-managed 1.35 without a word on its flags",
    wrong: [own("1.35")],
    problem:
      "region.cluster.featureGates = []: MutatingAdmissionPolicy is off by default before 1.36. Fix: set both flags",
    right: [{ ...own("1.35"), ...GATE, ...BETA }],
  },
  {
    what: "the gate without the API version",
    wrong: [{ ...own("1.35"), ...GATE }],
    problem: "region.cluster.runtimeConfig = []: with the gate MutatingAdmissionPolicy and without",
    right: [own("1.36")],
  },
  {
    what: "the API version without the gate",
    wrong: [{ ...own("1.35"), ...BETA }],
    problem:
      "region.cluster.featureGates = []: without the gate MutatingAdmissionPolicy the policies are accepted and do nothing",
    right: [{ ...own("1.35"), steering: Steering.kyverno() }],
  },
  {
    what: "a guard before 1.30",
    wrong: [{ ...own("1.29"), steering: Steering.kyverno() }],
    problem:
      'region.cluster.version = "1.29": the guard that turns a silent policy into a refusal needs Kubernetes 1.30',
    right: [{ ...own("1.30"), steering: Steering.kyverno() }],
  },
  ...(["eks", "gke"] as const).flatMap((kind) => [
    {
      what: `annotations on ${kind}, even when the plugin is stated`,
      wrong: [{ kind, version: "1.36", ...PLUGINS, steering: annotations }] as const,
      problem: `region.cluster.steering = "annotations": ${kind} has no PodNodeSelector and PodTolerationRestriction, without which the annotations are ignored in silence`,
      right: [{ kind: "aks", version: "1.33", ...PLUGINS, steering: annotations }] as const,
    },
    {
      what: `a plugin's annotation written by hand on ${kind}`,
      wrong: [
        { kind, version: "1.36" },
        annotated("scheduler.alpha.kubernetes.io/node-selector", "pool=standard"),
      ] as const,
      problem: `tier.workloadNamespace.annotations["scheduler.alpha.kubernetes.io/node-selector"] = "pool=standard": ${kind} runs no plugin`,
      right: [{ kind, version: "1.36" }, annotated("acme.example/cost-centre", "42")] as const,
    },
  ]),
  {
    what: "annotations where no plugin is stated that reads them",
    wrong: [{ ...own("1.35"), steering: annotations }],
    problem: "region.cluster.admissionPlugins = []: the way needs PodNodeSelector and PodTolerationRestriction",
    right: [{ ...own("1.35"), ...PLUGINS, steering: annotations }],
  },
  {
    what: "a GPU tier without a taint",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", taint: "none" })],
    problem: 'tier.taint = "none": pods of other tiers land on GPU nodes that have no taint',
    right: [NEWEST, RunnerTier.gpu({ model: "l4", taint: { key: "sku", value: "gpu", effect: "NoSchedule" } })],
  },
  {
    what: "an accelerator named as a quota names it",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", resource: "requests.nvidia.com/gpu" })],
    problem: 'tier.accelerators = "requests.nvidia.com/gpu": an accelerator is named with its vendor\'s domain',
    right: [NEWEST, RunnerTier.gpu({ model: "l4", resource: "nvidia.com/gpu" })],
  },
  {
    what: "an accelerator without a domain",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", resource: "gpu" })],
    problem: 'tier.accelerators = "gpu": an accelerator is named with its vendor\'s domain',
    right: [NEWEST, RunnerTier.gpu({ model: "l4", resource: "amd.com/gpu" })],
  },
  ...[0, 0.5].map((perWorkload) => ({
    what: `${perWorkload} of an accelerator for a workload`,
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", perWorkload })] as const,
    problem: `tier.perWorkload = ${perWorkload}: it must be a whole number in range. Fix: give 1 to 1000.`,
    right: [NEWEST, RunnerTier.gpu({ model: "l4", perWorkload: 2 })] as const,
  })),
  {
    what: "two slices for a workload",
    wrong: [NEWEST, mig({ perWorkload: 2 })],
    problem: "tier.perWorkload = 2: more than one unit of a shared GPU gives no more compute",
    right: [NEWEST, mig()],
  },
  {
    what: "two shares for a workload",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", perWorkload: 2, sharing: GpuSharing.timeSlices({ perGpu: 4 }) })],
    problem: "tier.perWorkload = 2: more than one unit of a shared GPU gives no more compute",
    right: [NEWEST, RunnerTier.gpu({ model: "l4", sharing: GpuSharing.timeSlices({ perGpu: 4 }) })],
  },
  {
    what: "a workload that needs more GPUs than the ceiling",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", perWorkload: 2, accelerators: 1 })],
    problem: "tier.perWorkload = 2: the ceiling is 1 of nvidia.com/gpu, so no workload would start",
    right: [NEWEST, RunnerTier.gpu({ model: "l4", perWorkload: 2, accelerators: 2 })],
  },
  {
    what: "a ceiling on cpu without a default request",
    wrong: [{}, standard({ containerDefaults: { requestCpu: undefined } })],
    problem:
      "tier.containerDefaults.requestCpu = (nothing): the ceilings refuse every pod with a container that requests nothing",
    right: [{}, standard({ containerDefaults: { requestCpu: "50m" } })],
  },
  {
    what: "a ceiling on limits without a default limit",
    wrong: [{}, standard({ quota: { limitsMemory: "64Gi" } })],
    problem:
      'tier.quota.limitsMemory = "64Gi": a ceiling on memory limits refuses every pod with a container that has none',
    right: [{}, standard({ quota: { limitsMemory: "64Gi" }, containerDefaults: { limitMemory: "1Gi" } })],
  },
  {
    what: "a default limit below a flavor",
    wrong: [{}, standard({ flavors: [flavor("4Gi")], containerDefaults: { limitMemory: "2Gi" } })],
    problem: 'tier.containerDefaults.limitMemory = "2Gi": flavor "large" requests 4Gi',
    right: [{}, standard({ flavors: [flavor("4Gi")], containerDefaults: { limitMemory: "4Gi" } })],
  },
  {
    what: "a ceiling below one workload of a flavor",
    wrong: [{}, standard({ flavors: [flavor("4Gi")], quota: { requestsMemory: "4Gi" } })],
    problem:
      'tier.quota.requestsMemory = "4Gi": a workload of flavor "large" requests 4Gi, and 128Mi for the overlay side-car',
    right: [{}, standard({ flavors: [flavor("4Gi")], quota: { requestsMemory: "5Gi" } })],
  },
  {
    what: "a GPU as the default of every container without a word that this is accepted",
    wrong: [{ kind: "eks", version: "1.34", steering: Steering.limitRange() }],
    problem:
      "region.cluster.steering.wasteAccepted = false: this way gives nvidia.com/gpu to every container of a workload, at least 2",
    right: [{ kind: "eks", version: "1.34", steering: wasteful }],
  },
  {
    what: "annotations for a GPU tier without a word that the waste is accepted",
    wrong: [{ ...own("1.34"), ...PLUGINS, steering: Steering.annotations() }],
    problem: "region.cluster.steering.wasteAccepted = false",
    right: [{ ...own("1.34"), ...PLUGINS, steering: annotations }],
  },
  {
    what: "a ceiling of one GPU where every container gets one",
    wrong: [{ kind: "eks", version: "1.34", steering: wasteful }, RunnerTier.gpu({ model: "l4", perNode: 1 })],
    problem:
      'tier.accelerators["nvidia.com/gpu"] = 1: this way gives the accelerator to every container, so the smallest workload takes 2',
    right: [{ kind: "eks", version: "1.34", steering: wasteful }, RunnerTier.gpu({ model: "l4", perNode: 2 })],
  },
  {
    what: "tolerations from a plugin that is off",
    wrong: [{ ...own("1.34"), steering: wasteful }],
    problem: "region.cluster.admissionPlugins = []: the way needs ExtendedResourceToleration",
    right: [{ ...own("1.34"), admissionPlugins: ["ExtendedResourceToleration"], steering: wasteful }],
  },
  {
    what: "an accelerator as the way to nodes of a tier that has none",
    wrong: [{ kind: "eks", version: "1.34", steering: wasteful }, standard({ nodeSelector: { pool: "standard" } })],
    problem:
      'region.cluster.steering = "limitRange": this way steers by the accelerator that a pod asks for, and the tier has none',
    right: [{ kind: "eks", version: "1.34", steering: wasteful }, standard()],
  },
  {
    what: "a slice behind the taint of whole GPUs, left to ExtendedResourceToleration",
    wrong: [{ kind: "eks", version: "1.34", steering: wasteful }, mig()],
    problem: "ExtendedResourceToleration tolerates nvidia.com/mig-1g.5gb:NoSchedule only, so pods stay Pending",
    right: [
      { kind: "eks", version: "1.34", steering: wasteful },
      mig({ taint: { key: "nvidia.com/mig-1g.5gb", value: "present", effect: "NoSchedule" } }),
    ],
  },
  {
    what: "the taint of AKS's guide, left to ExtendedResourceToleration",
    wrong: [
      { kind: "aks", version: "1.34", steering: wasteful },
      RunnerTier.gpu({ model: "l4", taint: { key: "sku", value: "gpu", effect: "NoSchedule" } }),
    ],
    problem: "ExtendedResourceToleration tolerates nvidia.com/gpu:NoSchedule only, so pods stay Pending",
    right: [
      { kind: "aks", version: "1.36" },
      RunnerTier.gpu({ model: "l4", taint: { key: "sku", value: "gpu", effect: "NoSchedule" } }),
    ],
  },
  ...["baseline", "restricted"].map((level) => ({
    what: `Pod Security level ${level}`,
    wrong: [{}, standard({ workloadNamespace: { labels: { "pod-security.kubernetes.io/enforce": level } } })] as const,
    problem: `tier.workloadNamespace.labels["pod-security.kubernetes.io/enforce"] = "${level}": the overlay's side-car adds NET_ADMIN`,
    right: [{}, standard({ workloadNamespace: { labels: { "istio-injection": "disabled" } } })] as const,
  })),
  {
    what: "another tier's label",
    wrong: [{}, standard({ workloadNamespace: { labels: { "agyn.dev/tier": "gpu" } } })],
    problem: 'tier.workloadNamespace.labels["agyn.dev/tier"] = "gpu": the tier sets it',
    right: [{}, standard()],
  },
  {
    what: "a whitelist without the tolerations that Kubernetes adds",
    wrong: [own("1.35"), annotated(WHITELIST, '[{"key":"node.kubernetes.io/not-ready"}]')],
    problem:
      "it lacks tolerations that Kubernetes itself adds (node.kubernetes.io/unreachable:NoExecute, " +
      "node.kubernetes.io/memory-pressure:NoSchedule), so every pod is refused with HTTP 500",
    right: [own("1.35"), annotated(WHITELIST, AUTOMATIC)],
  },
  {
    what: "a whitelist that is no list",
    wrong: [own("1.35"), annotated(WHITELIST, "{")],
    problem: "it is no JSON list of tolerations",
    right: [own("1.35"), annotated(WHITELIST, "[]")],
  },
  ...[0, 5].map((priority) => ({
    what: `placeholders of priority ${priority}`,
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, priority } })] as const,
    problem: `tier.warm.priority = ${priority}: a workload has priority 0 and would not displace it`,
    right: [NEWEST, RunnerTier.gpu({ model: "l4", priority: { value: 10 }, warm: { slots: 1, priority } })] as const,
  })),
  {
    what: "placeholders that the autoscaler ignores",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, priority: -11 } })],
    problem: "tier.warm.priority = -11: the Cluster Autoscaler ignores pods below -10",
    right: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, priority: -10 } })],
  },
  {
    what: "placeholders under the pool's own ceilings",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, namespace: "agyn-ml-workloads" } })],
    problem: 'tier.warm.namespace = "agyn-ml-workloads": it is the pool\'s workload namespace',
    right: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, namespace: "warm" } })],
  },
  {
    what: "placeholders beside the runners' tokens",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, namespace: "agyn-ml" } })],
    problem: 'tier.warm.namespace = "agyn-ml": it is the namespace of the pool\'s runners',
    right: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1 } })],
  },
  {
    what: "a place for less than the smallest workload",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, containers: 1 } })],
    problem: "tier.warm.containers = 1: it must be a whole number in range",
    right: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, containers: 2 } })],
  },
  {
    what: "an annotation of the namespace that is none",
    wrong: [{}, annotated("a b", "x")],
    problem: 'tier.workloadNamespace.annotations["a b"] = "a b": the annotation key is not [prefix/]name',
    right: [{}, annotated("a.example/B", "x")],
  },
  ...(["image", "scheduleImage"] as const).map((option) => ({
    what: `${option} with a tag that is moved`,
    wrong: [
      NEWEST,
      RunnerTier.gpu({ model: "l4", warm: { slots: 1, [option]: "registry.acme.example/a:main" } }),
    ] as const,
    problem: `tier.warm.${option} = "registry.acme.example/a:main": the tag main is moved to newer images`,
    right: [
      NEWEST,
      RunnerTier.gpu({ model: "l4", warm: { slots: 1, [option]: "registry.acme.example/a:1.2.3" } }),
    ] as const,
  })),
  {
    what: "placeholders of an image that changes by itself",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, image: "registry.k8s.io/pause:latest" } })],
    problem: "the tag latest is moved to newer images",
    right: [NEWEST, RunnerTier.gpu({ model: "l4", warm: { slots: 1, image: "registry.k8s.io/pause:3.9" } })],
  },
  {
    what: "a priority that nothing would set",
    wrong: [{ ...NEWEST, steering: Steering.kyverno() }, RunnerTier.gpu({ model: "l4", priority: { value: 10 } })],
    problem: "tier.priority.value = 10: the runner sets no priority, and only the mutating admission policy",
    right: [NEWEST, RunnerTier.gpu({ model: "l4", priority: { value: 10 } })],
  },
  {
    what: "a RuntimeClass for a GPU tier",
    wrong: [
      { ...NEWEST, steering: Steering.runtimeClass({ handler: "kata-qemu" }) },
      gpu,
      { dockerImplementation: "kata-qemu" },
    ],
    problem:
      'region.cluster.steering = "runtimeClass": a RuntimeClass brings pods to nodes and gives no container an accelerator',
    right: [
      { ...NEWEST, steering: Steering.runtimeClass({ handler: "kata-qemu" }) },
      standard({ nodeSelector: { pool: "kata" } }),
      { dockerImplementation: "kata-qemu" },
    ],
  },
  {
    what: "a RuntimeClass that no workload names",
    wrong: [
      { ...NEWEST, steering: Steering.runtimeClass({ handler: "kata-fc" }) },
      standard({ nodeSelector: { pool: "kata" } }),
    ],
    problem: 'dockerImplementation = "rootless": workloads name the RuntimeClass kata-fc only when docker runs in it',
    right: [
      { ...NEWEST, steering: Steering.runtimeClass({ handler: "kata-fc" }) },
      standard({ nodeSelector: { pool: "kata" } }),
      { dockerImplementation: "kata-fc" },
    ],
  },
  {
    what: "a selector of nothing",
    wrong: [NEWEST, standard({ nodeSelector: {} })],
    problem: "tier.nodeSelector = {}: without a label pods land on any node",
    right: [NEWEST, standard({ nodeSelector: { pool: "standard" } })],
  },
  {
    what: "a taint without a value",
    wrong: [NEWEST, RunnerTier.gpu({ model: "l4", taint: { key: "sku", value: "", effect: "NoSchedule" } })],
    problem: 'tier.taint.value = "": a taint is tolerated by its value',
    right: [NEWEST, RunnerTier.gpu({ model: "l4", taint: { key: "sku", value: "gpu", effect: "NoSchedule" } })],
  },
];

describe("a tier on a cluster", () => {
  it.each(rows)("fails with $what", ({ wrong, problem, right }) => {
    expect(problemsOf(...wrong)).toEqual([expect.stringContaining(problem)]);
    expect(Object.keys(poolOn(...right).resource?.["agyn_runner"] ?? {})).toHaveLength(1);
  });
});

describe("what can't be written wrongly", () => {
  it("is the Pod Security level, which is privileged for every kind of docker", () => {
    const levels = (["rootless", "privileged", "kata-qemu", "kata-fc"] as const).map((dockerImplementation) => {
      const { resource: made = {} } = poolOn({}, standard(), { dockerImplementation });
      return JSON.stringify(made.kubernetes_namespace_v1).match(/"pod-security.kubernetes.io\/enforce":"(\w+)"/)?.[1];
    });

    expect(levels).toEqual(["privileged", "privileged", "privileged", "privileged"]);
  });

  it("is the quota of an accelerator, which counts by its requests only", () => {
    const { hard } = (resource(poolOn(NEWEST, mig()), "kubernetes_resource_quota_v1").spec ?? {}) as {
      hard: Record<string, string>;
    };

    expect(Object.entries(hard).filter(([key]) => key.includes("nvidia"))).toEqual([
      ["requests.nvidia.com/gpu", "0"],
      ["requests.nvidia.com/mig-1g.5gb", "56"],
    ]);
  });
});
