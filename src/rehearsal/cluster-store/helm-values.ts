// How Helm makes one tree of values out of documents and `--set` pairs: maps are merged, everything else is replaced whole; a dot
// parts keys unless a backslash stands before it.
//
// Source: Helm 3, `pkg/cli/values` and `pkg/strvals` (paths with indexes, `\.`, typed and string forms). Documents are read as
// JSON only, the subset of YAML that `jsonencode` writes.
import { isObject, type Json, type JsonObject } from "../../synthesized/index.js";

/** A `set` entry: `type` is `auto` (also empty), `string` or `literal`. */
export interface SetEntry {
  readonly name: string;
  readonly value: string | readonly string[];
  readonly type?: string;
}

/** Why a document could not be read, or the tree. */
export type MergedValues = { readonly values: JsonObject } | { readonly problem: string };

/** Merges documents in order, then `set` entries in order. */
export function mergeValues(documents: readonly string[], sets: readonly SetEntry[]): MergedValues {
  let values: JsonObject = {};
  for (const [index, document] of documents.entries()) {
    const parsed = parseDocument(document);
    if (parsed === undefined) {
      return {
        problem: `values[${index}] is not a JSON object, and the stand-in for helm reads YAML only in its JSON form: write the values with jsonencode()`,
      };
    }
    values = mergeMaps(values, parsed);
  }
  for (const entry of sets) {
    const path = parsePath(entry.name);
    if (path === undefined) return { problem: `set name ${JSON.stringify(entry.name)} is not a path that Helm reads` };
    values = setAt(values, path, setValue(entry)) as JsonObject;
  }
  return { values };
}

function parseDocument(text: string): JsonObject | undefined {
  if (text.trim() === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function mergeMaps(a: JsonObject, b: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = merged[key];
    merged[key] = isObject(value) && isObject(before) ? mergeMaps(before, value) : value;
  }
  return merged;
}

/** Keys and indexes of `a.b\.c[0].d`; undefined when it is not such a path. */
export function parsePath(name: string): (string | number)[] | undefined {
  const path: (string | number)[] = [];
  for (const part of name.match(/(?:\\.|[^.\\])+/g) ?? []) {
    const found = /^((?:\\.|[^[\]\\])*)((?:\[\d+\])*)$/.exec(part);
    if (found?.[1] === undefined || found[1] === "") return undefined;
    path.push(found[1].replace(/\\(.)/g, "$1"));
    for (const [, index] of (found[2] ?? "").matchAll(/\[(\d+)\]/g)) path.push(Number(index));
  }
  return path.length === 0 ? undefined : path;
}

function setAt(tree: Json | undefined, [step, ...rest]: readonly (string | number)[], value: Json): Json {
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list = Array.isArray(tree) ? [...(tree as readonly Json[])] : [];
    while (list.length < step) list.push(null);
    list[step] = setAt(list[step], rest, value);
    return list;
  }
  const map = isObject(tree) ? tree : {};
  return { ...map, [step]: setAt(map[step], rest, value) };
}

function setValue({ value, type }: SetEntry): Json {
  if (typeof value !== "string") return value;
  if (type === "string" || type === "literal") return value;
  if (value === "true" || value === "false") return value === "true";
  if (value === "null") return null;
  return /^-?(?:0|[1-9]\d*)$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
