// An app with a token that a secrets manager holds, without a runner of ours: who runs it is not asked.
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { App } from "cdktf";
import { AgynStack, Cluster, ThirdPartyRunner, TokenSecret } from "cdktf-agyn";

const cluster = Cluster.fromKubeconfig({ context: "lab" });
const app = new App({ stackTraces: false });
const stack = new AgynStack(app, "lab", { cluster });
const namespace = new NamespaceV1(stack, "namespace", { metadata: { name: "runners" } });
new ThirdPartyRunner(stack, "bench", {
  name: "bench",
  secret: {
    cluster,
    namespace: "runners",
    prerequisites: [namespace],
    tokenSecret: TokenSecret.external({ store: "acme", remoteKey: "agyn/{runner}", property: "token" }),
  },
});
app.synth();
