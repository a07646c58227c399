// A provider as the wire's `ProviderServer`: every RPC of protocol 6.0 to 6.9, by what it is about.
//
// Nothing is ever deferred, whether or not the client allows it: what can not be done yet is an error that says what to apply
// first. (OpenTofu 1.11 claims to allow deferrals and then refuses them.)
import type { ProviderServer } from "../../tfplugin/index.js";
import type { Provider } from "../provider.js";
import { dataSourceRpcs } from "./data-source-rpcs.js";
import { ephemeralRpcs } from "./ephemeral-rpcs.js";
import { functionRpcs } from "./function-rpcs.js";
import { providerRpcs } from "./provider-rpcs.js";
import { resourceRpcs } from "./resource-rpcs.js";
import { resourceStateRpcs } from "./resource-state-rpcs.js";
import { Session } from "./session.js";

/** Makes the wire's view of a provider. */
export function createProviderServer(provider: Provider): ProviderServer {
  const session = new Session(provider);
  return {
    ...providerRpcs(session),
    ...resourceRpcs(session),
    ...resourceStateRpcs(session),
    ...dataSourceRpcs(session),
    ...ephemeralRpcs(session),
    ...functionRpcs(session),
  };
}
