// What one connection of a host is served with: the provider and the plugin's own services, every call told to the log.
//
// With it come the protocol's messages, which take a third of a start to read: it is loaded once the handshake is out.
import type { Handlers } from "./grpc/server.js";
import type { Logger } from "./log.js";
import { pluginHandlers } from "./plugin-services.js";
import { providerHandlers, type ProviderServer } from "./provider-service.js";

/** A provider, or what makes a new one for each connection, at once or after loading what it is made of. */
export type ProviderSource = ProviderServer | (() => ProviderServer | Promise<ProviderServer>);

/**
 * The handlers of a new connection.
 *
 * @param shutdown what the host's Shutdown does
 */
export async function connectionHandlers(
  provider: ProviderSource,
  logger: Logger,
  shutdown: () => void,
): Promise<Handlers> {
  const server = typeof provider === "function" ? await provider() : provider;
  const handlers = providerHandlers(server, (rpc, milliseconds, error) => {
    const fields = { tf_rpc: rpc, tf_req_duration_ms: Math.round(milliseconds), tf_proto_version: "6" };
    if (error)
      logger.log("error", "call failed", { ...fields, error: error instanceof Error ? error.name : "unknown" });
    else logger.log("trace", "call served", fields);
  });
  return new Map([...handlers, ...pluginHandlers(shutdown)]);
}
