// Starts a provider as the plugin process it is.
import { type DebugOptions, type ProviderServer, serve as servePlugin } from "../tfplugin/index.js";
import { createProviderServer, type ProviderServerOptions } from "./adapter/provider-server.js";
import type { Provider } from "./provider.js";
import type { Schema } from "./schema/schema.js";

/** How a provider's process serves it. */
export interface ServeOptions extends ProviderServerOptions {
  /**
   * Offers debug mode: what users write in `required_providers`, and the command line.
   * @default - the provider can not be started by hand
   */
  readonly debug?: DebugOptions;
}

/**
 * Serves a provider to the Terraform that started this process.
 *
 * @param provider the provider, or what makes one for each connection; debug mode, which serves many, needs the latter
 */
export function serve<S extends Schema, C>(
  provider: Provider<S, C> | (() => Provider<S, C>),
  { debug, ...options }: ServeOptions = {},
): Promise<void> {
  const create = typeof provider === "function" ? provider : (): Provider<S, C> => provider;
  const served: Provider<S, C>[] = [];
  return servePlugin({
    name: `terraform-provider-${create().name}`,
    provider: (): ProviderServer => {
      const one = create();
      served.push(one);
      // the server treats client and configuration as opaque: their types were checked where the provider was defined
      return createProviderServer(one, options);
    },
    redact: (text) => served.reduce((redacted, one) => one.redact?.(redacted) ?? redacted, text),
    ...(debug ? { debug } : {}),
  });
}
