// Where the declared agents may land before and after a change. Agents that ask for the same are judged once.
import {
  explainNoPlace,
  pausedPools,
  resolvedEnvironment,
  type ResolvedAgent,
  type ResolvedFleet,
} from "../../fleet/index.js";
import type { AgentPlacement } from "./model.js";
import { type Asked, isEnrolled, type Reach, reachOf, type Side, type SideRunner } from "./sides.js";
import { compare, listed } from "./texts.js";

/** An agent, and where its work may land. */
export interface AgentOutcome {
  readonly placement: AgentPlacement;
  readonly agent: ResolvedAgent;
  /** What it asked for before; undefined: it was not declared. */
  readonly asked?: ResolvedAgent;
  readonly before: Reach;
  readonly after: Reach;
}

/** From what changes for the worse to what does not change. */
const ORDER: readonly AgentPlacement["verdict"][] = [
  "lost",
  "unplaced",
  "uncertain",
  "narrower",
  "other",
  "gone",
  "new",
  "found",
  "wider",
  "same",
];
/** What a place more would make better. */
const WORSE: ReadonlySet<AgentPlacement["verdict"]> = new Set(["lost", "unplaced", "narrower", "other"]);
const NOWHERE: Reach = { classes: [], pools: [], runners: 0 };

/** Judges every agent that either fleet declares, worst first. Without a fleet on one side its agents are taken to be the same. */
export function judgeAgents(
  before: Side,
  after: Side,
  base: ResolvedFleet | undefined,
  head: ResolvedFleet | undefined,
): readonly AgentOutcome[] {
  const baseFleet = base ?? head;
  const headFleet = head ?? base;
  if (baseFleet === undefined || headFleet === undefined) return [];
  const asked = new Map(baseFleet.agents.map((agent) => [agent.name, agent]));
  const asking = new Map(headFleet.agents.map((agent) => [agent.name, agent]));
  const whyNot = reasons(after, headFleet);
  const verdicts = new Map<Reach, Map<Reach, AgentPlacement["verdict"]>>();
  const outcomes = [...new Set([...asked.keys(), ...asking.keys()])].flatMap((name): AgentOutcome[] => {
    const [was, is] = [asked.get(name), asking.get(name)];
    const agent = is ?? was;
    if (agent === undefined) return [];
    const [from, to] = reachesOf(before, after, baseFleet, headFleet, was, is);
    const certain = is === undefined ? "gone" : was === undefined ? firstVerdict(to) : remembered(verdicts, from, to);
    const mayLand = is === undefined || headFleet.placement === "environments" ? [] : maybe(after, is, to);
    const verdict = mayLand.length > 0 && WORSE.has(certain) ? "uncertain" : certain;
    const isPlaceless = verdict === "lost" || verdict === "unplaced";
    const placement = {
      agent: name,
      organization: agent.organization,
      before: from.pools,
      after: to.pools,
      runners: { before: from.runners, after: to.runners },
      verdict,
      ...(mayLand.length > 0 ? { mayLand } : {}),
      ...(isPlaceless ? { why: whyNot(agent) } : {}),
    };
    return [{ placement, agent, before: from, after: to, ...(was === undefined ? {} : { asked: was }) }];
  });
  return outcomes.sort(
    (a, b) =>
      ORDER.indexOf(a.placement.verdict) - ORDER.indexOf(b.placement.verdict) ||
      compare(a.placement.agent, b.placement.agent),
  );
}

/**
 * Where the work lands on each side: on all runners that are registered, as a fleet means it. Only when the last enrolled one goes, by
 * those that are enrolled.
 */
function reachesOf(
  before: Side,
  after: Side,
  base: ResolvedFleet,
  head: ResolvedFleet,
  was: ResolvedAgent | undefined,
  is: ResolvedAgent | undefined,
): readonly [Reach, Reach] {
  const from = was === undefined ? NOWHERE : reachIn(before, base, was, "index");
  const to = is === undefined ? NOWHERE : reachIn(after, head, is, "index");
  if (was === undefined || is === undefined || (before.index === before.enrolled && after.index === after.enrolled)) {
    return [from, to];
  }
  const fromNow = reachIn(before, base, was, "enrolled");
  const toNow = reachIn(after, head, is, "enrolled");
  return fromNow.runners > 0 && toNow.runners === 0 ? [fromNow, toNow] : [from, to];
}

/** Pools that may take its work, beside those that do. */
function maybe(after: Side, asked: Asked, { pools }: Reach): readonly string[] {
  return reachOf(after.mayTake(asked)).pools.filter((pool) => !pools.includes(pool));
}

function firstVerdict({ runners }: Reach): AgentPlacement["verdict"] {
  return runners === 0 ? "unplaced" : "new";
}

function remembered(
  known: Map<Reach, Map<Reach, AgentPlacement["verdict"]>>,
  from: Reach,
  to: Reach,
): AgentPlacement["verdict"] {
  const ofFrom = known.get(from) ?? new Map<Reach, AgentPlacement["verdict"]>();
  known.set(from, ofFrom);
  const verdict = ofFrom.get(to) ?? verdictOf(from, to);
  ofFrom.set(to, verdict);
  return verdict;
}

function verdictOf(from: Reach, to: Reach): AgentPlacement["verdict"] {
  if (to.runners === 0) return from.runners === 0 ? "unplaced" : "lost";
  if (from.runners === 0) return "found";
  const [had, has] = [new Set(from.pools), new Set(to.pools)];
  const isKept = from.pools.every((pool) => has.has(pool));
  const isKnown = to.pools.every((pool) => had.has(pool));
  if (isKept && isKnown) {
    return from.runners === to.runners ? "same" : from.runners > to.runners ? "narrower" : "wider";
  }
  return isKept ? "wider" : isKnown ? "narrower" : "other";
}

function reachIn(side: Side, fleet: ResolvedFleet, agent: ResolvedAgent, among: "index" | "enrolled"): Reach {
  if (fleet.placement !== "environments") return side.reach(agent, among);
  const { pool } = resolvedEnvironment(fleet, agent);
  if (pool === undefined || (pool.organization !== undefined && pool.organization !== agent.organization))
    return NOWHERE;
  const wanted = agent.environment?.runner;
  const isMeant = (runner: SideRunner): boolean =>
    (wanted === undefined || runner.facts.name === wanted) && (among === "index" || isEnrolled(runner));
  return reachOf(
    side.classes.flatMap((one) => {
      const members = one.id === pool.id ? one.members.filter(isMeant) : [];
      return members.length === 0 ? [] : [{ ...one, members }];
    }),
  );
}

/** Says why work has no place, in the words of the fleet rules; the same question once. */
function reasons(after: Side, fleet: ResolvedFleet): (agent: ResolvedAgent) => string {
  const paused = pausedPools(fleet);
  const known = new Map<string, string>();
  return (agent) => {
    if (fleet.placement === "environments") return environmentReason(agent);
    const key = JSON.stringify([agent.organization, agent.labels, agent.capabilities]);
    const why =
      known.get(key) ??
      reason(
        after,
        agent,
        paused(agent).map(({ id }) => id),
      );
    known.set(key, why);
    return why;
  };
}

function environmentReason({ environment }: ResolvedAgent): string {
  const target = environment?.runner ?? environment?.pool;
  return target === undefined
    ? "it names no environment's runner or pool"
    : `its environment names ${target}, which has no enrolled runner in reach of its organization`;
}

function reason(after: Side, asked: Asked, paused: readonly string[]): string {
  if (paused.length > 0) return `every pool that takes its work is paused (${listed(paused)}), so it waits`;
  const silent = after.reach(asked).classes.flatMap(({ members }) => members.filter((runner) => !isEnrolled(runner)));
  if (silent.length > 0) {
    const each = silent.map(({ facts }) => `${facts.name} is ${facts.status ?? "of unknown status"}`);
    return `what is left is not enrolled (${listed(each)})`;
  }
  return explainNoPlace(after.index, asked).why;
}
