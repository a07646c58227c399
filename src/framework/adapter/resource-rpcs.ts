// RPCs in the life of a managed resource: validate, plan, apply, read. Each decodes by schema, calls the engine and encodes;
// where a step fails, the object's known state goes back.
import type { pb, ProviderServer } from "../../tfplugin/index.js";
import type { Value } from "../../values/index.js";
import { applyChange } from "../engine/apply.js";
import { identityAfter } from "../engine/identity.js";
import { planChange } from "../engine/plan.js";
import { keepSameMeaning } from "../engine/same-meaning.js";
import { withoutWriteOnly } from "../engine/transform.js";
import { validateConfig } from "../engine/validate.js";
import { PrivateState } from "../private-state.js";
import { pathToWire } from "./diagnostics-to-wire.js";
import { decode, decodeIdentity, encode, encoded, encodeIdentity } from "./dynamic-value.js";
import type { Session } from "./session.js";

type ResourceRpcs = Pick<
  Required<ProviderServer>,
  "ValidateResourceConfig" | "ReadResource" | "PlanResourceChange" | "ApplyResourceChange"
>;

const NONE = Buffer.alloc(0);

/** The RPCs in the life of a managed resource. */
export function resourceRpcs(session: Session): ResourceRpcs {
  // a failed call leaves everything as it was; an empty message is null to core
  const asItWas = (value: pb.DynamicValue | undefined): pb.DynamicValue => value ?? { msgpack: NONE, json: NONE };

  return {
    ValidateResourceConfig: (request) =>
      session.answering((diagnostics) => {
        const resource = session.resource(request.typeName);
        validateConfig({
          of: resource,
          config: decode(request.config, resource.schema),
          writeOnlyAllowed: request.clientCapabilities?.writeOnlyAttributesAllowed ?? false,
          diagnostics,
        });
        return {};
      }),

    ReadResource: (request) =>
      session.answering(
        async (diagnostics) => {
          const resource = session.resource(request.typeName);
          const { schema, identity } = resource;
          const context = session.context(diagnostics, request.providerMeta);
          const privateState = new PrivateState(request.private);
          const imported = privateState.takeImported();
          const before = decode(request.currentState, schema);
          const state = await resource.read({ ...context, state: before as never, private: privateState, imported });
          const after = withoutWriteOnly(schema, (state as Value | undefined) ?? null);
          const current = keepSameMeaning(schema, before, after);
          const newIdentity = identityAfter({
            resource,
            client: context.client,
            before: decodeIdentity(request.currentIdentity, identity?.schema),
            state: current,
            imported,
            diagnostics,
          });
          return {
            newState: encode(current, schema),
            private: privateState.toBytes(),
            newIdentity: encodeIdentity(newIdentity, identity?.schema),
          };
        },
        { newState: asItWas(request.currentState), private: request.private, newIdentity: request.currentIdentity },
      ),

    PlanResourceChange: (request) =>
      session.answering(async (diagnostics) => {
        const resource = session.resource(request.typeName);
        const { schema } = resource;
        const privateState = new PrivateState(request.priorPrivate);
        const prior = decode(request.priorState, schema);
        const proposed = decode(request.proposedNewState, schema);
        const { client, signal } = session;
        if (proposed === null) {
          await resource.planDelete?.({ client, state: prior as never, private: privateState, diagnostics, signal });
          return {
            plannedState: encode(null, schema),
            plannedPrivate: privateState.toBytes(),
            plannedIdentity: request.priorIdentity,
          };
        }
        const { planned, requiresReplace } = await planChange({
          resource,
          client,
          config: decode(request.config, schema),
          prior,
          proposed,
          private: privateState,
          diagnostics,
          signal,
        });
        // what is created, or takes the place of another, has an identity of its own that nobody knows yet
        const keepsIdentity = prior !== null && requiresReplace.length === 0 && !resource.identity?.mutable;
        return {
          plannedState: encode(planned, schema),
          requiresReplace: requiresReplace.map(pathToWire),
          plannedPrivate: privateState.toBytes(),
          plannedIdentity: keepsIdentity ? request.priorIdentity : undefined,
        };
      }),

    ApplyResourceChange: (request) =>
      session.answering(
        async (diagnostics) => {
          const resource = session.resource(request.typeName);
          const { schema, identity } = resource;
          const context = session.context(diagnostics, request.providerMeta);
          const privateState = new PrivateState(request.plannedPrivate);
          // all is read before anything is done: afterwards, what was done has to be answered
          const before = decodeIdentity(request.plannedIdentity, identity?.schema);
          const { state, encoded: bytes } = await applyChange({
            resource,
            context,
            config: decode(request.config, schema),
            prior: decode(request.priorState, schema),
            planned: decode(request.plannedState, schema),
            private: privateState,
          });
          const newIdentity = identityAfter({
            resource,
            client: context.client,
            before,
            state,
            diagnostics,
          });
          return {
            newState: encoded(bytes),
            private: privateState.toBytes(),
            newIdentity: encodeIdentity(newIdentity, identity?.schema),
          };
        },
        {
          newState: asItWas(request.priorState),
          private: request.plannedPrivate,
          newIdentity: request.plannedIdentity,
        },
      ),
  };
}
