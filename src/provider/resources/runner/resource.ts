// `agyn_runner`: registers a runner and keeps its name, labels and capabilities.
//
// - the scope is fixed at registration: another organization means another runner
// - labels and capabilities can be replaced, not emptied (see `managed.ts`): a configuration that empties them plans a
//   replacement. Core calls a replacement that first appears during apply a defect, so it is asked for only in a plan walk
//   (the runner was read in this session); emptiness that shows only at apply is an error, and the runner stays as it was
// - the service token is in the answer to the registration and nowhere else (see `token.ts` for what state holds of it)
// - what runs on it is looked at before it goes (see `on-active-workloads.ts`)
//
// Source: agynio/api runners.proto; agynio/runners `internal/server/runners.go`.
import {
  defineIdentity,
  DiagnosticError,
  identityAttribute,
  isWhollyKnown,
  type ModifyPlanContext,
  Path,
  t,
  UNKNOWN,
} from "../../../framework/index.js";
import type { Runner } from "../../../gateway/index.js";
import { defineResource } from "../../define.js";
import { quoted } from "../../quoted.js";
import { fromOtherAddress } from "../../state-movers.js";
import { isUuid } from "../../validators/text.js";
import type { Session } from "../../session.js";
import { planned } from "../planned.js";
import { sameLabels, sameSet } from "./equality.js";
import {
  emptying,
  type Field,
  FIELDS,
  forgetWhatIsGone,
  lastApplied,
  leftAlone,
  managedAs,
  rememberApplied,
  rememberImport,
  rememberInherited,
} from "./managed.js";
import {
  beforeDelete,
  DEFAULT_DELETE_TIMEOUT,
  type Ending,
  planDestroy,
  planReplacement,
} from "./on-active-workloads.js";
import { readCapabilities, readLabels, warnOfForeign, warnOfStaying } from "./outside.js";
import { type RunnerState, runnerSchema } from "./schema.js";
import { keptToken, planToken, tokenKeeper, tokenRevision } from "./token.js";

/** What the platform says of a runner, and nobody configures. */
function toldState(runner: Runner): Pick<RunnerState, "id" | "identity_id" | "status" | "openziti_service_name"> {
  return {
    id: runner.id,
    identity_id: runner.identityId,
    status: runner.status,
    openziti_service_name: runner.openzitiServiceName,
  };
}

function endingOf({ id, on_active_workloads }: RunnerState): Ending {
  return { runnerId: id ?? "", policy: on_active_workloads };
}

export const runnerResource = defineResource({
  schema: runnerSchema,
  stateMovers: [fromOtherAddress("agyn_runner", runnerSchema)],

  identity: {
    schema: defineIdentity({
      attributes: { id: identityAttribute(t.string, { description: "UUID of the runner." }) },
    }),
    of: ({ id }) => ({ id }),
  },

  async modifyPlan(context) {
    const { client, state, diagnostics, signal, private: privateState } = context;
    const replacing = [context.replacing, await planToken(context), planEmptying(context)].some(Boolean);
    const ending = state && endingOf(state);
    await planReplacement({ client, diagnostics, signal, private: privateState, ending, replacing });
  },

  async planDelete({ client, state, diagnostics, signal }) {
    await planDestroy({ client, diagnostics, signal, ending: endingOf(state) });
  },

  async create({ config, plan, client, private: privateState, diagnostics, signal, keep }) {
    const keepToken = await tokenKeeper(plan.service_token_public_key);
    const input = {
      name: plan.name,
      organizationId: plan.organization_id ?? undefined,
      labels: plan.labels ?? undefined,
      capabilities: planned(plan.capabilities),
    };
    // whatever calls the gateway is loaded by who has a client
    const { register } = await import("./register.js");
    const { runner, serviceToken } = await register(client, input, diagnostics, signal);
    rememberApplied(privateState, config);
    const state = {
      ...toldState(runner),
      name: plan.name,
      organization_id: plan.organization_id,
      labels: plan.labels,
      capabilities: planned(plan.capabilities) ?? runner.capabilities,
      on_active_workloads: plan.on_active_workloads,
      service_token_public_key: plan.service_token_public_key,
      service_token: null,
      encrypted_service_token: null,
      service_token_revision: null,
      timeouts: plan.timeouts,
    };
    keep(state);
    const token = await keepToken(serviceToken);
    return { ...state, ...token, service_token_revision: tokenRevision(token, runner.createdAt, null) };
  },

  async read({ state, client, private: privateState, imported, diagnostics, signal }) {
    const id = state.id ?? "";
    // what was just imported has no scope in state, which is not the scope of the cluster
    const organizationId = imported ? undefined : state.organization_id;
    const runner = await client.findRunner({ id, organizationId, signal });
    if (!runner) return undefined;
    client.markRead(runner.id);
    rememberInherited(privateState, state);
    const applied = lastApplied(privateState, state);
    const labels = readLabels(runner, state, imported);
    const capabilities = readCapabilities(runner, state, applied.capabilities === "none");
    for (const [field, value] of Object.entries({ labels, capabilities }) as [Field, unknown][]) {
      if (value === "left alone") warnOfForeign(field, runner, leftAlone(privateState, field), diagnostics);
    }
    forgetWhatIsGone(privateState, applied, runner);
    return {
      ...state,
      ...toldState(runner),
      name: runner.name,
      organization_id: runner.organizationId ?? null,
      labels: labels === "left alone" ? state.labels : labels,
      capabilities: capabilities === "left alone" ? state.capabilities : capabilities,
      service_token_revision: tokenRevision(state, runner.createdAt, state.service_token_revision),
    };
  },

  async update({ config, state, plan, client, private: privateState, diagnostics, signal }) {
    const id = state.id ?? "";
    const before = lastApplied(privateState, state);
    const after = managedAs(config);
    for (const field of FIELDS) {
      if (emptying(field, before, after, state) === "needed") {
        throw new DiagnosticError(
          `Runner ${field} can not be emptied`,
          `Runner ${quoted(state.name)} (${id}) has ${field}, the configuration now has none, and no call of the platform can remove the last one. That it comes out empty was not known when the change was planned. Nothing was changed. Plan again (with refresh) to have the runner replaced, or keep at least one of its ${field}.`,
          Path.of(field),
        );
      }
    }
    const token = await keptToken(state, plan.service_token_public_key);
    const labels = plan.labels ?? {};
    const capabilities = planned(plan.capabilities);
    const changes = {
      name: plan.name === state.name ? undefined : plan.name,
      labels: sameLabels(labels, state.labels ?? {}) || Object.keys(labels).length === 0 ? undefined : labels,
      capabilities: capabilities && sameSet(capabilities, state.capabilities ?? []) ? undefined : capabilities,
    };
    if (Object.values(changes).some((change) => change !== undefined)) {
      const runner = await client.call(`update runner ${id}`, (gateway) =>
        gateway.runners.update(id, changes, { stop: signal }),
      );
      if (changes.labels && !sameLabels(changes.labels, runner.labels)) {
        diagnostics.warning(
          "Labels were not taken over",
          `The platform answered with other labels than were sent for runner ${id}; plan again to see.`,
        );
      }
    }
    rememberApplied(privateState, config, state);
    return {
      ...state,
      ...token,
      name: plan.name,
      organization_id: plan.organization_id,
      labels: plan.labels,
      capabilities: capabilities ?? state.capabilities,
      on_active_workloads: plan.on_active_workloads,
      service_token_public_key: plan.service_token_public_key,
      timeouts: plan.timeouts,
    };
  },

  async delete({ state, client, signal }) {
    const id = state.id ?? "";
    await beforeDelete(client, endingOf(state), state.timeouts?.delete ?? DEFAULT_DELETE_TIMEOUT, signal);
    await client.find(`delete runner ${id}`, (gateway) => gateway.runners.delete(id, { stop: signal }));
  },

  importState({ id: typed, identity, empty, private: privateState, diagnostics }) {
    const id = identity?.id ?? typed;
    if (!isUuid(id)) {
      throw new DiagnosticError(
        "Not the id of a runner",
        `Found ${quoted(id)}; a runner is imported by its UUID, as in: terraform import agyn_runner.example 5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11. The data source agyn_runner finds the id of a name.`,
      );
    }
    // what core was given and what a read tells are compared as texts
    if (identity && id !== id.toLowerCase()) {
      throw new DiagnosticError(
        "Identity is not in its canonical spelling",
        `Found ${quoted(id)}; the platform writes ids in lower case, and Terraform would take the two for different objects. Write ${quoted(id.toLowerCase())}.`,
      );
    }
    rememberImport(privateState);
    diagnostics.warning(
      "Imported runner has no service token",
      "The platform gives a service token once, at registration, so service_token stays null. What needs the token keeps the Secret it has; to get a new one, replace the runner: terraform apply -replace=ADDRESS.",
    );
    return { ...empty, id: id.toLowerCase() };
  },
});

/** @returns whether a replacement was asked for */
function planEmptying(context: ModifyPlanContext<typeof runnerSchema, Session>): boolean {
  const { config, state, client } = context;
  if (!state) return false;
  const before = lastApplied(context.private, state);
  const after = managedAs(config);
  // nothing differs when a list is left out, but from now on it is the runner's: an update remembers that
  if (before.capabilities !== "unmanaged" && after.capabilities === "unmanaged") context.set({ capabilities: UNKNOWN });
  // only a plan walk has read the runner before; elsewhere update answers with an error
  if (!client?.wasRead(state.id ?? "")) return false;
  let replacing = false;
  for (const field of FIELDS) {
    const empties = isWhollyKnown(config[field]) ? emptying(field, before, after, state) : undefined;
    if (empties === "left alone") warnOfStaying(field, state, context.diagnostics);
    if (empties !== "needed") continue;
    context.diagnostics.warning(
      `Emptying ${field} replaces the runner`,
      `Runner ${quoted(state.name)} (${state.id ?? ""}) had ${field}, and no call of the platform can remove the last one. It will be registered anew: new id, new service token, and its process has to enroll again. To keep the runner, keep at least one of its ${field}.`,
      field,
    );
    context.requireReplace(field);
    replacing = true;
  }
  return replacing;
}
