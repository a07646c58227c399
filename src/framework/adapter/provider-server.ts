// A provider as the wire's `ProviderServer`: every RPC of protocol 6.0 to 6.9, by what it is about.
//
// Nothing is ever deferred, whether or not the client allows it: what can not be done yet is an error that says what to apply
// first. (OpenTofu 1.11 claims to allow deferrals and then refuses them.)
import type { ProviderServer } from "../../tfplugin/index.js";
import type { Provider } from "../provider.js";
import { checkedServer } from "./checked-server.js";
import { dataSourceRpcs } from "./data-source-rpcs.js";
import { ephemeralRpcs } from "./ephemeral-rpcs.js";
import { functionRpcs } from "./function-rpcs.js";
import { providerRpcs } from "./provider-rpcs.js";
import { resourceRpcs } from "./resource-rpcs.js";
import { resourceStateRpcs } from "./resource-state-rpcs.js";
import { Session } from "./session.js";

/** How a provider is served. */
export interface ProviderServerOptions {
  /**
   * Judges every answer by core's own rules, so that what Terraform would refuse is an error with its path and the way out.
   * For tests and debugging: it costs time, and a user can not change what it finds.
   * @default false
   */
  readonly checkCoreRules?: boolean;
}

/** Makes the wire's view of a provider. */
export function createProviderServer(
  provider: Provider,
  { checkCoreRules = false }: ProviderServerOptions = {},
): ProviderServer {
  const session = new Session(provider);
  const server: Required<ProviderServer> = {
    ...providerRpcs(session),
    ...resourceRpcs(session),
    ...resourceStateRpcs(session),
    ...dataSourceRpcs(session),
    ...ephemeralRpcs(session),
    ...functionRpcs(session),
  };
  return checkCoreRules ? checkedServer(provider, server) : server;
}
