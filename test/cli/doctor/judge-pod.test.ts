// What a pod that an API server would have made is held against, for every way of steering.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faultsOf, praise } from "../../../src/cli/doctor/judge-pod";
import type { PlacedPool } from "../../../src/cli/doctor/placed-pool";
import { readFleet } from "../../../src/cli/doctor/pools";
import type { Judged, Toleration } from "../../../src/cli/doctor/probe-pod";
import { checkFleetYaml, fleetJson } from "../../../src/fleet/index";

const GPU = "nvidia.com/gpu";
const TOLERATION = { key: GPU, operator: "Equal", value: "present", effect: "NoSchedule" };
const AUTOMATIC = { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" };
const SELECTOR = { "agyn.dev/tier": "gpu-l4" };

/** The pool of a tier in a fleet whose cluster steers in a way, as fleet.json tells of it. */
function placed(name: string, steering: string): PlacedPool {
  const { fleet, findings } = checkFleetYaml(
    `name: acme
stage: dev
regions:
  lab:
    cluster: { context: lab, kind: gke, version: "1.36", tierLabelsProtected: true, steering: { ${steering} } }
    gateway: { inCluster: true }
tiers:
  gpu-l4: { gpu: { model: l4 } }
pools:
  everyday: { region: lab }
  ml: { region: lab, tier: gpu-l4 }
`,
    "fleet.yaml",
  );
  if (fleet === undefined) throw new Error(JSON.stringify(findings));
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  try {
    writeFileSync(join(folder, "fleet.json"), fleetJson(fleet, []));
    const found = readFleet(folder)?.pools.find(({ pool }) => pool.name === name);
    if (found === undefined) throw new Error(`there is no pool ${name}`);
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Had {
  readonly selector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
  /** GPUs of the containers, then of the side-car. */
  readonly gpus?: readonly number[];
}

function pod({ selector, tolerations = [], gpus = [] }: Had): Judged {
  const container = (name: string, index: number) => ({
    name,
    ...((gpus[index] ?? 0) > 0 && { resources: { limits: { [GPU]: String(gpus[index]) } } }),
  });
  return {
    spec: {
      ...(selector && { nodeSelector: selector }),
      tolerations: [AUTOMATIC, ...tolerations],
      containers: [container("agent", 0), container("mcp", 1)],
      initContainers: [container("ziti", 2)],
    },
  };
}

it.each<[string, string, string, Had]>([
  [
    "a policy gives the GPU to the first container",
    "ml",
    "way: auto",
    { selector: SELECTOR, tolerations: [TOLERATION], gpus: [1] },
  ],
  [
    "a LimitRange gives one to every container",
    "ml",
    "way: limitRange, wasteAccepted: true",
    { tolerations: [{ key: GPU, operator: "Exists", effect: "NoSchedule" }], gpus: [1, 1, 1] },
  ],
  ["everyday work gets nothing", "everyday", "way: auto", {}],
])("nothing is wrong when %s", (_what, pool, steering, had) => {
  expect(faultsOf(pod(had), placed(pool, steering))).toEqual([]);
});

it.each<[string, string, Had, readonly string[]]>([
  [
    "a policy that does nothing",
    "ml",
    {},
    [
      "the pod does not select nodes with agyn.dev/tier=gpu-l4",
      "the pod does not tolerate the taint nvidia.com/gpu=present:NoSchedule",
      "container agent has 0 nvidia.com/gpu and should have 1",
    ],
  ],
  [
    "a GPU for every container",
    "ml",
    { selector: SELECTOR, tolerations: [TOLERATION], gpus: [1, 1, 1] },
    ["container mcp has 1 nvidia.com/gpu and should have 0", "container ziti has 1 nvidia.com/gpu and should have 0"],
  ],
  [
    "a toleration of another value",
    "ml",
    { selector: SELECTOR, tolerations: [{ ...TOLERATION, value: "other" }], gpus: [1] },
    ["the pod does not tolerate the taint nvidia.com/gpu=present:NoSchedule"],
  ],
  [
    "everyday work that is steered to GPU nodes",
    "everyday",
    { selector: SELECTOR, tolerations: [{ operator: "Exists" }], gpus: [1] },
    [
      "the pod selects nodes of another tier (agyn.dev/tier=gpu-l4)",
      "the pod tolerates the taint nvidia.com/gpu=present of another tier",
      "container agent has 1 nvidia.com/gpu and should have 0",
    ],
  ],
])("tells %s", (_what, pool, had, faults) => {
  expect(faultsOf(pod(had), placed(pool, "way: auto"))).toEqual(faults);
});

it.each([
  [
    "ml",
    "way: auto",
    "selects agyn.dev/tier=gpu-l4; tolerates nvidia.com/gpu; 1 nvidia.com/gpu on the first container only",
  ],
  ["ml", "way: limitRange, wasteAccepted: true", "tolerates nvidia.com/gpu; 1 nvidia.com/gpu on every container"],
  ["everyday", "way: auto", "no selector of a tier, no toleration of one, no accelerator"],
])("says of a sound pod of %s, steered by %s, what it has", (pool, steering, text) => {
  expect(praise(placed(pool, steering))).toBe(text);
});
