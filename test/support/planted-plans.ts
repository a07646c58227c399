// Plans with a secret in a place of the caller's (planted-places.ts has them all), and copies of it in every encoding where names and values are shown.
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
