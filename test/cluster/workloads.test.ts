// Every shape of an agent service on a real API server (test/workloads/all-shapes-fixture.ts): accepted as it is written, without a
// warning, and its pods let in by the strictest level of Pod Security.
import { setTimeout as sleep } from "node:timers/promises";
import type { Changes } from "../../src/rehearsal/index";
import type { ControlPlane } from "./control-plane";
import { closeAll, stageOf, type Stage, startCluster } from "./harness";

const NAMESPACE = "support";
const POLL_MS = 200;

interface Pod {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
}

let plane: ControlPlane;
let stage: Stage;
let applied: Changes;
beforeAll(async () => {
  plane = await startCluster("shapes");
  stage = await stageOf("test/workloads/all-shapes-fixture.ts", [plane]);
  applied = await stage.apply();
});
afterAll(closeAll);

/** Names of the workloads that have pods, once these all have. */
async function withPods(expected: readonly string[]): Promise<readonly string[]> {
  for (;;) {
    const { items } = await plane.kubectl.json<{ items: readonly Pod[] }>(["get", "pods", "--namespace", NAMESPACE]);
    const names = [...new Set(items.map(({ metadata }) => metadata.labels["app.kubernetes.io/name"] ?? ""))].sort();
    if (expected.every((name) => names.includes(name))) return names;
    await sleep(POLL_MS);
  }
}

describe("agent services of every shape on a real API server", () => {
  it("are kept as they are written, without a warning", () => {
    expect(applied).toEqual({ add: 62, change: 0, remove: 0 });
    expect(stage.clusters.warnings).toEqual([]);
    expect(stage.clusters.differences).toEqual([]);
  });

  it("run: Pod Security at its strictest lets their pods in", async () => {
    const running = ["bridge", "bridge-per-pod", "dial-out", "http", "job", "stream", "temporal-worker", "worker"];

    expect(await withPods(running)).toEqual(running);
  });

  it("run by their schedule and by their queue too: what these make is let in", async () => {
    const create = (kind: string, template: object) =>
      plane.kubectl.try(
        ["create", "--namespace", NAMESPACE, "--dry-run=server", "--filename", "-"],
        JSON.stringify({ apiVersion: "batch/v1", kind: "Job", metadata: { name: `try-${kind}` }, spec: template }),
      );
    const get = <T>(kind: string, name: string): Promise<T> =>
      plane.kubectl.json<T>(["get", kind, name, "--namespace", NAMESPACE]);
    const nightly = await get<{ spec: { jobTemplate: { spec: object } } }>("cronjob", "nightly");
    const perTask = await get<{ spec: { jobTargetRef: object } }>("scaledjob", "per-task");

    for (const spec of [nightly.spec.jobTemplate.spec, perTask.spec.jobTargetRef]) {
      const { ok, stderr } = await create("job", spec);
      expect({ ok, stderr }).toEqual({ ok: true, stderr: "" });
    }
  });

  it("lead to pods by name where each has a host of its own", async () => {
    const { spec } = await plane.kubectl.json<{ spec: { selector: object; clusterIP: string } }>([
      ...["get", "service", "bridge-per-pod-1", "--namespace", NAMESPACE],
    ]);
    const [pod] = (
      await plane.kubectl.json<{ items: readonly Pod[] }>([
        ...["get", "pods", "--namespace", NAMESPACE],
        ...[
          "--selector",
          Object.entries(spec.selector)
            .map(([key, value]) => `${key}=${String(value)}`)
            .join(","),
        ],
      ])
    ).items;

    expect(pod?.metadata.name).toBe("bridge-per-pod-1");
  });

  it("need no second apply, and are destroyed without a trace", async () => {
    await stage.planAgain();
    await stage.destroy();
  });
});
