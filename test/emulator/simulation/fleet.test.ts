// A fleet's own files as a simulation: what is written by hand, and what synthesis writes for reviewers.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSimulationPlan } from "../../../src/emulator/index.js";
import { requirePlan } from "../../../src/emulator/simulation/plan-file.js";
import { checkFleet, fleetJson } from "../../../src/fleet/index.js";
import { acme, ACME_YAML } from "../../fleet/acme.js";

it.each<[string, () => string]>([
  ["fleet.yaml", () => ACME_YAML],
  [
    "fleet.json",
    () => {
      const { fleet, findings } = checkFleet(acme());
      return fleet === undefined ? "" : fleetJson(fleet, findings);
    },
  ],
])("takes the agents of %s as they stand", async (name, text) => {
  const folder = mkdtempSync(join(tmpdir(), "simulation-fleet-"));
  try {
    const file = join(folder, name);
    writeFileSync(file, text());

    const { agents } = requirePlan(await readSimulationPlan(file));

    expect([...agents].sort((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
      {
        name: "reviewer",
        organization: "acme-web",
        labels: { tier: "standard", region: "us-east-1" },
        capabilities: ["docker"],
        cpuMillicores: 2000,
        ramBytes: 4 * 2 ** 30,
        sidecars: ["sidecar-1", "sidecar-2"],
        concurrency: 4,
      },
      { name: "trainer", organization: "acme-ml", labels: { tier: "gpu-nvidia-a100" }, concurrency: 8 },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
