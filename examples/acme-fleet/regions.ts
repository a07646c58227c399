// The regions of Acme: us-east-1 is where the platform itself runs, eu-west-1 reaches its gateway through TLS.
import { Cluster, Gateway, Region } from "cdktf-agyn";

export const usEast1 = Region.of("us-east-1", {
  // its GPU pool has nodes of its own: how pods reach them depends on the API server
  cluster: Cluster.fromKubeconfig({
    context: "acme-us-east-1",
    kind: "eks",
    version: "1.36",
    tierLabelsProtected: true,
  }),
  gateway: Gateway.inCluster(),
  storageClass: "gp3",
});

export const euWest1 = Region.of("eu-west-1", {
  cluster: Cluster.fromKubeconfig({ context: "acme-eu-west-1" }),
  gateway: Gateway.viaTlsProxy("gateway.acme.example"),
  storageClass: "gp3",
});

export const regions: readonly Region[] = [usEast1, euWest1];
