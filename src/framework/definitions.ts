// Helpers that fix the type of the configured client once, so that each object infers the rest from its schema.
import type { DataSource } from "./data-source.js";
import type { EphemeralResource } from "./ephemeral-resource.js";
import type { Resource } from "./resource.js";
import type { IdentitySchema } from "./schema/identity.js";
import type { Schema } from "./schema/schema.js";

/** The helpers for a provider whose `configure` returns `C`. */
export interface Definitions<C> {
  readonly defineResource: <const S extends Schema, const I extends IdentitySchema = IdentitySchema>(
    resource: Resource<S, C, I>,
  ) => Resource<S, C, I>;
  readonly defineDataSource: <const S extends Schema>(dataSource: DataSource<S, C>) => DataSource<S, C>;
  readonly defineEphemeralResource: <const S extends Schema>(
    ephemeral: EphemeralResource<S, C>,
  ) => EphemeralResource<S, C>;
}

/** Makes the helpers: `const { defineResource } = definitionsFor<Client>()`. */
export function definitionsFor<C>(): Definitions<C> {
  return {
    defineResource: (resource) => resource,
    defineDataSource: (dataSource) => dataSource,
    defineEphemeralResource: (ephemeral) => ephemeral,
  };
}
