// The instructions of a Dockerfile, with their lines, and the stages that the last image is made of.
//
// Source: Dockerfile reference: comments and empty lines within an instruction count for nothing; a stage may begin from an earlier one
// by its name, whatever the case, and then has all that it has; what is in FROM is replaced by the ARGs before the first one.
import type { GeneratedFault } from "../description.js";
import { shown } from "./file.js";

const FILE = "dockerfile";
const INSTRUCTIONS = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);
/** Values are texts of quotes, escapes and anything else but space; a key begins where a word does, so that a long word costs one pass. */
const PAIR = /(?<=^|\s)([A-Za-z_]\w*)=((?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\\[\s\S]|[^\s"'\\])*)/g;
const REFERENCE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^}]*))?\})/g;

/** An instruction. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
  /** Counted from 1. */
  readonly line: number;
  /** Number of its stage; -1 before the first one. */
  readonly stage: number;
}

/** A variable, its value, and its line. */
export type Variable = readonly [name: string, value: string, line: number];

/** Reads the instructions, as far as they can be read. */
export function instructionsOf(text: string): {
  readonly instructions: readonly Instruction[];
  readonly faults: readonly GeneratedFault[];
} {
  const instructions: Instruction[] = [];
  const faults: GeneratedFault[] = [];
  const lines = text.split(/\r?\n/);
  let stage = -1;
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    let part = (lines[index] ?? "").trim();
    if (/^#\s*escape\s*=/i.test(part)) {
      const why = "with another escape character its lines mean something else";
      faults.push({ file: FILE, line, value: shown(part), why, fix: "take it out" });
    }
    if (part === "" || part.startsWith("#")) continue;
    const parts: string[] = [];
    while (part.endsWith("\\") && index + 1 < lines.length) {
      parts.push(part.slice(0, -1).trimEnd());
      do part = (lines[++index] ?? "").trim();
      while ((part === "" || part.startsWith("#")) && index + 1 < lines.length);
    }
    const statement = [...parts, part].join(" ");
    const [, name = "", rest = ""] = /^([A-Za-z]+)\s*([\s\S]*)$/.exec(statement) ?? [];
    const why = unreadable(name.toUpperCase(), rest);
    if (why !== undefined) {
      faults.push({ file: FILE, line, value: shown(statement), ...why });
      return { instructions, faults };
    }
    if (name.toUpperCase() === "FROM") stage++;
    instructions.push({ name: name.toUpperCase(), rest: rest.trim(), line, stage });
  }
  return { instructions, faults };
}

function unreadable(name: string, rest: string): Pick<GeneratedFault, "why" | "fix"> | undefined {
  if (!INSTRUCTIONS.has(name)) {
    return { why: "it begins with no instruction of a Dockerfile", fix: "give the file that agentflow build wrote" };
  }
  if (/^(RUN|COPY|ADD)$/.test(name) && /(?<!<)<<-?\s*["']?\w/.test(rest)) {
    const why = "it has a here-document, whose lines can't be told from instructions";
    return { why, fix: "write it as one command, or a file" };
  }
  return undefined;
}

/** What the last image is made of: the instructions of its stages in their order, and the image that the first of them is from. */
export function lastImage(instructions: readonly Instruction[]): {
  readonly image: string;
  readonly line: number;
  readonly instructions: readonly Instruction[];
} {
  const before = instructions.filter(({ name, stage }) => name === "ARG" && stage < 0).flatMap(variablesOf);
  const given = Object.fromEntries(before.map(([name, value]) => [name, value] as const));
  const stages = instructions
    .filter(({ name }) => name === "FROM")
    .map(({ rest, line, stage }) => {
      const [, image = "", called = ""] = /^(?:--\S+\s+)*(\S*)(?:\s+as\s+(\S+))?/i.exec(rest) ?? [];
      return { image: replaced(image, given), called: called.toLowerCase(), line, stage };
    });
  let [at] = stages.slice(-1);
  const chain: number[] = [];
  for (;;) {
    if (at === undefined) break;
    const { image, stage } = at;
    chain.unshift(stage);
    const base = stages.findLast((one) => one.stage < stage && one.called === image.toLowerCase());
    if (base === undefined) break;
    at = base;
  }
  return {
    image: at?.image ?? "",
    line: at?.line ?? 1,
    instructions: chain.flatMap((number) => instructions.filter(({ stage }) => stage === number)),
  };
}

/** A text with the variables in it replaced, as far as they are known. */
export function replaced(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(REFERENCE, (whole, plain?: string, braced?: string, otherwise?: string) => {
    const name = plain ?? braced ?? "";
    return Object.hasOwn(variables, name) ? (variables[name] ?? "") : (otherwise ?? whole);
  });
}

/** The variables of an ENV or an ARG that have a value. */
export function variablesOf({ name, rest, line }: Instruction): readonly Variable[] {
  if (name === "ARG" || /^[A-Za-z_]\w*=/.test(rest)) {
    return [...rest.matchAll(PAIR)].map(([, key = "", value = ""]) => [key, unquoted(value), line] as const);
  }
  const [, key = "", value] = /^(\S+)\s+([\s\S]+)$/.exec(rest) ?? [];
  return name === "ENV" && value !== undefined ? [[key, value, line]] : [];
}

const unquoted = (value: string): string => value.replace(/\\([\s\S])|["']/g, (_, escaped?: string) => escaped ?? "");
