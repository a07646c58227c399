// Hashes that tell whether two things are the same without saying what they are: of values, of a stack's JSON, and of an app. What says where an
// app was synthesized, and nothing of what it makes, is left out: jobs of one pipeline have folders of their own.
import { createHash, type Hash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isList, isObject, type Json, type JsonObject } from "./json.js";
import type { SynthesizedStack } from "./stacks.js";

/** Levels of a stack's JSON that are hashed part by part: `resource`, a type, a name. */
const PARTED_LEVELS = 3;
const FINGERPRINT_CHARS = 32;

/** What an app is, without saying what is in it. */
export interface AppFingerprint {
  /** Of what each stack configures, by name: 32 hex digits, as 64 are taken for a service token wherever secrets are looked for. */
  readonly stacks: Readonly<Record<string, string>>;
  /** Of fleet.json, whatever the order of keys. @default - the app has none */
  readonly fleet?: string;
}

/** The fingerprint of the app in an output folder. */
export function appFingerprint(
  directory: string,
  stacks: Iterable<Pick<SynthesizedStack, "name" | "configuration">>,
): AppFingerprint {
  const fleet = join(directory, "fleet.json");
  return {
    stacks: Object.fromEntries(
      [...stacks].map(({ name, configuration }) => [name, short(configurationHash(configuration))]),
    ),
    ...(existsSync(fleet) ? { fleet: short(hashOf(JSON.parse(readFileSync(fleet, "utf8")) as Json)) } : {}),
  };
}

function short(hash: string): string {
  return hash.slice(0, FINGERPRINT_CHARS);
}

/** JSON with sorted keys: the same text for values that are the same. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) => (isObject(inner) ? sorted(inner) : inner));
}

/** SHA-256 of a value, hex. */
export function hashOf(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** SHA-256 of what a stack's cdk.tf.json configures, hex; without comments (`//`) and the folder of a local state. */
export function configurationHash(configuration: JsonObject): string {
  const hash = createHash("sha256");
  addParts(hash, configuration, PARTED_LEVELS);
  return hash.digest("hex");
}

/** Adds the canonical JSON of a value, a part at a time: that of a large stack as one text would double the memory of a review. */
function addParts(hash: Hash, value: JsonObject, levels: number): void {
  let before = "{";
  for (const [key, inner = null] of Object.entries(sorted(value))) {
    if (key === "//") continue;
    hash.update(`${before}${JSON.stringify(key)}:`);
    if (levels > 1 && isObject(inner)) addParts(hash, inner, levels - 1);
    else hash.update(canonicalJson(withoutPlace(key, inner)));
    before = ",";
  }
  hash.update(before === "{" ? "{}" : "}");
}

function sorted(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A value without comments; where it is the path of a state, the file's name. */
function withoutPlace(key: string, value: Json): Json {
  if (key === "path" && typeof value === "string" && value.endsWith(".tfstate")) return value.replace(/^.*[/\\]/, "");
  return withoutPlaces(value);
}

function withoutPlaces(value: Json): Json {
  if (isList(value)) return value.map(withoutPlaces);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, inner = null]) => [key, withoutPlace(key, inner)]),
  );
}
