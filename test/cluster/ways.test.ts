// The ways of steering that are no policy of the API server's own: annotations, LimitRange defaults and runtime classes, with the
// admission plugins they need; and Kyverno's policy where no Kyverno runs.
import type { ControlPlane } from "./control-plane";
import { closeAll, NODES, stageOf, type Stage, startCluster } from "./harness";
import { workloadPod, type WorkloadOptions } from "./workload-pod";

const GPU = "nvidia.com/gpu";
const WARNING =
  /^Warning: would violate PodSecurity "baseline:latest": non-default capabilities \(container "ziti-sidecar"/;

interface Pod {
  readonly spec: {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: readonly { readonly key?: string }[];
    readonly containers: readonly Container[];
    readonly initContainers: readonly Container[];
  };
}
interface Container {
  readonly name: string;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}

let lab: ControlPlane;
let kata: ControlPlane;
let stage: Stage;
beforeAll(async () => {
  const admissionPlugins = ["PodNodeSelector", "PodTolerationRestriction", "ExtendedResourceToleration"];
  [lab, kata] = await Promise.all([
    startCluster("lab", NODES, { version: "1.35.4", admissionPlugins }),
    startCluster("kata", NODES, { version: "1.35.4" }),
  ]);
  stage = await stageOf("test/cluster/ways-fixture.ts", [lab, kata]);
  await stage.apply();
});
afterAll(closeAll);

/** A pod that the runner of a pool makes, as the API server keeps it, or why it is refused. */
async function made(pool: string, options: WorkloadOptions = {}): Promise<Pod | string> {
  const plane = pool === "classed" ? kata : lab;
  const runner = await plane.as(`agyn-${pool}`, `${pool}-${plane.context}-0`);
  const args = ["create", "--namespace", `agyn-${pool}-workloads`, "--output", "json", "--filename", "-"];
  const { ok, stdout, stderr } = await runner.try(args, JSON.stringify(workloadPod("work", options)));
  expect(stderr.split("\n").filter((line) => line.startsWith("Warning:") && !WARNING.test(line))).toEqual([]);
  return ok ? (JSON.parse(stdout) as Pod) : stderr;
}

const gpus = ({ spec }: Pod): readonly string[] =>
  [...spec.containers, ...spec.initContainers]
    .filter(({ resources }) => resources?.limits?.[GPU] === "1")
    .map(({ name }) => name);
const tolerated = ({ spec }: Pod): readonly (string | undefined)[] => (spec.tolerations ?? []).map(({ key }) => key);
const EVERY_CONTAINER = ["agent-0a1b2c3d-4e5f6071", "ziti-sidecar", "ziti-gateway-wait", "agent-init"];

it("annotations give selector and toleration, and a LimitRange gives every container a GPU", async () => {
  const pod = (await made("annotated")) as Pod;

  expect(pod.spec.nodeSelector).toEqual({ "agyn.dev/tier": "gpu-nvidia-a100" });
  expect(tolerated(pod)).toContain(GPU);
  expect(gpus(pod)).toEqual(EVERY_CONTAINER);
});

it("a LimitRange alone gives every container a GPU, and the toleration follows from it", async () => {
  const pod = (await made("defaulted")) as Pod;

  expect(pod.spec.nodeSelector).toBeUndefined();
  expect(tolerated(pod)).toContain(GPU);
  expect(gpus(pod)).toEqual(EVERY_CONTAINER);
});

it("a runtime class gives selector and toleration to pods that name it, and the guard refuses others", async () => {
  expect(await made("classed")).toContain("pod must select nodes of tier isolated");
  const pod = (await made("classed", { runtimeClass: "kata-qemu" })) as Pod;

  expect(pod.spec.nodeSelector).toEqual({ "agyn.dev/tier": "isolated" });
  expect(tolerated(pod)).toContain("acme.example/isolated");
  expect(gpus(pod)).toEqual([]);
});

it("Kyverno's policy is taken by the API server, and the guard refuses pods while nobody carries it out", async () => {
  expect(await lab.kubectl.run(["get", "mutatingpolicies.policies.kyverno.io", "--output", "name"])).toBe(
    "mutatingpolicy.policies.kyverno.io/agyn-tier-kyverno\n",
  );
  expect(await made("kyverno")).toContain("pod must select nodes of tier gpu-nvidia-a100");
});

it("what each way writes is kept as written, settles, and is taken away", async () => {
  expect(stage.clusters.differences).toEqual([]);
  expect(stage.clusters.warnings).toEqual([]);
  await stage.planAgain();
  await stage.destroy();
});
