// What the tests of fleets share: a small fleet that nothing is found in, and a way to write it down as a file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FleetDefinition } from "../../../src/constructs/index";

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** Two regions, two teams, a pool for each, a shared one, and a GPU pool. */
export function definition(change: (fleet: Mutable<FleetDefinition>) => void = () => undefined): FleetDefinition {
  const fleet: Mutable<FleetDefinition> = {
    name: "acme",
    stage: "dev",
    regions: {
      east: { cluster: { context: "east", kind: "eks", version: "1.36", tierLabelsProtected: true } },
      west: { cluster: { context: "west" }, gateway: { viaTlsProxy: "gateway.acme.example" }, storageClass: "gp3" },
    },
    teams: { ml: { organization: "acme-ml" }, web: { organization: "acme-web", organizationName: "Acme Web" } },
    tiers: { "gpu-nvidia-l4": { gpu: { model: "nvidia-l4", perNode: 4 } } },
    pools: {
      shared: { region: "east", labels: { team: "platform" } },
      standard: { regions: "all", teams: "all" },
      "ml-gpu": { region: "east", team: "ml", tier: "gpu-nvidia-l4" },
    },
    agents: {
      reviewer: { organization: "acme-web", labels: { tier: "standard" } },
      trainer: { organization: "acme-ml", labels: { tier: "gpu-nvidia-l4" }, requests: { gpu: 1 } },
    },
  };
  change(fleet);
  return fleet;
}

/** Calls with the path of a file that holds a text. */
export function withFile<T>(text: string, call: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "agyn-fleet-"));
  try {
    const path = join(folder, "fleet.yaml");
    writeFileSync(path, text);
    return call(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
