// The places of a plan where a secret was ever seen, each as what plants it there.
//
// Source: the 22 places measured with Terraform 1.11.4.
import type { Json, JsonObject } from "../../src/synthesized/index";
import { plannedChange } from "./plan-json";

const state = (resources: Json[], outputs: JsonObject = {}): JsonObject => ({
  values: { outputs, root_module: { resources } },
});
const configured = (root: JsonObject, more: JsonObject = {}): JsonObject => ({
  configuration: { root_module: root, ...more },
});
const withChanges = (plan: JsonObject, ...changes: JsonObject[]): JsonObject => ({
  ...plan,
  resource_changes: [...(plan["resource_changes"] as Json[]), ...changes],
});
const data = (type: string, values: JsonObject): JsonObject => ({
  address: `data.${type}.x`,
  mode: "data",
  type,
  values,
  sensitive_values: {},
});

/** The places, by their number in the list of 22 that was measured; what has no mark is found by its copy with one. */
export const PLACES: readonly (readonly [string, (plan: JsonObject, secret: Json) => JsonObject])[] = [
  [
    "1: a sensitive variable",
    (plan, secret) => ({
      ...plan,
      variables: { v: { value: secret } },
      ...configured({ variables: { v: { sensitive: true } } }),
    }),
  ],
  ["1: a variable that nothing declares", (plan, secret) => ({ ...plan, variables: { v: { value: secret } } })],
  [
    "1: a variable with the name of a secret",
    (plan, secret) => ({
      ...plan,
      variables: { api_token: { value: secret } },
      ...configured({ variables: { api_token: {} } }),
    }),
  ],
  [
    "2: a marked value before",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({
          address: "x_y.z",
          actions: ["update"],
          before: { a: [secret] },
          after: { a: [] },
          beforeSensitive: { a: [true] },
        }),
      ),
  ],
  [
    "2: a marked value after",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({
          address: "x_y.z",
          actions: ["no-op"],
          before: { a: secret },
          after: { a: secret },
          afterSensitive: { a: true },
        }),
      ),
  ],
  [
    "2: a mask that can't be read",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({
          address: "x_y.z",
          actions: ["update"],
          before: null,
          after: { a: secret },
          afterSensitive: { a: "yes" },
        }),
      ),
  ],
  [
    "3: a mirror of a marked value",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({
          address: "terraform_data.z",
          actions: ["create"],
          after: { input: secret, output: secret },
          afterSensitive: { input: true },
        }),
      ),
  ],
  [
    "4: drift",
    (plan, secret) => ({
      ...plan,
      resource_drift: [
        ...(plan["resource_drift"] as Json[]),
        plannedChange({
          address: "x_y.z",
          actions: ["update"],
          before: { a: secret },
          after: { a: "" },
          beforeSensitive: { a: true },
        }),
      ],
    }),
  ],
  [
    "5: a deferred change",
    (plan, secret) => ({
      ...plan,
      deferred_changes: [
        {
          reason: "unknown",
          resource_change: plannedChange({
            address: "x_y.z",
            actions: ["create"],
            after: { a: secret },
            afterSensitive: { a: true },
          }),
        },
      ],
    }),
  ],
  [
    "6: an output",
    (plan, secret) => ({
      ...plan,
      output_changes: {
        ...(plan["output_changes"] as JsonObject),
        o: {
          actions: ["create"],
          before: null,
          after: { deep: secret },
          before_sensitive: true,
          after_sensitive: true,
        },
      },
    }),
  ],
  [
    "7: planned values",
    (plan, secret) => ({
      ...plan,
      planned_values: {
        root_module: {
          child_modules: [
            { resources: [{ type: "x_y", mode: "managed", values: { a: secret }, sensitive_values: { a: true } }] },
          ],
        },
      },
    }),
  ],
  [
    "7: an output called values",
    (plan, secret) => ({ ...plan, planned_values: { outputs: { values: { sensitive: true, value: secret } } } }),
  ],
  [
    "8: the state before",
    (plan, secret) => ({
      ...plan,
      prior_state: state([{ type: "x_y", mode: "managed", values: { a: secret }, sensitive_values: { a: true } }]),
    }),
  ],
  [
    "9: another stack's state",
    (plan, secret) => ({ ...plan, prior_state: state([data("terraform_remote_state", { outputs: { o: secret } })]) }),
  ],
  [
    "10: a backend's credentials",
    (plan, secret) => ({
      ...plan,
      prior_state: state([data("terraform_remote_state", { config: { access: secret } })]),
    }),
  ],
  [
    "11: a literal under a secret's name",
    (plan, secret) => ({
      ...plan,
      ...configured({
        resources: [{ address: "x_y.z", type: "x_y", expressions: { admin_password: { constant_value: secret } } }],
      }),
    }),
  ],
  [
    "12: a provisioner",
    (plan, secret) => ({
      ...plan,
      ...configured({
        resources: [
          { address: "x_y.z", type: "x_y", provisioners: [{ expressions: { command: { constant_value: secret } } }] },
        ],
      }),
    }),
  ],
  [
    "13: a provider's settings",
    (plan, secret) => ({
      ...plan,
      ...configured(
        {},
        {
          provider_config: {
            agyn: {
              name: "agyn",
              expressions: { api_token: { constant_value: secret }, nested: [{ exec: { constant_value: [secret] } }] },
            },
          },
        },
      ),
    }),
  ],
  [
    "14: a default",
    (plan, secret) => ({ ...plan, ...configured({ variables: { v: { sensitive: true, default: secret } } }) }),
  ],
  [
    "14: a default in a module",
    (plan, secret) => ({
      ...plan,
      ...configured({ module_calls: { m: { module: { variables: { v: { sensitive: true, default: secret } } } } } }),
    }),
  ],
  [
    "17: configuration made for an import",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({
          address: "x_y.z",
          actions: ["no-op"],
          before: {},
          after: {},
          change: {
            importing: { id: "x" },
            generated_config: `resource "x_y" "z" {\n  password = ${JSON.stringify(secret)}\n}\n`,
          },
        }),
      ),
  ],
  [
    "19: under a secret's name",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({
          address: "x_y.z",
          actions: ["no-op"],
          before: { client_secret: secret },
          after: { client_secret: secret },
        }),
      ),
  ],
  [
    "20: a Secret that is destroyed and was never marked",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({ address: "kubernetes_secret_v1.z", actions: ["delete"], before: { data: { x: secret } } }),
      ),
  ],
  [
    "20: a runner's token without its mark",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({ address: "agyn_runner.z", actions: ["delete"], before: { service_token: secret } }),
      ),
  ],
  [
    "21: a release's setting",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({
          address: "helm_release.z",
          actions: ["no-op"],
          before: {},
          after: { set_sensitive: [{ name: "x", value: secret }] },
        }),
      ),
  ],
  [
    "21: a variable in Helm values",
    (plan, secret) =>
      withChanges(
        plan,
        plannedChange({
          address: "helm_release.z",
          actions: ["create"],
          after: { values: [JSON.stringify({ env: [{ name: "DB_PASSWORD", value: secret }] })] },
        }),
      ),
  ],
];
