// Plans as `terraform show -json` writes them, made by hand: what a test does not say is as in a plan of one untouched stack.
import type { Json, JsonObject } from "../../src/synthesized/index";

/** What a test says of a change; the rest follows from it. */
export interface PlannedChangeInput {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
  readonly unknown?: Json;
  readonly beforeSensitive?: Json;
  readonly afterSensitive?: Json;
  /** More members of the entry, and of its `change`. */
  readonly entry?: JsonObject;
  readonly change?: JsonObject;
}

/** An item of `resource_changes` and `resource_drift`. */
export function plannedChange(input: PlannedChangeInput): JsonObject {
  const { address, actions, before = null, after = null, unknown = {}, entry = {}, change = {} } = input;
  const isData = address.startsWith("data.");
  const [type = "", name = ""] = address
    .replace(/^data\./, "")
    .replace(/\[.*$/, "")
    .split(".");
  return {
    address,
    mode: isData ? "data" : "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/any",
    change: {
      actions,
      before,
      after,
      after_unknown: unknown,
      before_sensitive: input.beforeSensitive ?? (before === null ? false : {}),
      after_sensitive: input.afterSensitive ?? (after === null ? false : {}),
      ...change,
    },
    ...entry,
  };
}

/** A plan with some changes. */
export function planJson(changes: readonly (PlannedChangeInput | JsonObject)[], more: JsonObject = {}): JsonObject {
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: {} },
    resource_changes: changes.map((one) =>
      "change" in one && "mode" in one ? one : plannedChange(one as PlannedChangeInput),
    ),
    prior_state: { format_version: "1.0", terraform_version: "1.11.4", values: { root_module: {} } },
    configuration: { root_module: {} },
    timestamp: "2026-11-21T21:27:08Z",
    applyable: true,
    complete: true,
    errored: false,
    ...more,
  };
}

/** A document as it comes from a file, in chunks of some bytes. */
export async function* chunksOf(document: Json | string, bytes = 1 << 16): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(typeof document === "string" ? document : JSON.stringify(document));
  for (let at = 0; at < all.length; at += bytes) yield await Promise.resolve(all.subarray(at, at + bytes));
}
