// One everyday pool, as it is first, and with UPDATED=1 as it is after a change of labels and quota. With UNWAITED=1 its release is
// done before its pod runs.
import { Release } from "@cdktf/provider-helm/lib/release";
import { App } from "cdktf";
import { AgynStack, Cluster, Gateway, Region, RunnerChart, RunnerPool, RunnerTier } from "cdktf-agyn";

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
  // copied into the stack, so that the real helm provider can install it too
  chart: RunnerChart.envList({ path: "test/cluster/charts/k8s-runner" }),
  labels: { team: updated ? "web" : "ml" },
});
if (process.env["UNWAITED"] === "1") {
  for (const child of stack.node.findAll()) if (child instanceof Release) child.addOverride("wait", false);
}
app.synth();
