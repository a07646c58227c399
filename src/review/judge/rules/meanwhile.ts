// What a rehearsal found of the time while the change is applied.
import { about, interruptions } from "../meanwhile.js";
import type { Judged } from "../judged.js";
import type { AgentMeanwhile, PlacelessTime } from "../model.js";
import { sentence, sentences } from "../texts.js";
import { type Found, type ReviewRule, RUNBOOKS } from "./rule.js";

/** Places that the review itself says are lost for good. */
const TOLD: ReadonlySet<string> = new Set(["lost", "unplaced", "gone"]);

const failed: ReviewRule = {
  id: "review/rehearsal-failed",
  risk: "high",
  must: "A change that is rehearsed applies, its runners enroll, and a second plan is empty.",
  otherwise: "What fails on an embedded platform fails on the real one, there with a part of the change applied.",
  check: ({ rehearsal }) =>
    rehearsal?.outcome !== "failed"
      ? []
      : [
          {
            at: {},
            name: "rehearsal",
            what: rehearsal.sentence.replace(/\.$/, "").replace(/^The/, "the"),
            consequence: "The apply may end half-way, and what becomes of agents meanwhile is not known.",
            fix: "rehearse it at home (cdktf-agyn rehearse), and read all that it says",
          },
        ],
};

const interrupted: ReviewRule = {
  id: "review/place-interrupted",
  risk: "medium",
  unless: "high when it is longer than --max-gap of the rehearsal, or has no end",
  must: "Every agent that has a place keeps one at every moment of the apply.",
  otherwise: "Work that comes meanwhile waits, and the platform says no more than that no runner is eligible.",
  check: (judged) =>
    (judged.rehearsal?.agents ?? []).flatMap((agent) =>
      interruptions(agent)
        .filter((gap) => gap.seconds !== undefined || !isTold(judged, agent))
        .map((gap) => ofGap(judged, agent, gap)),
    ),
};

function isTold({ agents }: Judged, { agent }: AgentMeanwhile): boolean {
  return agents.some(({ placement }) => placement.agent === agent && TOLD.has(placement.verdict));
}

function ofGap(
  judged: Judged,
  { agent, places, work }: AgentMeanwhile,
  { from, to, seconds, why }: PlacelessTime,
): Found {
  const stepAt = (number: number | undefined) => judged.rehearsal?.steps.find((step) => step.number === number);
  const [out, back] = [stepAt(from), stepAt(to)];
  const lost = work.filter(({ fate }) => fate === "lost").reduce((sum, { workloads }) => sum + workloads, 0);
  const isLong = seconds === undefined || (judged.maxGapSeconds !== undefined && seconds > judged.maxGapSeconds);
  return {
    at: out?.at ?? {},
    ...(isLong ? { risk: "high" as const } : {}),
    name: agent,
    // seconds are measured: they differ from run to run, and the finding is the same
    subject: [agent, out?.what ?? "", back?.what ?? "", isLong],
    what:
      seconds === undefined
        ? `agent ${agent} is without a place for good once this is applied`
        : `agent ${agent} is without a place for ${about(seconds)} while this is applied`,
    ...(out === undefined ? {} : { cause: `${out.what}, and it was its last place` }),
    consequence: sentences(
      `${sentence(back === undefined ? `no runner takes its work after that (${why})` : `it has one again when ${back.what}`)}.`,
      `Places: ${places.before} before, ${places.after} after.`,
      lost === 0 ? "" : `Up to ${lost} of its workloads lose their runner.`,
    ),
    fix: `let what takes its place enroll in an apply before (${RUNBOOKS.rotate}, docs/rehearsal.md)`,
  };
}

/** The rule about a rehearsal that failed. */
export const rehearsalRules: readonly ReviewRule[] = [failed];
/** The rule about agents while the change is applied. */
export const meanwhileRules: readonly ReviewRule[] = [interrupted];
