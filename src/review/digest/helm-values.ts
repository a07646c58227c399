// The values of a Helm release as one tree: `values` of a helm_release is a list of texts, each YAML (so also JSON), later ones win.
//
// Source: Helm merges maps, replaces lists, and null takes a key away. The YAML reader is loaded for the first text that is not JSON;
// cdktf writes JSON.
import { yamlModule } from "../../fleet/index.js";
import { isList, isObject, type Json, type JsonObject } from "../../synthesized/index.js";

/** More is not read: a text that doubles with each alias would fill the memory. */
const MOST_ALIASES = 100;
const MOST_DEPTH = 100;

/**
 * The merged values.
 *
 * @returns undefined when a text can't be read, so that nothing of it may be shown
 */
export function helmValues(texts: Json | undefined): JsonObject | undefined {
  if (texts === undefined || texts === null) return {};
  if (!isList(texts)) return undefined;
  let merged: JsonObject = {};
  for (const text of texts) {
    if (typeof text !== "string") return undefined;
    const values = text.trim() === "" ? {} : objectOf(readDocument(text));
    if (values === undefined) return undefined;
    merged = merge(merged, values);
  }
  return merged;
}

function objectOf(document: Json | undefined): JsonObject | undefined {
  if (document === null) return {};
  return isObject(document) ? document : undefined;
}

/** A text of JSON or YAML; undefined when it is neither, or YAML that is no JSON. */
export function readDocument(written: string): Json | undefined {
  let document: unknown;
  try {
    document = JSON.parse(written);
  } catch {
    try {
      document = yamlModule().parse(written, { maxAliasCount: MOST_ALIASES, logLevel: "error" });
    } catch {
      return undefined;
    }
  }
  return isJson(document, 0) ? document : undefined;
}

/** Whether a value is JSON: YAML also knows dates, maps with other keys, and loops. */
function isJson(value: unknown, depth: number): value is Json {
  if (depth > MOST_DEPTH) return false;
  if (value === null || ["string", "boolean", "number"].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every((inner) => isJson(inner, depth + 1));
}

function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const old = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, isObject(old) && isObject(value) ? merge(old, value) : value);
  }
  return Object.fromEntries(merged);
}
