// A pool whose workloads and placeholders have priorities of their own; with UPDATED=1 others.
import { App } from "cdktf";
import { AgynStack, Cluster, Gateway, Region, RunnerPool, RunnerTier } from "cdktf-agyn";

const updated = process.env["UPDATED"] === "1";
const region = Region.of("lab", {
  cluster: Cluster.fromKubeconfig({ context: "lab", kind: "selfManaged", version: "1.36", tierLabelsProtected: true }),
  gateway: Gateway.inCluster(),
});
const app = new App({ stackTraces: false });
const stack = new AgynStack(app, "lab", { cluster: region.cluster });
new RunnerPool(stack, "batch", {
  region,
  tier: RunnerTier.standard({
    nodeSelector: { "agyn.dev/tier": "standard" },
    priority: updated ? { value: 200, preemption: "Never" } : { value: 100 },
    warm: { slots: 1, priority: updated ? -8 : -5 },
  }),
});
app.synth();
