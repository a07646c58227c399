// The framework providers are written with. The only door of this layer.
export { createProviderServer, type ProviderServerOptions } from "./adapter/provider-server.js";
export type { CallContext, ConfigValidator, ValidateContext } from "./call.js";
export type { DataSource, ReadDataContext } from "./data-source.js";
export { type Definitions, definitionsFor } from "./definitions.js";
export { type Diagnostic, DiagnosticError, Diagnostics } from "./diagnostics.js";
export type { EphemeralResource, OpenContext, Opened, OpenedContext } from "./ephemeral-resource.js";
export { defineFunction, FunctionError, parameter, type Parameter, type ProviderFunction } from "./function.js";
export type { PlanModifier, PlanModifierInput, PlanModifierResult } from "./modifiers/plan-modifier.js";
export {
  requiresReplace,
  requiresReplaceIf,
  requiresReplaceIfConfigured,
} from "./modifiers/requires-replace.js";
export { useNonNullStateForUnknown, useStateForUnknown } from "./modifiers/use-state-for-unknown.js";
export { type Json, PrivateState } from "./private-state.js";
export { type ConfigureContext, defineProvider, type Provider } from "./provider.js";
export type {
  CreateContext,
  DeleteContext,
  ImportContext,
  ModifyPlanContext,
  PlanDeleteContext,
  ReadContext,
  Resource,
  ResourceIdentity,
  UpdateContext,
} from "./resource.js";
export { type Attribute, attribute, type Attributes } from "./schema/attribute.js";
export { type Block, block, type Blocks } from "./schema/block.js";
export {
  defineIdentity,
  identityAttribute,
  type IdentityAttributes,
  type IdentityOf,
  type IdentitySchema,
  type ImportIdentityOf,
} from "./schema/identity.js";
export type { ApplyConfigOf, ApplyPlanOf, ConfigOf, PlanOf, StateOf } from "./schema/infer.js";
export { nestedAttribute } from "./schema/nested-attribute.js";
export { defineSchema, type Schema, SchemaError } from "./schema/schema.js";
export { t, type ValueOf, type ValueType } from "./schema/types.js";
export { attach, type Attached, serve, type ServeOptions } from "./serve.js";
export { type MoveSource, stateMover, type StateMover } from "./state-mover.js";
export { identityUpgrader, type IdentityUpgrader, stateUpgrader, type StateUpgrader } from "./state-upgrader.js";
export { duration, parseDuration, timeoutsBlock } from "./timeouts.js";
export { atLeastOneOf, conflicting, exactlyOneOf, requiredTogether } from "./validators/config-validators.js";
export type { Fault, Validator } from "./validators/validator.js";
export {
  Decimal,
  Dynamic,
  isWhollyKnown,
  Path,
  type Refinement,
  type TfNumber,
  UNKNOWN,
  Unknown,
  type Value,
} from "../values/index.js";
