// How a planned state comes about, in the order HashiCorp's framework uses, because core judges the result by rules that
// assume it:
//
// 1. start from core's proposal (configuration merged over prior state)
// 2. fill in defaults where the configuration is silent; not inside an object that it does not have, which the platform decided
// 3. null write-only values: they are in no plan
// 4. if anything differs from the prior state, mark computed values that nobody configured as unknown. Only then: marking
//    always would be a difference for ever
// 5. run attribute modifiers, each parent before its children
// 6. run the resource's own `modifyPlan`
// 7. sort the paths that ask for a replacement, each once
//
// Source: terraform-plugin-framework, PlanResourceChange; core's checks of a plan.
import {
  isRecord,
  Path,
  UNKNOWN,
  type Unknown,
  unknownWith,
  type Value,
  type ValueRecord,
  valuesEqual,
} from "../../values/index.js";
import type { Diagnostics } from "../diagnostics.js";
import type { PrivateState } from "../private-state.js";
import type { Resource } from "../resource.js";
import { type Attribute, isComputed } from "../schema/attribute.js";
import { type AttributePosition, transform, transformNested, withoutWriteOnly } from "./transform.js";

/** What a plan is made from. */
export interface PlanInput {
  readonly resource: Resource;
  readonly client: unknown;
  readonly config: Value;
  /** Null on create. */
  readonly prior: Value;
  readonly proposed: Value;
  readonly private: PrivateState;
  readonly diagnostics: Diagnostics;
  /** Aborted when the user interrupts Terraform. */
  readonly signal: AbortSignal;
}

/** The planned state and what about it can not be done in place. */
export interface PlanResult {
  readonly planned: Value;
  readonly requiresReplace: readonly Path[];
}

/** Plans a create or update. */
export async function planChange(input: PlanInput): Promise<PlanResult> {
  const { resource, config, prior, diagnostics } = input;
  const { schema } = resource;
  const creating = prior === null;
  const step = (plan: Value, visit: Parameters<typeof transform>[2]): Value =>
    transform(schema, { path: Path.root, config, prior, plan }, visit);

  let planned = step(input.proposed, (attribute, at) => {
    if (attribute.writeOnly) return null;
    return at.config === null && at.configured ? defaultOf(attribute, at) : at.plan;
  });
  if (creating || !valuesEqual(schema.type, planned, prior)) {
    planned = step(planned, (attribute, at) =>
      isComputed(attribute) && at.config === null && attribute.defaultValue === undefined
        ? knownAfterApply(attribute)
        : at.plan,
    );
  }

  const replace = new Map<string, Path>();
  planned = step(planned, (attribute, at) => {
    let plan = at.plan;
    for (const modifier of attribute.modifiers) {
      const result = modifier.modify({
        path: at.path,
        type: attribute.type,
        config: at.config,
        state: at.prior,
        plan,
        creating,
        added: at.added,
        diagnostics,
      });
      if (result.plan !== undefined) plan = result.plan;
      if (result.requiresReplace) replace.set(at.path.toString(), at.path);
    }
    return plan;
  });

  if (resource.modifyPlan && isRecord(planned)) {
    const plan: ValueRecord = planned;
    await resource.modifyPlan({
      client: input.client,
      config: config as never,
      state: (creating ? undefined : prior) as never,
      plan: plan,
      replacing: replace.size > 0,
      private: input.private,
      diagnostics,
      signal: input.signal,
      set: (changes) => Object.assign(plan, changes),
      requireReplace: (attribute) => replace.set(attribute, Path.of(attribute)),
    });
    planned = withoutWriteOnly(schema, plan);
  }
  const paths = [...replace.keys()].sort().flatMap((key) => replace.get(key) ?? []);
  return { planned, requiresReplace: paths };
}

/** The default of an attribute that is left out. What it leaves to the provider inside stays as it was. */
function defaultOf({ defaultValue, nested }: Attribute, at: AttributePosition): Value {
  if (defaultValue === undefined) return at.plan;
  if (!nested) return defaultValue;
  const inside = { ...at, config: defaultValue, plan: defaultValue };
  return transformNested(nested.nesting, { ...nested, blocks: {} }, inside, (inner, { plan, prior }) =>
    plan === null && isComputed(inner) ? prior : plan,
  );
}

function knownAfterApply({ whenUnknown }: Attribute): Unknown {
  return whenUnknown ? unknownWith(whenUnknown) : UNKNOWN;
}
