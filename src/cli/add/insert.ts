// A new entry in a fleet file, as one insertion: every byte that was there stays, in its order. The YAML reader says where things
// are; its own writer is not used, because it writes the whole document anew.
//
// What comes out is read again: unless it says what was there and the new entry, nothing is given back.
//
// Source: ranges of nodes of yaml 2 (`[start, end of the value, end of the node]`).
import { isDeepStrictEqual } from "node:util";
import { type Document, isAlias, isCollection, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import { blockEntry, flowEntry, jsonEntry, type Plain } from "./render.js";

const DEFAULT_STEP = 2;
const MAX_LINE = 120;
const MAX_ALIASES = 1000;
/** Order in which files have their sections: a new one goes behind the last of those before it. */
const ORDER = [
  "name",
  "stage",
  "placement",
  "slices",
  "releasedFrom",
  "regions",
  "teams",
  "tiers",
  "defaults",
  "pools",
];

/** Thrown when there is no place for the entry that can be trusted. */
export class NotEditableError extends Error {}

/** An entry, and the section it goes to. */
export interface Entry {
  readonly section: string;
  readonly name: string;
  readonly value: Plain;
}

/** A change of a text: `text` goes in at `at`. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * The text with the entry in it.
 *
 * @throws {NotEditableError} when the file has a form into which it can't be put safely
 */
export function insertEntry(source: string, entry: Entry): string {
  const document = parseDocument(source, { merge: true, uniqueKeys: false });
  const { at, text } = insertionOf(source, document, entry);
  const result = source.slice(0, at) + text + source.slice(at);
  const [before, after] = [plainOf(document), plainOf(parseDocument(result, { merge: true, uniqueKeys: false }))];
  if (!isDeepStrictEqual(after, withEntry(before, entry))) {
    throw new NotEditableError(`the text around ${entry.section} has a form that can't be edited safely`);
  }
  return result;
}

function plainOf(document: Document): unknown {
  return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: MAX_ALIASES });
}

function withEntry(before: unknown, { section, name, value }: Entry): unknown {
  const fleet = (before ?? {}) as Readonly<Record<string, object | null>>;
  return { ...fleet, [section]: { ...fleet[section], [name]: value } };
}

type Map = YAMLMap;
type Entries = readonly Pair[];

function insertionOf(source: string, document: Document, entry: Entry): Insertion {
  const root = document.contents;
  if (!isMap(root)) throw new NotEditableError("the file is no map of sections");
  const section = root.items.find(({ key }) => nameOf(key) === entry.section);
  if (section === undefined) return newSection(source, root, entry);
  const { value } = section;
  if (isAlias(value)) throw new NotEditableError(`${entry.section} is an alias of something else`);
  if (isMap(value) && value.flow === true) return intoFlow(source, value, entry);
  if (isMap(value) && value.items.length > 0) return behindLast(source, value, columnOf(source, section.key), entry);
  if (value === null || (isScalar(value) && value.value === null && (value.source ?? "") === "")) {
    const at = endOfLine(source, endOf(section));
    const lines = entryLines(entry, undefined, DEFAULT_STEP);
    return { at, text: asLines(source, lines, columnOf(source, section.key) + DEFAULT_STEP) };
  }
  throw new NotEditableError(`${entry.section} is no map`);
}

/** `name: ...` behind the last entry of a map in lines, and behind the comments below that are indented as its entries are. */
function behindLast(source: string, { items }: Map, sectionColumn: number, entry: Entry): Insertion {
  const last = (items as Entries).at(-1) as Pair;
  const column = columnOf(source, last.key);
  const at = behindComments(source, endOfLine(source, endOf(last)), column);
  return { at, text: asLines(source, entryLines(entry, last, column - sectionColumn), column) };
}

/** In the form of the entry before it: on one line when that is. */
function entryLines({ name, value }: Entry, neighbour: Pair | undefined, step: number): readonly string[] {
  const oneLine = flowEntry(name, value);
  const short = oneLine.length < MAX_LINE;
  const inBraces = isMap(neighbour?.value) && neighbour.value.flow === true;
  return inBraces && short ? [oneLine] : blockEntry(name, value, step > 0 ? step : DEFAULT_STEP);
}

function intoFlow(source: string, map: Map, entry: Entry): Insertion {
  const [start = 0, end = 0] = map.range ?? [];
  const last = (map.items as Entries).at(-1);
  const quoted = isJson(source, last) || (last === undefined && /^\s*\{\s*"/.test(source));
  if (last === undefined) {
    const [line] = quoted ? jsonEntry(entry.name, entry.value, 0) : [flowEntry(entry.name, entry.value)];
    return { at: start + 1, text: ` ${line ?? ""}${source[start + 1] === "}" ? " " : ""}` };
  }
  const lineStart = startOfLine(source, startOf(last.key));
  const indent = source.slice(lineStart, startOf(last.key));
  const ownLine = /^\s+$/.test(indent);
  const separator = ownLine ? lineBreak(source) + indent : " ";
  const text = quoted
    ? jsonEntry(entry.name, entry.value, ownLine ? DEFAULT_STEP : 0).join(separator)
    : flowEntry(entry.name, entry.value);
  const comma = commaAfter(source, endOf(last), end - 1);
  if (comma === undefined) return { at: endOf(last), text: `,${separator}${text}` };
  return { at: comma + 1, text: `${separator}${text},` };
}

function isJson(source: string, pair: Pair | undefined): boolean {
  return pair !== undefined && source[startOf(pair.key)] === '"';
}

/** The place of a comma between the last entry and the brace, past blanks and comments. */
function commaAfter(source: string, from: number, to: number): number | undefined {
  const between = source.slice(from, to).replace(/(^|\s)#[^\n]*/g, (comment) => " ".repeat(comment.length));
  const at = between.indexOf(",");
  return at < 0 ? undefined : from + at;
}

function newSection(source: string, root: Map, entry: Entry): Insertion {
  const items = root.items as Entries;
  const before = ORDER.slice(0, ORDER.indexOf(entry.section));
  const last = items.findLast(({ key }) => before.includes(nameOf(key) ?? "")) ?? items.at(-1);
  if (root.flow === true || last === undefined) {
    return intoFlow(source, root, { section: "", name: entry.section, value: { [entry.name]: entry.value } });
  }
  const column = columnOf(source, last.key);
  const lines = entryLines(entry, undefined, DEFAULT_STEP).map((line) => `${" ".repeat(DEFAULT_STEP)}${line}`);
  const spaced = /\n[ \t]*\r?\n[^\s#]/.test(source) ? [""] : [];
  const at = endOfLine(source, endOf(last));
  return { at, text: asLines(source, [...spaced, `${entry.section}:`, ...lines], column) };
}

/** Lines that begin with a line break, so that they can follow any line, also one at the end of a file without one. */
function asLines(source: string, lines: readonly string[], column: number): string {
  return lines.map((line) => lineBreak(source) + (line === "" ? "" : " ".repeat(column) + line)).join("");
}

function lineBreak(source: string): string {
  return /^[^\n]*\r\n/.test(source) ? "\r\n" : "\n";
}

/** Behind the last character of an entry. */
function endOf({ key, value }: Pair): number {
  const end =
    isCollection(value) && value.flow !== true && value.items.length > 0 ? lastItemEnd(value.items) : rangeEnd(value);
  return Math.max(end, rangeEnd(key));
}

function lastItemEnd(items: readonly unknown[]): number {
  const last = items.at(-1);
  if (isPairLike(last)) return endOf(last);
  return isCollection(last) && last.flow !== true && last.items.length > 0 ? lastItemEnd(last.items) : rangeEnd(last);
}

function isPairLike(item: unknown): item is Pair {
  return typeof item === "object" && item !== null && "key" in item;
}

function rangeEnd(node: unknown): number {
  return rangeOf(node)?.[1] ?? 0;
}

function startOf(node: unknown): number {
  return rangeOf(node)?.[0] ?? 0;
}

function rangeOf(node: unknown): readonly number[] | undefined {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range ?? undefined;
}

function nameOf(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

/**
 * How far the key is indented.
 *
 * @throws {NotEditableError} when something stands before it on its line
 */
function columnOf(source: string, key: unknown): number {
  const start = startOf(key);
  const before = source.slice(startOfLine(source, start), start).replace(/^\uFEFF/, "");
  if (!/^ *$/.test(before))
    throw new NotEditableError(`there is ${JSON.stringify(before)} before ${nameOf(key) ?? "a key"}`);
  return before.length;
}

function startOfLine(source: string, offset: number): number {
  return offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1) + 1;
}

/** Where the line ends that an entry ends on; the value of a block of text ends with its line breaks. */
function endOfLine(source: string, offset: number): number {
  return lineEnd(source, source[offset - 1] === "\n" ? offset - 1 : offset);
}

/** Where the line break of the line is. */
function lineEnd(source: string, offset: number): number {
  const at = source.indexOf("\n", offset);
  if (at < 0) return source.length;
  return at > offset && source[at - 1] === "\r" ? at - 1 : at;
}

/** Past comments that are indented at least so far, and the blank lines before them. */
function behindComments(source: string, offset: number, column: number): number {
  let end = offset;
  let next = source.indexOf("\n", offset) + 1;
  while (next > 0) {
    const at = lineEnd(source, next);
    const line = source.slice(next, at);
    if (line.trim() !== "") {
      const [indent] = /^ *(?=#)/.exec(line) ?? [];
      if (indent === undefined || indent.length < column) break;
      end = at;
    }
    next = source.indexOf("\n", at) + 1;
  }
  return end;
}
