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

/** Which provider block a resource names. */
export interface ProviderName {
  /** Local name of the provider: `kubernetes`. */
  readonly local: string;
  /** Empty for the block without. */
  readonly alias: string;
}

/** The provider block that a resource names; without a word of its own it is the one without alias of the type's provider. */
export function providerOf({ type, body }: Pick<ConfiguredResource, "type" | "body">): ProviderName {
  const named = typeof body["provider"] === "string" ? body["provider"].replace(/^\$\{(.*)\}$/, "$1") : "";
  const [local = "", alias = ""] = (named === "" ? (type.split("_", 1)[0] ?? "") : named).split(".");
  return { local, alias };
}

/** The settings of a provider block; undefined when the configuration has no such block. */
export function providerBlock(configuration: JsonObject, { local, alias }: ProviderName): JsonObject | undefined {
  return blocks(configuration["provider"])
    .flatMap((providers) => blocks(providers[local]))
    .find(({ alias: its = "" }) => its === alias);
}

/** The objects of what is one or a list of them. */
export function blocks(value: Json | undefined): JsonObject[] {
  return isObject(value) ? [value] : objectsOf(value);
}
