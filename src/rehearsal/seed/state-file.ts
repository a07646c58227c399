// A Terraform state as `terraform state pull` prints it: which stack it belongs to, the managed objects it tells of, and what was
// looked up.
//
// Source: Terraform state format version 4 (`resources[].instances[].attributes`, `provider` as `provider["HOST/NS/TYPE"].ALIAS`);
// CDKTF's local backend names its files `terraform.<stack>.tfstate`.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import {
  isList,
  isObject,
  type JsonObject,
  objectsOf,
  resourcesOf,
  type SynthesizedStack,
  text as textIn,
} from "../../synthesized/index.js";

const VERSION = 4;

/** An object that a state tells of. */
export interface StateObject {
  readonly address: string;
  /** Address without the index: `agyn_runner.ml`. */
  readonly resource: string;
  readonly type: string;
  /** Alias of its provider block; empty for the block without. */
  readonly alias: string;
  readonly attributes: JsonObject;
  /** Addresses without index of everything it needs. */
  readonly dependencies: readonly string[];
}

/** A state that was pulled. */
export interface PulledState {
  readonly path: string;
  /** As it was given: the path, or `STACK=FILE`. */
  readonly source: string;
  /** The stack of the app that it belongs to; undefined when it is another app's. */
  readonly stack: SynthesizedStack | undefined;
  /** As it was read. */
  readonly text: string;
  readonly lineage: string;
  readonly serial: number;
  readonly objects: readonly StateObject[];
  /** What data sources found. */
  readonly lookedUp: readonly StateObject[];
}

/**
 * Reads states and finds their stacks: by `STACK=FILE`, by the file's name, else by the addresses in it.
 *
 * @throws with a line for every file that can't be taken
 */
export function readStates(sources: readonly string[], stacks: readonly SynthesizedStack[]): PulledState[] {
  const problems: string[] = [];
  const states = sources.flatMap((source) => {
    try {
      return [readState(source, stacks)];
    } catch (error) {
      problems.push(`--state ${source}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
  for (const [index, state] of states.entries()) {
    const { stack, path, source } = state;
    const first = states.slice(0, index).find((other) => hasSameObjects(other, state));
    if (first !== undefined) {
      problems.push(
        `--state ${source}: it is the state that --state ${first.source} gives already; leave one of them out`,
      );
    }
    const others = states.filter(
      (other) => other !== state && stack !== undefined && other.stack === stack && !hasSameObjects(other, state),
    );
    if (others.length > 0) {
      problems.push(
        `--state ${path}: stack ${stack?.name ?? ""} has more than one state; say which belongs to which stack with --state STACK=FILE`,
      );
    }
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return states;
}

/** Whether two states are one, whatever their files: lineages and serials may be equal by accident where a state was copied. */
function hasSameObjects({ objects: ones }: PulledState, { objects: others }: PulledState): boolean {
  return ones.length > 0 && JSON.stringify(ones) === JSON.stringify(others);
}

function readState(source: string, stacks: readonly SynthesizedStack[]): PulledState {
  const [, named, path = source] = /^([\w.-]+)=(.+)$/s.exec(source) ?? [];
  const wanted = stacks.find(({ name }) => name === named);
  if (named !== undefined && !wanted) {
    throw new Error(`the app has no stack ${named}; it has ${stacks.map(({ name }) => name).join(", ")}`);
  }
  const text = textOf(path);
  const all = objectsIn(text);
  const objects = all.managed;
  const stack = wanted ?? byName(path, stacks) ?? byAddresses(objects, stacks);
  return { path, source, stack, text, lineage: all.lineage, serial: all.serial, objects, lookedUp: all.data };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error("it can't be read; name a file that `terraform state pull` was written to", { cause: error });
  }
}

/** The managed objects that a state tells of. */
export function managedObjects(text: string): StateObject[] {
  return objectsIn(text).managed;
}

function objectsIn(text: string): {
  readonly managed: StateObject[];
  readonly data: StateObject[];
  readonly lineage: string;
  readonly serial: number;
} {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    state = undefined; // its text may hold secrets: nothing of it is shown
  }
  if (!isObject(state) || state["version"] !== VERSION || !Array.isArray(state["resources"])) {
    throw new Error(
      `it is no Terraform state of format ${VERSION}; write what \`terraform state pull\` prints to a file, as it is`,
    );
  }
  const resources = objectsOf(state["resources"]);
  const ofMode = (wanted: string): StateObject[] =>
    resources.filter(({ mode }) => mode === wanted).flatMap(instancesOf);
  const { lineage, serial } = state;
  return {
    managed: ofMode("managed"),
    data: ofMode("data"),
    lineage: textIn(lineage),
    serial: typeof serial === "number" && serial >= 0 ? serial : 0,
  };
}

function instancesOf({ module, type, name, provider, instances }: JsonObject): StateObject[] {
  const prefix = textIn(module) === "" ? "" : `${textIn(module)}.`;
  const resource = `${prefix}${textIn(type)}.${textIn(name)}`;
  const [, alias = ""] = /\]\.([\w-]+)$/.exec(textIn(provider)) ?? [];
  return objectsOf(instances).flatMap(({ attributes, deposed, dependencies, index_key: index }) => {
    if (!isObject(attributes) || deposed !== undefined) return [];
    const address = index === undefined ? resource : `${resource}[${JSON.stringify(index)}]`;
    const needs = isList(dependencies) ? dependencies.map(textIn) : [];
    return [{ address, resource, type: textIn(type), alias, attributes, dependencies: needs }];
  });
}

function byName(path: string, stacks: readonly SynthesizedStack[]): SynthesizedStack | undefined {
  const file = basename(path);
  return stacks.find(({ name }) => [`terraform.${name}.tfstate`, `${name}.tfstate`, `${name}.json`].includes(file));
}

function byAddresses(
  objects: readonly StateObject[],
  stacks: readonly SynthesizedStack[],
): SynthesizedStack | undefined {
  const found = stacks.filter(({ configuration }) => {
    const addresses = new Set(resourcesOf(configuration).map(({ address }) => address));
    return objects.some(({ resource }) => addresses.has(resource));
  });
  if (found.length > 1) {
    throw new Error(
      `it could be the state of ${found.map(({ name }) => name).join(" or ")}; say which with --state STACK=FILE`,
    );
  }
  return found[0];
}
