// What an author writes a whole provider with.
import type { ConfigValidator, ValidateContext } from "./call.js";
import type { DataSource } from "./data-source.js";
import type { Diagnostics } from "./diagnostics.js";
import type { EphemeralResource } from "./ephemeral-resource.js";
import type { ProviderFunction } from "./function.js";
import type { Resource } from "./resource.js";
import type { ConfigOf } from "./schema/infer.js";
import type { Schema } from "./schema/schema.js";

/** Input of `configure`. */
export interface ConfigureContext<S extends Schema> {
  /** During a plan, parts may be unknown. */
  readonly config: ConfigOf<S>;
  readonly terraformVersion: string;
  readonly diagnostics: Diagnostics;
}

/** A provider. `C` is what its resources work with: a client of the platform. */
export interface Provider<S extends Schema = Schema, C = unknown> {
  /** The type in resource names and the executable's name: `agyn` for `agyn_runner`. */
  readonly name: string;
  /** The version of the release, `1.2.3`. */
  readonly version: string;
  readonly schema: S;
  /**
   * What modules may say in `terraform { provider_meta "name" { ... } }`; handlers read it with `context.meta`.
   * @default - modules may say nothing
   */
  readonly meta?: Schema;
  /** @default [] */
  readonly configValidators?: readonly ConfigValidator[];
  validate?(context: ValidateContext<S>): void;
  /** Undefined when the configuration is not known yet; resources then plan without a client. */
  configure(context: ConfigureContext<S>): Promise<C | undefined> | C | undefined;
  readonly resources: { readonly [type: string]: Resource<Schema, C> };
  readonly dataSources: { readonly [type: string]: DataSource<Schema, C> };
  /** @default {} */
  readonly ephemeralResources?: { readonly [type: string]: EphemeralResource<Schema, C> };
  /** @default {} */
  readonly functions?: { readonly [name: string]: ProviderFunction };
  /**
   * Takes secrets out of every text before a user sees it: errors, expected or not, warnings, and the report of a crash.
   * @default - the text as it is
   */
  redact?(text: string): string;
}

/** Fixes the types of a provider from its schema. */
export function defineProvider<const S extends Schema, C>(provider: Provider<S, C>): Provider<S, C> {
  return provider;
}
