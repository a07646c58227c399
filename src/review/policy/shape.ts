// The shape of a policy file, with everything that is wrong in it at once.
import { type Finding, nearest } from "../../rules/index.js";
import { isObject } from "../../synthesized/index.js";

/** Id of the rule that the shape is right. */
export const POLICY_RULE = "review/policy";

/** What was found of a file, place by place. */
export class Shape {
  readonly findings: Finding[] = [];

  /** Something is wrong. A map or a list as a whole says nothing in a message. */
  wrong(path: string, value: unknown, why: string, fix: string): void {
    const shown = value === undefined || (typeof value === "object" && value !== null) ? {} : { value };
    this.findings.push({ rule: POLICY_RULE, severity: "error", path, ...shown, why, fix });
  }

  /** A map with known keys, or an empty one. */
  map(path: string, value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
    if (!isObject(value)) {
      this.wrong(path, value, `it is ${kindOf(value)}, and a map is needed`, "write key: value lines below it");
      return {};
    }
    for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
      const meant = nearest(key, known);
      const fix = meant === undefined ? `take it out, or use one of ${known.join(", ")}` : `write ${meant}`;
      this.wrong(at(path, key), undefined, `there is no such key in ${path === "" ? "a policy" : path}`, fix);
    }
    return value;
  }

  /** The items of a list that may be left out. */
  list(path: string, value: unknown): readonly unknown[] {
    if (value === undefined) return [];
    if (Array.isArray(value)) return value as readonly unknown[];
    this.wrong(path, value, `it is ${kindOf(value)}, and a list is needed`, "write lines that begin with a hyphen");
    return [];
  }

  /** A text that says something. */
  text(path: string, value: unknown, example: string): string {
    if (typeof value === "string" && value.trim() !== "") return value;
    const why = value === undefined ? "it is missing, and has to be there" : "a text that says something is needed";
    this.wrong(path, value, why, typeof value === "number" ? `write it in quotes: "${value}"` : `write ${example}`);
    return "";
  }

  /** A text that may be left out. */
  optionalText(path: string, value: unknown, example: string): string | undefined {
    return value === undefined ? undefined : this.text(path, value, example);
  }

  /** One of some words, or nothing. */
  choice<Word extends string>(path: string, value: unknown, allowed: readonly Word[]): Word | undefined {
    if (value === undefined) return undefined;
    const found = allowed.find((word) => word === value);
    if (found !== undefined) return found;
    const meant = typeof value === "string" ? nearest(value, allowed) : undefined;
    this.wrong(path, value, "it is none of what may stand there", `write ${meant ?? allowed.join(" or ")}`);
    return undefined;
  }

  /** A whole number above zero, or nothing. */
  count(path: string, value: unknown): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
    this.wrong(path, value, "a whole number above 0 is needed", "write one, without quotes");
    return undefined;
  }
}

/** A path one step further, as positions are looked up by. */
export function at(path: string, step: string | number): string {
  if (typeof step === "number") return `${path}[${step}]`;
  if (!/^[\w-]+$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path === "" ? step : `${path}.${step}`;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "empty";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "a map" : `a ${typeof value}`;
}
