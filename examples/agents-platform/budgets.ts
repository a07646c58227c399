// What Acme's accounts may ask of each provider, and what of it each region gets: raise it here when the provider has.
import type { ModelBudget } from "cdktf-agyn/workloads";
import { REGIONS } from "./regions.js";

const ALLOWED = { requestsPerMinute: 4_000, tokensPerMinute: 6_000_000 } as const;

export const budgets: readonly ModelBudget[] = [
  { name: "gpt", provider: "openai", model: "gpt-5", ...ALLOWED },
  { name: "claude", provider: "anthropic", model: "claude-5", ...ALLOWED },
];

/** An even part: the gateway of each region keeps to it by itself, because no Redis is shared between regions. */
export const PER_REGION = {
  requestsPerMinute: Math.floor(ALLOWED.requestsPerMinute / REGIONS.length),
  tokensPerMinute: Math.floor(ALLOWED.tokensPerMinute / REGIONS.length),
} as const;

/** The model that agents ask for, and what takes over. */
export const MODEL = "smart";
export const FALLBACK = "smart-elsewhere";

/** What one thing in flight asks of the model at most, per minute. */
export function uses(requestsPerMinute: number, tokensPerMinute: number) {
  return [{ model: MODEL, requestsPerMinute, tokensPerMinute }] as const;
}
