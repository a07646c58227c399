// How long one call through the gateway may take, when everything fails that can: a timeout is that of one try.
//
// Source: LiteLLM's router: a try and its retries at one name, with a pause of at most 8 s before each retry; then every fallback of the
// name in turn, each with retries and fallbacks of its own, and each one step deeper than the one before it (router_utils: retry_utils,
// fallback_event_handlers). Which list of fallbacks is taken depends on the error, and it is one of them. A provider that asks for longer
// pauses (Retry-After) has answered, so it has not used its timeout up.
import { groupBy } from "../../rules/index.js";
import { sum } from "../capacity/budget.js";
import { takeoversOf } from "../description/fallbacks.js";
import { FALLBACKS, type GatewayOptions, timeoutOf } from "./options.js";
import { asksOnce, mostFallbacks } from "./version.js";

/** Retries where nothing is said. */
export const DEFAULT_RETRIES = 2;
const LONGEST_PAUSE_SECONDS = 8;
/** Deeper than this no call is followed that goes round: what it takes is more than anybody waits for. */
const DEEPEST = 1_000;

/** The longest call of each model that has a timeout, or whose fallbacks have one, seconds. */
export function longestCalls(options: GatewayOptions): Readonly<Record<string, number>> {
  const { models } = options;
  const retries = Math.max(0, options.retries ?? DEFAULT_RETRIES); // what is no number of retries is LLM-17's
  const deepest = Math.min(mostFallbacks(options), DEEPEST);
  const kinds = Object.values(FALLBACKS).map((kind) => listsOf(options, kind));

  const byName = [...groupBy(models, ({ name }) => name)].map(([name, same]) => {
    const longest = Math.max(0, ...same.map((model) => tryOf(model, options)));
    return [name, longest === 0 ? 0 : (retries + 1) * longest + retries * LONGEST_PAUSE_SECONDS] as const;
  });
  const triesOf = new Map(byName);
  const tries = (name: string): number => triesOf.get(name) ?? 0;
  const known = new Map<string, number>();
  const call = (name: string, depth: number): number => {
    if (depth >= deepest) return tries(name);
    const key = JSON.stringify([name, depth]);
    const seconds =
      known.get(key) ?? tries(name) + Math.max(...kinds.map((kind) => after(kind.get(name) ?? [], depth)));
    known.set(key, seconds);
    return seconds;
  };
  const after = (targets: readonly string[], depth: number): number =>
    sum(targets.map((to, index) => call(to, depth + 1 + index)));
  const once = (name: string): number => sum([...reachedFrom(name, kinds)].map(tries));
  const isOnce = asksOnce(options);
  const longest = (name: string): number => (isOnce ? Math.min(call(name, 0), once(name)) : call(name, 0));

  return Object.fromEntries(
    byName.map(([name]) => [name, longest(name)] as const).filter(([, seconds]) => seconds !== 0),
  );
}

type Lists = ReadonlyMap<string, readonly string[]>;

/** The fallbacks of one kind of failures, by model. */
function listsOf(options: GatewayOptions, kind: (typeof FALLBACKS)[keyof typeof FALLBACKS]): Lists {
  // a list for all others is read in one kind only
  const steps = takeoversOf(kind === "fallbacks" ? options.models : [], options[kind]);
  return new Map(steps.map(({ from, targets }) => [from, targets]));
}

/** A name, and all that may take over for it in the end, in one step or more. */
function reachedFrom(name: string, kinds: readonly Lists[]): ReadonlySet<string> {
  const reached = new Set([name]);
  // a set goes on with what is added to it on the way
  for (const one of reached) for (const kind of kinds) for (const next of kind.get(one) ?? []) reached.add(next);
  return reached;
}

/** One try, streamed or not. */
function tryOf(model: GatewayOptions["models"][number], options: GatewayOptions): number {
  return Math.max(timeoutOf(model, options) ?? 0, model.streamTimeoutSeconds ?? 0);
}
