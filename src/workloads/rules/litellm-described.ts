// The gateways that are LiteLLM.
import type { GatewayDescription, LiteLlmDescription } from "../description/gateway.js";
import type { World } from "./rule.js";

/** A gateway that is LiteLLM. */
export type LiteLlm = GatewayDescription & { readonly liteLlm: LiteLlmDescription };

/** Those of a world. */
export const liteLlms = ({ gateways }: World): readonly LiteLlm[] =>
  gateways.filter((gateway): gateway is LiteLlm => gateway.liteLlm !== undefined);
