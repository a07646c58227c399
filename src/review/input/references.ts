// What a value of a configuration takes from elsewhere, and what moves with it: a look-up, local or variable whose words change is
// known only after the apply, and so is all that takes something from it.
//
// Source: Terraform JSON syntax: references stand in `${...}`.
import { blocks, isList, isObject, type Json, type JsonObject } from "../../synthesized/index.js";
import type { AppStack } from "../app/reviewed-app.js";
import { isSame } from "../digest/attributes.js";

/** Words of a variable that change nothing of its value. */
const NO_VALUE = new Set(["//", "description", "sensitive", "validation", "nullable", "ephemeral"]);

/** Whether a value takes something from one of some objects, by address: `agyn_runner.x`, `data.agyn_organization.y`, `local.z`. */
export function refersTo(value: Json | undefined, addresses: ReadonlySet<string>): boolean {
  if (addresses.size === 0) return false;
  if (typeof value === "string") {
    if (!value.includes("${")) return false;
    return [...value.matchAll(/(?:\bdata\.)?[a-z]\w*\.[\w-]+/g)].some(([address]) => addresses.has(address));
  }
  if (isList(value)) return value.some((item) => refersTo(item, addresses));
  return isObject(value) && Object.values(value).some((inner) => refersTo(inner, addresses));
}

/** Look-ups, locals and variables of a stack: what others take values from and is no object itself. */
export function givers(stack: AppStack | undefined): ReadonlyMap<string, Json> {
  const { configuration = {}, resources = new Map() } = stack ?? {};
  const found = new Map<string, Json>();
  for (const [address, { body }] of resources as AppStack["resources"]) {
    if (address.startsWith("data.")) found.set(address, withoutKeys(body, new Set(["//", "depends_on"])));
  }
  for (const named of blocks(configuration["locals"])) {
    for (const [name, value = null] of Object.entries(named)) if (name !== "//") found.set(`local.${name}`, value);
  }
  for (const named of blocks(configuration["variable"])) {
    for (const [name, body] of Object.entries(named)) {
      if (name !== "//") found.set(`var.${name}`, withoutKeys(blocks(body)[0] ?? {}, NO_VALUE));
    }
  }
  return found;
}

/** Addresses on both sides whose words change. */
export function changedGivers(now: ReadonlyMap<string, Json>, was: ReadonlyMap<string, Json>): string[] {
  return [...now].flatMap(([address, value]) =>
    was.has(address) && !isSame(value, was.get(address)) ? [address] : [],
  );
}

/** Adds what takes something from what moves, as often as it takes. */
export function follow(values: ReadonlyMap<string, Json>, moving: Set<string>): void {
  for (let before = -1; before !== moving.size; ) {
    before = moving.size;
    for (const [address, value] of values) if (!moving.has(address) && refersTo(value, moving)) moving.add(address);
  }
}

/** An object without some of its keys. */
export function withoutKeys(body: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.has(key)));
}
