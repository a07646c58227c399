// What a fleet rule is: words for people, how serious its breach is by stage, and a pure function that finds the breaches.
import { resolve as resolvePath } from "node:path";
import { type ChartFolder, chartFolder } from "../../kubernetes/index.js";
import type { RuleDescription, Severity } from "../../rules/index.js";
import { type Cells, cellsOf } from "../cells.js";
import type { FleetDefinition, PoolDefinition, PoolSettings } from "../definition.js";
import { at } from "../path.js";
import { type Demand, demandOf } from "../placing/demand.js";
import { type Work, workOf } from "../placing/work.js";
import type { ResolvedFleet, Stage } from "../resolved.js";
import { resolve } from "../resolve.js";

/** A place where a rule does not hold. */
export interface Breach {
  readonly path: string;
  readonly value?: unknown;
  readonly why: string;
  readonly fix: string;
  /** More or less serious than the rule in general. */
  readonly severity?: Severity;
}

/** A rule over fleets. */
export interface FleetRule extends RuleDescription {
  /** How serious a breach is, in each stage. */
  readonly severity: Readonly<Record<Stage, Severity>>;
  /** The breaches, in any order. */
  readonly check: (judged: JudgedFleet) => readonly Breach[];
}

/** Always an error. */
export const ERROR = { dev: "error", prod: "error" } as const;
/** Always a warning. */
export const WARNING = { dev: "warning", prod: "warning" } as const;
/** A warning in dev, an error in prod. */
export const STRICT_IN_PROD = { dev: "warning", prod: "error" } as const;

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
