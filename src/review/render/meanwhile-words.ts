// The words for what becomes of agents while a change is applied; nothing here is escaped. Estimated and rehearsed times are never mixed:
// the first are about a real platform, the second about the order.
import { about } from "../judge/meanwhile.js";
import type { AgentMeanwhile, CutOffWork, MeanwhileStep, ReviewedRehearsal } from "../judge/model.js";
import { amount, many, sides } from "./words.js";

/** The section's title. */
export const MEANWHILE_TITLE = "While it is applied";
/** The title of its steps. */
export const STEPS_TITLE = "What drops out and comes back, in order";

/** An outcome, as the first words of the section. */
export const OUTCOME_WORDS: Readonly<Record<ReviewedRehearsal["outcome"], string>> = {
  proved: "Rehearsed",
  kept: "Rehearsed but for the destroy",
  failed: "Rehearsal failed",
  missing: "Not rehearsed",
};

/** What the first screen says of a rehearsal; undefined: findings say it, or nothing has to be said. */
export function firstWords(rehearsal: ReviewedRehearsal | undefined): string | undefined {
  return rehearsal?.outcome === "failed" || rehearsal?.outcome === "missing" ? rehearsal.sentence : undefined;
}

/** How long an agent has no place, and between which steps. */
export function gapWords({ gaps }: AgentMeanwhile): string {
  if (gaps.length === 0) return "never";
  return gaps
    .map(({ from, to, seconds, why }) => {
      if (from === undefined && seconds === undefined) return `none before and none after (${why})`;
      if (from === undefined) return `none before, the first after ${about(seconds ?? 0)}`;
      if (seconds === undefined) return `for good from step ${from} on (${why})`;
      return `${about(seconds)}, from step ${from} to ${to ?? "the end"}`;
    })
    .join("; ");
}

/** How long it had none in the rehearsal. */
export function rehearsedWords({ rehearsedSeconds }: AgentMeanwhile): string {
  return rehearsedSeconds === undefined ? "–" : `${amount(rehearsedSeconds)} s`;
}

/** Runners that take its work. */
export function placesWords({ places }: AgentMeanwhile): string {
  return places.least < Math.min(places.before, places.after)
    ? `${sides(places)}, down to ${amount(places.least)}`
    : sides(places);
}

/** What becomes of its running work. */
export function workWords({ work }: AgentMeanwhile): string {
  return work.map(oneWork).join("; ");
}

function oneWork({ runner, workloads, fate }: CutOffWork): string {
  const what = `${many(workloads, "workload")} on ${runner}`;
  if (fate === "waited") return `the deletion waits for ${what}`;
  if (fate === "refused") return `the plan is refused while there are ${what}`;
  return `up to ${what} ${workloads === 1 ? "loses its" : "lose their"} runner`;
}

/** When a step happens: by the estimate, and in the rehearsal. */
export function timeWords({ estimatedSeconds, rehearsedSeconds }: MeanwhileStep): readonly [string, string] {
  return [
    `+${amount(Math.round(estimatedSeconds * 10) / 10)} s`,
    `+${amount(Math.round(rehearsedSeconds * 10) / 10)} s`,
  ];
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["cannot_update", "the change can't be made in place"],
  ["tainted", "it is tainted"],
  ["requested", "it was asked for"],
  ["replace_triggered_by", "what triggers it changes"],
  ["delete_because_no_resource_config", "the app no longer has it"],
]);

/** Why a step happens; empty: Terraform says nothing. */
export function reasonWords({ reason }: MeanwhileStep): string {
  return reason === undefined ? "" : (REASONS.get(reason) ?? reason);
}

/** Whether another apply may have another order. */
export function orderWords({ after, number }: MeanwhileStep): string {
  return after === undefined ? (number === 1 ? "" : "as seen") : `always after ${after}`;
}

/** Agents that nothing happens to. */
export function steadyWords({ agents, steady }: ReviewedRehearsal): string | undefined {
  if (agents.length === 0 || steady === 0) return undefined;
  return `${many(steady, "other agent has", "other agents have")} a place at every moment.`;
}

/** What the times rest on. */
export function basisWords({ podStartSeconds, outcome }: ReviewedRehearsal): string | undefined {
  if (podStartSeconds === undefined || outcome === "failed") return undefined;
  return `Estimated for a real platform on which a runner enrolls ${amount(podStartSeconds)} s after its pod starts. Stand-ins of the rehearsal take no time: its own times tell the order.`;
}
