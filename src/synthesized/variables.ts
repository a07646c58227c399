// The Terraform variables of a stack.
//
// Source: Terraform JSON syntax (`variable.<name>` is an object or a list of one).
import { isObject, type JsonObject, objectsOf } from "./json.js";

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
  const declared = isObject(configuration["variable"]) ? configuration["variable"] : {};
  return Object.entries(declared)
    .map(([name, body]) => {
      const [settings = {}] = Array.isArray(body) ? objectsOf(body) : isObject(body) ? [body] : [];
      return {
        name,
        sensitive: settings["sensitive"] === true,
        required: settings["default"] === undefined,
        isText: settings["type"] === undefined || settings["type"] === "string",
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
