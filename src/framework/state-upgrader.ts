// How what an older release saved becomes what this one works with. Each older version has one upgrader, straight to the
// current one, so that a state of any age takes one step.
import { decodeJson, type Value } from "../values/index.js";
import type { IdentityOf, IdentitySchema } from "./schema/identity.js";
import type { StateOf } from "./schema/infer.js";
import type { Schema } from "./schema/schema.js";
import { fromWire } from "./schema/dynamic-blocks.js";
import { withEmptyBlocks } from "./schema/empty.js";

/** Makes a current state from the JSON of an older one; make it with `stateUpgrader`. */
export interface StateUpgrader<State> {
  upgrade(json: string): Promise<State> | State;
}

/** Makes a current identity from the JSON of an older one; make it with `identityUpgrader`. */
export interface IdentityUpgrader<Identity> {
  upgrade(json: string): Promise<Identity> | Identity;
}

/**
 * An upgrader from one older schema.
 *
 * @param prior the older schema; attributes left out of it are not read
 * @param upgrade makes the current state. May throw `DiagnosticError`
 */
export function stateUpgrader<P extends Schema, State>(
  prior: P,
  upgrade: (state: StateOf<P>) => Promise<State> | State,
): StateUpgrader<State> {
  return { upgrade: (json) => upgrade(savedState(prior, json) as never) };
}

/**
 * An upgrader from one older shape of an identity.
 *
 * @param prior the older shape
 * @param upgrade makes the current identity
 */
export function identityUpgrader<P extends IdentitySchema, Identity>(
  prior: P,
  upgrade: (identity: IdentityOf<P>) => Promise<Identity> | Identity,
): IdentityUpgrader<Identity> {
  return { upgrade: (json) => upgrade(decodeJson(json, prior.type) as never) };
}

/**
 * A state as it was saved by the schema given.
 *
 * @throws {ValueError} when the JSON does not fit
 */
export function savedState(schema: Schema, json: string): Value {
  const saved = fromWire(decodeJson(json, schema.wireType), schema.wireType, schema.type);
  return withEmptyBlocks(schema, saved);
}
