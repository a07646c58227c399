// One everyday pool, as it is first, and with UPDATED=1 as it is after a change of labels and quota.
import { App } from "cdktf";
import { AgynStack, Cluster, Gateway, Region, RunnerPool, RunnerTier } from "cdktf-agyn";

const updated = process.env["UPDATED"] === "1";
const region = Region.of("lab", {
  cluster: Cluster.fromKubeconfig({ context: "lab" }),
  gateway: Gateway.inCluster(),
});
const app = new App({ stackTraces: false });
const stack = new AgynStack(app, "lab", { cluster: region.cluster });
new RunnerPool(stack, "everyday", {
  region,
  tier: RunnerTier.standard({
    quota: { pods: updated ? 7 : 5 },
    workloadNamespace: { labels: { "acme.example/owner": updated ? "web" : "ml" } },
  }),
  labels: { team: updated ? "web" : "ml" },
});
app.synth();
