// Carries out a planned change and answers what is true afterwards, also when it fails half-way: what a handler told of with
// `keep` is saved, so that no object is ever lost. Unknowns that are left over are saved as null.
import { encodeMsgpack, Path, Unknown, unknownAsNull, type Value } from "../../values/index.js";
import type { Diagnostics } from "../diagnostics.js";
import { reportFailure } from "../failure.js";
import type { PrivateState } from "../private-state.js";
import type { Resource } from "../resource.js";
import type { Schema } from "../schema/schema.js";
import { transform, withoutWriteOnly } from "./transform.js";

/** What is applied. */
export interface ApplyInput {
  readonly resource: Resource;
  readonly client: unknown;
  readonly config: Value;
  /** Null on create. */
  readonly prior: Value;
  /** Null on delete. */
  readonly planned: Value;
  readonly private: PrivateState;
  readonly signal: AbortSignal;
  readonly diagnostics: Diagnostics;
  readonly redact: (text: string) => string;
}

/** Applies a create, update or delete; the answer is the new state, null when nothing exists. */
export async function applyChange(input: ApplyInput): Promise<Value> {
  const { resource, client, config, prior, planned, signal, diagnostics } = input;
  const { schema } = resource;
  let kept: Value = prior;
  try {
    const context = { client, diagnostics, signal, private: input.private };
    if (planned === null) {
      await resource.delete({ ...context, state: prior as never });
      return diagnostics.hasErrors ? prior : null;
    }
    const change = {
      ...context,
      config: config as never,
      plan: planned as never,
      keep: (state: unknown) => {
        kept = state as Value;
      },
    };
    let state: Value;
    if (prior === null) state = (await resource.create(change)) as Value;
    else if (resource.update) state = (await resource.update({ ...change, state: prior as never })) as Value;
    else state = fillFrom(schema, planned, prior);
    // what can not be saved has to fail here, where it is known what was kept
    encodeMsgpack(state, schema.type);
    return withoutWriteOnly(schema, diagnostics.hasErrors ? unknownAsNull(state) : state);
  } catch (error) {
    reportFailure(error, diagnostics, input.redact);
    return withoutWriteOnly(schema, unknownAsNull(kept));
  }
}

/** The plan with unknowns as they were before: the new state where a change asks nothing of the platform. */
function fillFrom(schema: Schema, plan: Value, prior: Value): Value {
  const at = { path: Path.root, config: null, prior, plan };
  return transform(schema, at, (_attribute, { plan, prior }) => (plan instanceof Unknown ? prior : plan));
}
