// An app of one workload of each shape, and of each thing that runs it, in one namespace, which a stack before theirs makes. Synthesized,
// rehearsed, and applied to a real API server.
import { App } from "cdktf";
import { AgynStack, Cluster } from "../../src/constructs/index";
import { AgentNamespace, AgentPlatform } from "../../src/workloads/index";
import { SHAPES } from "./right-shapes";

const cluster = Cluster.fromKubeconfig({ context: "shapes" });
const app = new App({ stackTraces: false });
const platform = new AgentPlatform(app, "agents");
const namespace = new AgentNamespace(new AgynStack(app, "namespaces", { cluster }), "support", { cluster });
const stack = new AgynStack(app, "shapes", { cluster });
for (const [id, make] of Object.entries(SHAPES)) make({ stack, namespace, platform }, id);
app.synth();
