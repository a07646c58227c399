// A fleet of two pools on one cluster of Kubernetes 1.35 with both flags: everyday work for one pod, and whole GPUs.
import { App } from "cdktf";
import { Fleet } from "cdktf-agyn";

const fleet = Fleet.of({
  name: "lab",
  stage: "dev",
  regions: {
    lab: {
      cluster: {
        context: "lab",
        kind: "selfManaged",
        version: "1.35",
        featureGates: ["MutatingAdmissionPolicy"],
        runtimeConfig: ["admissionregistration.k8s.io/v1beta1"],
        tierLabelsProtected: true,
      },
      gateway: { inCluster: true },
    },
  },
  tiers: { "gpu-l4": { gpu: { model: "l4" } } },
  pools: { everyday: { region: "lab", quota: { pods: 1 } }, gpu: { region: "lab", tier: "gpu-l4" } },
});
const app = new App({ stackTraces: false });
fleet.stacks(app);
app.synth();
