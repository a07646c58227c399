// `agyn_runner`: registers a runner and keeps its name, labels and capabilities.
//
// - the scope is fixed at registration: another organization means another runner
// - labels and capabilities can be replaced, not emptied (see `managed.ts`): a configuration that empties them plans a
//   replacement. Core calls a replacement that first appears during apply a defect, so it is asked for only in a plan walk
//   (the runner was read in this session); emptiness that shows only at apply is an error, and the runner stays as it was
// - the service token is in the answer to the registration and nowhere else
//
// Source: agynio/api runners.proto; agynio/runners `internal/server/runners.go`.
import { DiagnosticError, isWhollyKnown, Path, UNKNOWN, Unknown } from "../../../framework/index.js";
import type { RegisteredRunner, Runner } from "../../../gateway/index.js";
import { defineResource } from "../../define.js";
import { isUuid } from "../../validators/text.js";
import { sameLabels, sameSet } from "./equality.js";
import {
  emptying,
  isFirstReadAfterImport,
  lastApplied,
  managedAs,
  rememberApplied,
  rememberImport,
  rememberInherited,
} from "./managed.js";
import { type RunnerState, runnerSchema } from "./schema.js";

/** The value the plan promised, or the platform's where the plan left it open. */
function promised<T>(planned: T | Unknown, actual: T): T {
  return planned instanceof Unknown ? actual : planned;
}

function registeredState({ runner, serviceToken }: RegisteredRunner): RunnerState {
  return {
    id: runner.id,
    name: runner.name,
    organization_id: runner.organizationId ?? null,
    labels: Object.keys(runner.labels).length > 0 ? runner.labels : null,
    capabilities: runner.capabilities,
    identity_id: runner.identityId,
    status: runner.status,
    service_token: serviceToken,
    service_token_revision: runner.createdAt?.getTime() ?? null,
  };
}

export const runnerResource = defineResource({
  schema: runnerSchema,

  modifyPlan(context) {
    const { config, state, client } = context;
    if (!state) return;
    const before = lastApplied(context.private, state);
    const after = managedAs(config);
    // nothing differs when an empty list is left out, but from now on the list is the runner's: an update remembers that
    if (before.capabilities === "none" && after.capabilities === "unmanaged") context.set({ capabilities: UNKNOWN });
    // only a plan walk has read the runner before; elsewhere update answers with an error
    if (!client?.wasRead(state.id ?? "")) return;
    for (const field of ["labels", "capabilities"] as const) {
      const empties = isWhollyKnown(config[field]) ? emptying(field, before, after, state) : undefined;
      if (empties === "left alone") warnOfStaying(field, state, context.diagnostics);
      if (empties !== "needed") continue;
      context.diagnostics.warning(
        `Emptying ${field} replaces the runner`,
        `Runner ${JSON.stringify(state.name)} (${state.id ?? ""}) had ${field}, and no call of the platform can remove the last one. It will be registered anew: new id, new service token, and its process has to enroll again. To keep the runner, keep at least one of its ${field}.`,
        field,
      );
      context.requireReplace(field);
    }
  },

  async create({ config, plan, client, private: privateState, diagnostics, signal }) {
    const registered = await client.registerRunner(
      {
        name: plan.name,
        organizationId: plan.organization_id ?? undefined,
        labels: plan.labels ?? undefined,
        capabilities: plan.capabilities instanceof Unknown ? undefined : (plan.capabilities ?? undefined),
      },
      diagnostics,
      signal,
    );
    rememberApplied(privateState, config);
    const state = registeredState(registered);
    return {
      ...state,
      name: plan.name,
      organization_id: plan.organization_id,
      labels: plan.labels,
      capabilities: promised(plan.capabilities, state.capabilities),
    };
  },

  async read({ state, client, private: privateState, diagnostics, signal }) {
    const id = state.id ?? "";
    const runner = await client.find(`read runner ${id}`, (gateway) => gateway.runners.get(id, { signal }));
    if (!runner) return undefined;
    client.markRead(runner.id);
    rememberInherited(privateState, state);
    const afterImport = isFirstReadAfterImport(privateState);
    const applied = lastApplied(privateState, state);
    const labels = readLabels(runner, state, afterImport);
    if (labels === "left alone") warnOfForeign("labels", runner, diagnostics);
    const capabilities = readCapabilities(runner, state, applied.capabilities === "none");
    if (capabilities === "left alone") warnOfForeign("capabilities", runner, diagnostics);
    return {
      id: runner.id,
      name: runner.name,
      organization_id: sameId(runner.organizationId, state.organization_id)
        ? state.organization_id
        : (runner.organizationId ?? null),
      labels: labels === "left alone" ? state.labels : labels,
      capabilities: capabilities === "left alone" ? state.capabilities : capabilities,
      identity_id: runner.identityId,
      status: runner.status,
      service_token: state.service_token,
      service_token_revision:
        state.service_token === null ? null : (runner.createdAt?.getTime() ?? state.service_token_revision),
    };
  },

  async update({ config, state, plan, client, private: privateState, diagnostics }) {
    const id = state.id ?? "";
    const before = lastApplied(privateState, state);
    const after = managedAs(config);
    for (const field of ["labels", "capabilities"] as const) {
      if (emptying(field, before, after, state) === "needed") {
        throw new DiagnosticError(
          `Runner ${field} can not be emptied`,
          `Runner ${JSON.stringify(state.name)} (${id}) has ${field}, the configuration now has none, and no call of the platform can remove the last one. That it comes out empty was not known when the change was planned. Nothing was changed. Plan again (with refresh) to have the runner replaced, or keep at least one of its ${field}.`,
          Path.of(field),
        );
      }
    }
    const labels = plan.labels ?? {};
    const capabilities = plan.capabilities instanceof Unknown ? null : plan.capabilities;
    const changes = {
      name: plan.name === state.name ? undefined : plan.name,
      labels: sameLabels(labels, state.labels ?? {}) || Object.keys(labels).length === 0 ? undefined : labels,
      capabilities: capabilities === null || sameSet(capabilities, state.capabilities ?? []) ? undefined : capabilities,
    };
    if (Object.values(changes).some((change) => change !== undefined)) {
      const runner = await client.call(`update runner ${id}`, (gateway) => gateway.runners.update(id, changes));
      if (changes.labels && !sameLabels(changes.labels, runner.labels)) {
        diagnostics.warning(
          "Labels were not taken over",
          `The platform answered with other labels than were sent for runner ${id}; plan again to see.`,
        );
      }
    }
    rememberApplied(privateState, config);
    return {
      ...state,
      name: plan.name,
      organization_id: plan.organization_id,
      labels: plan.labels,
      capabilities: promised(plan.capabilities, state.capabilities),
    };
  },

  async delete({ state, client }) {
    const id = state.id ?? "";
    await client.find(`delete runner ${id}`, (gateway) => gateway.runners.delete(id));
  },

  importState({ id, empty, private: privateState, diagnostics }) {
    if (!isUuid(id)) {
      throw new DiagnosticError(
        "Not the id of a runner",
        `Found ${JSON.stringify(id)}; a runner is imported by its UUID, as in: terraform import agyn_runner.example 5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11. The data source agyn_runner finds the id of a name.`,
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

function sameId(a: string | undefined, b: string | null): boolean {
  return (a ?? "").toLowerCase() === (b ?? "").toLowerCase();
}

/** Labels that stand on the platform over a configuration of none are left alone: nothing could remove them. */
function readLabels(
  { labels }: Runner,
  prior: RunnerState,
  afterImport: boolean,
): RunnerState["labels"] | "left alone" {
  const empty = Object.keys(labels).length === 0;
  const priorEmpty = Object.keys(prior.labels ?? {}).length === 0;
  if (empty) return priorEmpty ? prior.labels : null;
  return priorEmpty && !afterImport ? "left alone" : labels;
}

function readCapabilities(
  { capabilities }: Runner,
  prior: RunnerState,
  managedAsNone: boolean,
): RunnerState["capabilities"] | "left alone" {
  if (prior.capabilities !== null && sameSet(capabilities, prior.capabilities)) return prior.capabilities;
  return managedAsNone ? "left alone" : capabilities;
}

function warnOfStaying(
  field: "labels" | "capabilities",
  state: RunnerState,
  diagnostics: { warning(summary: string, detail: string, path?: string): void },
): void {
  const title = field === "labels" ? "Labels stay on the runner" : "Capabilities stay on the runner";
  diagnostics.warning(
    title,
    `Runner ${JSON.stringify(state.name)} (${state.id ?? ""}) has ${JSON.stringify(state[field])}, which no configuration applied here has set (it was imported, or they came from outside), and the configuration has none. They disappear from state and stay on the platform, because no call of the platform can remove the last one. Add them to the configuration, or replace the runner: terraform apply -replace=ADDRESS.`,
    field,
  );
}

function warnOfForeign(
  field: "labels" | "capabilities",
  runner: Runner,
  diagnostics: { warning(summary: string, detail: string, path?: string): void },
): void {
  diagnostics.warning(
    `Runner has ${field} that are not configured`,
    `Runner ${JSON.stringify(runner.name)} (${runner.id}) has ${JSON.stringify(runner[field])} on the platform, set from outside, and the configuration that was applied last has none. They stay, because no call of the platform can remove them. Add them to the configuration, or replace the runner.`,
    field,
  );
}
