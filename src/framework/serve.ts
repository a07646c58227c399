/** Starts a provider as the plugin process it is. */
import { serve as servePlugin } from "../tfplugin/index.js";
import { createProviderServer } from "./adapter/provider-server.js";
import type { Provider } from "./provider.js";

/** Serves a provider to the Terraform that started this process. */
export function serve<C>(provider: Provider<never, C>): Promise<void> {
  return servePlugin({
    name: `terraform-provider-${provider.name}`,
    provider: createProviderServer(provider),
  });
}
