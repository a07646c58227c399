// One program of the synth bench, in a process of its own: makes pools in one of three ways, synthesizes them into a folder, and says
// what that took. `synth.ts` bundles it, so that no loader of TypeScript is in its memory.
import { writeSync } from "node:fs";
import { AgynStack, Cluster, Fleet, Gateway, Region, RunnerPool, RunnerTier } from "cdktf-agyn";
import { App } from "cdktf";
import { plainPools } from "./synth-plain.js";
import { CONTEXT, poolName, REGION } from "./synth-size.js";

/** What a program tells. */
export interface Cost {
  /** Processor time of making and synthesizing, in milliseconds. */
  readonly ms: number;
  /** Resident memory at its highest, in MB. */
  readonly peakMb: number;
  /** Heap that is still in use after synth, with the app alive, in MB. */
  readonly heapMb: number;
}

function runnerPools(app: App, count: number): void {
  const cluster = Cluster.fromKubeconfig({ context: CONTEXT });
  const region = Region.of(REGION, { cluster, gateway: Gateway.inCluster() });
  const stack = new AgynStack(app, REGION, { cluster });
  for (let index = 0; index < count; index++) {
    new RunnerPool(stack, poolName(index), { region, tier: RunnerTier.standard(), capabilities: ["docker"] });
  }
}

function fleetPools(app: App, count: number): void {
  const pools = Array.from({ length: count }, (_, index) => [poolName(index), { region: REGION }] as const);
  Fleet.of({
    name: "bench",
    stage: "dev",
    regions: { [REGION]: { cluster: { context: CONTEXT } } },
    defaults: { capabilities: ["docker"] },
    pools: Object.fromEntries(pools),
  }).stacks(app);
}

const PROGRAMS = { plain: plainPools, pools: runnerPools, fleet: fleetPools };

/** Name of a program. */
export type Program = keyof typeof PROGRAMS;

function main(program: string, count: number, outdir: string): void {
  const start = process.cpuUsage();
  const app = new App({ outdir });
  PROGRAMS[program as Program](app, count);
  app.synth();
  const { user, system } = process.cpuUsage(start);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  globalThis.gc?.();
  const cost: Cost = { ms: (user + system) / 1000, peakMb, heapMb: process.memoryUsage().heapUsed / 1024 ** 2 };
  writeSync(1, JSON.stringify(cost));
}

main(process.argv[2] ?? "", Number(process.argv[3]), process.argv[4] ?? "");
