// What may be shown of which type of object. What is not listed is only said to change: a new attribute of a provider is hidden until
// somebody has looked at it.
import { unversioned } from "./taint.js";

/** How an attribute is shown. */
export type Showing =
  /** With values, but for what stands under names of secrets. */
  | "show"
  /** With values: a structure that holds no secrets, and may have names that look like it (a role's `secrets`). */
  | "plain"
  /** Which keys change. */
  | "keys"
  /** An address, without credentials and query. */
  | "url"
  /** Helm values, as paths. */
  | "values"
  /** A value of a chart: its text only if the chart's paths that may be shown have it. */
  | "chart"
  /** Settings of a chart, by name: their texts as those of values. */
  | "settings"
  /** Never told: kept by the platform, or a copy of what is told elsewhere. */
  | "silent"
  /** That it changes. */
  | "hidden"
  /** That it changes, and that it is a secret. */
  | "secret";

/** What may be shown of a type. */
interface TypeRule {
  /** Places that identify an object, in order. */
  readonly identity: readonly string[];
  /** By place, without positions in lists; it covers what is below. */
  readonly shown: Readonly<Record<string, Showing>>;
}

const TIMEOUTS = { timeouts: "plain" } as const;

/** An object of Kubernetes. */
function kubernetes(shown: Readonly<Record<string, Showing>> = {}): TypeRule {
  return {
    identity: ["metadata.name", "metadata.namespace"],
    shown: {
      id: "plain",
      "metadata.name": "plain",
      "metadata.namespace": "plain",
      "metadata.labels": "show",
      "metadata.annotations": "keys",
      metadata: "silent",
      ...TIMEOUTS,
      ...shown,
    },
  };
}

const RULES: Readonly<Record<string, TypeRule>> = {
  agyn_runner: {
    identity: ["name", "id"],
    shown: {
      id: "plain",
      identity_id: "plain",
      name: "plain",
      labels: "show",
      capabilities: "plain",
      organization_id: "plain",
      status: "plain",
      on_active_workloads: "plain",
      service_token_revision: "plain",
      service_token: "secret",
      encrypted_service_token: "secret",
      openziti_service_name: "silent",
      ...TIMEOUTS,
    },
  },
  agyn_runner_enrollment: {
    identity: ["runner_id"],
    shown: { runner_id: "plain", enrolled_at: "plain", on_active_workloads: "plain", ...TIMEOUTS },
  },
  agyn_organization: {
    identity: ["name", "slug", "id"],
    shown: {
      id: "plain",
      name: "plain",
      slug: "plain",
      sandbox_default_idle_timeout: "plain",
      sandbox_default_ttl: "plain",
      sandbox_max_idle_timeout: "plain",
      created_at: "silent",
      updated_at: "silent",
      ...TIMEOUTS,
    },
  },
  agyn_organization_membership: {
    identity: ["organization_id", "identity_id", "role"],
    shown: { id: "plain", identity_id: "plain", organization_id: "plain", role: "plain", status: "plain" },
  },
  kubernetes_namespace: kubernetes(),
  kubernetes_secret: kubernetes({
    type: "plain",
    immutable: "plain",
    data_wo_revision: "plain",
    binary_data_wo_revision: "plain",
    data: "secret",
    data_wo: "secret",
    string_data: "secret",
    binary_data: "secret",
    binary_data_wo: "secret",
  }),
  kubernetes_config_map: kubernetes({ data: "keys", binary_data: "keys", immutable: "plain" }),
  kubernetes_service_account: kubernetes({ automount_service_account_token: "plain", default_secret_name: "silent" }),
  kubernetes_role: kubernetes({ rule: "plain" }),
  kubernetes_role_binding: kubernetes({ role_ref: "plain", subject: "plain" }),
  kubernetes_cluster_role: kubernetes({ rule: "plain", aggregation_rule: "plain" }),
  kubernetes_cluster_role_binding: kubernetes({ role_ref: "plain", subject: "plain" }),
  kubernetes_resource_quota: kubernetes({ spec: "plain" }),
  kubernetes_limit_range: kubernetes({ spec: "plain" }),
  kubernetes_network_policy: kubernetes({ spec: "plain" }),
  helm_release: {
    identity: ["name", "namespace"],
    shown: {
      id: "plain",
      name: "plain",
      namespace: "plain",
      chart: "url",
      version: "plain",
      repository: "url",
      // "deployed", and unknown in every update
      status: "silent",
      timeout: "plain",
      wait: "plain",
      wait_for_jobs: "plain",
      atomic: "plain",
      create_namespace: "plain",
      cleanup_on_fail: "plain",
      force_update: "plain",
      max_history: "plain",
      recreate_pods: "plain",
      replace: "plain",
      reset_values: "plain",
      reuse_values: "plain",
      skip_crds: "plain",
      verify: "plain",
      values: "values",
      set: "settings",
      set_list: "settings",
      set_sensitive: "secret",
      set_wo: "secret",
      repository_password: "secret",
      // mirrors of the values, without their marks
      metadata: "silent",
      manifest: "silent",
      resources: "silent",
      ...TIMEOUTS,
    },
  },
};

const NOTHING: TypeRule = { identity: [], shown: {} };

/** What may be shown of a type. */
export function ruleOf(type: string): TypeRule {
  const plain = unversioned(type);
  return Object.hasOwn(RULES, plain) ? (RULES[plain] ?? NOTHING) : NOTHING;
}

/**
 * How an attribute is shown.
 *
 * @param keys from the object to it, without positions in lists
 * @returns `inside` where only what is below has an answer
 */
export function showingOf(type: string, keys: readonly string[]): Showing | "inside" {
  const { shown } = ruleOf(type);
  const path = keys.join(".");
  if (Object.keys(shown).some((listed) => listed.startsWith(`${path}.`))) return "inside";
  for (let length = keys.length; length > 0; length -= 1) {
    const showing = shown[keys.slice(0, length).join(".")];
    if (showing !== undefined) return showing;
  }
  return "hidden";
}

/** Names of attributes: words of a schema, which no secret makes one. */
export const SCHEMA_WORDS: ReadonlySet<string> = new Set(
  Object.entries(RULES).flatMap(([type, { shown }]) => [
    type,
    ...Object.keys(shown).flatMap((path) => path.split(".")),
  ]),
);
