// A synthesized app as a review looks at it: what the fleet calls the objects that a plan names by hashed addresses. Read from an
// output folder, with or without a fleet in it.
//
// Source: cdktf 0.21 writes the construct path of every resource into cdk.tf.json (`"//".metadata.path`); a plan has none. What is in a
// module is known by the module's path. A runner of a pool is the construct `<pool>/Runner<n>`.
import { readFleetJson, type ResolvedFleet, type ResolvedPool, type WrittenFleet } from "../../fleet/index.js";
import { groupBy } from "../../rules/index.js";
import {
  at,
  blocks,
  isObject,
  type JsonObject,
  readSynthesizedStacks,
  resourcesOf,
  text,
} from "../../synthesized/index.js";
import { readAgentsJson, type WrittenWorkloads } from "./agents-file.js";

/** A resource, look-up or module call of a stack. */
export interface AppResource {
  /** Without index: `agyn_runner.x`, `data.agyn_organization.y`, `module.z`. */
  readonly address: string;
  /** Construct path, without the last `Resource`. @default - it was not made by a construct */
  readonly path?: string;
  readonly body: JsonObject;
}

/** A stack of an app. */
export interface AppStack {
  readonly name: string;
  /** Stacks that are applied before it. */
  readonly dependencies: readonly string[];
  /** Its cdk.tf.json. */
  readonly configuration: JsonObject;
  readonly resources: ReadonlyMap<string, AppResource>;
}

/** A pool of an app: one of its fleet's, or what stands around a registration. */
export interface AppPool {
  /** As the fleet calls it, `us-east-1/ml-gpu`, else its construct path. */
  readonly id: string;
  /** Construct path; everything below belongs to the pool. */
  readonly path: string;
  readonly stack: string;
  /** What the labels of its runners say where no fleet says it; empty: nothing. */
  readonly region: string;
  readonly team: string;
  readonly tier: string;
  /** As the fleet has it. @default - the app has no fleet, or the pool is not in it */
  readonly declared?: ResolvedPool;
}

/** A synthesized app. */
export interface ReviewedApp {
  readonly directory: string;
  /** By name, each after those it depends on. */
  readonly stacks: ReadonlyMap<string, AppStack>;
  /** By construct path. */
  readonly pools: ReadonlyMap<string, AppPool>;
  /** @default - the app has none */
  readonly written?: WrittenFleet;
  /** Its agent workloads. @default - the app has none */
  readonly workloads?: WrittenWorkloads;
}

/**
 * Reads an output folder.
 *
 * @throws in one sentence when it is none, or its fleet or its agent workloads are none of this version's
 */
export function readApp(directory: string): ReviewedApp {
  const written = readFleetJson(directory);
  const workloads = readAgentsJson(directory);
  const stacks = new Map(
    readSynthesizedStacks(directory).map(({ name, dependencies, configuration }) => {
      return [name, { name, dependencies, configuration, resources: namedResources(configuration) }];
    }),
  );
  return {
    directory,
    stacks,
    pools: new Map(poolsOf(stacks, written?.fleet).map((pool) => [pool.path, pool])),
    ...(written === undefined ? {} : { written }),
    ...(workloads === undefined ? {} : { workloads }),
  };
}

/**
 * What an app calls the object at an address of a plan: the index is dropped, and what is in a module is the module.
 *
 * @returns undefined for what the stack does not have
 */
export function resourceAt(stack: AppStack | undefined, address: string): AppResource | undefined {
  const [, module] = /^(module\.[^.[]+)/.exec(address) ?? [];
  return stack?.resources.get(module ?? address.replace(/\[.*$/, ""));
}

/** The pool that a construct path is in. */
export function poolAt({ pools }: ReviewedApp, path: string | undefined): AppPool | undefined {
  for (let at = path ?? ""; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
    const pool = pools.get(at);
    if (pool !== undefined) return pool;
  }
  return undefined;
}

function namedResources(configuration: JsonObject): ReadonlyMap<string, AppResource> {
  const modules = blocks(configuration["module"]).flatMap((named) =>
    Object.entries(named).flatMap(([name, body]) =>
      blocks(body).map((one) => ({ address: `module.${name}`, body: one })),
    ),
  );
  const all = [...resourcesOf(configuration), ...resourcesOf(configuration, "data"), ...modules];
  return new Map(
    all.map(({ address, body }) => {
      const path = text(at(body, "//", "metadata", "path")).replace(/\/Resource$/, "");
      return [address, { address, body, ...(path === "" ? {} : { path }) }];
    }),
  );
}

function poolsOf(stacks: ReadonlyMap<string, AppStack>, fleet: ResolvedFleet | undefined): AppPool[] {
  const declaredByRunner = new Map(
    (fleet?.pools ?? []).flatMap((pool) =>
      pool.runners.map((runner) => [`${pool.labels["region"] ?? ""} ${runner}`, pool] as const),
    ),
  );
  return [...stacks.values()].flatMap(({ name: stack, resources }) => {
    const runners = [...resources.values()].flatMap(({ address, path, body }) => {
      if (path === undefined || !address.startsWith("agyn_runner.")) return [];
      return [{ pool: path.replace(/\/Runner\d+(-g\d+)?$/, ""), body }];
    });
    return [...groupBy(runners, ({ pool }) => pool)].map(([path, [runner]]) => {
      const labels = isObject(runner?.body["labels"]) ? runner.body["labels"] : {};
      const [region, team, tier] = [text(labels["region"]), text(labels["team"]), text(labels["tier"])];
      const declared = declaredByRunner.get(`${region} ${text(runner?.body["name"])}`);
      return {
        id: declared?.id ?? path,
        path,
        stack,
        region: declared?.region ?? region,
        team: declared === undefined ? team : (declared.team ?? ""),
        tier: declared?.tier ?? tier,
        ...(declared === undefined ? {} : { declared }),
      };
    });
  });
}
