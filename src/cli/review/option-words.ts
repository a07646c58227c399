// What the command lines of `cdktf-agyn review` and of its steps have in common: where they look, and all faults at once.
import type { PlanFile } from "../../review/index.js";

/** What a review looks at. */
export interface SourceOptions {
  /** The synthesized app. */
  readonly out: string;
  /** The app before the change. */
  readonly base?: string;
  readonly plans: readonly PlanFile[];
}

/** Where cdktf synthesizes to. */
const OUT = "cdktf.out";
/** Options that say so. */
export const SOURCE_WORDS = ["out", "base"] as const;
const STRING = { type: "string" } as const;
/** Options that take a text. */
export const strings = (words: readonly string[]): Record<string, typeof STRING> =>
  Object.fromEntries(words.map((word) => [word, STRING]));
/** Options that take nothing. */
export const FLAGS = { "exit-zero": { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

/** Texts that were given, by option. */
export type Texts = Readonly<Record<string, string | undefined>>;

/** The texts among what was given. */
export function textsOf(values: object): Texts {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === "string"));
}

/** Where the apps are. */
export function sourceOf({ out = OUT, base }: Texts): Omit<SourceOptions, "plans"> {
  return { out, ...(base === undefined ? {} : { base }) };
}

/** `[STACK=]FILE`. */
export function planFile(word: string): PlanFile {
  const [, stack, file] = /^([\w.-]+)=(.+)$/s.exec(word) ?? [];
  return stack === undefined || file === undefined ? { file: word } : { stack, file };
}

/** What is wrong with a command line. */
export class Faults {
  private readonly all: string[] = [];

  constructor(private readonly command: string) {}

  /** Adds one. */
  add(fault: string): void {
    this.all.push(fault);
  }

  /** A word of a list; what is none is a fault. */
  oneOf<Word extends string>(option: string, value: string, allowed: readonly [Word, ...Word[]]): Word {
    const found = allowed.find((word) => word === value);
    if (found === undefined) this.add(`${option} is ${JSON.stringify(value)}; allowed: ${allowed.join(", ")}`);
    return found ?? allowed[0];
  }

  /** @throws with every fault, a line each */
  throwIfAny(): void {
    if (this.all.length > 0) throw new Error(this.all.map((fault) => `${this.command}: ${fault}`).join("\n"));
  }
}
