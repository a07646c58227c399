// A fleet of two pools on one cluster of Kubernetes 1.35 with both flags: everyday work for one pod, and whole GPUs. On another cluster
// everyday work stands beside a tier that a runtime class steers.
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
    kata: {
      cluster: {
        context: "kata",
        kind: "selfManaged",
        version: "1.36",
        tierLabelsProtected: true,
        steering: { way: "runtimeClass", handler: "kata-qemu" },
      },
      gateway: { inCluster: true },
    },
  },
  tiers: {
    "gpu-l4": { gpu: { model: "l4" } },
    isolated: {
      quota: { pods: 4, requestsCpu: "8", requestsMemory: "32Gi" },
      nodeSelector: { "agyn.dev/tier": "isolated" },
      taint: { key: "acme.example/isolated", value: "yes", effect: "NoSchedule" },
    },
  },
  pools: {
    everyday: { region: "lab", quota: { pods: 1 } },
    gpu: { region: "lab", tier: "gpu-l4" },
    plain: { region: "kata" },
    isolated: { region: "kata", tier: "isolated", capabilities: ["docker"], dockerImplementation: "kata-qemu" },
  },
});
const app = new App({ stackTraces: false });
fleet.stacks(app);
app.synth();
