// How long one call through the gateway may take, when everything fails that can: a timeout is that of one try.
//
// Source: LiteLLM's router: a try and its retries at one name, with a pause of at most 8 s before each retry; then every fallback of the
// name in turn, each with retries and fallbacks of its own (router_utils: retry_utils, fallback_event_handlers). Which list of fallbacks is
// taken depends on the error, and it is one of them. A provider that asks for longer pauses (Retry-After) has answered, so it has not used its timeout up.
import { own } from "../../rules/index.js";
import { sum } from "../capacity/budget.js";
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
  const after = (name: string): readonly string[] => kinds.flatMap((kind) => own(kind, name) ?? []);
  const all = [...new Set(models.map(({ name }) => name))];
  const named = [...all, ...kinds.flatMap((kind) => [...Object.keys(kind), ...Object.values(kind).flat()])];
  const reached = new Map(named.map((name) => [name, reachedFrom(name, after)]));
  const known = new Map<string, number>();
  const call = (name: string): number => {
    const seconds = known.get(name) ?? longest(name);
    known.set(name, seconds);
    return seconds;
  };
  const longest = (name: string): number => {
    const reach = [...(reached.get(name) ?? [])];
    // a circle is refused (GWY-01), and must end here all the same: each of its names counts once
    if ([name, ...reach].some((one) => reached.get(one)?.has(one) === true)) {
      return sum([...new Set([name, ...reach])].map(tries));
    }
    return tries(name) + Math.max(...kinds.map((kind) => sum((own(kind, name) ?? []).map(call))));
  };

  return Object.fromEntries(all.map((name) => [name, call(name)] as const).filter(([, seconds]) => seconds !== 0));
}

/** All that may take over in the end, in one step or more. */
function reachedFrom(name: string, after: (name: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set(after(name));
  // a set goes on with what is added to it on the way
  for (const one of reached) for (const next of after(one)) reached.add(next);
  return reached;
}

/** One try, streamed or not. */
function tryOf(model: GatewayOptions["models"][number], options: GatewayOptions): number {
  return Math.max(timeoutOf(model, options) ?? 0, model.streamTimeoutSeconds ?? 0);
}
