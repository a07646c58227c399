// An app of two pools on one cluster of Kubernetes 1.35 with both flags: everyday work, and whole GPUs with a warm place.
import { App } from "cdktf";
import { AgynStack, Cluster, Gateway, Region, RunnerPool, RunnerTier } from "cdktf-agyn";

const region = Region.of("lab", {
  cluster: Cluster.fromKubeconfig({
    context: "lab",
    kind: "selfManaged",
    version: "1.35",
    featureGates: ["MutatingAdmissionPolicy"],
    runtimeConfig: ["admissionregistration.k8s.io/v1beta1"],
    tierLabelsProtected: true,
  }),
  gateway: Gateway.inCluster(),
});
const app = new App({ stackTraces: false });
const stack = new AgynStack(app, "lab", { cluster: region.cluster });
new RunnerPool(stack, "everyday", {
  region,
  tier: RunnerTier.standard({ refusedAccelerators: ["nvidia.com/gpu"], quota: { pods: 2 } }),
});
new RunnerPool(stack, "gpu", {
  region,
  tier: RunnerTier.gpu({ model: "nvidia-a100", perNode: 8, warm: { slots: 8 }, quota: { pods: 4 } }),
});
app.synth();
