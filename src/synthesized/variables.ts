// The Terraform variables of a stack.
//
// Source: Terraform JSON syntax (`variable.<name>` is an object or a list of one).
import { isList, isObject, type Json, type JsonObject, objectsOf } from "./json.js";

const WHOLE_VARIABLE = /^\$\{var\.([\w-]+)\}$/;

/** One variable of a stack. */
export interface StackVariable {
  readonly name: string;
  readonly sensitive: boolean;
  /** It has no default, so that somebody has to give a value. */
  readonly required: boolean;
  /** Whether any text will do. */
  readonly isText: boolean;
}

/** The variables of a configuration, by name. */
export function variablesOf(configuration: JsonObject): StackVariable[] {
  return Object.entries(declarations(configuration))
    .map(([name, settings]) => ({
      name,
      sensitive: settings["sensitive"] === true,
      required: settings["default"] === undefined,
      isText: settings["type"] === undefined || settings["type"] === "string",
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The attributes of a block with values for variables: an attribute, or an item of its list, that is nothing but a variable is the
 * variable's value. One without a value or default stays as it stands.
 *
 * @param values what is given for variables, by name; it wins over defaults
 */
export function withVariables(
  block: JsonObject,
  configuration: JsonObject,
  values: Readonly<Record<string, string>> = {},
): JsonObject {
  const declared = declarations(configuration);
  const resolve = (value: Json | undefined): Json => {
    if (isList(value)) return value.map(resolve);
    const [, name] = typeof value === "string" ? (WHOLE_VARIABLE.exec(value) ?? []) : [];
    if (name === undefined) return value ?? null;
    return values[name] ?? declared[name]?.["default"] ?? value ?? null;
  };
  return Object.fromEntries(Object.entries(block).map(([name, value]) => [name, resolve(value)]));
}

function declarations(configuration: JsonObject): Readonly<Record<string, JsonObject>> {
  const declared = isObject(configuration["variable"]) ? configuration["variable"] : {};
  return Object.fromEntries(
    Object.entries(declared).map(([name, body]) => [name, isObject(body) ? body : (objectsOf(body)[0] ?? {})]),
  );
}
