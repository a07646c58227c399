// The pools that the doctor reads from a fleet's fleet.json: where their clusters are, and what their workloads ask for.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Kubectl } from "../../../src/cli/doctor/kubectl";
import type { PlacedPool } from "../../../src/cli/doctor/placed-pool";
import { readFleet } from "../../../src/cli/doctor/pools";
import { probe } from "../../../src/cli/doctor/probe";
import { checkFleetYaml, fleetJson } from "../../../src/fleet/index";
import { kubectlOf } from "./kubectl-stub";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The pools of a cluster whose tier of isolated work is steered by a runtime class. */
function pools(path: string, out = folder): Readonly<Record<string, PlacedPool>> {
  const { fleet, findings } = checkFleetYaml(
    `name: acme
stage: dev
regions:
  lab:
    cluster: { context: lab, path: ${path}, kind: selfManaged, version: "1.36", steering: { way: runtimeClass, handler: kata-qemu } }
    gateway: { inCluster: true }
tiers:
  isolated:
    nodeSelector: { agyn.dev/tier: isolated }
    taint: { key: acme.example/isolated, value: "yes", effect: NoSchedule }
    quota: { pods: 4, requestsCpu: "8", requestsMemory: 32Gi }
pools:
  everyday: { region: lab }
  isolated: { region: lab, tier: isolated, capabilities: [docker], dockerImplementation: kata-qemu }
  unoffered: { region: lab, dockerImplementation: kata-qemu }
`,
    "fleet.yaml",
  );
  if (fleet === undefined) throw new Error(JSON.stringify(findings));
  writeFileSync(join(folder, "fleet.json"), fleetJson(fleet, []));
  return Object.fromEntries((readFleet(out)?.pools ?? []).map((placed) => [placed.pool.name, placed]));
}

it.each<[string, string, () => string]>([
  ["a relative path from the folder of the stack", "../../../kube/config", () => join(folder, "../kube/config")],
  ["a path below the home as it is", "~/.kube/lab", () => "~/.kube/lab"],
  ["a whole path as it is", "/etc/kube/config", () => "/etc/kube/config"],
])("takes %s", (_what, path, expected) => {
  expect(pools(path)["everyday"]?.cluster.path).toBe(expected());
  // wherever the doctor is called
  expect(pools(path, relative(process.cwd(), folder))["everyday"]?.cluster.path).toBe(expected());
});

it.each([
  ["isolated", "kata-qemu"],
  ["everyday", undefined],
  ["unoffered", undefined],
])("asks with the runtime class that workloads of pool %s name: %s", async (name, runtimeClass) => {
  const placed = pools("~/.kube/config")[name];
  const kubectl = new Kubectl(kubectlOf(folder, `cat > "${folder}/asked"; cat "${folder}/asked"`), []);
  if (placed === undefined) throw new Error(`there is no pool ${name}`);
  await probe(kubectl, placed, `${name}-lab-0`);

  const pod = readFileSync(join(folder, "asked"), "utf8");
  expect((JSON.parse(pod) as { spec?: { runtimeClassName?: string } }).spec?.runtimeClassName).toBe(runtimeClass);
});
