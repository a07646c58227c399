// `cdktf-agyn doctor --cluster` on a real API server: what it says of a fleet that was applied there, and of what goes missing.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Check } from "../../src/cli/doctor/check";
import { checkCluster } from "../../src/cli/doctor/cluster";
import type { ControlPlane } from "./control-plane";
import { closeAll, components, NODES, stageOf, type Stage, startCluster } from "./harness";
import { workloadPod } from "./workload-pod";

const POLICY_GONE =
  "see that mutatingadmissionpolicy agyn-tier-gpu and its binding are there (apply the pool's stack again), and that the API server " +
  "carries them out: before 1.36 it needs the feature gate MutatingAdmissionPolicy and admissionregistration.k8s.io/v1beta1 in its " +
  "runtime-config, both";

let plane: ControlPlane;
let stage: Stage;
let folder: string;
beforeAll(async () => {
  plane = await startCluster("lab", NODES, { version: "1.35.4" });
  stage = await stageOf("test/cluster/doctor-fixture.ts", [plane]);
  await stage.apply();
});
afterAll(closeAll);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the doctor says to somebody whose home has the kubeconfig. */
async function doctor(
  options: { outDirectory?: string; context?: string; kubeconfig?: string } = {},
): Promise<Readonly<Record<string, Check>>> {
  const { outDirectory = stage.outDirectory, context = "lab", kubeconfig = plane.kubeconfig } = options;
  mkdirSync(join(folder, ".kube"), { recursive: true });
  cpSync(kubeconfig, join(folder, ".kube/config"));
  const env = { PATH: process.env.PATH, HOME: folder, KUBECTL: components.kubectl };
  const checks = await checkCluster({ context, outDirectory }, env);
  return Object.fromEntries(checks.map((check) => [check.name, check]));
}

/** A copy of the fleet with something changed in its text. */
function fleetWith(found: string, instead: string): string {
  const text = readFileSync(join(stage.outDirectory, "fleet.json"), "utf8");
  expect(text).toContain(found);
  writeFileSync(join(folder, "fleet.json"), text.replace(found, instead));
  return folder;
}

/** The kubeconfig of a service account that may read namespaces and nothing else. */
async function readersKubeconfig(): Promise<string> {
  const rules = [{ apiGroups: [""], resources: ["namespaces"], verbs: ["get"] }];
  const subject = { kind: "ServiceAccount", name: "reader", namespace: "default" };
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "reader" };
  const rbac = (kind: string, more: object) => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata: { name: "reader" },
    ...more,
  });
  await plane.kubectl.apply([
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "reader", namespace: "default" } },
    rbac("ClusterRole", { rules }),
    rbac("ClusterRoleBinding", { roleRef, subjects: [subject] }),
  ]);
  const token = (await plane.kubectl.run(["create", "token", "reader"])).trim();
  const config = JSON.parse(readFileSync(plane.kubeconfig, "utf8")) as { users: readonly { name: string }[] };
  const path = join(folder, "reader.kubeconfig");
  const users = config.users.map(({ name }) => ({ name, user: { token } }));
  writeFileSync(path, JSON.stringify({ ...config, users }), { mode: 0o600 });
  return path;
}

it("finds a fleet that was applied as it should be", async () => {
  const checks = await doctor();

  expect(Object.values(checks).filter(({ status }) => status !== "ok")).toEqual([]);
  expect(checks).toMatchObject({
    cluster: { found: "lab of ~/.kube/config, Kubernetes v1.35.4" },
    "lab/everyday: namespaces": { found: "agyn-everyday, agyn-everyday-workloads" },
    "lab/everyday: probe as everyday-lab-0": { found: "no selector of a tier, no toleration of one, no accelerator" },
    "lab/gpu: probe as gpu-lab-0": {
      found: "selects agyn.dev/tier=gpu-l4; tolerates nvidia.com/gpu; 1 nvidia.com/gpu on the first container only",
    },
  });
});

it("reads the pools from the stacks of an app that has no fleet, and probes them alike", async () => {
  const withFleet = await doctor();
  const outDirectory = join(folder, "out");
  cpSync(stage.outDirectory, outDirectory, { recursive: true, filter: (path) => !path.endsWith("fleet.json") });
  const without = await doctor({ outDirectory });

  const probes = (checks: Readonly<Record<string, Check>>): unknown[] =>
    Object.values(checks)
      .filter(({ name }) => name.includes(": probe as "))
      .map(({ name, status, found }) => [name.replace(/^.*: /, ""), status, found])
      .sort();
  expect(probes(without)).toEqual(probes(withFleet));
  expect(probes(without).length).toBeGreaterThan(1);
});

it("leaves no pod behind", async () => {
  await doctor();

  expect((await plane.kubectl.json<{ items: unknown[] }>(["get", "pods", "--all-namespaces"])).items).toHaveLength(2);
});

it("tells a version that is stated and is not the server's", async () => {
  const { version } = await doctor({ outDirectory: fleetWith('"version": "1.35"', '"version": "1.36"') });

  expect(version).toMatchObject({
    status: "problem",
    found: "lab of ~/.kube/config is Kubernetes v1.35.4, and regions.lab.cluster.version is 1.36",
    fix: 'state version "1.35", synthesize and apply',
  });
});

it("tells that no region is on the context, and which are", async () => {
  const { fleet, cluster } = await doctor({ context: "laboratory" });

  expect(fleet?.found).toContain('is on the context "laboratory"; contexts there: "lab"');
  expect(cluster).toMatchObject({ status: "problem", found: expect.stringContaining("does not answer") as string });
});

it("tells what right a probe takes when the user lacks it", async () => {
  const checks = await doctor({ kubeconfig: await readersKubeconfig() });

  expect(checks["lab/gpu: namespaces"]?.status).toBe("ok");
  expect(checks["lab/gpu: probe as gpu-lab-0"]).toMatchObject({
    status: "problem",
    found: expect.stringContaining('cannot impersonate resource "serviceaccounts"') as string,
    fix: 'have a Role in agyn-gpu bound to your user: apiGroups [""], resources ["serviceaccounts"], verbs ["impersonate"]',
  });
});

it("does not take a full pool for a broken one", async () => {
  const runner = await plane.as("agyn-everyday", "everyday-lab-0");
  await runner.run(
    ["create", "--namespace", "agyn-everyday-workloads", "--filename", "-"],
    JSON.stringify(workloadPod("only")),
  );
  const { [`lab/everyday: probe as everyday-lab-0`]: probe } = await doctor();

  expect(probe).toMatchObject({ status: "skipped", found: expect.stringContaining("exceeded quota") as string });
});

it("tells which namespace is missing, and probes nothing there", async () => {
  const outDirectory = fleetWith(
    '"workloadNamespace": "agyn-everyday-workloads"',
    '"workloadNamespace": "agyn-everyday-elsewhere"',
  );
  const { "lab/everyday: namespaces": namespaces, "lab/everyday: probe as everyday-lab-0": probe } = await doctor({
    outDirectory,
  });

  expect(namespaces).toMatchObject({ status: "problem", found: "agyn-everyday-elsewhere is missing" });
  expect(probe?.status).toBe("skipped");
});

/** Asks until the answer is another one: a policy goes out of force a moment after its binding is deleted. */
async function probedAfter(deleted: string): Promise<Check | undefined> {
  const probed = async () => (await doctor())["lab/gpu: probe as gpu-lab-0"];
  const { found: before } = (await probed()) ?? {};
  await plane.kubectl.run(["delete", deleted, "agyn-tier-gpu"]);
  for (;;) {
    const check = await probed();
    if (check?.found !== before) return check;
  }
}

it("explains why a guard refuses when the policy is gone, and without the guard what pods lack", async () => {
  expect(await probedAfter("mutatingadmissionpolicybinding")).toMatchObject({
    status: "problem",
    found: expect.stringMatching(
      /ValidatingAdmissionPolicy 'agyn-tier-gpu'.*pod must select nodes of tier gpu-l4/,
    ) as string,
    why: "a guard stands in the way of a pod that did not get what steers it, so every start of this pool fails",
    fix: POLICY_GONE,
  });
  expect(await probedAfter("validatingadmissionpolicybinding")).toMatchObject({
    status: "problem",
    found: expect.stringContaining(
      "the pod does not select nodes with agyn.dev/tier=gpu-l4; the pod does not tolerate",
    ) as string,
    fix: POLICY_GONE,
  });
});
