// The pools of apps without a fleet: a pool of each way of steering, read back from what was synthesized, is what the fleet would say.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { readFleet } from "../../../src/cli/doctor/pools";
import {
  AgynStack,
  Cluster,
  Gateway,
  Region,
  RunnerPool,
  type RunnerPoolOptions,
  RunnerTier,
  Steering,
} from "../../../src/constructs/index";

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "pools-"));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

const STANDARD = RunnerTier.standard();
const GPU = RunnerTier.gpu({
  model: "nvidia-a100",
  perWorkload: 2,
  nodeSelector: { "agyn.dev/tier": "gpu-nvidia-a100", "acme.example/pool": "a100" },
});
const URGENT = RunnerTier.of({
  name: "urgent",
  quota: { pods: 4, requestsCpu: "8", requestsMemory: "32Gi" },
  nodeSelector: { "agyn.dev/tier": "urgent" },
  priority: { value: 100, className: "urgent" },
});
const ISOLATED = RunnerTier.of({
  name: "isolated",
  quota: { pods: 4, requestsCpu: "8", requestsMemory: "32Gi" },
  nodeSelector: { "agyn.dev/tier": "isolated" },
  taint: { key: "acme.example/isolated", value: "yes", effect: "NoExecute" },
});

/** Synthesizes a pool of two runners, and reads it back. */
function readBack(steering: Steering, tier: RunnerTier, options: Partial<RunnerPoolOptions> = {}) {
  const app = new App({ outdir, stackTraces: false });
  const cluster = Cluster.fromKubeconfig({
    context: "lab",
    path: "./kubeconfig",
    kind: "selfManaged",
    version: "1.36",
    admissionPlugins: ["PodNodeSelector", "PodTolerationRestriction", "ExtendedResourceToleration"],
    tierLabelsProtected: true,
    steering,
  });
  const region = Region.of("east", { cluster, gateway: Gateway.inCluster() });
  new RunnerPool(new AgynStack(app, "pools", { cluster }), "ml", { region, tier, runners: 2, ...options });
  app.synth();
  return readFleet(outdir);
}

const GPU_TAINT = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" };
const GPU_NODES = { selector: { "agyn.dev/tier": "gpu-nvidia-a100", "acme.example/pool": "a100" }, taint: GPU_TAINT };
const TWO_GPUS = { resource: "nvidia.com/gpu", perWorkload: 2 };

it.each<[string, Steering, RunnerTier, Partial<RunnerPoolOptions>, object]>([
  ["auto", Steering.auto(), STANDARD, {}, { tier: { quota: { accelerators: { "nvidia.com/gpu": 0 } } } }],
  ["mutatingAdmissionPolicy", Steering.auto(), GPU, {}, { tier: { nodes: GPU_NODES, gpu: TWO_GPUS } }],
  ["kyverno", Steering.kyverno(), GPU, {}, { tier: { nodes: GPU_NODES, gpu: TWO_GPUS } }],
  [
    "annotations",
    Steering.annotations({ wasteAccepted: true }),
    GPU,
    {},
    { tier: { nodes: GPU_NODES, gpu: TWO_GPUS } },
  ],
  ["limitRange", Steering.limitRange({ wasteAccepted: true }), GPU, {}, { tier: { gpu: TWO_GPUS } }],
  [
    "mutatingAdmissionPolicy",
    Steering.mutatingAdmissionPolicy(),
    URGENT,
    {},
    { tier: { nodes: { selector: { "agyn.dev/tier": "urgent" } }, priority: 100 } },
  ],
  [
    "runtimeClass",
    Steering.runtimeClass({ handler: "kata-qemu" }),
    ISOLATED,
    { capabilities: ["docker"], dockerImplementation: "kata-qemu" },
    {
      tier: {
        nodes: {
          selector: { "agyn.dev/tier": "isolated" },
          taint: { key: "acme.example/isolated", value: "yes", effect: "NoExecute" },
        },
      },
      cluster: { steering: { way: "runtimeClass", handler: "kata-qemu" } },
    },
  ],
])("a pool that is steered by %s is read with what its tier promises", (way, steering, tier, options, expected) => {
  const fleet = readBack(steering, tier, options);

  expect(fleet).toMatchObject({
    source: `pool of ${outdir}`,
    contexts: ["lab"],
    pools: [
      {
        pool: {
          id: "pools/ml",
          name: "ml",
          runnerNamespace: "agyn-ml",
          workloadNamespace: "agyn-ml-workloads",
          runners: ["ml-east-0", "ml-east-1"],
        },
        cluster: { context: "lab", path: "./kubeconfig", steering: { way } },
        ...expected,
      },
    ],
  });
});

it("finds no nodes and no accelerator of a tier that has none", () => {
  const [pool] = readBack(Steering.auto(), STANDARD)?.pools ?? [];

  expect(pool?.tier).toEqual({ quota: { accelerators: { "nvidia.com/gpu": 0 } } });
});

it("reads nothing from a folder in which nothing was synthesized", () => {
  expect(readFleet(outdir)).toBeUndefined();
});
