// What a rehearsal says of agents while the change is applied, in a review's words. Names in it are anybody's, and texts of a provider's
// errors may hold values: of those only their summary is taken, without what has the form of a secret.
import type { GivenRehearsal, RehearsalDocument, RehearsedAgent, RehearsedItem } from "../input/rehearsal.js";
import { redactText } from "../../rules/index.js";
import type { AgentMeanwhile, MeanwhileStep, PlacelessTime, ReviewedRehearsal } from "./model.js";
import { counted, listed, named, sentence } from "./texts.js";

/** Errors and runners that a failure names. */
const MOST_NAMED = 3;

/** A rehearsal as a review tells it. */
export function reviewedRehearsal(given: GivenRehearsal | "missing"): ReviewedRehearsal {
  if (given === "missing") {
    return {
      outcome: "missing",
      sentence: "This was not rehearsed: what becomes of agents while it is applied is not known.",
      agents: [],
      steady: 0,
      steps: [],
    };
  }
  const document = withoutSecrets(given.document);
  const { outcome, podStartSeconds, timeline } = document;
  const all = document.agents.map(agentOf);
  const agents = all
    .filter(({ gaps, work }) => gaps.length > 0 || work.length > 0)
    .toSorted((one, other) => lengthOf(other) - lengthOf(one));
  const hasOut = timeline.some(({ effect }) => effect === "out");
  return {
    outcome,
    sentence: sentenceOf(document, all),
    ...(document.agents.length === 0 ? {} : { podStartSeconds }),
    agents,
    steady: all.length - agents.length,
    steps: hasOut ? timeline.flatMap(stepOf) : [],
  };
}

/** The gaps of an agent that had a place before: those before a first place are none. */
export function interruptions({ gaps }: AgentMeanwhile): readonly PlacelessTime[] {
  return gaps.filter(({ from }) => from !== undefined);
}

function sentenceOf(document: RehearsalDocument, agents: readonly AgentMeanwhile[]): string {
  if (document.outcome === "failed") return sentence(`${failureOf(document)}.`);
  if (agents.length === 0) return "The rehearsal went well; the app declares no agents whose places it could tell.";
  const interrupted = agents.filter((agent) => interruptions(agent).length > 0);
  if (interrupted.length > 0) {
    const names = interrupted.map(({ agent }) => agent);
    return sentence(`${named(names, "agent")} ${names.length === 1 ? "is" : "are"} without a place for a time.`);
  }
  const waiting = agents.filter(({ gaps }) => gaps.length > 0);
  if (waiting.length === 0) return "No agent is without a place at any time.";
  const names = named(
    waiting.map(({ agent }) => agent),
    "agent",
  );
  return `No agent loses its place at any time; ${names} ${waiting.length === 1 ? "has" : "have"} none before.`;
}

function failureOf({ failure }: RehearsalDocument): string {
  const { step, stack, command, errors = [], runners = [] } = failure ?? {};
  const where = [
    ...(command === undefined ? (step === undefined ? [] : [`in the step ${step}`]) : [`at ${command}`]),
    ...(stack === undefined ? [] : [`of stack ${stack}`]),
  ].join(" ");
  const reasons = [
    ...errors.map(({ summary, address }) => (address === undefined ? summary : `${summary} (${address})`)),
    ...runners,
  ];
  const more = reasons.length - MOST_NAMED;
  const why =
    reasons.length === 0
      ? ""
      : `: ${reasons.slice(0, MOST_NAMED).join("; ")}${more > 0 ? ` and ${more} more` : ""}`.replace(/\.$/, "");
  return `the rehearsal failed${where === "" ? "" : ` ${where}`}${why}`;
}

function agentOf({ name, estimated, rehearsed, work, ...places }: RehearsedAgent): AgentMeanwhile {
  const { placesBefore: before, placesLeast: least, placesAfter: after } = places;
  const measured = rehearsed.filter(({ from }) => from !== null);
  const isOver = measured.every(({ seconds }) => seconds !== null);
  const total = measured.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  return {
    agent: name,
    places: { before, least, after },
    gaps: estimated.map(({ from, to, seconds, why }) => ({
      ...(from === null ? {} : { from }),
      ...(to === null ? {} : { to }),
      ...(seconds === null ? {} : { seconds }),
      why,
    })),
    ...(isOver && before > 0 ? { rehearsedSeconds: Math.round(total * 1000) / 1000 } : {}),
    work: work.map(({ runner, pool, workloads, fate }) => ({
      runner,
      ...(pool === undefined ? {} : { pool }),
      workloads,
      fate,
    })),
  };
}

function lengthOf(agent: AgentMeanwhile): number {
  const gaps = interruptions(agent);
  return gaps.some(({ seconds }) => seconds === undefined)
    ? Number.MAX_VALUE
    : gaps.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
}

function stepOf(item: RehearsedItem): readonly MeanwhileStep[] {
  const { number, effect, runner, stack, path, address, pool, reason, rehearsedSeconds, estimatedSeconds, after } =
    item;
  if (effect === "none") return [];
  return [
    {
      number,
      effect,
      what: `runner ${runner} ${verbOf(item)}`,
      at: {
        stack,
        ...(path === undefined ? {} : { path }),
        ...(address === undefined ? {} : { address }),
        ...(pool === undefined ? {} : { pool }),
      },
      ...(reason === undefined ? {} : { reason }),
      rehearsedSeconds,
      estimatedSeconds,
      ...(after === undefined ? {} : { after }),
    },
  ];
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ["enrolled", "has enrolled"],
  ["deleted", "is deleted"],
  ["stopped", "has no pod any more, and stays registered"],
  ["started", "has a pod again"],
  ["paused", "is paused"],
]);

function verbOf({ kind, lost = [], gained = [] }: RehearsedItem): string {
  const parts = [
    ...(lost.length === 0 ? [] : [`loses ${listed(lost)}`]),
    ...(gained.length === 0 ? [] : [`gets ${listed(gained)}`]),
  ];
  return VERBS.get(kind) ?? (parts.length === 0 ? "changes" : parts.join(" and "));
}

/** Seconds of an estimate, which is never exact: `about 61 s`, `about 3 min`. */
export function about(seconds: number): string {
  if (seconds < 10) return `about ${Math.round(seconds * 10) / 10} s`;
  return seconds < 180 ? `about ${Math.round(seconds)} s` : `about ${counted(Math.round(seconds / 60), "minute")}`;
}

function withoutSecrets(document: RehearsalDocument): RehearsalDocument {
  return JSON.parse(
    JSON.stringify(document, (_, value: unknown) => (typeof value === "string" ? redactText(value) : value)),
  ) as RehearsalDocument;
}
