// What the end of runners means for agents and their work: words that several rules use.
import type { Judged } from "../judged.js";
import { poolOrName } from "../judged.js";
import type { AgentOutcome } from "../placements.js";
import { isPaused, type JudgedRunner } from "../runners.js";
import type { RunnerClass } from "../sides.js";
import { counted, named } from "../texts.js";

/** Runners that were the last to take some work. */
export interface LastRunners {
  readonly runners: readonly JudgedRunner[];
  /** Agents that lose their last place; none when no fleet declares agents. */
  readonly agents: readonly AgentOutcome[];
  /** What no runner is left for, when no agents are declared. */
  readonly like?: RunnerClass;
}

const known = new WeakMap<Judged, readonly LastRunners[]>();

/** Runners that were the last to take some work, and go. */
export function lastRunners(judged: Judged): readonly LastRunners[] {
  const found = known.get(judged) ?? (judged.hasAgents ? lastOfAgents(judged) : lastOfTheirKind(judged));
  known.set(judged, found);
  return found;
}

function lastOfAgents({ agents }: Judged): readonly LastRunners[] {
  const groups = new Map<string, { runners: readonly JudgedRunner[]; agents: AgentOutcome[] }>();
  for (const outcome of agents) {
    if (outcome.placement.verdict !== "lost") continue;
    const runners = endedOf(outcome.before.classes);
    if (runners === undefined) continue;
    const key = JSON.stringify(runners.map(({ stack, runner }) => [stack, runner.address]));
    const group = groups.get(key) ?? { runners, agents: [] };
    groups.set(key, group);
    group.agents.push(outcome);
  }
  return [...groups.values()];
}

function lastOfTheirKind({ before, after }: Judged): readonly LastRunners[] {
  return before.classes.flatMap((like) => {
    if (isPaused(like.labels) || after.hasLike(like)) return [];
    const runners = endedOf([like]);
    return runners === undefined ? [] : [{ runners, agents: [], like }];
  });
}

/** The runners, when all of them end. */
function endedOf(classes: readonly RunnerClass[]): readonly JudgedRunner[] | undefined {
  const members = classes.flatMap((one) => one.members);
  const ended = members.flatMap(({ judged }) =>
    judged?.fate === "destroyed" || judged?.fate === "rotated-out" ? [judged] : [],
  );
  return ended.length > 0 && ended.length === members.length ? ended : undefined;
}

/** What is left of a runner's pool: `Its pool keeps 1 of 2 runners.` */
export function poolAfter(judged: Judged, runner: JudgedRunner): string {
  const id = poolOrName(runner);
  if (runner.pool === undefined) return "";
  const had = judged.before.byPool.get(id)?.length ?? 0;
  const has = judged.after.byPool.get(id)?.length ?? 0;
  return has === 0
    ? "Its pool is left without a runner."
    : `Its pool has ${counted(has, "runner")} afterwards, ${had} before.`;
}

/** What agents have left that could land on a runner's pool. */
export function agentsAfter(judged: Judged, runner: JudgedRunner): string {
  if (!judged.hasAgents) return "";
  const touched = judged.agentsOf(poolOrName(runner)).filter(({ placement }) => placement.verdict !== "gone");
  if (touched.length === 0) return "No declared agent needs it.";
  const lost = touched.filter(({ placement }) => placement.runners.after === 0);
  if (lost.length > 0) return `${capital(named(namesOf(lost), "agent"))} can no longer be placed.`;
  const least = touched.reduce((few, { placement }) => Math.min(few, placement.runners.after), Infinity);
  return `${capital(named(namesOf(touched), "agent"))} ${touched.length === 1 ? "keeps" : "keep at least"} ${counted(least, "runner")}.`;
}

/** How much work runs on runners now. Empty when no gateway was asked. */
export function workOn({ running }: Judged, runners: readonly JudgedRunner[]): string {
  if (running === undefined) return "";
  const counts = runners.map(({ runner }) => running.get(runner.before?.id ?? ""));
  const asked = counts.flatMap((count) => count ?? []);
  const there = runners.length === 1 ? "it" : "them";
  if (asked.length < counts.length) return `What runs on ${there} now could not be asked.`;
  const sum = asked.reduce((total, count) => total + count, 0);
  if (sum === 0) return `Nothing runs on ${there} now.`;
  return `${counted(sum, "workload")} ${sum === 1 ? "runs" : "run"} on ${there} now and ${sum === 1 ? "is" : "are"} lost.`;
}

/** Names of agents. */
export function namesOf(agents: readonly AgentOutcome[]): readonly string[] {
  return agents.map(({ placement }) => placement.agent);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
