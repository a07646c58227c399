// What fleet rules judge.
import { resolve as resolvePath } from "node:path";
import { type ChartFolder, chartFolder } from "../../kubernetes/index.js";
import type { Rule } from "../../rules/index.js";
import { type Cells, cellsOf } from "../cells.js";
import type { FleetDefinition, PoolDefinition, PoolSettings } from "../definition.js";
import { at } from "../path.js";
import { type Demand, demandOf } from "../placing/demand.js";
import { type Work, workOf } from "../placing/work.js";
import type { ResolvedFleet } from "../resolved.js";
import { resolve } from "../resolve.js";

/** A rule over fleets. */
export type FleetRule = Rule<JudgedFleet>;

/** A fleet as rules look at it; what several rules need is worked out once, when the first asks. */
export class JudgedFleet {
  readonly fleet: ResolvedFleet;
  #entries?: readonly PoolEntry[];
  #work?: Work;
  #demand?: Demand;
  readonly #charts = new Map<string, ChartFolder>();

  /** @param folder from which charts in folders are looked for */
  constructor(
    readonly definition: FleetDefinition,
    fleet: ResolvedFleet = resolve(definition),
    readonly folder = ".",
  ) {
    this.fleet = fleet;
  }

  /** The chart in a folder, read once. */
  chartFolder(path: string): ChartFolder {
    const known = this.#charts.get(path) ?? chartFolder(resolvePath(this.folder, path));
    this.#charts.set(path, known);
    return known;
  }

  /** The entries under `pools`, as written, with their cells. */
  get entries(): readonly PoolEntry[] {
    return (this.#entries ??= Object.entries(this.definition.pools).map(([key, pool]) => ({
      key,
      pool,
      cells: cellsOf(this.definition, key, pool),
    })));
  }

  /** Where the declared agents' work may land. */
  get work(): Work {
    return (this.#work ??= workOf(this.fleet));
  }

  /** What the declared agents ask of each pool. */
  get demand(): Demand {
    return (this.#demand ??= demandOf(this.fleet, this.work));
  }
}

/** An entry under `pools`. */
export interface PoolEntry {
  readonly key: string;
  readonly pool: PoolDefinition;
  readonly cells: Cells;
}

/** Settings of pools where they are written: `defaults`, a pool, a cell. */
export function writtenSettings({
  definition,
  entries,
}: JudgedFleet): readonly { readonly path: string; readonly settings: PoolSettings }[] {
  const { defaults } = definition;
  return [
    ...(defaults === undefined ? [] : [{ path: "defaults", settings: defaults }]),
    ...entries.flatMap(({ key, pool }) => [
      { path: at("pools", key), settings: pool },
      ...(pool.cells ?? []).map((settings, index) => ({ path: at(`${at("pools", key)}.cells`, index), settings })),
    ]),
  ];
}
