// Starts a provider as the plugin process it is.
import { serve as servePlugin } from "../tfplugin/index.js";
import { createProviderServer } from "./adapter/provider-server.js";
import type { Provider } from "./provider.js";
import type { Schema } from "./schema/schema.js";

/** Serves a provider to the Terraform that started this process. */
export function serve<S extends Schema, C>(provider: Provider<S, C>): Promise<void> {
  return servePlugin({
    name: `terraform-provider-${provider.name}`,
    // the server treats client and configuration as opaque: their types were checked where the provider was defined
    provider: createProviderServer(provider),
  });
}
