// A fleet: one definition, in TypeScript or in fleet.yaml, judged as a whole, and the stacks that deploy it.
import { readFileSync } from "node:fs";
import { dirname, resolve as absolutePath } from "node:path";
import type { CheckedFleet, FleetDefinition, ResolvedFleet, ResolvedPool, Slice } from "../../fleet/index.js";
import type { Finding } from "../../rules/index.js";
import { rulesModule } from "../rules.js";
import type { AgynStack } from "../agyn-stack.js";
import { App, type Construct } from "../core.js";
import { ConstructError, type Problem } from "../problems.js";
import type { Region } from "../region.js";
import { Team } from "../team.js";
import type { RunnerChart } from "../runner-release/index.js";
import type { RunnerTier } from "../tiers/index.js";
import { fleetModule } from "./lazy.js";
import type { IFleet } from "./parts.js";
import { type FleetStackOptions, GpuStack, OrganizationsStack, RegionStack, TeamStack } from "./stacks.js";
import { toChart, toRegion, toTier } from "./values.js";

/** A fleet without errors. Making one loads the rules and zod, and reading a file the YAML reader. */
export class Fleet implements IFleet {
  readonly resolved: ResolvedFleet;
  readonly findings: readonly Finding[];
  readonly #regions = new Map<string, Region>();
  readonly #teams = new Map<string, Team>();
  readonly #tiers = new Map<string, RunnerTier>();

  private constructor(
    checked: CheckedFleet,
    /** From which charts in folders are looked for. */
    private readonly folder: string,
  ) {
    this.resolved = fleetModule().assertFleet(checked);
    this.findings = checked.findings;
  }

  /**
   * A fleet from an object.
   *
   * @throws {FleetError} with everything that was found, when there is an error that nobody acknowledged.
   */
  static of(definition: FleetDefinition): Fleet {
    return new Fleet(fleetModule().checkFleet(definition), ".");
  }

  /**
   * A fleet from a YAML file; findings say line and column.
   *
   * @param path from the directory in which the program runs, unless it is absolute
   * @throws {FleetError} as `of`.
   */
  static fromFile(path: string): Fleet {
    return new Fleet(fleetModule().checkFleetYaml(readText(path), path), dirname(path));
  }

  /** A region with its cluster and gateway, the same value each time. */
  region(name: string): Region {
    const made = this.#regions.get(name);
    if (made !== undefined) return made;
    const { regions } = this.resolved;
    const region = toRegion(found("region", name, regions));
    if (region === undefined) {
      throw new Error(`The region ${name} of the fleet ${this.resolved.name} has no cluster. Fix: give it one.`);
    }
    this.#regions.set(name, region);
    return region;
  }

  /** A team, the same value each time. */
  team(name: string): Team {
    const made = this.#teams.get(name);
    if (made !== undefined) return made;
    const { organization } = found("team", name, this.resolved.teams);
    const team = Team.of(name, { organization });
    this.#teams.set(name, team);
    return team;
  }

  /** The tier of a pool with the pool's ceilings, the same value for pools with the same ceilings. */
  tierOf({ tier: name, quota }: ResolvedPool): RunnerTier {
    const key = JSON.stringify([name, quota]);
    const made = this.#tiers.get(key);
    if (made !== undefined) return made;
    const tier = toTier(found("tier", name, this.resolved.tiers), quota);
    this.#tiers.set(key, tier);
    return tier;
  }

  /** The chart of a pool; one in a folder is looked for from the fleet's file, or from where the program runs. */
  chartOf({ chart }: ResolvedPool): RunnerChart {
    return toChart(chart, this.folder);
  }

  /**
   * Makes all stacks of the fleet, as its `slices` say: the organizations first, the others in any order after them; last those that
   * let go of pools (`releasedFrom`).
   *
   * @returns the stacks in the order in which they are to be applied
   * @throws {ConstructError} with what is wrong with the pools of all stacks.
   */
  stacks(scope: Construct, options: FleetStackOptions = {}): readonly AgynStack[] {
    const { resolved } = this;
    const { hasOrganizations, slicesOf } = fleetModule();
    const props = { ...options, fleet: this };
    const problems: Problem[] = [];
    const organizations = hasOrganizations(resolved) ? [new OrganizationsStack(scope, props)] : [];
    const slices = slicesOf(resolved);
    // a stack that takes over a pool comes before the one that lets go of it
    const inOrder = [...slices.filter(takesOnly), ...slices.filter((slice) => !takesOnly(slice))];
    const others = inOrder.flatMap((slice) => {
      try {
        return [{ slice, stack: stackOf(scope, slice, props) }];
      } catch (error) {
        if (!(error instanceof ConstructError)) throw error;
        problems.push(...error.problems);
        return [];
      }
    });
    if (problems.length > 0) throw new ConstructError(`fleet ${resolved.name}`, eachOnce(problems));
    for (const { slice, stack } of others) {
      for (const first of organizations) stack.addDependency(first);
      if (takesOnly(slice)) continue;
      for (const other of others) {
        if (other.slice.pools.some((pool) => slice.released.includes(pool))) stack.addDependency(other.stack);
      }
    }
    return [...organizations, ...others.map(({ stack }) => stack)];
  }

  /**
   * Synthesizes an app of all stacks and nothing else.
   *
   * @param outdir output folder, such as `cdktf.out`
   * @throws {ConstructError} as `stacks`.
   */
  synthesize(outdir: string): void {
    const app = new App({ outdir, stackTraces: false });
    this.stacks(app);
    app.synth();
  }
}

/** A pool that moves is made where it comes to and, to know what is let go of, where it was. */
function eachOnce(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify([problem.path, problem.why]), problem])).values()];
}

function takesOnly({ released }: Slice): boolean {
  return released.length === 0;
}

function stackOf(
  scope: Construct,
  { kind, name }: Slice,
  props: FleetStackOptions & { readonly fleet: IFleet },
): AgynStack {
  switch (kind) {
    case "team":
      return new TeamStack(scope, { ...props, team: name });
    case "region":
      return new RegionStack(scope, { ...props, region: name ?? "" });
    case "gpu":
      return new GpuStack(scope, { ...props, region: name ?? "" });
  }
}

function found<T>(what: string, name: string, all: Readonly<Record<string, T>>): T {
  const names = Object.keys(all);
  const entry = names.includes(name) ? all[name] : undefined;
  if (entry !== undefined) return entry;
  const meant = rulesModule().nearest(name, names);
  throw new Error(`The fleet has no ${what} ${name}. Fix: write ${meant ?? `one of ${names.join(", ")}`}.`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const why = typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error);
    throw new Error(
      `The fleet ${path} can't be read (${why}); it was looked for at ${absolutePath(path)}. Fix: give a path from the directory ` +
        "in which the program runs, or an absolute one.",
      { cause: error },
    );
  }
}
