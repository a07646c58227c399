// When an agent would have no place, if stacks that do not depend on each other were applied in the order that is worst for it, some of them
// at once, as `cdktf deploy` does: what takes places first, what gives them last. Within a stack all stays as it was estimated.
//
// The worst moment is a closed set of the least weight: of each stack nothing, or what comes until its fewest places, or the whole, and
// with it the whole of every stack it depends on. That is a minimum cut of a small network (Picard 1976, maximal closure).
import { AgentPlacing, type AgentPlacesOver } from "./gaps.js";
import type { StackSpan } from "./watch.js";

/** A change that makes a runner a place, or no place, of an agent. */
export interface PlaceChange {
  readonly stack: string;
  /** Milliseconds from the beginning of the first apply. */
  readonly atMs: number;
  /** Its place in the timeline. */
  readonly index: number;
  readonly runnerId: string;
  readonly isPlace: boolean;
}

/** An agent in the worst order. */
export interface WorstOrder {
  readonly over: AgentPlacesOver;
  /** The stacks that matter to it, by their start. */
  readonly stacks: readonly string[];
}

/** What a stack does to an agent. */
interface Part {
  readonly stack: string;
  readonly durationMs: number;
  readonly changes: readonly PlaceChange[];
  /** From its start to the first of them. */
  readonly firstMs: number;
  /** Places more at its worst, at most 0; when that is, from its start; and at its end. */
  readonly least: number;
  readonly leastAtMs: number;
  readonly net: number;
}

/**
 * The worst order for an agent.
 *
 * @param seen the agent in the order that was seen
 * @param spans stacks in that order, with their estimated times
 * @param changes those that matter to it, by the estimate, in the order they were seen
 * @param dependsOn whether a stack is applied only after another
 * @returns undefined when it has a place in every order, or had none before
 */
export function worstOrder(
  seen: AgentPlacesOver,
  spans: readonly StackSpan[],
  changes: readonly PlaceChange[],
  dependsOn: (stack: string, other: string) => boolean,
): WorstOrder | undefined {
  if (seen.before === 0) return undefined;
  const parts = spans.map((span) => partOf(span, changes, seen));
  const acting = parts.filter((part) => part.changes.length > 0);
  const { done, atWorst, least } = worstMoment(acting, dependsOn);
  if (seen.before + least > 0) return undefined;
  const starts = schedule(parts, { done, atWorst }, dependsOn);
  const startOf = (stack: string): number => starts.get(stack) ?? 0;
  const moved = changes.map((change) => {
    const { startMs = 0 } = spans.find(({ stack }) => stack === change.stack) ?? {};
    return { ...change, atMs: change.atMs - startMs + startOf(change.stack) };
  });
  moved.sort((a, b) => a.atMs - b.atMs || a.index - b.index);
  const placing = new AgentPlacing(seen.agent, seen.placesBefore);
  for (const [at, change] of moved.entries()) {
    placing.take(change.runnerId, change.isPlace);
    const isLast = moved[at + 1]?.atMs !== change.atMs;
    if (isLast) placing.see(change, () => seen.gaps.find(({ to }) => to === undefined)?.why ?? "");
  }
  const stacks = acting.map(({ stack }) => stack).sort((a, b) => startOf(a) - startOf(b));
  return { over: placing.over(), stacks };
}

/**
 * Whether an agent may be without a place at some moment of some order of all changes, of which only what is forced is certain.
 *
 * @param isForced whether the first of two changes, by their places in the timeline, comes before the second in every order
 */
export function mayHaveNone(
  seen: AgentPlacesOver,
  changes: readonly PlaceChange[],
  isForced: (first: number, second: number) => boolean,
): boolean {
  const places = new Set(seen.placesBefore);
  const parts = changes.map(({ index, runnerId, isPlace }) => {
    const net = Number(isPlace) - Number(places.has(runnerId));
    if (isPlace) places.add(runnerId);
    else places.delete(runnerId);
    return { stack: String(index), net, least: Math.min(0, net) };
  });
  const acting = parts.filter(({ net }) => net !== 0);
  const most = acting.reduce((sum, { least }) => sum + least, 0);
  if (seen.before + most > 0) return false; // whatever comes first
  const { least } = worstMoment(
    acting,
    (one, other) => Number(other) < Number(one) && isForced(Number(other), Number(one)),
  );
  return seen.before + least <= 0;
}

function partOf({ stack, startMs, endMs }: StackSpan, all: readonly PlaceChange[], seen: AgentPlacesOver): Part {
  const places = new Set(seen.placesBefore);
  const changes: PlaceChange[] = [];
  let [net, least, leastAtMs] = [0, 0, 0];
  const ordered = [...all].sort((a, b) => a.atMs - b.atMs || a.index - b.index);
  for (const [at, change] of ordered.entries()) {
    const was = places.has(change.runnerId);
    if (change.isPlace) places.add(change.runnerId);
    else places.delete(change.runnerId);
    if (change.stack !== stack) continue;
    changes.push(change);
    net += Number(change.isPlace) - Number(was);
    const next = ordered.slice(at + 1).find((later) => later.stack === stack);
    if (net < least && next?.atMs !== change.atMs) [least, leastAtMs] = [net, change.atMs - startMs];
  }
  const firstMs = (changes[0]?.atMs ?? Number.POSITIVE_INFINITY) - startMs;
  return { stack, durationMs: Math.max(0, endMs - startMs), changes, firstMs, least, leastAtMs, net };
}

/** Which stacks are through, and which are at their worst, when there are the fewest places; and how many more there are then, at most 0. */
function worstMoment(
  parts: readonly Pick<Part, "stack" | "least" | "net">[],
  dependsOn: (stack: string, other: string) => boolean,
) {
  const capacities = new Map<string, Map<string, number>>();
  const link = (from: string, to: string, capacity: number): void => {
    for (const [one, other, more] of [[from, to, capacity] as const, [to, from, 0] as const]) {
      const links = capacities.get(one) ?? new Map<string, number>();
      capacities.set(one, links.set(other, (links.get(other) ?? 0) + more));
    }
  };
  for (const { stack, least, net } of parts) {
    link("source", `worst ${stack}`, -least);
    link(`through ${stack}`, "sink", net - least);
    link(`through ${stack}`, `worst ${stack}`, Number.POSITIVE_INFINITY);
    for (const other of parts) {
      if (dependsOn(stack, other.stack)) link(`worst ${stack}`, `through ${other.stack}`, Number.POSITIVE_INFINITY);
    }
  }
  let reached = flood(capacities);
  for (; reached.has("sink"); reached = flood(capacities)) {
    const way: (readonly [string, string])[] = [];
    for (let to = "sink"; to !== "source"; to = way.at(-1)?.[0] ?? "source")
      way.push([reached.get(to) ?? "source", to]);
    const flow = Math.min(...way.map(([from, to]) => capacities.get(from)?.get(to) ?? 0));
    for (const [from, to] of way) {
      link(from, to, -flow);
      link(to, from, flow);
    }
  }
  const done = new Set(parts.flatMap(({ stack }) => (reached.has(`through ${stack}`) ? [stack] : [])));
  const atWorst = new Set(
    parts.flatMap(({ stack }) => (reached.has(`worst ${stack}`) && !done.has(stack) ? [stack] : [])),
  );
  const least = parts.reduce(
    (sum, part) => sum + (done.has(part.stack) ? part.net : atWorst.has(part.stack) ? part.least : 0),
    0,
  );
  return { done, atWorst, least };
}

/** Every node that the source still reaches, with the one before it. */
function flood(capacities: ReadonlyMap<string, ReadonlyMap<string, number>>): Map<string, string> {
  const reached = new Map([["source", ""]]);
  for (const from of reached.keys()) {
    for (const [to, capacity] of capacities.get(from) ?? []) {
      if (capacity > 0 && !reached.has(to)) reached.set(to, from);
    }
  }
  return reached;
}

/** When each stack starts, so that the worst moment comes, and what gives a place again comes as late as can be after it. */
function schedule(
  parts: readonly Part[],
  { done, atWorst }: { readonly done: ReadonlySet<string>; readonly atWorst: ReadonlySet<string> },
  dependsOn: (stack: string, other: string) => boolean,
): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  const isFirst = (stack: string) => done.has(stack) || atWorst.has(stack);
  const leading = parts.filter(
    ({ stack }) => isFirst(stack) || parts.some((later) => isFirst(later.stack) && dependsOn(later.stack, stack)),
  );
  const endOf = ({ stack, durationMs }: Part): number => (starts.get(stack) ?? 0) + durationMs;
  for (const part of leading) {
    const before = leading.filter(({ stack }) => starts.has(stack) && dependsOn(part.stack, stack));
    starts.set(part.stack, Math.max(0, ...before.map(endOf)));
  }
  const worst = leading.filter(({ stack }) => atWorst.has(stack));
  const worstMs = Math.max(
    ...leading.filter(({ stack }) => !atWorst.has(stack)).map(endOf),
    ...worst.map(({ stack, leastAtMs }) => (starts.get(stack) ?? 0) + leastAtMs),
  );
  for (const { stack, leastAtMs } of worst) starts.set(stack, worstMs - leastAtMs);
  let nextMs = Math.max(0, ...leading.map(endOf));
  let rest = parts.filter((part) => !leading.includes(part));
  while (rest.length > 0) {
    const free = rest.filter(({ stack }) => !rest.some((other) => dependsOn(stack, other.stack)));
    const [next] = (free.length > 0 ? free : rest).toSorted((a, b) =>
      a.firstMs === b.firstMs ? 0 : b.firstMs - a.firstMs,
    );
    if (next === undefined) break;
    starts.set(next.stack, nextMs);
    nextMs += next.durationMs;
    rest = rest.filter((part) => part !== next);
  }
  return starts;
}
