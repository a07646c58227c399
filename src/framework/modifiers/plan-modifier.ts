// The contract of plan modifiers: small, reusable changes of one attribute's planned value.
import type { Path, Type, Value } from "../../values/index.js";
import type { Diagnostics } from "../diagnostics.js";

/** What a plan modifier is shown of one attribute. */
export interface PlanModifierInput {
  readonly path: Path;
  readonly type: Type;
  /** The configured value. */
  readonly config: Value;
  /** The value before; null on create. */
  readonly state: Value;
  /** The planned value so far. */
  readonly plan: Value;
  /** The resource does not exist yet. */
  readonly creating: boolean;
  /** The object around the attribute does not exist yet: the resource, or a nested object that the change adds. */
  readonly added: boolean;
  readonly diagnostics: Diagnostics;
}

/** What a plan modifier answers: the planned value, and whether the resource has to be replaced for it. */
export interface PlanModifierResult {
  /** @default - the planned value stays */
  readonly plan?: Value;
  /** @default false */
  readonly requiresReplace?: boolean;
}

/** A change of one attribute's planned value. */
export interface PlanModifier {
  /** One sentence for the documentation of the attribute. */
  readonly description: string;
  modify(input: PlanModifierInput): PlanModifierResult;
}
