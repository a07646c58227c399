// Priorities that are changed. The API server changes neither the number nor the preemption of a PriorityClass, so other numbers are
// classes of other names, and the old ones go.
import type { ControlPlane } from "./control-plane";
import { closeAll, stageOf, type Stage, startCluster } from "./harness";
import { workloadPod } from "./workload-pod";

let plane: ControlPlane;
let stage: Stage;
beforeAll(async () => {
  plane = await startCluster("lab", [
    { name: "std-0", labels: { "agyn.dev/tier": "standard" }, resources: { cpu: "8", memory: "32Gi" } },
  ]);
  stage = await stageOf("test/cluster/priorities-fixture.ts", [plane]);
});
afterAll(closeAll);

async function classes(): Promise<readonly string[]> {
  const path = String.raw`jsonpath={range .items[*]}{.metadata.name} {.value} {.preemptionPolicy}{"\n"}{end}`;
  const lines = (await plane.kubectl.run(["get", "priorityclasses", "--output", path])).trim().split("\n");
  return lines.filter((line) => line.startsWith("agyn-")).sort();
}

/** Class and number of a pod that the pool's runner makes. */
async function priorityOfWorkload(name: string): Promise<string> {
  const runner = await plane.as("agyn-batch", "batch-lab-0");
  const at = ["--namespace", "agyn-batch-workloads", "--output", "jsonpath={.spec.priorityClassName} {.spec.priority}"];
  return await runner.run(["create", ...at, "--filename", "-"], JSON.stringify(workloadPod(name)));
}

it("gives workloads and placeholders other priorities in place", async () => {
  await stage.apply();
  expect(await classes()).toEqual(["agyn-batch-warm -5 Never", "agyn-tier-batch.100 100 PreemptLowerPriority"]);

  await stage.synthesize({ UPDATED: "1" });
  expect(await stage.apply()).toEqual({ add: 0, change: 1, remove: 0 });
  expect(await classes()).toEqual(["agyn-batch-warm.minus-8 -8 Never", "agyn-tier-batch.200.never 200 Never"]);
  expect(await priorityOfWorkload("workload-a")).toBe("agyn-tier-batch.200.never 200");

  await stage.planAgain();
  await stage.destroy();
  expect(await classes()).toEqual([]);
});
