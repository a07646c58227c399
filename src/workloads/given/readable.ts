// Refuses, for programs without types, what no rule could read: options that are missing, null, or of another kind than theirs. All at
// once, before anything else looks at them; what is a value of the right kind is for the rules to judge.
//
// Contract: src/workloads/gen/option-kinds.ts is generated from the types.
import { Construct, type IConstruct } from "../core.js";
import { OPTION_KINDS } from "../gen/option-kinds.js";
import { isLater } from "../later.js";
import type { Kind } from "./kind.js";

/** Texts that may be shown: numbers, quantities, durations, words of JSON. Any other may be a secret. */
const HARMLESS = /^(?:-?\d[\d.]{0,9}[a-zA-Z]{0,3}|true|false|)$/;
/** Tells an alternative that is meant, and wrong in a part, from one that is not meant. */
const NOT_MEANT = 100;

/** What is missing, or a secret as plain text, and has a finding of its own, by the type of the options; the first are of all. */
const JUDGED: Readonly<Record<string, readonly string[]>> = {
  "*": ["whenFull", "version"],
  UnpodDialOutProps: ["agentId", "apiKey", "maxSessions", "token"],
  UnpodServeProps: ["agentId", "apiKey", "maxSessions", "token", "servingUrl", "agentSecret", "exposure", "replicas"],
};

interface Fault {
  readonly path: string;
  readonly value: unknown;
  readonly expected: Kind;
  readonly weight: number;
}

/**
 * Holds what a constructor is given against its type.
 *
 * @param type of the options
 * @throws {Error} with every option that can't be read: its path, its value, why, and what to write
 */
export function requireReadable(scope: IConstruct, id: string, type: string, props: unknown): void {
  if (!Construct.isConstruct(scope)) {
    throw new Error(
      `${id}: its scope is ${shown(scope)}, and everything is made in a construct. Fix: give a stack, or a construct in one, first.`,
    );
  }
  requireKind([scope.node.path, id].filter((part) => part !== "").join("/"), type, props);
}

/**
 * The same of what a value is made from.
 *
 * @param path how it is written: `Drain.of`
 * @throws {Error} as above
 */
export function requireKind(path: string, type: string, given: unknown): void {
  const judged = [...(JUDGED["*"] ?? []), ...(JUDGED[type] ?? [])];
  const found = faults({ of: type }, given, path).filter(({ path: at, value, expected }) => {
    const name = at.replace(/^.*\./, "");
    const isPlainSecret = typeof value === "string" && /key|secret|token/i.test(name);
    const isJudged = (value === undefined || isPlainSecret) && judged.includes(name);
    // a word that nobody knows is the rules', too
    const isWord = typeof value === "string" && typeof expected === "object" && "literals" in expected;
    return !isJudged && !isWord && !isNone(expected);
  });
  if (found.length === 0) return;
  const lines = found.map(inWords);
  throw new Error(
    lines.length === 1 ? lines.join("") : `${path}: ${lines.length} options can't be read:\n  ${lines.join("\n  ")}`,
  );
}

function inWords({ path, value, expected }: Fault): string {
  const more = "docs/agents/options.md has them all";
  return value === undefined
    ? `${path} is missing: nothing can be made without it. Fix: give ${inKind(expected)}; ${more}.`
    : `${path} = ${shown(value)}: it can't be read, because it has to be ${inKind(expected)}. Fix: write ${value === null ? "that, or leave it out" : "that"}; ${more}.`;
}

/** A value in words, without a text that may be a secret. */
function shown(value: unknown): string {
  if (isLater(value)) return "(known at apply)";
  if (typeof value === "string") return HARMLESS.test(value) ? JSON.stringify(value) : "(a text)";
  if (Array.isArray(value)) return "(a list)";
  return value !== null && (typeof value === "object" || typeof value === "function")
    ? `(${typeof value === "object" ? "an object" : "a function"})`
    : String(value);
}

function faults(kind: Kind, value: unknown, path: string): readonly Fault[] {
  if (kind === "any") return [];
  if (typeof kind === "object" && "of" in kind) return faults(OPTION_KINDS[kind.of] ?? "any", value, path);
  const wrong = (weight = 1): readonly Fault[] => [{ path, value, expected: kind, weight }];
  // what a function of Terraform answers may be of any kind, and stands in a text; of what is made of parts they have to be known
  const isWhole = typeof kind === "string" || "literals" in kind;
  if (isWhole && isLater(value)) return [];
  if (typeof kind === "string") return typeof value === kind ? [] : wrong();
  // words are judged by rules; in a choice they tell what is meant
  if ("literals" in kind) {
    return kind.literals.some((one) => typeof one === typeof value && (one === null) === (value === null))
      ? []
      : wrong(isNone(kind) ? NOT_MEANT : 1);
  }
  if ("oneOf" in kind) return oneOf(kind.oneOf, value, path) ?? wrong();
  if ("list" in kind) {
    return Array.isArray(value)
      ? value.flatMap((one: unknown, index) => faults(kind.list, one, `${path}[${index}]`))
      : wrong();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong();
  if ("instance" in kind) return kind.has.every((name) => name in value) ? [] : wrong();
  if ("record" in kind) {
    return Object.entries(value).flatMap(([name, one]) => faults(kind.record, one, `${path}${step(name)}`));
  }
  return Object.entries(kind.members).flatMap(([member, inner]) => {
    const name = member.replace(/\?$/, "");
    const one = (value as Readonly<Record<string, unknown>>)[name];
    return one === undefined && member !== name ? [] : faults(inner, one, `${path}.${name}`);
  });
}

/** What is wrong with the alternative that is meant; undefined when none is. */
function oneOf(kinds: readonly Kind[], value: unknown, path: string): readonly Fault[] | undefined {
  const tried = kinds.map((kind) => ({ kind, found: [...otherWord(kind, value, path), ...faults(kind, value, path)] }));
  const weights = tried.map(({ found }) => found.reduce((sum, { weight }) => sum + weight, 0));
  const least = Math.min(...weights);
  if (least === 0) return [];
  const { found = [] } = tried[weights.indexOf(least)] ?? {};
  // where the value itself is of no kind, all of them are named
  return found.some((one) => one.path === path) ? undefined : found;
}

/** Of an alternative that is told by a word: the word, where it is another one. */
function otherWord(kind: Kind, value: unknown, path: string): readonly Fault[] {
  const inner = typeof kind === "object" && "of" in kind ? (OPTION_KINDS[kind.of] ?? "any") : kind;
  if (typeof inner !== "object" || !("members" in inner) || typeof value !== "object" || value === null) return [];
  return Object.entries(inner.members).flatMap(([key, member]) => {
    const name = key.replace(/\?$/, "");
    const one = (value as Readonly<Record<string, unknown>>)[name];
    const isWord = typeof member === "object" && "literals" in member && member.literals.length === 1;
    return isWord && !member.literals.includes(one as string) && !(one === undefined && key !== name)
      ? [{ path: `${path}.${name}`, value: one, expected: member, weight: NOT_MEANT }]
      : [];
  });
}

function step(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `["${name}"]`;
}

const WORDS = {
  boolean: "true or false",
  function: "a function",
  number: "a number",
  string: "a text",
  any: "a value",
};

/** Of what an option of one transport, or one way to deploy, can't be given with: rules say that. */
const isNone = (kind: Kind): boolean => typeof kind === "object" && "literals" in kind && kind.literals.length === 0;

/** What is expected, in words; of what holds itself no more than a few levels. */
function inKind(kind: Kind, level = 0): string {
  if (level > 3) return WORDS.any;
  if (typeof kind === "string") return WORDS[kind];
  if ("of" in kind) return inKind(OPTION_KINDS[kind.of] ?? "any", level + 1);
  if ("list" in kind) return `a list, each of it ${inKind(kind.list, level + 1)}`;
  if ("record" in kind) return `an object, each value of it ${inKind(kind.record, level + 1)}`;
  if ("literals" in kind) return kind.literals.map((one) => JSON.stringify(one)).join(" or ") || "left out";
  if ("instance" in kind) return `${/^[AEIOU]/.test(kind.instance) ? "an" : "a"} ${kind.instance}`;
  if ("oneOf" in kind) return [...new Set(kind.oneOf.map((one) => inKind(one, level + 1)))].join(", or ");
  const needed = Object.keys(kind.members).filter((name) => !name.endsWith("?"));
  return needed.length === 0 ? "an object of options" : `an object with ${needed.join(", ")}`;
}
