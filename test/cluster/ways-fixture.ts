// A pool for each way of steering that is no policy of the API server's own, on a cluster whose API server runs the plugins; the
// runtime class, which one pool of a cluster has, on another.
import { App } from "cdktf";
import { AgynStack, Cluster, Gateway, Region, RunnerPool, RunnerTier, Steering } from "cdktf-agyn";

const app = new App({ stackTraces: false });

/** A stack with one pool, steered in one way. */
function pool(context: string, name: string, steering: Steering, tier: RunnerTier, docker?: "kata-qemu"): void {
  const cluster = Cluster.fromKubeconfig({
    context,
    kind: "selfManaged",
    version: "1.35",
    admissionPlugins: ["PodNodeSelector", "PodTolerationRestriction", "ExtendedResourceToleration"],
    tierLabelsProtected: true,
    steering,
  });
  const region = Region.of(context, { cluster, gateway: Gateway.inCluster() });
  const stack = new AgynStack(app, name, { cluster });
  new RunnerPool(stack, name, {
    region,
    tier,
    ...(docker && { capabilities: ["docker"], dockerImplementation: docker }),
  });
}

const gpu = (): RunnerTier => RunnerTier.gpu({ model: "nvidia-a100", quota: { pods: 4 } });
pool("lab", "annotated", Steering.annotations({ wasteAccepted: true }), gpu());
pool("lab", "defaulted", Steering.limitRange({ wasteAccepted: true }), gpu());
pool(
  "kata",
  "classed",
  Steering.runtimeClass({ handler: "kata-qemu" }),
  RunnerTier.of({
    name: "isolated",
    quota: { pods: 4, requestsCpu: "8", requestsMemory: "32Gi" },
    nodeSelector: { "agyn.dev/tier": "isolated" },
    taint: { key: "acme.example/isolated", value: "yes", effect: "NoSchedule" },
    refusedAccelerators: ["nvidia.com/gpu"],
  }),
  "kata-qemu",
);
pool("lab", "kyverno", Steering.kyverno(), gpu());
app.synth();
