// Every text and every reference to a secret in a value, however deep, with the option it stands in: what is judged of all that was given
// is complete by construction, because nothing is listed.
import { Construct } from "./core.js";
import { SecretKey } from "./secrets.js";

/** A text, or a reference. */
export interface Leaf<Value extends string | SecretKey = string | SecretKey> {
  /** Where it stands, as its user wrote it: `exposure.annotations["a/b"]`, `command[2]`. */
  readonly option: string;
  /** What it is called; of a word in a list of words the option before it: `--token x`. Empty: it has no name. */
  readonly name: string;
  /** What that is within, by name, from the outermost. */
  readonly within: readonly string[];
  readonly value: Value;
}

/** Members of our classes in which they keep what they were given: no user writes them. */
const UNWRITTEN = new Set(["action", "facts", "hook", "options", "source", "tasks"]);
/** Texts whose names are paths, and say nothing about what is in them. */
const NAMED_BY_PATH = new Set(["files"]);

/** The texts and references of a value; other constructs are judged for themselves, and functions hold nothing that is written. */
export function leavesOf(value: unknown): readonly Leaf[] {
  return leavesAt(value, { option: "", name: "", within: [] }, []);
}

/** The texts among them. */
export function textsIn(leaves: readonly Leaf[]): readonly Leaf<string>[] {
  return leaves.filter((leaf): leaf is Leaf<string> => typeof leaf.value === "string");
}

/** The references among them. */
export function referencesIn(leaves: readonly Leaf[]): readonly Leaf<SecretKey>[] {
  return leaves.filter((leaf): leaf is Leaf<SecretKey> => typeof leaf.value !== "string");
}

interface Place {
  readonly option: string;
  readonly name: string;
  readonly within: readonly string[];
}

function leavesAt(value: unknown, place: Place, above: readonly object[]): readonly Leaf[] {
  if (typeof value === "string") return wordOf(value, place);
  if (value instanceof SecretKey) return [{ ...place, value }];
  if (typeof value !== "object" || value === null || Construct.isConstruct(value) || above.includes(value)) return [];
  const within = [...above, value];
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    return list.flatMap((one, index) => leavesAt(one, elementOf(list, index, place), within));
  }
  const leaves = Object.entries(value).flatMap(([key, member]) =>
    leavesAt(member, isUnwritten(key, value, above.at(-1)) ? place : memberOf(key, place, value), within),
  );
  // what a class was given it may keep twice
  return isOfClass(value)
    ? leaves.filter((leaf, index) => leaves.findIndex((one) => one.value === leaf.value) === index)
    : leaves;
}

function isOfClass(value: object | undefined): boolean {
  return (
    value !== undefined &&
    ![Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  );
}

/** `Exposure.route({ host })` is `exposure.host`, `Probe.command([...])` is `liveness[0]`, `{ expanded }` the variable itself. */
function isUnwritten(key: string, holder: object, outer: object | undefined): boolean {
  if (key === "command") return isOfClass(outer);
  return key === "expanded" || (UNWRITTEN.has(key) && isOfClass(holder));
}

/** Of a variable in a list, `{ name, value }`, the value is called by its name. */
function memberOf(key: string, place: Place, holder: object): Place {
  const { option } = place;
  const step = /^[A-Za-z_$][\w$]*$/.test(key) ? `${option === "" ? "" : "."}${key}` : `["${key}"]`;
  const { name } = holder as { readonly name?: unknown };
  const called = key === "value" && typeof name === "string" ? name : key;
  return { option: `${option}${step}`, name: NAMED_BY_PATH.has(option) ? "" : called, within: namesOf(place) };
}

/** What it is called, and what that is within, from the outermost; of an element of a list what the list is called. */
export function namesOf({ within, name }: Pick<Leaf, "within" | "name">): readonly string[] {
  return name === "" ? within : [...within, name];
}

/** Options of a command are called by their names: `--api-key x`. */
function elementOf(list: readonly unknown[], index: number, place: Place): Place {
  const [before, word] = [list[index - 1], list[index]];
  const [, name = ""] = (typeof before === "string" && /^--?([\w-]+)$/.exec(before)) || [];
  const isValue = typeof word === "string" && !word.startsWith("-");
  return { option: `${place.option}[${index}]`, name: isValue ? name : "", within: namesOf(place) };
}

/** `--api-key=x` is x, called api-key. */
function wordOf(text: string, { option, name, within }: Place): readonly Leaf[] {
  const [, own, value] = /\[\d+\]$/.test(option) && name === "" ? (/^--?([\w-]+)=(.*)$/s.exec(text) ?? []) : [];
  return [{ option, name: own ?? name, within, value: value ?? text }];
}
