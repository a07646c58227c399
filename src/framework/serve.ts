// Serves a provider: as the plugin process it is, or from a process that runs Terraform itself.
import {
  attach as attachPlugin,
  type Attached,
  type DebugOptions,
  type ProviderServer,
  serve as servePlugin,
} from "../tfplugin/index.js";
import type { ProviderServerOptions } from "./adapter/provider-server.js";
import type { Provider } from "./provider.js";
import type { Schema } from "./schema/schema.js";
import { ServedProviders } from "./served-providers.js";

export type { Attached };

/** How a provider's process serves it. */
export interface ServeOptions extends ProviderServerOptions {
  /**
   * Offers debug mode: what users write in `required_providers`, and the command line.
   * @default - the provider can not be started by hand
   */
  readonly debug?: DebugOptions;
}

/** A provider that is made, or loaded first, for each connection. */
export interface ServedProvider<S extends Schema, C> {
  /** The provider's type, which names the executable: `agyn`. */
  readonly name: string;
  readonly create: () => Provider<S, C> | Promise<Provider<S, C>>;
}

/**
 * Serves a provider to the Terraform that started this process.
 *
 * @param provider the provider, or how one is made for each connection: debug mode, which serves many, needs the latter, and a
 * large provider starts faster when it is loaded there
 */
export function serve<S extends Schema, C>(
  provider: Provider<S, C> | ServedProvider<S, C>,
  { debug, ...options }: ServeOptions = {},
): Promise<void> {
  const served = new ServedProviders();
  return servePlugin({
    name: `terraform-provider-${provider.name}`,
    provider: () => serverOf(creator(provider), options, served),
    redact: (text) => served.redact(text),
    ...(debug ? { debug } : {}),
  });
}

/**
 * Serves a provider from this process, which Terraform neither starts nor ends: it is found by the environment variable
 * TF_REATTACH_PROVIDERS. For tests and for programs that run Terraform.
 *
 * @param source what users write in `required_providers`: `agynio/agyn`
 * @throws {Error} in words for the user when it can not listen
 */
export async function attach<S extends Schema, C>(
  provider: Provider<S, C> | ServedProvider<S, C>,
  source: string,
): Promise<Attached> {
  return await attachPlugin({ source, provider: () => serverOf(creator(provider)) });
}

/** The wire's view of a new provider. */
async function serverOf<S extends Schema, C>(
  create: ServedProvider<S, C>["create"],
  options: ProviderServerOptions = {},
  served?: ServedProviders,
): Promise<ProviderServer> {
  const [{ createProviderServer }, one] = await Promise.all([import("./adapter/provider-server.js"), create()]);
  served?.add(one);
  // the server treats client and configuration as opaque: their types were checked where the provider was defined
  return createProviderServer(one, options);
}

function creator<S extends Schema, C>(provider: Provider<S, C> | ServedProvider<S, C>): ServedProvider<S, C>["create"] {
  return "create" in provider ? provider.create : () => provider;
}
