// How long one call through the gateway may take, when everything fails that can: a timeout is that of one try.
//
// Source: LiteLLM's router: a try and its retries at one name, with a pause of at most 8 s before each retry; then every fallback of the
// name in turn, each with retries and fallbacks of its own (router_utils: retry_utils, fallback_event_handlers). Which list of fallbacks is
// taken depends on the error, and it is one of them. A provider that asks for longer pauses (Retry-After) has answered, so it has not used its timeout up.
import { sum } from "../budget.js";
import { FALLBACKS, type GatewayOptions, timeoutOf } from "./options.js";

/** Retries where nothing is said. */
export const DEFAULT_RETRIES = 2;
const LONGEST_PAUSE_SECONDS = 8;

/** The longest call of each model that has a timeout, or whose fallbacks have one, seconds. */
export function longestCalls(options: GatewayOptions): Readonly<Record<string, number>> {
  const { models } = options;
  const retries = Math.max(0, options.retries ?? DEFAULT_RETRIES); // what is no number of retries is LLM-17's
  const kinds = Object.values(FALLBACKS).map((kind) => options[kind] ?? {});

  const tries = (name: string): number => {
    const timeouts = models.filter((model) => model.name === name).map((model) => tryOf(model, options));
    const longest = Math.max(0, ...timeouts);
    return longest === 0 ? 0 : (retries + 1) * longest + retries * LONGEST_PAUSE_SECONDS;
  };
  // a circle is refused (GWY-01), and must end here all the same
  const call = (name: string, way: readonly string[]): number => {
    if (way.includes(name)) return 0;
    const after = kinds.map((kind) => sum((kind[name] ?? []).map((next) => call(next, [...way, name]))));
    return tries(name) + Math.max(...after);
  };

  const all = [...new Set(models.map(({ name }) => name))].map((name) => [name, call(name, [])] as const);
  return Object.fromEntries(all.filter(([, seconds]) => seconds !== 0));
}

/** One try, streamed or not. */
function tryOf(model: GatewayOptions["models"][number], options: GatewayOptions): number {
  return Math.max(timeoutOf(model, options) ?? 0, model.streamTimeoutSeconds ?? 0);
}
