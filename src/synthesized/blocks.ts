// The blocks of a configuration: a block is an object or a list of them, and a resource is found by type and name.
//
// Source: Terraform JSON syntax.
import { isObject, type Json, type JsonObject, objectsOf } from "./json.js";

/** A managed resource of a configuration. */
export interface ConfiguredResource {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly body: JsonObject;
}

/** Every managed resource; `kind` is `data` for the look-ups instead. */
export function resourcesOf(configuration: JsonObject, kind: "resource" | "data" = "resource"): ConfiguredResource[] {
  return blocks(configuration[kind]).flatMap((types) =>
    Object.entries(types).flatMap(([type, named]) =>
      blocks(named).flatMap((names) =>
        Object.entries(names).flatMap(([name, body]) =>
          blocks(body).map((one) => ({
            address: `${kind === "data" ? "data." : ""}${type}.${name}`,
            type,
            name,
            body: one,
          })),
        ),
      ),
    ),
  );
}

/** The objects of what is one or a list of them. */
export function blocks(value: Json | undefined): JsonObject[] {
  return isObject(value) ? [value] : objectsOf(value);
}
