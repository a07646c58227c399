// Reading an object of unknown shape field by field: every refusal is noted with its place, and reading goes on.
//
// A null is what YAML makes of a key without a value: as if the key were not there.
import { type Finding, nearest } from "../../rules/index.js";
import { parseGoDuration } from "../go-duration.js";

/** Keys and indexes from the root of what is read. */
export type Path = readonly (string | number)[];

/** The path as it is shown: `agents.reviewer.misbehaviour[0].reason`. */
export function pathText(at: Path): string {
  const steps = at.map((step) =>
    typeof step === "string" && /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
  );
  return steps.join("").replace(/^\./, "") || "(the whole)";
}

/** A finding before it is known where in a file it is. */
export interface Located extends Omit<Finding, "path" | "position"> {
  readonly at: Path;
}

/** What a value may be, in words that go on from "write", and what it is read as. */
export interface Check<T> {
  readonly allowed: string;
  /** @returns `undefined` for a value that is refused */
  readonly read: (value: unknown) => T | undefined;
}

/** A whole number. */
export function count(min: number, max: number): Check<number> {
  return {
    allowed: `a whole number from ${min} to ${max}`,
    read: (value) => (Number.isInteger(value) && inRange(value as number, min, max) ? (value as number) : undefined),
  };
}

/** A number from 0 to 1. */
export function share(): Check<number> {
  return {
    allowed: "a number from 0 to 1",
    read: (value) => (typeof value === "number" && inRange(value, 0, 1) ? value : undefined),
  };
}

/** A duration, read as milliseconds. */
export function duration(minMs: number, maxMs: number): Check<number> {
  return {
    allowed: `a duration from ${minMs / 1000}s to ${maxMs / 3_600_000}h, such as "90s" or "1h30m"`,
    read: (value) => {
      const parsed = typeof value === "string" ? parseGoDuration(value) : { problem: "" };
      const ms = "ns" in parsed ? Number(parsed.ns) / 1_000_000 : Number.NaN;
      return inRange(ms, minMs, maxMs) ? ms : undefined;
    },
  };
}

/** One of some words. */
export function oneOf<T extends string>(words: readonly T[]): Check<T> {
  return { allowed: `one of ${words.join(", ")}`, read: (value) => words.find((word) => word === value) };
}

/** One object that is being read. */
export class Fields {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #at: Path;
  readonly #found: Located[];
  readonly #asked = new Set<string>();

  private constructor(value: Readonly<Record<string, unknown>>, at: Path, found: Located[]) {
    this.#value = value;
    this.#at = at;
    this.#found = found;
  }

  /** The fields of a value, `undefined` when it has none: that is noted. */
  static of(value: unknown, at: Path, found: Located[], why: string): Fields | undefined {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      found.push(refusal(at, value, why, "write a map of keys and values"));
      return undefined;
    }
    return new Fields(value as Record<string, unknown>, at, found);
  }

  /** A field that may be left out. */
  get<T>(key: string, check: Check<T>, why: string): T | undefined {
    const value = this.#raw(key);
    return value === undefined ? undefined : this.#read([...this.#at, key], value, check, why);
  }

  /** A field that may not. */
  need<T>(key: string, check: Check<T>, why: string): T | undefined {
    const value = this.#raw(key);
    return this.#read([...this.#at, key], value, check, why);
  }

  /** An object that may be left out. */
  object(key: string): Fields | undefined {
    const value = this.#raw(key);
    return value === undefined
      ? undefined
      : Fields.of(value, [...this.#at, key], this.#found, "its fields are read by name");
  }

  /** Objects by name, which may not be left out. */
  map(key: string, why: string): [string, Fields][] {
    const value = this.#raw(key);
    const all = Fields.of(value, [...this.#at, key], this.#found, why);
    if (all === undefined) {
      return [];
    }
    return all.#entries().flatMap(([name, entry]) => {
      const fields = Fields.of(entry, [...all.#at, name], this.#found, "its fields are read by name");
      return fields === undefined ? [] : [[name, fields] as [string, Fields]];
    });
  }

  /** A list of objects; an empty one when it is left out. */
  objects(key: string): Fields[] {
    return this.#items(key).flatMap(
      ([at, item]) => Fields.of(item, at, this.#found, "its fields are read by name") ?? [],
    );
  }

  /** A list of values; an empty one when it is left out. */
  list<T>(key: string, check: Check<T>, why: string): T[] {
    return this.#items(key).flatMap(([at, item]) => this.#read(at, item, check, why) ?? []);
  }

  /** Values by name; none when they are left out. */
  texts(key: string, check: Check<string>, why: string): Record<string, string> {
    const all = this.object(key);
    const read: Record<string, string> = {};
    for (const [name, value] of all === undefined ? [] : all.#entries()) {
      const text = this.#read([...this.#at, key, name], value, check, why);
      if (text !== undefined) {
        read[name] = text;
      }
    }
    return read;
  }

  /** Notes a field that may not be there. */
  reject(key: string, why: string, fix: string): void {
    const value = this.#raw(key);
    if (value !== undefined) {
      this.#found.push(refusal([...this.#at, key], value, why, fix));
    }
  }

  isList(key: string): boolean {
    return Array.isArray(this.#value[key]);
  }

  /** Notes the keys nobody asked for that look like one that was asked for and is not there. */
  rejectMisspelled(): void {
    const missing = [...this.#asked].filter((key) => !Object.hasOwn(this.#value, key));
    for (const [key, value] of this.#entries()) {
      const meant = this.#asked.has(key) ? undefined : nearest(key, missing);
      if (meant !== undefined) {
        const why = "there is no such key, so it would be passed over";
        this.#found.push(refusal([...this.#at, key], value, why, `write ${meant}`));
      }
    }
  }

  #raw(key: string): unknown {
    this.#asked.add(key);
    const value = Object.hasOwn(this.#value, key) ? this.#value[key] : undefined;
    return value ?? undefined;
  }

  #entries(): [string, unknown][] {
    return Object.entries(this.#value);
  }

  #items(key: string): [Path, unknown][] {
    const value = this.#raw(key) ?? [];
    if (!Array.isArray(value)) {
      this.#found.push(refusal([...this.#at, key], value, "there may be several", "write a list"));
      return [];
    }
    return value.map((item: unknown, index) => [[...this.#at, key, index], item]);
  }

  #read<T>(at: Path, value: unknown, check: Check<T>, why: string): T | undefined {
    const read = check.read(value);
    if (read === undefined) {
      this.#found.push(refusal(at, value, why, `write ${check.allowed}`));
    }
    return read;
  }
}

function refusal(at: Path, value: unknown, why: string, fix: string): Located {
  return { rule: "simulation/plan", severity: "error", at, ...(value === undefined ? {} : { value }), why, fix };
}

function inRange(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}
