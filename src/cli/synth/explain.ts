// What differs between two versions of a synthesized file, in the words of the app: constructs that come, go or change, and the names of
// what changed in them. Values are not shown: version control shows them, where who may read the file can read them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { at, type Json, type JsonObject, isList, isObject, resourcesOf, text } from "../../synthesized/index.js";
import type { Difference } from "./files.js";

const MAX_LINES = 20;
const MAX_PATHS = 6;
const WORDS = { add: "is not there", remove: "is not made any more", update: "differs" } as const;

/** A line about the file, and lines about what is in it. */
export function explain({ file, change }: Difference, kept: string, fresh: string): readonly string[] {
  const heading = `${file} ${WORDS[change]}`;
  if (change !== "update" || !file.endsWith(".json")) return [heading];
  const [before, after] = [readObject(join(kept, file)), readObject(join(fresh, file))];
  if (before === undefined || after === undefined) return [`${heading}: it is no JSON`];
  const lines = file.endsWith("cdk.tf.json") ? changedConstructs(before, after) : changedPaths(before, after);
  if (lines.length === 0) return [`${heading} in its form only: line breaks, indentation or the order of keys`];
  const more = lines.length > MAX_LINES ? [`and ${lines.length - MAX_LINES} more`] : [];
  return [`${heading}:`, ...[...lines.slice(0, MAX_LINES), ...more].map((line) => `  ${line}`)];
}

/** `+ path (type)`, `- path (type)`, `~ path (type): attributes`; then what stands beside the resources. */
function changedConstructs(before: JsonObject, after: JsonObject): readonly string[] {
  const [old, now] = [constructsOf(before), constructsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const constructs = names.flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was === undefined) return [`+ ${name}`];
    if (is === undefined) return [`- ${name}`];
    const paths = changedPaths(was, is);
    return paths.length === 0 ? [] : [`~ ${name}: ${few(paths)}`];
  });
  const beside = (configuration: JsonObject): JsonObject => ({
    ...configuration,
    resource: null,
    data: null,
    "//": null,
  });
  return [...constructs, ...changedPaths(beside(before), beside(after)).map((path) => `~ ${path}`)];
}

function constructsOf(configuration: JsonObject): ReadonlyMap<string, JsonObject> {
  const all = [...resourcesOf(configuration), ...resourcesOf(configuration, "data")];
  return new Map(
    all.map(({ address, type, body }) => {
      const path = text(at(body, "//", "metadata", "path")).replace(/\/Resource$/, "");
      return [path === "" ? address : `${path} (${type})`, body];
    }),
  );
}

function few(paths: readonly string[]): string {
  const more = paths.length > MAX_PATHS ? ` and ${paths.length - MAX_PATHS} more` : "";
  return paths.slice(0, MAX_PATHS).join(", ") + more;
}

/** The paths at which two values differ; texts that are JSON themselves, such as Helm values, are looked into. */
function changedPaths(before: Json | undefined, after: Json | undefined, path = ""): readonly string[] {
  const [was, is] = [opened(before), opened(after)];
  if (isObject(was) && isObject(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
    return keys.flatMap((key) => changedPaths(was[key], is[key], path === "" ? key : `${path}.${key}`));
  }
  if (isList(was) && isList(is)) return changedItems(was, is, path);
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [path];
}

/** Items with names, such as environment variables, are told by them: one that comes in between moves no other. */
function changedItems(was: readonly Json[], is: readonly Json[], path: string): readonly string[] {
  const [old, now] = [byName(was), byName(is)];
  if (old !== undefined && now !== undefined) {
    const found = changedPaths(old, now, path);
    return found.length > 0 || JSON.stringify(was) === JSON.stringify(is) ? found : [path];
  }
  if (was.length !== is.length) return [path];
  return was.flatMap((item, index) => changedPaths(item, is[index], was.length === 1 ? path : `${path}[${index}]`));
}

function byName(items: readonly Json[]): JsonObject | undefined {
  const named = items.flatMap((item): [string, Json][] => {
    const name = text(at(item, "name"));
    return name === "" ? [] : [[name, item]];
  });
  const unique = new Set(named.map(([name]) => name)).size === items.length;
  return unique && items.length > 0 ? Object.fromEntries(named) : undefined;
}

function opened(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function readObject(path: string): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
