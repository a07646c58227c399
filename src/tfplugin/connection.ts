// What one connection of a host is served with: the provider and the plugin's own services, every call told to the log.
import type { Handlers } from "./grpc/server.js";
import type { Logger } from "./log.js";
import { pluginHandlers } from "./plugin-services.js";
import { providerHandlers, type ProviderServer } from "./provider-service.js";

/** A provider, or what makes a new one for each connection. */
export type ProviderSource = ProviderServer | (() => ProviderServer);

/**
 * The handlers of a new connection.
 *
 * @param shutdown what the host's Shutdown does
 */
export function connectionHandlers(provider: ProviderSource, logger: Logger, shutdown: () => void): Handlers {
  const server = typeof provider === "function" ? provider() : provider;
  const handlers = providerHandlers(server, (rpc, milliseconds, error) => {
    const fields = { tf_rpc: rpc, tf_req_duration_ms: Math.round(milliseconds), tf_proto_version: "6" };
    if (error)
      logger.log("error", "call failed", { ...fields, error: error instanceof Error ? error.name : "unknown" });
    else logger.log("trace", "call served", fields);
  });
  return new Map([...handlers, ...pluginHandlers(shutdown)]);
}
