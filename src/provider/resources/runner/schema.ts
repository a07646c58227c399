// The schema of `agyn_runner`: the Go provider's attributes, with their names and types, and what we add.
import {
  attribute,
  defineSchema,
  type PlanModifier,
  type StateOf,
  t,
  timeoutsBlock,
  useStateForUnknown,
} from "../../../framework/index.js";
import { isWords, sameSet } from "./equality.js";
import { noBlankElements, noNullValues } from "../../validators/collections.js";
import { trimmedName, uuid } from "../../validators/text.js";
import { agePublicKey } from "../../sealing/age.js";
import { DEFAULT_DELETE_TIMEOUT, onActiveWorkloads } from "./on-active-workloads.js";

/** The scope is fixed at registration; another spelling of the same UUID is the same scope. */
const replacesWithScope: PlanModifier = {
  description: "Changing this replaces the runner: new id, new service token.",
  modify({ state, plan, creating }) {
    const fold = (value: unknown): unknown => (typeof value === "string" ? value.toLowerCase() : value);
    return { requiresReplace: !creating && fold(state) !== fold(plan) };
  },
};

/** The same words in another order, or said twice, are no change: the spelling that is in state stays. */
const keepsEqualSet: PlanModifier = {
  description: "Compared as a set.",
  modify({ state, plan }) {
    return isWords(state) && isWords(plan) && sameSet(state, plan) ? { plan: state } : {};
  },
};

export const runnerSchema = defineSchema({
  description:
    "A runner: a registered execution environment on which the platform places agent workloads, cluster-scoped or belonging to one organization. Registering it yields a one-time service token, with which the runner process enrolls.",
  attributes: {
    name: attribute(t.string, {
      required: true,
      description:
        "Name of the runner; not unique on the platform, no blanks at its ends. Can be changed in place: id and token stay.",
      validators: [trimmedName()],
    }),
    organization_id: attribute(t.string, {
      optional: true,
      description:
        "UUID of the organization the runner belongs to; the token used must be an owner's. Left out, the runner is cluster-scoped and serves every organization, which takes the cluster admin's token. Changing this replaces the runner.",
      validators: [uuid()],
      modifiers: [replacesWithScope],
    }),
    labels: attribute(t.map(t.string), {
      optional: true,
      description:
        "Labels, such as `region` and `team`, by which workloads select runners where the platform places by labels. Left out, a new runner has none. Can be changed in place, but for one change the platform has no call for: going from some labels to none replaces the runner.",
      validators: [noNullValues()],
    }),
    capabilities: attribute(t.list(t.string), {
      optional: true,
      computed: true,
      description:
        "What the runner can do, such as `docker` or `gpu`; compared as a set. Left out, the list is not managed: it is what the runner reports. An explicit list is managed and can be changed in place; going from some to an empty list replaces the runner.",
      validators: [noBlankElements()],
      modifiers: [useStateForUnknown(), keepsEqualSet],
    }),
    on_active_workloads: onActiveWorkloads(),
    service_token_public_key: attribute(t.string, {
      optional: true,
      description:
        "Public key of age (`age1...`, made by `age-keygen`) that the service token is sealed for: `encrypted_service_token` then holds it and `service_token` is null, so that state shows it only to whoever has the private key. Added later, it seals the token in place, and the clear one stays in older copies of the state. Changed or removed after it sealed a token, it replaces the runner: nobody here can open what was sealed. Default: none, the token is in state in clear.",
      validators: [agePublicKey()],
    }),
    id: attribute(t.string, {
      computed: true,
      description: "UUID of the runner, used for import.",
      modifiers: [useStateForUnknown()],
    }),
    identity_id: attribute(t.string, {
      computed: true,
      description: "UUID of the runner's platform identity; equal to `id`.",
      modifiers: [useStateForUnknown()],
    }),
    status: attribute(t.string, {
      computed: true,
      description:
        "`pending` until the runner process has enrolled for the first time, then `enrolled` for good: it is no sign of life.",
      modifiers: [useStateForUnknown()],
    }),
    openziti_service_name: attribute(t.string, {
      computed: true,
      description: "Name of the runner's service on the platform's overlay network, `runner-<id>`.",
      modifiers: [useStateForUnknown()],
    }),
    service_token: attribute(t.string, {
      computed: true,
      sensitive: true,
      description:
        "The token the runner process enrolls with: 64 hexadecimal digits, given once, at registration, and kept in state. Null when it is sealed, and for an imported runner: no call reads it again.",
      modifiers: [useStateForUnknown()],
    }),
    encrypted_service_token: attribute(t.string, {
      computed: true,
      description:
        "The service token sealed for `service_token_public_key`: an armored age file, which the ephemeral resource `agyn_service_token` opens, and `age -d` too. Null without a key, and for an imported runner.",
      modifiers: [useStateForUnknown()],
    }),
    service_token_revision: attribute(t.integer, {
      computed: true,
      description:
        "Changes whenever the token does: milliseconds since 1970 at which the runner was registered. Made for `data_wo_revision` of a Kubernetes Secret (a 64-bit integer). Null while no token, clear or sealed, is known.",
      modifiers: [useStateForUnknown()],
    }),
  },
  blocks: { timeouts: timeoutsBlock({ delete: DEFAULT_DELETE_TIMEOUT }) },
});

/** A runner's state. */
export type RunnerState = StateOf<typeof runnerSchema>;
