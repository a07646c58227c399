// Which agents have no place, or fewer than before.
import { groupBy } from "../../../rules/index.js";
import { type Judged, placeOf } from "../judged.js";
import type { AgentOutcome } from "../placements.js";
import type { Reach } from "../sides.js";
import { listed, named } from "../texts.js";
import { lastRunners, namesOf } from "./losses.js";
import { narrowedPools } from "./narrowing.js";
import type { Found, ReviewRule } from "./rule.js";

const unplaced: ReviewRule = {
  id: "review/agent-unplaced",
  risk: "critical",
  unless: "high for an agent that is new",
  must: "Every agent that had a place keeps one, and every new one has one.",
  otherwise: "It never starts, and the platform says no more than that no runner is eligible.",
  check: (judged) => {
    const told = new Set(lastRunners(judged).flatMap(({ agents }) => agents));
    const narrowed = narrowedPools(judged);
    return judged.agents.flatMap((outcome): Found[] => {
      const { placement, asked, agent } = outcome;
      const isLost = placement.verdict === "lost";
      const isNew = placement.verdict === "unplaced" && asked === undefined;
      const isTold = told.has(outcome) || placement.before.some((pool) => narrowed.has(pool));
      if ((!isLost && !isNew) || (isLost && isTold)) return [];
      const asksOther = asked !== undefined && needs(asked) !== needs(agent);
      return [
        {
          at: {},
          ...(isNew ? { risk: "high" as const } : {}),
          name: placement.agent,
          what: isNew
            ? `new agent ${placement.agent} has no place`
            : `agent ${placement.agent} can no longer be placed`,
          many: isNew ? "new agents have no place" : "agents can no longer be placed",
          cause: isNew
            ? "it is declared with requirements that nothing meets"
            : asksOther
              ? "what it requires changes"
              : "what its pools offer changes",
          consequence: `It never starts: ${placement.why ?? "no runner takes its work"}.`,
          fix: "give a pool what it requires, or correct its requirements in the fleet",
        },
      ];
    });
  },
};

function needs({ organization, labels, capabilities }: AgentOutcome["agent"]): string {
  return JSON.stringify([organization, labels, capabilities]);
}

const narrowed: ReviewRule = {
  id: "review/placement-narrowed",
  risk: "medium",
  unless: "low when it keeps all pools, with fewer runners",
  must: "Every agent keeps the pools and runners that may take its work.",
  otherwise: "Its work waits longer, or a region that was meant as a reserve is none any more.",
  check: (judged) => {
    const { agents } = judged;
    const kept = agents.filter(({ placement: { verdict } }) => verdict === "narrower" || verdict === "other");
    const numberOf = numbering((reach) => JSON.stringify([reach.pools, reach.runners]));
    const alike = groupBy(kept, ({ before, after }) => `${numberOf(before)} ${numberOf(after)}`);
    return [...alike.values()].flatMap((group) => {
      const [first] = group;
      return first === undefined ? [] : [fewerPlaces(judged, first, group)];
    });
  },
};

/** Numbers reaches, equal ones alike; each is looked at once, because many agents have the same. */
function numbering(of: (reach: Reach) => string): (reach: Reach) => number {
  const numbers = new Map<string, number>();
  const known = new Map<Reach, number>();
  return (reach) => {
    const found = known.get(reach);
    if (found !== undefined) return found;
    const text = of(reach);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    known.set(reach, number);
    return number;
  };
}

function fewerPlaces(judged: Judged, { placement }: AgentOutcome, group: readonly AgentOutcome[]): Found {
  const { before, after, runners } = placement;
  const has = new Set(after);
  const lost = before.filter((pool) => !has.has(pool));
  const names = namesOf(group);
  const agents = named(names, "agent");
  return {
    at: lost.length === 1 ? placeOf(judged.poolOfId(lost[0] ?? "")) : {},
    ...(lost.length === 0 ? { risk: "low" as const } : {}),
    name: names[0] ?? "",
    subject: [names, lost, lost.length === 0 ? runners.after : 0],
    what:
      lost.length === 0
        ? `${agents} ${names.length === 1 ? "has" : "have"} ${runners.after} of ${runners.before} runners left`
        : `${agents} can no longer land on ${listed(lost)}`,
    consequence: `${names.length === 1 ? "It keeps" : "They keep"} ${listed(after)}: ${runners.after} ${runners.after === 1 ? "runner" : "runners"}, ${runners.before} before.`,
    fix: "make sure that what is left takes the work at its peak, or keep the pool",
  };
}

/** The rule about agents without a place. */
export const unplacedRules: readonly ReviewRule[] = [unplaced];
/** The rule about agents with fewer places. */
export const fewerPlacesRules: readonly ReviewRule[] = [narrowed];
