// Carries out a planned change and answers what is true afterwards, also when it fails half-way: what a handler told of with
// `keep`, or answered, is saved, so that no object is ever lost. Unknowns that are left over are saved as null, and what can not
// be saved (a number that is none, text where a list should be) as it was before, or was planned.
import { isRecord, Path, Unknown, unknownAsNull, type Value } from "../../values/index.js";
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
  const known: Value[] = []; // what a handler told of the object, the latest last
  try {
    const state = withoutWriteOnly(schema, await changed(input, known));
    // what can not be saved has to fail here, where it is known what was kept
    return { state, encoded: encodeValue(schema, state) };
  } catch (error) {
    reportFailure(error, input.context.diagnostics);
    const atFirst = input.prior ?? unknownAsNull(input.planned);
    const state = known.length > 0 ? known.reduce<Value>(savable(schema), atFirst) : input.prior;
    return { state, encoded: encodeValue(schema, state) };
  }
}

/** A state whose parts that can not be encoded stand as they did in the one before. */
function savable(schema: Schema): (instead: Value, state: Value) => Value {
  return (instead, state) => {
    const saved = withoutWriteOnly(schema, unknownAsNull(state));
    if (!isRecord(saved) || !isRecord(instead)) return instead;
    for (const name of Object.keys(saved)) {
      if (!canEncode(schema, name, saved[name] ?? null)) saved[name] = instead[name] ?? null;
    }
    return saved;
  };
}

function canEncode(schema: Schema, name: string, value: Value): boolean {
  try {
    encodeValue(schema, { [name]: value });
    return true;
  } catch {
    return false;
  }
}

async function changed(input: ApplyInput, known: Value[]): Promise<Value> {
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
      known.push(state as Value);
    },
  };
  let state: Value;
  if (prior === null) state = (await resource.create(change)) as Value;
  else if (resource.update) state = (await resource.update({ ...change, state: prior as never })) as Value;
  else state = fillFrom(resource.schema, input);
  if (isRecord(state)) known.push(state); // it is done, whatever becomes of the answer
  const same = keepSameMeaning(resource.schema, planned, state);
  return context.diagnostics.hasErrors ? unknownAsNull(same) : same;
}

/** The plan with unknowns as they were before: the new state where a change asks nothing of the platform. */
function fillFrom(schema: Schema, { config, prior, planned }: ApplyInput): Value {
  const at = { path: Path.root, config, prior, plan: planned };
  return transform(schema, at, (_attribute, { plan, prior }) => (plan instanceof Unknown ? prior : plan));
}
