// The identity of an object through its life: told from its state after create, read and update, kept while an update or
// destroy is planned, and the same for ever unless the resource says otherwise. Core checks the shape only.
//
// Source: terraform-plugin-framework, which checks immutability in the same places.
import { canonicalText, encodeMsgpack, isRecord, type Type, type Value, valuesEqual } from "../../values/index.js";
import type { Diagnostics } from "../diagnostics.js";
import { reportFailure } from "../failure.js";
import type { Resource } from "../resource.js";
import type { IdentitySchema } from "../schema/identity.js";

/** An object's identity before and after one call. */
export interface IdentityInput {
  readonly resource: Resource;
  readonly client: unknown;
  /** Undefined or null when none is known. */
  readonly before: Value | undefined;
  readonly state: Value;
  /** The identity before is what an import gave: what it left out may come now. */
  readonly imported?: boolean;
  readonly diagnostics: Diagnostics;
}

/**
 * The identity that belongs to a state; undefined without state or without identities.
 *
 * A change is an error in the diagnostics, and so is a failure to tell the identity: the identity before stays, and the state
 * is saved all the same, for its object exists.
 */
export function identityAfter(input: IdentityInput): Value | undefined {
  const { identity } = input.resource;
  if (!identity || input.state === null) return undefined;
  const before = input.before ?? undefined;
  try {
    const after = identity.of(input.state as never, input.client) as Value;
    encodeMsgpack(after, identity.schema.type); // what can not be sent has to fail here
    if (before === undefined || identity.mutable) return after;
    const changes = changesOf(identity.schema, before, after, input.imported ?? false);
    if (changes.length === 0) return after;
    input.diagnostics.error(
      "Unexpected identity change",
      `The identity of one object never changes, but ${changes.join(", ")}. Another object took its place, or the provider tells its identity wrongly. If the object was replaced outside of Terraform, remove it from the state (terraform state rm) and import the new one.`,
    );
  } catch (error) {
    reportFailure(error, input.diagnostics);
  }
  return before;
}

function changesOf({ type }: IdentitySchema, before: Value, after: Value, imported: boolean): string[] {
  return Object.entries(type.attributes).flatMap(([name, memberType]) => {
    const [was, is] = [member(before, name), member(after, name)];
    const same = valuesEqual(memberType, was, is) || (imported && was === null);
    return same ? [] : [`${name} was ${shown(memberType, was)} and is ${shown(memberType, is)}`];
  });
}

function member(value: Value, name: string): Value {
  return isRecord(value) ? (value[name] ?? null) : null;
}

function shown(type: Type, value: Value): string {
  return value === null ? "not set" : canonicalText(type, value);
}
