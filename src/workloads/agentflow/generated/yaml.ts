// Generated YAML, read with the line of everything in it, and with bounds: no tags, keys that stand once, few aliases.
//
// Source: the yaml package (1.2 core schema, with the merge keys of 1.1, which compose has). It is loaded at first use: importing this layer costs nothing then, and synthesis is
// synchronous, so `import()` can't do it.
/* eslint-disable @typescript-eslint/no-require-imports -- the one synchronous way to load at first use */
import type * as yamlTypes from "yaml";
import type { GeneratedFault } from "../description.js";
import { type FileKind, type Said, shown, textFaults } from "./file.js";

const MOST_ALIASES = 50;
const MOST_DOCUMENTS = 50;

type Step = string | number;

/** One document. */
export interface YamlDocument {
  /** What stands at a path, and its line; undefined when there is nothing. */
  at(...path: readonly Step[]): Said<unknown> | undefined;
  /** A text there, or a number as text. */
  textAt(...path: readonly Step[]): Said<string> | undefined;
  /** A whole number there. */
  numberAt(...path: readonly Step[]): Said<number> | undefined;
}

/** Reads YAML. */
export function readYaml(
  file: FileKind,
  text: string,
): { readonly documents: readonly YamlDocument[]; readonly faults: readonly GeneratedFault[] } {
  const unreadable = textFaults(file, text);
  if (unreadable.length > 0) return { documents: [], faults: unreadable };
  const yaml = require("yaml") as typeof yamlTypes;
  const lines = new yaml.LineCounter();
  const parsed = yaml.parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "silent",
    merge: true,
  });
  const documents: readonly yamlTypes.Document[] = Array.isArray(parsed) ? parsed : [];
  const lineOf = (offset: number | undefined): number => Math.max(1, lines.linePos(offset ?? 0).line);
  const faults = documents.flatMap((document) =>
    [...document.errors, ...document.warnings].map(({ message, pos }) => ({
      file,
      line: lineOf(pos[0]),
      why: `it is no YAML that can be read: ${shown(message)}`,
      fix: "give the file that agentflow build wrote",
    })),
  );
  if (documents.length > MOST_DOCUMENTS) {
    faults.push({ file, line: 1, why: `it has ${documents.length} documents`, fix: "give the generated file only" });
  }
  if (faults.length > 0) return { documents: [], faults };
  const read: YamlDocument[] = [];
  for (const document of documents) {
    try {
      const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
      if (value !== null) read.push(located(document, value, lineOf));
    } catch {
      const line = lineOf(document.contents?.range?.[0]);
      faults.push({ file, line, why: "its aliases can't be followed", fix: "write the parts out" });
    }
  }
  return { documents: read, faults };
}

function located(
  document: yamlTypes.Document,
  root: unknown,
  lineOf: (offset: number | undefined) => number,
): YamlDocument {
  const at = (...path: readonly Step[]): Said<unknown> | undefined => {
    let value = root;
    for (const step of path) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<Step, unknown>)[step];
    }
    if (value === undefined || value === null) return undefined;
    // what an alias or a merge key brings has the line of what brings it
    const ranges = path.map((_, end) => rangeOf(document.getIn(path.slice(0, end + 1), true)));
    return { value, line: lineOf([rangeOf(document.contents), ...ranges].findLast((one) => one !== undefined)?.[0]) };
  };
  return {
    at,
    textAt(...path) {
      const found = at(...path);
      const { value } = found ?? {};
      if (found === undefined || !isText(value)) return undefined;
      return { value: String(value), line: found.line };
    },
    numberAt(...path) {
      const found = at(...path);
      const number = typeof found?.value === "string" && /^\d+$/.test(found.value) ? Number(found.value) : found?.value;
      if (found === undefined || typeof number !== "number" || !Number.isInteger(number)) return undefined;
      return { value: number, line: found.line };
    },
  };
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range ?? undefined;
}

/** The texts of a list, with numbers as texts; undefined when it is none. */
export function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every(isText) ? value.map(String) : undefined;
}

/** Whether it is a text, or can stand for one. */
export function isText(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
