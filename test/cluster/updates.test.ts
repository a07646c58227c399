// What is changed in place on a real API server: labels of a pool and of its namespace, and its quota. And a runner whose Deployment
// becomes available after its release is done.
import { setTimeout as sleep } from "node:timers/promises";
import { runnersSeen } from "../../src/rehearsal/runners-seen";
import type { ControlPlane } from "./control-plane";
import { closeAll, stageOf, type Stage, startCluster } from "./harness";

let plane: ControlPlane;
let stage: Stage;
beforeEach(async () => {
  plane = await startCluster("lab");
  stage = await stageOf("test/cluster/updates-fixture.ts", [plane]);
});
afterEach(closeAll);

const WORKLOADS = "agyn-everyday-workloads";
const read = async (kind: string, name: string, path: string): Promise<string> =>
  await plane.kubectl.run(["get", kind, name, "--namespace", WORKLOADS, "--output", `jsonpath={${path}}`]);
const token = async (): Promise<string> =>
  await plane.kubectl.run([
    ...["get", "secret", "everyday-lab-0-token", "--namespace", "agyn-everyday", "--output", "jsonpath={.data.token}"],
  ]);
const runners = async () => await runnersSeen(stage.scene.platform.gateway.url, stage.scene.tokens);

it("changes labels and quota in place, and keeps runner and token", async () => {
  await stage.apply();
  const [before] = await runners();
  const [quota] = (await plane.kubectl.run(["get", "resourcequota", "--namespace", WORKLOADS, "--output", "name"]))
    .trim()
    .split("\n");
  expect(await read("namespace", WORKLOADS, String.raw`.metadata.labels.acme\.example/owner`)).toBe("ml");

  const tokenBefore = await token();
  await stage.synthesize({ UPDATED: "1" });
  const changes = await stage.apply();
  expect(changes).toMatchObject({ add: 0, remove: 0 });
  expect(changes.change).toBeGreaterThanOrEqual(3);
  expect(stage.clusters.differences).toEqual([]);
  expect(stage.clusters.warnings).toEqual([]);
  expect(await read("namespace", WORKLOADS, String.raw`.metadata.labels.acme\.example/owner`)).toBe("web");
  expect(await read("resourcequota", (quota ?? "").split("/")[1] ?? "", ".spec.hard.pods")).toBe("7");
  expect(await runners()).toEqual([{ ...before, labels: expect.objectContaining({ team: "web" }) as object }]);
  expect(tokenBefore).not.toBe("");
  expect(await token()).toBe(tokenBefore);

  await stage.planAgain();
  await stage.destroy();
});

it("enrolls a runner whose pod finds a node only after a while", async () => {
  await stage.synthesize({ UNWAITED: "1" });
  await plane.kubectl.run(["cordon", "--selector", "kubernetes.io/hostname"]);
  const applied = stage.apply();
  const pending = async (): Promise<string> =>
    (await plane.kubectl.run(["get", "pods", "--namespace", "agyn-everyday", "--output", "name"])).trim();
  while ((await pending()) === "") await sleep(200);
  const explained = () => JSON.stringify(stage.scene.platform.clusters.explain());
  while (explained() === "[]" || explained().includes("has not started yet")) await sleep(200);
  expect((await runners()).map(({ status }) => status)).toEqual(["pending"]);
  expect(stage.scene.platform.clusters.explain()).toMatchObject([
    { pod: { enrolled: false, reason: "no pod of its Deployment is available" } },
  ]);

  await plane.kubectl.run(["uncordon", "--selector", "kubernetes.io/hostname"]);
  await applied;
  expect((await runners()).map(({ status }) => status)).toEqual(["enrolled"]);
});
