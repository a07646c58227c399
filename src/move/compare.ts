// Two synthesized apps beside each other: which objects go from one state to another or to another address, and what keeps this from
// being a move alone. Nothing may be created, destroyed or lost on the way, so whatever has no counterpart stops it.
import { resolve } from "node:path";
import { type Finding, groupBy } from "../rules/index.js";
import { blocks, type JsonObject, type SynthesizedStack } from "../synthesized/index.js";
import { type AppObject, objectsOfApp } from "./objects.js";

/** One object that goes to another state or address. */
export interface Move {
  readonly type: string;
  /** What people call it. */
  readonly name: string;
  readonly from: Place;
  readonly to: Place;
  /** Whether the state may hold nothing of it: a module, or a resource of which there may be no instance. */
  readonly mayBeEmpty: boolean;
}

/** Where Terraform knows an object. */
export interface Place {
  readonly stack: string;
  readonly address: string;
}

/** What comes of a comparison. */
export interface Comparison {
  readonly moves: readonly Move[];
  /** Objects that stay where they are. */
  readonly staying: number;
  /** Errors stop the move; warnings say what a plan will show after it. */
  readonly findings: readonly Finding[];
}

const ALONE = "a move must be all that changes, or a plan can't show that nothing is lost";

/** Compares the apps before and after. */
export function compareApps(before: readonly SynthesizedStack[], after: readonly SynthesizedStack[]): Comparison {
  const findings: Finding[] = backendsChanged(before, after);
  const old = new Set(withoutTwins("old", objectsOfApp(before), findings));
  const now = new Set(withoutTwins("new", objectsOfApp(after), findings));
  const pairs: (readonly [AppObject, AppObject])[] = [];
  const pair = (one: AppObject, other: AppObject): void => {
    pairs.push([one, other]);
    old.delete(one);
    now.delete(other);
  };

  const byPlace = new Map([...now].map((object) => [placeOf(object), object]));
  for (const one of old) {
    const other = byPlace.get(placeOf(one));
    if (other !== undefined && other.key === one.key) pair(one, other);
  }
  const byKey = groupBy(now, ({ key }) => key);
  for (const [key, ones] of groupBy(old, (object) => object.key)) {
    const others = byKey.get(key) ?? [];
    const [one] = ones;
    const [other] = others;
    if (one === undefined || other === undefined) continue;
    if (ones.length === 1 && others.length === 1) pair(one, other);
    else {
      findings.push(...ones.map((each) => alike(each, others)));
      for (const each of ones) old.delete(each);
      for (const each of others) now.delete(each);
    }
  }
  // what has no name outside Terraform and stays at its address was only changed
  for (const one of old) {
    const other = byPlace.get(placeOf(one));
    if (other !== undefined && now.has(other) && one.isAnonymous && other.isAnonymous) pair(one, other);
  }
  findings.push(...[...old].map(gone), ...[...now].map(appears));
  findings.push(
    ...pairs.filter(([one, other]) => one.configuration !== other.configuration).map(([, o]) => changes(o)),
  );
  const moved = pairs.filter(([one, other]) => placeOf(one) !== placeOf(other));
  findings.push(...clustersUnknown(moved));
  return { moves: moved.map(toMove), staying: pairs.length - moved.length, findings };
}

function toMove([one, other]: readonly [AppObject, AppObject]): Move {
  const { type, name, stack, address, mayBeEmpty } = one;
  return { type, name, from: { stack, address }, to: { stack: other.stack, address: other.address }, mayBeEmpty };
}

function placeOf({ stack, address }: AppObject): string {
  return JSON.stringify([stack, address]);
}

/** Objects that are in an output once; those with a name outside Terraform can't be there twice. */
function withoutTwins(output: "old" | "new", objects: readonly AppObject[], findings: Finding[]): AppObject[] {
  return [...groupBy(objects, ({ key }) => key).values()].flatMap((twins) => {
    const [first] = twins;
    if (twins.length === 1 || first === undefined || first.isAnonymous) return twins;
    findings.push({
      rule: "move/twice",
      severity: "error",
      path: `${output}.${first.stack}.${first.address}`,
      value: first.name,
      why: `the same object is managed by ${listed(twins.slice(1))} too, so one state would take it from the other`,
      fix: "manage it in one place; where the clusters are two, name them in the provider blocks and not in the environment alone",
    });
    return [];
  });
}

function gone({ stack, address, name }: AppObject): Finding {
  return {
    rule: "move/gone",
    severity: "error",
    path: `old.${stack}.${address}`,
    value: name,
    why: `the new output does not have it, so it would be destroyed, and ${ALONE}`,
    fix: "keep it, and take it out in a change of its own; if it is in the new output by another name, cluster or organization, undo that",
  };
}

function appears({ stack, address, name }: AppObject): Finding {
  return {
    rule: "move/new",
    severity: "error",
    path: `new.${stack}.${address}`,
    value: name,
    why: `the old output does not have it, so it would be created, and ${ALONE}`,
    fix: "leave it out, and add it in a change of its own; if it is in the old output by another name, cluster or organization, undo that",
  };
}

function alike({ stack, address }: AppObject, others: readonly AppObject[]): Finding {
  return {
    rule: "move/alike",
    severity: "error",
    path: `old.${stack}.${address}`,
    why: `it and ${listed(others)} of the new output are configured alike, so which becomes which can't be told`,
    fix: "leave these where they are, or move them with moved blocks or terraform state mv first",
  };
}

function changes({ stack, address, name }: AppObject): Finding {
  return {
    rule: "move/changed",
    severity: "warning",
    path: `new.${stack}.${address}`,
    value: name,
    why: "its configuration changes too, so the plan after the move is not empty",
    fix: "make that a change of its own",
  };
}

/** A variable without a default is another in each stack, for all that can be seen. */
function clustersUnknown(moved: readonly (readonly [AppObject, AppObject])[]): Finding[] {
  const between = moved.filter(([one, other]) => one.stack !== other.stack);
  const asked = between.flatMap(([one, { stack, clusterVariables }]) =>
    clusterVariables.map((variable) => ({ path: `new.${stack}.variable.${variable}`, from: one.stack })),
  );
  return [...groupBy(asked, ({ path }) => path)].map(([path, ones]) => ({
    rule: "move/cluster",
    severity: "warning" as const,
    path,
    why: `it says in which cluster objects are that come from ${[...new Set(ones.map(({ from }) => from))].join(", ")}, and has no default, so that it is the same cluster can't be seen`,
    fix: "give it the value that it has there, in every plan and apply",
  }));
}

function listed(objects: readonly AppObject[]): string {
  return objects.map(({ stack, address }) => `${address} of stack ${stack}`).join(", ");
}

/** A stack that is in both outputs has one state. */
function backendsChanged(before: readonly SynthesizedStack[], after: readonly SynthesizedStack[]): Finding[] {
  return after.flatMap((stack) => {
    const old = before.find(({ name }) => name === stack.name);
    if (old === undefined || backendOf(old) === backendOf(stack)) return [];
    return [
      {
        rule: "move/backend",
        severity: "error" as const,
        path: `new.${stack.name}.terraform.backend`,
        why: "the old output keeps the state of this stack elsewhere, so its objects would be looked for where they are not",
        fix: "move the state to the other backend first (terraform init -migrate-state); with local states, keep the old output beside the new one, at the same depth",
      },
    ];
  });
}

function backendOf({ configuration, directory }: SynthesizedStack): string {
  return JSON.stringify(
    blocks(configuration["terraform"]).map(({ backend, cloud }) => [
      cloud ?? null,
      blocks(backend).map(({ local, ...others }) => [others, blocks(local).map((one) => inFolder(one, directory))]),
    ]),
  );
}

/** A local state is where its path leads from the stack's folder. */
function inFolder(local: JsonObject, directory: string): JsonObject {
  const { path } = local;
  return typeof path === "string" ? { ...local, path: resolve(directory, path) } : local;
}
