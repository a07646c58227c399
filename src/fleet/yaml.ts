// fleet.yaml as a plain value, with the place of everything in it. Keys stand once; anchors, aliases and merge keys (`<<`) are
// followed within bounds; tags are refused, because a fleet has plain values only.
//
// Source: YAML 1.2 core schema as the yaml package reads it; `maxAliasCount` of its `toJS`.
import type { Document, LineCounter, Node, Pair, YAMLMap } from "yaml";
import type { Finding, Position } from "../rules/index.js";
import { yamlModule } from "./lazy.js";
import { type Step, stepsOf } from "./path.js";
import { SCHEMA_RULE } from "./schema-issues.js";

/** How often aliases may multiply one another; more is a mistake, or an attack. */
const MAX_ALIASES = 1000;
/** Merges other maps; it may stand several times. */
const MERGE_KEY = "<<";

/** What a YAML text says, and where. */
export interface YamlText {
  /** Left out when the text can't be read. */
  readonly value?: unknown;
  readonly findings: readonly Finding[];
  /** The place of a path, or of the nearest thing above it that the text has. */
  positionOf(path: string): Position | undefined;
}

/** Reads one YAML document. Loads the YAML reader. */
export function readYaml(text: string): YamlText {
  const yaml = yamlModule();
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    uniqueKeys: false,
  });
  const positionOf = (path: string): Position | undefined => locate(document, stepsOf(path), lines);
  const findings: Finding[] = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    rule: SCHEMA_RULE,
    severity: "error" as const,
    path: "",
    why: `the text is no YAML that can be read: ${message}`,
    fix: FIXES[code] ?? "correct the text at this place",
    position: toPosition(lines, pos[0]),
  }));
  findings.push(...repeatedKeys(document, lines));
  if (findings.length > 0) return { findings, positionOf };
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown, findings: [], positionOf };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const why = `its aliases can't be followed: ${error.message}`;
    const fix = "write the parts out, or put what is shared under defaults";
    return { findings: [{ rule: SCHEMA_RULE, severity: "error", path: "", why, fix }], positionOf };
  }
}

const FIXES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "keep one document: take out the line ---",
  TAG_RESOLVE_FAILED: "take the tag out: a fleet has texts, numbers, true, false, lists and maps only",
  TAB_AS_INDENT: "indent with blanks",
  BAD_INDENT: "indent like the lines beside it",
};

/** Keys that stand twice in a map. The reader's own check compares each key with all others, which takes minutes for a large fleet. */
function repeatedKeys(document: Document, lines: LineCounter): readonly Finding[] {
  const findings: Finding[] = [];
  yamlModule().visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items as Pair<Node>[]) {
        const text = keyText(key);
        if (text === undefined) continue;
        if (seen.has(text) && text !== MERGE_KEY) {
          findings.push({
            rule: SCHEMA_RULE,
            severity: "error",
            path: "",
            value: text,
            why: "the key stands twice in one map, and one of the two would be lost",
            fix: "keep one of them, or name them differently",
            position: toPosition(lines, key.range?.[0] ?? 0),
          });
        }
        seen.add(text);
      }
    },
  });
  return findings;
}

/** The place of the last step that is found: the key of a map's entry, else the value. */
function locate(document: Document, steps: readonly Step[], lines: LineCounter): Position | undefined {
  let node: unknown = document.contents;
  let place = document.contents?.range?.[0];
  for (const step of steps) {
    const next = stepInto(document, node, step);
    if (next === undefined) break;
    [node, place] = [next.value, next.place ?? place];
  }
  return place === undefined ? undefined : toPosition(lines, place);
}

function stepInto(
  document: Document,
  node: unknown,
  step: Step,
): { value: unknown; place?: number | undefined } | undefined {
  const { isAlias, isMap, isSeq, isNode } = yamlModule();
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target) && typeof step === "number") {
    const item = target.items[step];
    return isNode(item) ? { value: item, place: item.range?.[0] } : undefined;
  }
  if (!isMap(target)) return undefined;
  const pair = entriesOf(target as YAMLMap<Node, Node | null>).get(String(step));
  return pair === undefined ? undefined : { value: pair.value, place: pair.key.range?.[0] };
}

type Entries = ReadonlyMap<string, Pair<Node, Node | null>>;
const entriesOfMap = new WeakMap<object, Entries>();

/** The entries of a map by key; a map of agents is asked for each of them. */
function entriesOf(map: YAMLMap<Node, Node | null>): Entries {
  const known = entriesOfMap.get(map);
  if (known !== undefined) return known;
  const entries = new Map(map.items.map((pair) => [keyText(pair.key), pair] as const));
  entriesOfMap.set(map, entries as Entries);
  return entries as Entries;
}

function keyText(key: Node): string | undefined {
  return yamlModule().isScalar(key) ? String(key.value) : undefined;
}

function toPosition(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
