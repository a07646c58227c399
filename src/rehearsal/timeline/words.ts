// What a change does to agents, for people: each agent with the times it has no place, then what happened to runners, in order.
import type { AgentOutlook, PlacelessTime, Timeline, TimelineItem, WorkOfRunner } from "./timeline.js";

/** Things that are told one by one; the rest is counted. */
const MAX_ITEMS = 40;

/** Terraform's words for why something is replaced or removed. */
const REASONS: Readonly<Record<string, string>> = {
  cannot_update: "destroyed and recreated, because the change can't be made in place",
  tainted: "destroyed and recreated, because it is tainted",
  requested: "destroyed and recreated, as asked for",
  replace_triggered_by: "destroyed and recreated with what triggers it",
  delete_because_no_resource_config: "the app no longer has it",
};

/** The agents, a line or some each, and the timeline. */
export function agentsInWords({ timeline, agents, podStartSeconds }: Timeline): string[] {
  if (agents.length === 0)
    return ["Agents of Agyn: the app declares none that can be simulated, so nothing is told of places."];
  const quiet = agents.filter(({ estimated, work, orderMatters }) => {
    return estimated.length === 0 && work.length === 0 && orderMatters !== true;
  });
  const told = agents.filter((agent) => !quiet.includes(agent));
  const always =
    told.length === 0
      ? [`Agents: every one of the ${agents.length} has a place at every moment.`]
      : quiet.length > 0
        ? [`A place at every moment: ${quiet.map(({ name }) => plain(name)).join(", ")}.`]
        : [];
  const head =
    timeline.length === 0
      ? []
      : [
          `What happens to runners, as rehearsed (stand-ins take no time) / on a real platform, if a runner enrolls ${inSeconds(podStartSeconds)} after its pod starts:`,
        ];
  const more = timeline.length - MAX_ITEMS;
  return [
    ...told.flatMap((agent) => agentLines(agent, timeline)),
    ...always,
    ...head,
    ...timeline.slice(0, MAX_ITEMS).map(itemLine),
    ...(more > 0 ? [`  and ${more} more, in --json.`] : []),
  ];
}

/**
 * The gaps of the estimate that are longer than allowed: whose, why, and what to do; one for each that begins with the change.
 *
 * @param maxGap as it was given: `0s`
 */
export function longGaps({ timeline, agents }: Timeline, maxGapSeconds: number, maxGap: string): string[] {
  return agents.flatMap(({ name, estimated, worstOrder }) =>
    estimated
      .filter(({ from, seconds }) => from !== null && (seconds === null || seconds > maxGapSeconds))
      .map((gap) => {
        const item = timeline[(gap.from ?? 0) - 1];
        const length = gap.seconds === null ? "for good" : `for ${about(gap.seconds)}`;
        const cause = item === undefined ? "" : ` when ${sentence(item)}`;
        return `agents.${plain(name)}: no place ${length}, and --max-gap is ${maxGap}: its last place goes${cause}; work that comes then waits. ${orderFix(worstOrder) ?? fixOf(item, gap)}`;
      }),
  );
}

function agentLines(
  { name, placesBefore, placesAfter, worstOrder, orderMatters, estimated, rehearsed, work }: AgentOutlook,
  timeline: readonly TimelineItem[],
) {
  const places = `places: ${placesBefore} before, ${placesAfter} after`;
  const order =
    worstOrder === undefined
      ? ""
      : ` That is when stacks are applied in the order ${worstOrder.map(plain).join(", ")}, or some at once, which no dependency rules out.`;
  const measured = rehearsed.filter(({ from, seconds }) => from !== null && seconds !== null);
  const asRehearsed = measured.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  return [
    ...estimated.map((gap) => {
      if (gap.from === null && gap.to === null)
        return `agents.${plain(name)}: no place before and none after (${gap.why}).`;
      if (gap.from === null) {
        return `agents.${plain(name)}: none before; its first place is there after ${about(gap.seconds ?? 0)}, with ${nameOf(gap.to, timeline)}.`;
      }
      if (gap.to === null) {
        return `agents.${plain(name)}: NO PLACE for good from ${nameOf(gap.from, timeline)} on (${gap.why}); ${places}.${order}`;
      }
      return `agents.${plain(name)}: NO PLACE for ${about(gap.seconds ?? 0)}, from ${nameOf(gap.from, timeline)} to ${nameOf(gap.to, timeline)}; ${places}. As rehearsed: ${measured.length === 0 ? "none" : inSeconds(asRehearsed)}.${order}`;
    }),
    ...(orderMatters === true
      ? [
          `agents.${plain(name)}: a place at every moment by the order that was seen; within a stack nothing forces it, so that it may have none for a moment; ${places}.`,
        ]
      : []),
    ...work.map((one) => `agents.${plain(name)}: ${workInWords(one)}.`),
  ];
}

function workInWords({ runner, pool, workloads, fate }: WorkOfRunner): string {
  const where = `${workloads} ${workloads === 1 ? "workload" : "workloads"} on ${plain(runner)}${pool === undefined ? "" : ` of ${plain(pool)}`}`;
  if (fate === "waited") return `the deletion waits for ${where}; how long is not in the times`;
  if (fate === "refused") return `the plan is refused while there is work: ${where}`;
  return `${where}, at full concurrency, would lose the runner: their records go with it, and nobody stops their pods`;
}

function itemLine(item: TimelineItem): string {
  const times = `+${inSeconds(item.rehearsedSeconds)} / +${inSeconds(item.estimatedSeconds)}`;
  const order = item.after !== undefined ? ` [always after ${item.after}]` : item.number > 1 ? " [order as seen]" : "";
  const sign = { out: "out", in: "in ", none: "   " }[item.effect];
  return `  ${String(item.number).padStart(2)}. ${times.padEnd(18)} ${sign} ${sentence(item)}${order}`;
}

function sentence(item: TimelineItem): string {
  const { runner, pool, stack, path, address, reason } = item;
  const resource = path ?? address;
  const where = [stack, ...(resource === undefined ? [] : [resource])].map(plain).join(": ");
  const why = reason === undefined ? "" : `; ${REASONS[reason] ?? plain(reason)}`;
  return `runner ${plain(runner)}${pool === undefined ? "" : ` of ${plain(pool)}`} ${verb(item)} (${where}${why})`;
}

function verb({ kind, lost = [], gained = [] }: TimelineItem): string {
  switch (kind) {
    case "registered":
      return "is registered";
    case "enrolled":
      return "has enrolled";
    case "restarted":
      return "restarts, under the same registration";
    case "deleted":
      return "is deleted";
    case "stopped":
      return "has no pod any more, and stays registered";
    case "started":
      return "has a pod again";
    case "paused":
      return "is paused: the labels that agents require go";
    case "renamed":
      return "gets another name";
    default: {
      const parts = [
        ...(lost.length === 0 ? [] : [`loses ${lost.map(plain).join(", ")}`]),
        ...(gained.length === 0 ? [] : [`gets ${gained.map(plain).join(", ")}`]),
      ];
      return `${parts.join(" and ")} (${kind})`;
    }
  }
}

function fixOf(item: TimelineItem | undefined, { to }: PlacelessTime): string {
  const later = "docs/rehearsal.md says more";
  if (item?.kind === "deleted" && to !== null) {
    return `Let what takes its place enroll in an apply before: a new generation for a new token (\`rotation\`, docs/runbooks/rotate.md), a second pool for anything else; ${later}.`;
  }
  if (item?.kind === "deleted" || item?.kind === "stopped") {
    return `Let another runner that takes its work enroll in an apply before; ${later}.`;
  }
  return `Give another runner what the agent asks for in an apply before, or change what it asks for; ${later}.`;
}

/** What helps when only the order of stacks decides. */
function orderFix(worstOrder: readonly string[] | undefined): string | undefined {
  if (worstOrder === undefined) return undefined;
  return `That is when stacks are applied in the order ${worstOrder.map(plain).join(", ")}, or some at once: let those that take places depend on those that give them (\`stack.addDependency\`), or make two changes of it; docs/rehearsal.md says more.`;
}

function nameOf(number: number | null, timeline: readonly TimelineItem[]): string {
  const item = timeline[(number ?? 0) - 1];
  return item === undefined ? "the beginning" : `${item.number} (${plain(item.runner)} ${verb(item)})`;
}

function about(seconds: number): string {
  return `about ${inSeconds(seconds)}`;
}

function inSeconds(seconds: number): string {
  return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
}

/** Names are anybody's: no control character reaches a terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "?");
}
