// Plans with a secret in each place where one was ever seen in a plan, and copies of it in every encoding where names and values are shown.
//
// Source: the 22 places measured with Terraform 1.11.4.
import type { Json, JsonObject } from "../../src/synthesized/index";
import { plannedChange, planJson } from "./plan-json";

/** The secret. */
export const CANARY = `canary/"7Qz'<&>{$%é`;
/** What a canary looks like in a value that may be shown: with neighbours, encoded. */
const COPIES: readonly (readonly [string, (secret: string) => string])[] = [
  ["raw", (secret) => secret],
  ["in a text", (secret) => `postgres://app:${secret}@db/x`],
  ["as base64", (secret) => Buffer.from(secret).toString("base64")],
  ["in base64 after one byte", (secret) => Buffer.from(`x${secret}y`).toString("base64")],
  ["in base64 after two bytes", (secret) => Buffer.from(`xx${secret}yy`).toString("base64")],
  ["in base64url", (secret) => Buffer.from(`x${secret}`).toString("base64url")],
  ["in a URL", (secret) => `https://x/?q=${encodeURIComponent(secret)}`],
  ["in a URL's path", (secret) => `https://x/${secret.split("/").map(encodeURIComponent).join("/")}`],
  ["in a URL's path, escaped where it has to be", (secret) => `https://x/${encodeURI(secret)}`],
  ["in JSON", (secret) => JSON.stringify({ x: secret })],
  ["in JSON in JSON", (secret) => JSON.stringify(JSON.stringify({ x: secret }))],
  [
    "in JSON as Go writes it",
    (secret) => JSON.stringify(secret).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e").replaceAll("&", "\\u0026"),
  ],
  ["in YAML in single quotes", (secret) => `x: '${secret.replaceAll("'", "''")}'`],
  [
    "in HTML",
    (secret) =>
      secret
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&#34;")
        .replaceAll("'", "&#39;"),
  ],
  ["in hexadecimal digits", (secret) => Buffer.from(secret).toString("hex")],
];

const runner = (labels: JsonObject): JsonObject => ({ id: "r1", name: "one", labels, capabilities: ["docker"] });

/** A plan where the secret is known from one place only, and copies of it stand where values and names are shown. */
export function planted(secret: Json, where: (plan: JsonObject, secret: Json) => JsonObject): JsonObject {
  const copies = Object.fromEntries(COPIES.map(([, copy], index) => [`copy${index}`, copy(CANARY)]));
  const plan = planJson(
    [
      {
        address: `agyn_runner.one["${CANARY}"]`,
        actions: ["update"],
        before: runner({}),
        after: runner({ ...copies, [CANARY]: "key" }),
        entry: { previous_address: `agyn_runner.old["${CANARY}"]`, action_reason: `because_${CANARY}` },
        change: { importing: { id: CANARY, identity: { token: CANARY } }, replace_paths: [["labels", CANARY]] },
      },
      {
        address: "helm_release.one",
        actions: ["update"],
        before: { name: CANARY, namespace: "x", values: [JSON.stringify({ a: { b: "old" } })], set: [] },
        after: {
          name: CANARY,
          namespace: "x",
          values: [`a:\n  b: ${JSON.stringify(CANARY)}\n`, JSON.stringify(copies)],
          set: [{ name: "x.y", value: CANARY }],
          metadata: { values: CANARY },
          repository: `https://me:${encodeURIComponent(CANARY)}@charts.example/x?token=${encodeURIComponent(CANARY)}`,
        },
      },
      { address: "x_y.type", actions: ["create"], after: {}, entry: { type: CANARY } },
      { address: "agyn_runner.new", actions: ["create"], after: { name: CANARY, labels: { x: CANARY } } },
    ],
    {
      resource_drift: [
        plannedChange({
          address: "agyn_runner.one",
          actions: ["update"],
          before: runner({}),
          after: runner({ x: CANARY }),
        }),
      ],
      checks: [
        {
          address: { kind: "resource", to_display: `agyn_runner.one["${CANARY}"]` },
          status: "fail",
          instances: [{ address: {}, status: "fail", problems: [{ message: `got ${CANARY}` }] }],
        },
      ],
      output_changes: {
        [CANARY]: { actions: ["create"], after: "x", before_sensitive: false, after_sensitive: false },
      },
    },
  );
  return where(plan, secret);
}

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
