// Two clusters, as whoever runs them states them: what is stated decides how pods reach GPU nodes.
import { Cluster, Gateway, Region } from "cdktf-agyn";

/** Kubernetes 1.36: policies of the API server are on by default. */
export const train = Region.of("us-east-1", {
  cluster: Cluster.fromKubeconfig({
    context: "acme-train",
    kind: "eks",
    version: "1.36",
    tierLabelsProtected: true,
  }),
  gateway: Gateway.viaTlsProxy("gateway.acme.example"),
});

/** Kubernetes 1.35 of our own, whose API server has both flags set. */
export const lab = Region.of("on-prem", {
  cluster: Cluster.fromKubeconfig({
    context: "acme-lab",
    kind: "selfManaged",
    version: "1.35",
    featureGates: ["MutatingAdmissionPolicy"],
    runtimeConfig: ["admissionregistration.k8s.io/v1beta1"],
    tierLabelsProtected: true,
  }),
  gateway: Gateway.viaTlsProxy("gateway.acme.example"),
});
