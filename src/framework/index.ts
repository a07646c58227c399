// The framework providers are written with. The only door of this layer.
export { DiagnosticError, Diagnostics, type Diagnostic } from "./diagnostics.js";
export type { PlanModifier, PlanModifierInput, PlanModifierResult } from "./modifiers/plan-modifier.js";
export { requiresReplace } from "./modifiers/requires-replace.js";
export { useStateForUnknown } from "./modifiers/use-state-for-unknown.js";
export { type Json, PrivateState } from "./private-state.js";
export { type ConfigureContext, defineProvider, type Provider } from "./provider.js";
export {
  type CallContext,
  type CreateContext,
  type DataSource,
  type DeleteContext,
  definitionsFor,
  type ImportContext,
  type ModifyPlanContext,
  type ReadContext,
  type ReadDataContext,
  type Resource,
  type UpdateContext,
  type ValidateContext,
} from "./resource.js";
export {
  type Attribute,
  attribute,
  type Attributes,
  type Block,
  block,
  type Blocks,
  nestedAttribute,
  t,
} from "./schema/attribute.js";
export type { ApplyConfigOf, ApplyPlanOf, ConfigOf, PlanOf, StateOf } from "./schema/infer.js";
export { serve } from "./serve.js";
export { createProviderServer } from "./adapter/provider-server.js";
export { duration, parseDuration, timeoutsBlock } from "./timeouts.js";
export { Decimal, Dynamic, isWhollyKnown, Path, type TfNumber, UNKNOWN, Unknown, type Value } from "../values/index.js";
export { defineSchema, type Schema, SchemaError } from "./schema/schema.js";
export type { Fault, Validator } from "./validators/validator.js";
