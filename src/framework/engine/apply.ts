// Carries out a planned change and answers what is true afterwards, also when it fails half-way: what a handler told of with
// `keep` is saved, so that no object is ever lost. Unknowns that are left over are saved as null.
import { Path, Unknown, unknownAsNull, type Value } from "../../values/index.js";
import type { CallContext } from "../call.js";
import { reportFailure } from "../failure.js";
import type { PrivateState } from "../private-state.js";
import type { Resource } from "../resource.js";
import { encodeValue } from "../schema/coding.js";
import type { Schema } from "../schema/schema.js";
import { keepSameMeaning } from "./same-meaning.js";
import { transform, withoutWriteOnly } from "./transform.js";

/** What is applied. */
export interface ApplyInput {
  readonly resource: Resource;
  readonly context: CallContext<unknown>;
  readonly config: Value;
  /** Null on create. */
  readonly prior: Value;
  /** Null on delete. */
  readonly planned: Value;
  readonly private: PrivateState;
  readonly redact: (text: string) => string;
}

/** What is true after an apply. */
export interface Applied {
  /** Null when nothing exists. */
  readonly state: Value;
  /** The state as it travels. */
  readonly encoded: Uint8Array;
}

/** Applies a create, update or delete. */
export async function applyChange(input: ApplyInput): Promise<Applied> {
  const { schema } = input.resource;
  const kept = { state: input.prior };
  try {
    const state = withoutWriteOnly(schema, await changed(input, kept));
    // what can not be saved has to fail here, where it is known what was kept
    return { state, encoded: encodeValue(schema, state) };
  } catch (error) {
    reportFailure(error, input.context.diagnostics, input.redact);
    const state = withoutWriteOnly(schema, unknownAsNull(kept.state));
    return { state, encoded: encodeValue(schema, state) };
  }
}

async function changed(input: ApplyInput, kept: { state: Value }): Promise<Value> {
  const { resource, config, prior, planned } = input;
  const context = { ...input.context, private: input.private };
  if (planned === null) {
    await resource.delete({ ...context, state: prior as never });
    return context.diagnostics.hasErrors ? prior : null;
  }
  const change = {
    ...context,
    config: config as never,
    plan: planned as never,
    keep: (state: unknown) => {
      kept.state = state as Value;
    },
  };
  let state: Value;
  if (prior === null) state = (await resource.create(change)) as Value;
  else if (resource.update) state = (await resource.update({ ...change, state: prior as never })) as Value;
  else state = fillFrom(resource.schema, planned, prior);
  const same = keepSameMeaning(resource.schema, planned, state);
  return context.diagnostics.hasErrors ? unknownAsNull(same) : same;
}

/** The plan with unknowns as they were before: the new state where a change asks nothing of the platform. */
function fillFrom(schema: Schema, plan: Value, prior: Value): Value {
  const at = { path: Path.root, config: null, prior, plan };
  return transform(schema, at, (_attribute, { plan, prior }) => (plan instanceof Unknown ? prior : plan));
}
