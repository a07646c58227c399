/**
 * Carries out a planned change and answers what is true afterwards, also when it fails half-way: what a handler told of with
 * `keep` is saved, so that no object is ever lost. Unknowns that are left over are saved as null.
 */
import { isRecord, isWhollyKnown, Unknown, unknownAsNull, type Value, type ValueRecord } from "../../values/index.js";
import type { Diagnostics } from "../diagnostics.js";
import { reportFailure } from "../failure.js";
import type { PrivateState } from "../private-state.js";
import type { Resource } from "../resource.js";
import type { Attributes } from "../schema/attribute.js";

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
    else state = fillFrom(planned, prior);
    return withoutWriteOnly(resource.schema.attributes, state);
  } catch (error) {
    reportFailure(error, diagnostics, input.redact);
    return isWhollyKnown(kept) ? kept : unknownAsNull(kept);
  }
}

/** The plan with unknowns as they were before: the new state where a change asks nothing of the platform. */
function fillFrom(planned: Value, prior: Value): Value {
  if (!isRecord(planned) || !isRecord(prior)) return planned;
  const state: ValueRecord = { ...planned };
  for (const [name, value] of Object.entries(state)) {
    if (value instanceof Unknown) state[name] = prior[name] ?? null;
  }
  return state;
}

function withoutWriteOnly(attributes: Attributes, state: Value): Value {
  if (!isRecord(state)) return state;
  const saved: ValueRecord = { ...state };
  for (const [name, attribute] of Object.entries(attributes)) if (attribute.writeOnly) saved[name] = null;
  return saved;
}
