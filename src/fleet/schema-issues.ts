// What the schema refuses, said as findings: which key was meant, what YAML makes of a value without quotes, what may stand there.
//
// Source: the issues of zod 4 (`code`, `path` and their fields); YAML 1.2 core schema, in which `yes` is a text and 1.10 a number.
import type { z } from "zod";
import { type Finding, nearest } from "../rules/index.js";
import { pathOf } from "./path.js";

type Issue = z.core.$ZodIssue;
type AnySchema = z.core.$ZodType;

/** Id of the rule that the shape is right. */
export const SCHEMA_RULE = "fleet/schema";

/** The findings for what a schema refused of a value. */
export function schemaFindings(schema: AnySchema, input: unknown, issues: readonly Issue[]): readonly Finding[] {
  return issues.flatMap((issue) => findingsOf(schema, input, issue, []));
}

function findingsOf(
  schema: AnySchema,
  input: unknown,
  issue: Issue,
  above: readonly PropertyKey[],
): readonly Finding[] {
  const steps = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, steps);
    return issue.keys.map((key) => unknownKey([...steps, key], key, known, steps));
  }
  if (issue.code === "invalid_union") {
    const branch = likeliestBranch(valueAt(input, steps), issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => findingsOf(schema, input, inner, steps));
  }
  const value = valueAt(input, steps);
  return [finding(steps, hideObject(value), ...reasonAndFix(issue, value, allowedAt(schema, steps)))];
}

function finding(steps: readonly PropertyKey[], value: unknown, why: string, fix: string): Finding {
  return {
    rule: SCHEMA_RULE,
    severity: "error",
    path: pathOf(steps),
    ...(value === undefined ? {} : { value }),
    why,
    fix,
  };
}

function unknownKey(
  steps: readonly PropertyKey[],
  key: string,
  known: readonly string[],
  parent: readonly PropertyKey[],
): Finding {
  const meant = nearest(key, known);
  const where = parent.length === 0 ? "a fleet" : pathOf(parent);
  const why = `there is no such key in ${where}`;
  const list = known.length === 0 ? "take it out" : `take it out, or use one of ${known.join(", ")}`;
  return finding(steps, undefined, why, meant === undefined ? list : `write ${meant}`);
}

/** Of several forms, the one that the value was meant to have: an object's, or a list's. */
function likeliestBranch(value: unknown, branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fitting = branches.filter((issues) => !issues.some(({ code, path }) => path.length === 0 && isWrongKind(code)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function isWrongKind(code: string): boolean {
  return code === "invalid_type" || code === "invalid_value";
}

/** A pool or a list as a whole says nothing in a message. */
function hideObject(value: unknown): unknown {
  return typeof value === "object" && value !== null ? undefined : value;
}

type Said = readonly [why: string, fix: string];

function reasonAndFix(issue: Issue, value: unknown, allowed: readonly string[]): Said {
  if (value === undefined) {
    return ["it is missing", allowed.length === 0 ? `add it` : `add it: ${allowed.join(" or ")}`];
  }
  if (value === null) {
    return [
      "nothing stands there, which YAML reads as null",
      "give a value, write {} for no entries, or take the key out",
    ];
  }
  switch (issue.code) {
    case "invalid_type":
      return wrongType(issue.expected, value);
    case "invalid_value":
      return wrongChoice(value, issue.values.map(String));
    case "invalid_union":
      return wrongChoice(value, allowed);
    case "too_small":
      return [`it is below the least, ${String(issue.minimum)}`, `give ${String(issue.minimum)} or more`];
    case "too_big":
      return [`it is above the most, ${String(issue.maximum)}`, `give ${String(issue.maximum)} or less`];
    case "invalid_format":
      return ["a blank text says nothing", "write what is meant, or take the key out"];
    case "invalid_key":
      return ["a blank name says nothing", "give it a name"];
    default:
      return [issue.message, "correct it"];
  }
}

function wrongType(expected: string, value: unknown): Said {
  if (expected === "string" && typeof value === "number") {
    const why = "it is a number, and a text is needed (a number loses zeros: 1.30 is 1.3)";
    return [why, `write it in quotes, as the text you mean: "${value}"`];
  }
  if (expected === "string" && typeof value === "boolean") {
    return ["it is true or false, and a text is needed", `write it in quotes: "${value}"`];
  }
  if (expected === "boolean" && typeof value === "string") {
    const meant = { yes: "true", on: "true", no: "false", off: "false" }[value.toLowerCase()];
    const why = meant === undefined ? "it is a text" : "YAML 1.2 reads it as a text, not as true or false";
    return [why, `write ${meant ?? "true or false"} without quotes`];
  }
  if (["number", "int"].includes(expected)) {
    return [`it is ${kindOf(value)}, and a whole number is needed`, "write a whole number without quotes"];
  }
  return [`it is ${kindOf(value)}, and ${EXPECTED[expected] ?? expected} is needed`, FORMS[expected] ?? "correct it"];
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: "a text",
  object: "a map",
  record: "a map",
  array: "a list",
  boolean: "true or false",
};
const FORMS: Readonly<Record<string, string>> = {
  string: "write one text",
  object: "write key: value lines below it",
  record: "write key: value lines below it, one for each name",
  array: "write a list: [a, b], or lines that begin with a hyphen",
  boolean: "write true or false",
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return typeof value === "string" ? "a text" : typeof value === "boolean" ? "true or false" : "a number";
}

function wrongChoice(value: unknown, allowed: readonly string[]): Said {
  const meant = typeof value === "string" ? nearest(value, allowed) : undefined;
  const fix = meant === undefined ? `write ${allowed.join(" or ") || "something else"}` : `write ${meant}`;
  return ["it is none of what may stand there", fix];
}

function valueAt(input: unknown, steps: readonly PropertyKey[]): unknown {
  return steps.reduce<unknown>((value, step) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    return (value as Record<PropertyKey, unknown>)[step];
  }, input);
}

/** What may stand at a path, in words: the values of a choice, the forms of a union. */
function allowedAt(schema: AnySchema, steps: readonly PropertyKey[]): readonly string[] {
  return schemasAt(schema, steps).flatMap(({ _zod: { def } }) => {
    if (def.type === "enum") return Object.values((def as z.core.$ZodEnumDef).entries).map(String);
    if (def.type === "literal") return (def as z.core.$ZodLiteralDef<z.core.util.Literal>).values.map(String);
    return def.type === "array"
      ? ["a list"]
      : def.type === "object"
        ? ["a map"]
        : def.type === "string"
          ? ["a text"]
          : [];
  });
}

function keysAt(schema: AnySchema, steps: readonly PropertyKey[]): readonly string[] {
  return schemasAt(schema, steps).flatMap(({ _zod: { def } }) =>
    def.type === "object" ? Object.keys((def as z.core.$ZodObjectDef).shape) : [],
  );
}

/** The schemas that judge a path: several where a union stands. */
function schemasAt(schema: AnySchema, steps: readonly PropertyKey[]): readonly AnySchema[] {
  const { def } = schema._zod;
  if (def.type === "optional") return schemasAt((def as z.core.$ZodOptionalDef).innerType, steps);
  if (def.type === "union") {
    return (def as z.core.$ZodUnionDef).options.flatMap((option) => schemasAt(option, steps));
  }
  const [step, ...rest] = steps;
  if (step === undefined) return [schema];
  if (def.type === "record") return schemasAt((def as z.core.$ZodRecordDef).valueType, rest);
  if (def.type === "array") return schemasAt((def as z.core.$ZodArrayDef).element, rest);
  if (def.type !== "object") return [];
  const inner = (def as z.core.$ZodObjectDef).shape[String(step)];
  return inner === undefined ? [] : schemasAt(inner, rest);
}
