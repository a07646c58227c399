// One pool with one runner, for all organizations of the platform. Run: node --import tsx examples/quickstart/main.ts
// You should see nothing printed, and cdktf.out/stacks/quickstart/cdk.tf.json.
import { App } from "cdktf";
import { AgynStack, Cluster, Gateway, Region, RunnerPool, RunnerTier } from "cdktf-agyn";

const here = Region.of("us-east-1", {
  cluster: Cluster.fromKubeconfig({ context: "quickstart" }),
  gateway: Gateway.inCluster(),
});

const app = new App({ stackTraces: false });
const stack = new AgynStack(app, "quickstart", { cluster: here.cluster });

new RunnerPool(stack, "everyday", { region: here, tier: RunnerTier.standard(), capabilities: ["docker"] });

app.synth();
