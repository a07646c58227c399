// What the objects of a tier do on a real API server and scheduler: pods as the k8s-runner makes them, created by the runner's own
// service account, and pods that somebody else makes.
import { setTimeout as sleep } from "node:timers/promises";
import type { ControlPlane, NodeSpec } from "./control-plane";
import type { Kubectl, Ran } from "./kubectl";
import { closeAll, stageOf, type Stage, startCluster } from "./harness";
import { workloadPod } from "./workload-pod";

const TIER = "agyn.dev/tier";
const GPU = "nvidia.com/gpu";
const WARM = "agyn-gpu-warm";
const POLL_MS = 100;
const OVERLAY_WARNING =
  'Warning: would violate PodSecurity "baseline:latest": non-default capabilities (container "ziti-sidecar"';

interface Pod {
  readonly metadata: { readonly uid: string };
  readonly spec: {
    readonly nodeName?: string;
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: readonly { readonly key?: string }[];
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
}
interface Container {
  readonly name: string;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}

let plane: ControlPlane;
let stage: Stage;
beforeAll(async () => {
  const nodes: readonly NodeSpec[] = [
    { name: "std-0", labels: { [TIER]: "standard" }, resources: { cpu: "8", memory: "32Gi" } },
    {
      name: "gpu-0",
      labels: { [TIER]: "gpu-nvidia-a100" },
      taints: [{ key: GPU, value: "present", effect: "NoSchedule" }],
      resources: { cpu: "32", memory: "128Gi", [GPU]: "8" },
    },
  ];
  plane = await startCluster("lab", nodes, { version: "1.35.4" });
  stage = await stageOf("test/cluster/tiers-fixture.ts", [plane]);
  await stage.apply();
});
afterAll(closeAll);

/** kubectl as the service account of a pool's runner: not impersonated, with a token of its own. */
const runnerOf = (pool: string): Promise<Kubectl> => plane.as(`agyn-${pool}`, `${pool}-lab-0`);

async function make(by: Kubectl, pool: string, pod: object): Promise<Ran> {
  const args = ["create", "--namespace", `agyn-${pool}-workloads`, "--output", "json", "--filename", "-"];
  return await by.try(args, JSON.stringify(pod));
}

/** The API server took it, with no warning but the one that the namespace asks for (warn: baseline). */
function expectMade({ ok, stderr }: Ran): void {
  const others = stderr.split("\n").filter((line) => line !== "" && !line.startsWith(OVERLAY_WARNING));
  expect({ ok, others }).toEqual({ ok: true, others: [] });
}

const limitsOf = ({ resources }: Container): string | undefined => resources?.limits?.[GPU];

async function settled(pool: string, name: string): Promise<Pod> {
  for (;;) {
    const pod = await plane.kubectl.json<Pod>(["get", "pod", name, "--namespace", `agyn-${pool}-workloads`]);
    if (pod.spec.nodeName !== undefined) return pod;
    await sleep(POLL_MS);
  }
}

/** Waits until so many placeholders are placed. */
async function placedPlaceholders(count: number): Promise<void> {
  for (;;) {
    const { items } = await plane.kubectl.json<{ items: readonly Pod[] }>(["get", "pods", "--namespace", WARM]);
    if (items.filter(({ spec }) => spec.nodeName !== undefined).length === count) return;
    await sleep(POLL_MS);
  }
}
/** Messages of the scheduler's events of preemption. */
async function preemptions(): Promise<readonly string[]> {
  const { items } = await plane.kubectl.json<{ items: readonly { message: string }[] }>([
    ...["get", "events", "--namespace", WARM, "--field-selector", "reason=Preempted"],
  ]);
  return items.map(({ message }) => message);
}

describe("a workload of a GPU pool", () => {
  it("made by the pool's runner takes one GPU for its first container, and the place of a placeholder while all are held ready", async () => {
    await placedPlaceholders(8); // of eight GPUs
    expect(await preemptions()).toEqual([]);
    const made = await make(await runnerOf("gpu"), "gpu", workloadPod("first", { sidecars: 2 }));
    expectMade(made);

    const { metadata, spec } = JSON.parse(made.stdout) as Pod;
    expect(spec.nodeSelector).toMatchObject({ [TIER]: "gpu-nvidia-a100" });
    expect(spec.tolerations?.map(({ key }) => key)).toContain(GPU);
    expect(spec.containers.map(limitsOf)).toEqual(["1", undefined, undefined]);
    expect((spec.initContainers ?? []).map(limitsOf).filter(Boolean)).toEqual([]);

    expect((await settled("gpu", "first")).spec.nodeName).toBe("gpu-0");
    await placedPlaceholders(7);
    const [preempted, ...others] = await preemptions();
    expect(others).toEqual([]);
    expect(preempted).toContain(metadata.uid);
  });

  it("gives its place back to a placeholder when it is done", async () => {
    await plane.kubectl.run(["delete", "pod", "first", "--namespace", "agyn-gpu-workloads", "--wait"]);
    await placedPlaceholders(8);
  });

  it("made by anybody else is refused", async () => {
    const { ok, stderr } = await make(plane.kubectl, "gpu", workloadPod("foreign"));

    expect(ok).toBe(false);
    expect(stderr).toContain("pod must select nodes of tier gpu-nvidia-a100");
  });
});

describe("a workload of an everyday pool", () => {
  it("lands on an everyday node without a GPU", async () => {
    const made = await make(await runnerOf("everyday"), "everyday", workloadPod("plain"));
    expectMade(made);

    expect((await settled("everyday", "plain")).spec.nodeName).toBe("std-0");
  });

  it("that asks for a GPU is refused by the pool's quota", async () => {
    const { ok, stderr } = await make(await runnerOf("everyday"), "everyday", workloadPod("greedy", { gpus: 1 }));

    expect(ok).toBe(false);
    expect(stderr).toMatch(/exceeded quota.*requests.nvidia.com\/gpu/);
  });

  it("beyond the pool's ceiling is refused with what is used up", async () => {
    const runner = await runnerOf("everyday");
    expectMade(await make(runner, "everyday", workloadPod("second")));

    const { ok, stderr } = await make(runner, "everyday", workloadPod("third"));
    expect(ok).toBe(false);
    expect(stderr).toMatch(/exceeded quota.*requested: pods=1, used: pods=2, limited: pods=2/);
  });

  it("can't be made in the namespace of another pool", async () => {
    const { ok, stderr } = await make(await runnerOf("everyday"), "gpu", workloadPod("stray"));

    expect(ok).toBe(false);
    expect(stderr).toContain("forbidden");
  });
});
