// What a change does to agents while it is applied, as data: what happened to runners, in which order, and when no runner took an agent's work.
import { PAUSED_LABELS } from "../../placement/index.js";
import { estimate, type TimedChange } from "./estimate.js";
import { type AgentPlacesOver, type Gap, type LostWork, replay } from "./gaps.js";
import type { FleetWords } from "./fleet-agents.js";
import type { Organizations } from "./organizations.js";
import type { StackResources } from "./resources.js";
import { isStart, type PlatformWatch, type RunnerThen } from "./watch.js";
import { mayHaveNone, type PlaceChange, worstOrder } from "./worst-order.js";

/** What happened to a runner. */
export type TimelineKind =
  | "registered"
  | "enrolled"
  | "restarted"
  | "deleted"
  | "stopped"
  | "started"
  | "paused"
  | "labels"
  | "capabilities"
  | "renamed";

/** One thing that happened to a runner during the applies. */
export interface TimelineItem {
  /** From 1, in the order they were seen. */
  readonly number: number;
  readonly kind: TimelineKind;
  /** Whether agents may lose a place by it, get one, or neither. */
  readonly effect: "out" | "in" | "none";
  readonly runner: string;
  /** Id of its pool in the fleet. */
  readonly pool?: string;
  readonly stack: string;
  /** The resource that caused it: address, and construct path where the app has it. */
  readonly address?: string;
  readonly path?: string;
  /** Why that resource is replaced or removed, in Terraform's word: `cannot_update`. */
  readonly reason?: string;
  /** Keys of labels, or capabilities, that the runner no longer has with their value, and that it has now. */
  readonly lost?: readonly string[];
  readonly gained?: readonly string[];
  /** Measured, with stand-ins that take no time. */
  readonly rehearsedSeconds: number;
  /** On a real platform, with pods that take the given time. */
  readonly estimatedSeconds: number;
  /** The item that dependencies put before it. @default - the order is as it was seen, and may be another one */
  readonly after?: number;
}

/** A time without a place. */
export interface PlacelessTime {
  /** Item that took the last place away; null: there was none before the change. */
  readonly from: number | null;
  /** Item that gave a place again; null: nothing did. */
  readonly to: number | null;
  /** null: it has no end. Before the first place: from the beginning of the applies. */
  readonly seconds: number | null;
  /** Constraint at which the runners that came furthest were passed over. */
  readonly why: string;
}

/** Workloads that are cut off, or waited for. */
export interface WorkOfRunner {
  readonly runner: string;
  readonly pool?: string;
  readonly workloads: number;
  /** `lost`: the record goes, and nobody stops the pod. `waited`: the deletion waits. `refused`: the plan would be refused. */
  readonly fate: "lost" | "waited" | "refused";
}

/** An agent during the change. */
export interface AgentOutlook {
  readonly name: string;
  readonly placesBefore: number;
  readonly placesLeast: number;
  readonly placesAfter: number;
  /**
   * Stacks, by their start, of an order that nothing rules out and that is worse than the one that was seen: `estimated` and `placesLeast` are
   * of that one. They do not depend on each other, or not all of them. @default - no order is worse
   */
  readonly worstOrder?: readonly string[];
  /** Whether it has a place at every moment only by the order that was seen, which nothing forces within a stack. @default false */
  readonly orderMatters?: true;
  /** By the estimate. */
  readonly estimated: readonly PlacelessTime[];
  /** As rehearsed; never to be mixed with the other. */
  readonly rehearsed: readonly PlacelessTime[];
  readonly work: readonly WorkOfRunner[];
}

/** The whole. */
export interface Timeline {
  /** What was taken for the time from a pod's start until its runner has enrolled. */
  readonly podStartSeconds: number;
  readonly timeline: readonly TimelineItem[];
  readonly agents: readonly AgentOutlook[];
}

/** What a timeline is made from. */
export interface TimelineSources {
  readonly watch: PlatformWatch;
  readonly organizations: Organizations;
  readonly resources: ReadonlyMap<string, StackResources>;
  readonly fleet: FleetWords;
  readonly podStartMs: number;
}

/** Makes it. @throws {EmulatorError} `bad_simulation` for agents that can't be simulated */
export function timelineOf({ watch, organizations, resources, fleet, podStartMs }: TimelineSources): Timeline {
  const { changes: seen, spans } = estimate(watch, resources, podStartMs);
  const timeline = seen.map((change, index) => itemOf(change, index, seen, { watch, resources, fleet }));
  const changesAt = (clock: "estimatedMs" | "rehearsedMs") =>
    seen.map(({ before, after, [clock]: atMs }, index) => {
      return { before: before && inOne(before), after: after && inOne(after), atMs, index };
    });
  const played = (clock: "estimatedMs" | "rehearsedMs") =>
    replay(organizations.plan, organizations.all, [...watch.before.values()].map(inOne), changesAt(clock));
  const estimated = played("estimatedMs");
  const rehearsed = new Map(played("rehearsedMs").agents.map((one) => [one.agent, one]));
  const isAfter = orderOfStacks(seen, spans, resources);
  return {
    podStartSeconds: podStartMs / 1000,
    timeline,
    agents: estimated.agents.map((agent) => ({
      name: agent.agent,
      ...inWorstOrder(agent),
      rehearsed: (rehearsed.get(agent.agent) as AgentPlacesOver).gaps.map(placeless),
      work: estimated.lost.filter((lost) => lost.agent === agent.agent).map((lost) => workOf(lost)),
    })),
  };

  function inOne(runner: RunnerThen): RunnerThen {
    return organizations.ofOne(runner);
  }

  /** Of the order that was seen, or of the worst that nothing rules out, when an agent has no place for longer then. */
  function inWorstOrder(agent: AgentPlacesOver) {
    const changes = seen.flatMap(({ before, after, stack, estimatedMs: atMs }, index): PlaceChange[] => {
      const agents = estimated.taken.get(index);
      const runnerId = (after ?? before)?.id ?? "";
      return agents === undefined ? [] : [{ stack, atMs, index, runnerId, isPlace: agents.has(agent.agent) }];
    });
    const worst = worstOrder(agent, spans, changes, isAfter);
    const isWorse = worst !== undefined && longest(worst.over) > longest(agent);
    const { before, least, after, gaps } = isWorse ? worst.over : agent;
    const isCertain = (first: number, second: number): boolean => {
      const [earlier, later] = [seen[first], seen[second]];
      return earlier !== undefined && later !== undefined && isForced(earlier, later, resources);
    };
    const isLucky = before > 0 && gaps.length === 0 && mayHaveNone(agent, changes, isCertain);
    return {
      placesBefore: before,
      placesLeast: least,
      placesAfter: after,
      ...(isWorse ? { worstOrder: worst.stacks } : {}),
      ...(isLucky ? { orderMatters: true as const } : {}),
      estimated: gaps.map(placeless),
    };
  }

  function workOf({ runnerId, workloads }: LostWork): WorkOfRunner {
    const runner = watch.before.get(runnerId)?.name ?? seen.find(({ before }) => before?.id === runnerId)?.before?.name;
    const pool = fleet.pool(runner ?? "");
    const policies = [...resources.values()].map((its) => its.policy(runnerId));
    const fate = policies.includes("wait") ? "waited" : policies.includes("refuse") ? "refused" : "lost";
    return { runner: runner ?? runnerId, ...(pool === undefined ? {} : { pool }), workloads, fate };
  }
}

/** The longest time without a place, of those that begin with the change. */
function longest({ gaps }: AgentPlacesOver): number {
  const times = gaps.map(({ from, to }) => {
    return from === undefined ? 0 : (to?.atMs ?? Number.POSITIVE_INFINITY) - from.atMs;
  });
  return Math.max(0, ...times);
}

/** Says whether a stack is applied only after another: it depends on it, or both have a hand in one runner, which has its order. */
function orderOfStacks(
  seen: readonly TimedChange[],
  spans: readonly { readonly stack: string }[],
  resources: ReadonlyMap<string, StackResources>,
): (stack: string, other: string) => boolean {
  const runners = new Map<string, Set<string>>();
  for (const { stack, before, after } of seen) {
    runners.set(stack, (runners.get(stack) ?? new Set()).add((after ?? before)?.id ?? ""));
  }
  const sharesRunner = (one: string, other: string): boolean =>
    [...(runners.get(one) ?? [])].some((id) => runners.get(other)?.has(id) === true);
  const earlier = new Map<string, ReadonlySet<string>>();
  for (const { stack } of spans) {
    const direct = [...earlier.keys()].filter(
      (other) => dependsOn(stack, other, resources) || sharesRunner(stack, other),
    );
    earlier.set(stack, new Set(direct.flatMap((other) => [other, ...(earlier.get(other) ?? [])])));
  }
  return (stack, other) => earlier.get(stack)?.has(other) === true;
}

function placeless({ from, to, why }: Gap): PlacelessTime {
  return {
    from: from === undefined ? null : from.index + 1,
    to: to === undefined ? null : to.index + 1,
    seconds: to === undefined ? null : seconds(to.atMs - (from?.atMs ?? 0)),
    why,
  };
}

function itemOf(
  change: TimedChange,
  index: number,
  seen: readonly TimedChange[],
  { watch, resources, fleet }: Pick<TimelineSources, "watch" | "resources" | "fleet">,
): TimelineItem {
  const { before, after, stack, address } = change;
  const runner = (after ?? before)?.name ?? "";
  const path = address === undefined ? undefined : resources.get(stack)?.path(address);
  const pool = fleet.pool(runner);
  const reason = address === undefined ? undefined : watch.reasons.get(`${stack} ${address}`);
  const forced = seen.slice(0, index).findLastIndex((earlier) => isForced(earlier, change, resources));
  return {
    number: index + 1,
    ...kindOf(change),
    runner,
    ...(pool === undefined ? {} : { pool }),
    stack,
    ...(address === undefined ? {} : { address }),
    ...(path === undefined ? {} : { path }),
    ...(reason === undefined ? {} : { reason }),
    rehearsedSeconds: seconds(change.rehearsedMs),
    estimatedSeconds: seconds(change.estimatedMs),
    ...(forced === -1 ? {} : { after: forced + 1 }),
  };
}

/** Whether one thing happens before another in every order: a stack waits for those it depends on, a resource for what it needs. */
function isForced(earlier: TimedChange, later: TimedChange, resources: ReadonlyMap<string, StackResources>): boolean {
  if (earlier.stack !== later.stack) return dependsOn(later.stack, earlier.stack, resources);
  const [id, other] = [earlier, later].map(({ before, after }) => (after ?? before)?.id);
  if (id === other) return true;
  const [first, second] = [earlier.operation, later.operation];
  return first !== undefined && second !== undefined && resources.get(later.stack)?.isForced(first, second) === true;
}

function dependsOn(stack: string, other: string, resources: ReadonlyMap<string, StackResources>): boolean {
  const direct = resources.get(stack)?.dependencies ?? [];
  return direct.includes(other) || direct.some((one) => dependsOn(one, other, resources));
}

type Kind = Pick<TimelineItem, "kind" | "effect" | "lost" | "gained">;

function kindOf(change: TimedChange): Kind {
  const { before, after } = change;
  const wasPlace = before?.status === "enrolled" && before.process !== "gone";
  if (after === undefined) return { kind: "deleted", effect: wasPlace ? "out" : "none" };
  if (before === undefined) {
    return after.status === "enrolled" ? { kind: "enrolled", effect: "in" } : { kind: "registered", effect: "none" };
  }
  if (isStart(change)) {
    if (before.status !== "enrolled") return { kind: "enrolled", effect: "in" };
    return before.process === "gone" ? { kind: "started", effect: "in" } : { kind: "restarted", effect: "none" };
  }
  if (wasPlace && after.process === "gone") return { kind: "stopped", effect: "out" };
  if (before.process === "gone" && after.process !== "gone") return { kind: "started", effect: "in" };
  const labels = difference(pairs(before.labels), pairs(after.labels));
  const [paused = ""] = Object.keys(PAUSED_LABELS);
  if (!(paused in before.labels) && paused in after.labels)
    return { kind: "paused", effect: wasPlace ? "out" : "none" };
  const capabilities = difference(pairsOf(before.capabilities), pairsOf(after.capabilities));
  const isOfLabels = labels.lost.length + labels.gained.length > 0;
  const { lost, gained } = isOfLabels ? labels : capabilities;
  if (lost.length + gained.length === 0) return { kind: "renamed", effect: "none" };
  const effect = !wasPlace ? "none" : lost.length > 0 ? "out" : "in";
  return { kind: isOfLabels ? "labels" : "capabilities", effect, lost, gained };
}

/** Keys only: a value is anybody's. */
function difference(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const missing = (ones: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): string[] =>
    [...ones].flatMap(([key, value]) => (others.get(key) === value ? [] : [key])).sort();
  return { lost: missing(before, after), gained: missing(after, before) };
}

function pairs(labels: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(labels));
}

function pairsOf(capabilities: readonly string[]): ReadonlyMap<string, string> {
  return new Map(capabilities.map((one) => [one, ""]));
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
