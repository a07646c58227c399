// Hashes that tell whether two things are the same without saying what they are: of values, and of a stack's JSON. What says where an
// app was synthesized, and nothing of what it makes, is left out: jobs of one pipeline have folders of their own.
import { createHash } from "node:crypto";
import { isList, isObject, type Json, type JsonObject } from "../../synthesized/index.js";

/** JSON with sorted keys: the same text for values that are the same. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** SHA-256 of a value, hex. */
export function hashOf(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** SHA-256 of what a stack's cdk.tf.json configures, hex; without comments (`//`) and the folder of a local state. */
export function configurationHash(configuration: JsonObject): string {
  return hashOf(withoutPlaces(configuration));
}

function withoutPlaces(value: Json): Json {
  if (isList(value)) return value.map(withoutPlaces);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, inner = null]) => {
        if (key !== "path" || typeof inner !== "string" || !inner.endsWith(".tfstate"))
          return [key, withoutPlaces(inner)];
        return [key, inner.replace(/^.*[/\\]/, "")];
      }),
  );
}
