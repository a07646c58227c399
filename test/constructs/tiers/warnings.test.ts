import {
  acknowledgeWarning,
  AgynStack,
  type ClusterFacts,
  RunnerPool,
  RunnerTier,
  Steering,
} from "../../../src/constructs/index";
import { synth } from "../support";
import { gpu, NEWEST, regionWith } from "./support";

const warningsOf = (facts: ClusterFacts, tier = gpu, acknowledged?: string) =>
  synth((app) => {
    if (acknowledged !== undefined) acknowledgeWarning(app, acknowledged, "known");
    const region = regionWith(facts);
    const stack = new AgynStack(app, "test", { cluster: region.cluster });
    new RunnerPool(stack, "ml", { region, tier, dockerImplementation: "kata-qemu" });
  }).warnings;

const discovered = { "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-40GB" };
const kata = { ...NEWEST, steering: Steering.runtimeClass({ handler: "kata-qemu" }) };

const rows: readonly {
  id: string;
  facts: ClusterFacts;
  tier?: RunnerTier;
  text: string;
  quiet: [ClusterFacts, RunnerTier?];
}[] = [
  {
    id: "cdktf-agyn:tier-failure-ignored",
    facts: { ...NEWEST, steering: Steering.auto({ failurePolicy: "Ignore" }) },
    text: "a pod that the policy could not change goes on",
    quiet: [NEWEST],
  },
  {
    id: "cdktf-agyn:tier-late-labels",
    facts: NEWEST,
    tier: RunnerTier.gpu({ model: "a100", nodeSelector: discovered, scaleToZero: true }),
    text: "No node has nvidia.com/gpu.product before it runs",
    quiet: [NEWEST, RunnerTier.gpu({ model: "a100", nodeSelector: discovered })],
  },
  {
    id: "cdktf-agyn:tier-runtime-class",
    facts: kata,
    tier: RunnerTier.standard({ nodeSelector: { pool: "kata" } }),
    text: "RuntimeClass kata-qemu is cluster-wide",
    quiet: [kata, RunnerTier.standard()],
  },
  {
    id: "cdktf-agyn:tier-can-be-lifted",
    facts: { kind: "eks", version: "1.36" },
    text: "Whoever may edit admission policies, or labels of namespace agyn-ml-workloads, can lift tier gpu-nvidia-a100",
    quiet: [{ kind: "eks", version: "1.36" }, RunnerTier.standard()],
  },
];

describe("a tier", () => {
  it.each(rows)("warns with $id until it is acknowledged", ({ id, facts, tier, text, quiet }) => {
    expect(warningsOf(facts, tier)).toEqual([expect.stringContaining(`[${id}]`)]);
    expect(warningsOf(facts, tier)).toEqual([expect.stringContaining(text)]);
    expect(warningsOf(facts, tier, id)).toEqual([]);
    expect(warningsOf(...quiet)).toEqual([]);
  });
});
