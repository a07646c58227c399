// `agyn_organization`: who owns runners and agents. The creator becomes its owner, so create it with the token of the team
// that will manage its runners: a cluster admin is not an owner.
//
// Names repeat freely on the platform; the slug is unique and can be changed. A creation takes name and slug only, so sandbox
// settings are a second call, before which the organization is already in state. The platform keeps durations in Go's own
// spelling, but its defaults as they are: all are compared by meaning. Deleting an organization leaves its runners behind, so
// runners refer to it and go first.
//
// Source: agynio/api organizations.proto; agynio/organizations `internal/server/server.go`; texts and spellings as measured.
import {
  type ApplyPlanOf,
  attribute,
  defineIdentity,
  defineSchema,
  DiagnosticError,
  identityAttribute,
  Path,
  type StateOf,
  t,
  timeoutsBlock,
  useNonNullStateForUnknown,
  useStateForUnknown,
} from "../../framework/index.js";
import type { Organization, UpdateOrganizationInput } from "../../gateway/index.js";
import { showOrganization } from "../data-sources/shapes.js";
import { defineResource } from "../define.js";
import { quoted } from "../quoted.js";
import { fromOtherAddress } from "../state-movers.js";
import { durationBetween, isLonger, keepsSameDuration, sameDuration } from "../validators/durations.js";
import { isUuid, organizationName, slug } from "../validators/text.js";
import { planned } from "./planned.js";

/** How long a slug that is still being purged is waited for. */
const DEFAULT_CREATE_TIMEOUT = "15s";
/** What the platform gives a new organization. */
const PLATFORM_IDLE_TIMEOUT = "30m";

/** A setting of the sandboxes: left out, the platform's own value stays. */
function sandboxDuration(least: string, most: string, description: string) {
  return attribute(t.string, {
    optional: true,
    computed: true,
    description,
    sameMeaning: sameDuration,
    validators: [durationBetween(least, most)],
    modifiers: [useNonNullStateForUnknown(), keepsSameDuration],
  });
}

const schema = defineSchema({
  description:
    "An organization of the platform. Whoever creates it becomes its owner, and only owners may manage its runners: create it with the token of the team it is for.",
  attributes: {
    name: attribute(t.string, {
      required: true,
      description:
        "Display name; need not be unique, no blanks at its ends: the platform would keep them, and nobody sees them. Can be changed in place.",
      validators: [organizationName()],
    }),
    slug: attribute(t.string, {
      optional: true,
      computed: true,
      description:
        "Unique short name: lower-case letters, digits and inner dashes, at most 63 characters. Left out, the platform derives it from the name; it does not follow later renames. Can be changed in place.",
      validators: [slug()],
      modifiers: [useNonNullStateForUnknown()],
    }),
    sandbox_default_idle_timeout: sandboxDuration(
      "1m",
      "24h",
      'How long a sandbox may be idle before it is stopped, where it does not say itself: a Go duration from `"1m"` to `"24h"`, at most `sandbox_max_idle_timeout`. Compared by meaning: `"90m"` is `"1h30m0s"`. Left out, it is not managed; the platform gives a new organization `30m`. Can be changed in place.',
    ),
    sandbox_max_idle_timeout: sandboxDuration(
      "1m",
      "24h",
      'The longest idle timeout a sandbox may ask for: a Go duration from `"1m"` to `"24h"`. Left out, it is not managed; the platform gives a new organization `24h`. Can be changed in place.',
    ),
    sandbox_default_ttl: sandboxDuration(
      "1ns",
      "336h",
      'How long a sandbox lives in all, where it does not say itself: a Go duration above 0, up to `"336h"`. Left out, it is not managed; the platform gives a new organization `72h`. Can be changed in place.',
    ),
    id: attribute(t.string, {
      computed: true,
      description: "UUID of the organization, used for import.",
      whenUnknown: { notNull: true },
      modifiers: [useStateForUnknown()],
    }),
    created_at: attribute(t.string, {
      computed: true,
      description: "When it was created, RFC 3339 in UTC.",
      modifiers: [useNonNullStateForUnknown()],
    }),
    updated_at: attribute(t.string, {
      computed: true,
      description: "When it was changed last, by anybody, RFC 3339 in UTC.",
    }),
  },
  blocks: { timeouts: timeoutsBlock({ create: DEFAULT_CREATE_TIMEOUT }) },
});

type State = StateOf<typeof schema>;
type Plan = ApplyPlanOf<typeof schema>;

const ATTRIBUTES = Object.keys(schema.attributes) as (keyof typeof schema.attributes)[];

const SANDBOX = [
  ["sandbox_default_idle_timeout", "sandboxDefaultIdleTimeout"],
  ["sandbox_max_idle_timeout", "sandboxMaxIdleTimeout"],
  ["sandbox_default_ttl", "sandboxDefaultTtl"],
] as const;

function toState(organization: Organization, timeouts: State["timeouts"]): State {
  return { ...showOrganization(organization), timeouts };
}

/** The platform's answer, but what was planned as it was planned: another spelling is for the next plan to show. */
function keepPromises(state: State, plan: Plan): State {
  return {
    ...state,
    name: plan.name,
    slug: planned(plan.slug) ?? state.slug,
    sandbox_default_idle_timeout: planned(plan.sandbox_default_idle_timeout) ?? state.sandbox_default_idle_timeout,
    sandbox_max_idle_timeout: planned(plan.sandbox_max_idle_timeout) ?? state.sandbox_max_idle_timeout,
    sandbox_default_ttl: planned(plan.sandbox_default_ttl) ?? state.sandbox_default_ttl,
    timeouts: plan.timeouts,
  };
}

/** What of the sandbox settings is planned to be other than it is. */
function sandboxChanges(plan: Plan, state: State): UpdateOrganizationInput {
  const changed = SANDBOX.filter(([name]) => {
    const wanted = planned(plan[name]);
    return wanted !== undefined && !sameDuration(state[name] ?? "", wanted);
  });
  return Object.fromEntries(changed.map(([name, field]) => [field, planned(plan[name])]));
}

/** @throws {DiagnosticError} when the platform passed over a setting it does not know */
function assertKept(organization: Organization, changes: UpdateOrganizationInput): void {
  const lost = SANDBOX.find(([, field]) => changes[field] !== undefined && organization[field] === "");
  if (lost === undefined) return;
  throw new DiagnosticError(
    "Platform has no sandbox settings",
    `${lost[0]} was sent to organization ${organization.id} and is not in the answer: the platform is older than July 2026 and passes over it. Leave it out, or update the platform.`,
    Path.of(lost[0]),
  );
}

export const organizationResource = defineResource({
  schema,
  stateMovers: [fromOtherAddress("agyn_organization", schema)],

  identity: {
    schema: defineIdentity({
      attributes: { id: identityAttribute(t.string, { description: "UUID of the organization." }) },
    }),
    of: ({ id }) => ({ id }),
  },

  modifyPlan({ plan, config, state, diagnostics, set }) {
    // nothing is sent for another spelling of a duration, or for timeouts
    if (state && ATTRIBUTES.every((name) => name === "updated_at" || plan[name] === state[name])) {
      set({ updated_at: state.updated_at });
    }
    const max = plan.sandbox_max_idle_timeout;
    // what a new organization gets where the configuration is silent
    const idle =
      state === undefined && config.sandbox_default_idle_timeout === null
        ? PLATFORM_IDLE_TIMEOUT
        : plan.sandbox_default_idle_timeout;
    if (typeof idle !== "string" || typeof max !== "string" || !isLonger(idle, max)) return;
    diagnostics.error(
      "Default idle timeout above its maximum",
      `sandbox_default_idle_timeout ${config.sandbox_default_idle_timeout === null ? "is left out and" : "is"} ${idle}, sandbox_max_idle_timeout is ${max}; the platform refuses a default above the maximum. Set sandbox_default_idle_timeout to at most ${max}, or raise the maximum.`,
      config.sandbox_default_idle_timeout === null ? "sandbox_max_idle_timeout" : "sandbox_default_idle_timeout",
    );
  },

  async create({ plan, client, keep, signal }) {
    const { createOrganization } = await import("./organization-creation.js");
    const wanted = { name: plan.name, slug: planned(plan.slug) };
    const timeout = plan.timeouts?.create ?? DEFAULT_CREATE_TIMEOUT;
    const created = await client.call(`create organization ${quoted(plan.name)}`, (gateway) =>
      createOrganization(gateway, wanted, { timeout, requestTimeoutMs: client.requestTimeoutMs, signal }),
    );
    const state = toState(created, plan.timeouts);
    keep(state);
    const changes = sandboxChanges(plan, state);
    if (Object.keys(changes).length === 0) return keepPromises(state, plan);
    const { updateOrganization } = await import("./organization-update.js");
    const updated = await client.call(`update organization ${created.id}`, (gateway) =>
      updateOrganization(gateway, created.id, changes, signal),
    );
    assertKept(updated, changes);
    return keepPromises(toState(updated, plan.timeouts), plan);
  },

  async read({ state, client, signal }) {
    const id = state.id ?? "";
    const found = await client.find(`read organization ${id}`, (gateway) => gateway.organizations.get(id, { signal }));
    return found && toState(found, state.timeouts);
  },

  async update({ state, plan, client, keep, signal }) {
    const { updateOrganization } = await import("./organization-update.js");
    const id = state.id ?? "";
    const wantedSlug = planned(plan.slug);
    const changes: UpdateOrganizationInput = {
      ...(plan.name !== state.name && { name: plan.name }),
      ...(wantedSlug !== undefined && wantedSlug !== state.slug && { slug: wantedSlug }),
      ...sandboxChanges(plan, state),
    };
    // the platform refuses an update that sets nothing
    if (Object.keys(changes).length === 0) return keepPromises(state, plan);
    const updated = await client.call(`update organization ${id}`, (gateway) =>
      updateOrganization(gateway, id, changes, signal),
    );
    keep(toState(updated, plan.timeouts));
    assertKept(updated, changes);
    return keepPromises(toState(updated, plan.timeouts), plan);
  },

  async delete({ state, client, signal }) {
    const id = state.id ?? "";
    await client.find(`delete organization ${id}`, (gateway) => gateway.organizations.delete(id, { stop: signal }));
  },

  importState({ id, identity, empty }) {
    const wanted = identity?.id ?? id;
    if (!isUuid(wanted)) {
      throw new DiagnosticError(
        "Not the id of an organization",
        `Found ${quoted(wanted)}; an organization is imported by its UUID, as in: terraform import agyn_organization.example 0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44. The data source agyn_organization finds the id of a slug.`,
      );
    }
    return { ...empty, id: wanted.toLowerCase() };
  },
});
