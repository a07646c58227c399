// How long a drill may take: its calls come one after the other, and each may fall from one fallback to the next.
import { own } from "../../rules/index.js";
import { takeoversOf, type Takeover } from "../description/fallbacks.js";
import { longestCalls } from "./longest-call.js";
import type { DrillOptions } from "./drill-options.js";
import type { GatewayOptions } from "./options.js";

const LEAST_TIMEOUT_SECONDS = 1800;
/** Part of the deadline that its calls may take together: what is left is for the start, and to say which call it was. */
const CALLS_SHARE = 0.9;

/** How long it may take; by default as long as all its calls may, one after the other. */
export function drillSeconds(gateway: GatewayOptions, { timeoutSeconds }: DrillOptions): number {
  const calls = countOf(gateway) * longestFallback(gateway);
  return timeoutSeconds ?? Math.max(LEAST_TIMEOUT_SECONDS, Math.ceil(calls / CALLS_SHARE));
}

/** How long it waits for one call. */
export function drillCallSeconds(gateway: GatewayOptions, timeoutSeconds: number): number {
  return Math.max(1, Math.floor((CALLS_SHARE * timeoutSeconds) / countOf(gateway)));
}

/** How long what takes over may take: a failure that is forced takes no time, and is counted as if it did. */
export function longestFallback(gateway: GatewayOptions): number {
  const calls = longestCalls(gateway);
  return Math.max(0, ...drilledOf(gateway).map(({ from }) => own(calls, from) ?? 0));
}

/** What is tried: each model with what takes over for it. */
export function drilledOf({ models, fallbacks }: Pick<GatewayOptions, "models" | "fallbacks">): readonly Takeover[] {
  return takeoversOf(models, fallbacks);
}

const countOf = (gateway: GatewayOptions): number => Math.max(1, drilledOf(gateway).length);
