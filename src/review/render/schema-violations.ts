// Holds a value against a JSON Schema, with the few keywords that the published schemas use; a keyword it does not know is an error, so
// that nothing passes unseen.
import { isDeepStrictEqual } from "node:util";

type Schema = Readonly<Record<string, unknown>>;

const SAYS_NOTHING = new Set(["$schema", "$defs", "title", "description"]);

/**
 * Where and how a value is not as the schema says; empty when it is.
 *
 * @param closed also refuses properties that the schema does not name: what we write ourselves has no other
 */
export function violations(value: unknown, root: Schema, closed = false): readonly string[] {
  return check(value, root, "$");

  function check(at: unknown, schema: Schema, path: string): string[] {
    return Object.entries(schema).flatMap(([keyword, rule]) => {
      if (SAYS_NOTHING.has(keyword)) return [];
      switch (keyword) {
        case "$ref":
          return check(at, definition(String(rule)), path);
        case "type":
          return isOfType(at, String(rule)) ? [] : [`${path} is ${JSON.stringify(at)}, not ${String(rule)}`];
        case "enum":
          return (rule as unknown[]).includes(at) ? [] : [`${path} is ${JSON.stringify(at)}, not one of the list`];
        case "const":
          return isDeepStrictEqual(at, rule) ? [] : [`${path} is ${JSON.stringify(at)}, not ${JSON.stringify(rule)}`];
        case "minimum":
          return typeof at !== "number" || at >= Number(rule) ? [] : [`${path} is less than ${String(rule)}`];
        case "minLength":
          return typeof at !== "string" || at.length >= Number(rule) ? [] : [`${path} is too short`];
        case "minProperties":
          return Object.keys(fieldsOf(at)).length >= Number(rule) ? [] : [`${path} has too few properties`];
        case "pattern":
          return typeof at !== "string" || new RegExp(String(rule)).test(at) ? [] : [`${path} is no ${String(rule)}`];
        case "anyOf":
          return (rule as Schema[]).some((one) => check(at, one, path).length === 0) ? [] : [`${path} is none of them`];
        case "required":
          return (rule as string[])
            .filter((name) => !Object.hasOwn(fieldsOf(at), name))
            .map((name) => `${path}.${name} is missing`);
        case "properties":
          return Object.entries(fieldsOf(at)).flatMap(([name, field]) => {
            const fields = rule as Record<string, Schema>;
            if (Object.hasOwn(fields, name)) return check(field, fields[name] ?? {}, `${path}.${name}`);
            return closed ? [`${path}.${name} is in no schema`] : [];
          });
        case "additionalProperties":
          if (rule === false) {
            const named = fieldsOf(schema["properties"]);
            return Object.keys(fieldsOf(at))
              .filter((name) => !Object.hasOwn(named, name))
              .map((name) => `${path}.${name} is in no schema`);
          }
          return Object.entries(fieldsOf(at)).flatMap(([name, field]) =>
            check(field, rule as Schema, `${path}.${name}`),
          );
        case "items":
          return Array.isArray(at) ? at.flatMap((item, index) => check(item, rule as Schema, `${path}[${index}]`)) : [];
        default:
          throw new Error(`no such keyword is known here: ${keyword}`);
      }
    });
  }

  function definition(reference: string): Schema {
    const found = (root["$defs"] as Record<string, Schema>)[reference.replace("#/$defs/", "")];
    if (found === undefined) throw new Error(`the schema has no ${reference}`);
    return found;
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}
