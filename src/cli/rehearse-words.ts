// The result of a rehearsal as people read it: what is proved and what is not, for runners and agents of Agyn, for agent workloads, for both.
import { agentsInWords, failureText, type RehearsalResult } from "../rehearsal/index.js";

/** Warnings that are told one by one; the rest is counted. */
const MOST_WARNINGS = 10;

/**
 * The lines.
 *
 * @param gaps of agents without a place, longer than is allowed
 */
export function inWords(result: RehearsalResult, gaps: readonly string[]): string[] {
  const { outcome, stacks, runners, notes, failure, terraform, warnings } = result;
  const enrolled = runners.filter(({ status }) => status === "enrolled").length;
  const ofRunners = runners.length === 0 ? "" : `${enrolled} of ${runners.length} runners enrolled, `;
  const passed = `${stacks.join(", ")} ${stacks.length === 1 ? "applies" : "apply"}, ${ofRunners}the second plan is empty`;
  const verdict = {
    proved: `Proved: ${passed}, the destroy leaves nothing.`,
    kept: `Proved as far as the second plan: ${passed}. Nothing was destroyed; without --keep that is proved too.`,
    failed: `Failed. ${failure === undefined ? "" : failureText(failure)}`,
  }[outcome];
  const more = warnings.length - MOST_WARNINGS;
  return [
    verdict,
    ...(gaps.length === 0 ? [] : ["Failed: agents without a place for too long.", ...gaps]),
    ...(result.applied === undefined ? [] : [...workloadsInWords(result), ...ofAgyn(result)]),
    ...warnings.slice(0, MOST_WARNINGS).map((warning) => `Warning: ${plain(warning)}`),
    ...(more > 0 ? [`and ${more} more warnings, in --json.`] : []),
    ...notes.map((note) => `Note: ${note}.`),
    `Real: ${terraform.product} ${terraform.version} and the agyn provider. Embedded: the gateway. Stand-ins: helm, kubernetes, clusters, runners.`,
  ];
}

function workloadsInWords({ agentWorkloads: count }: RehearsalResult): string[] {
  if (count === 0) return [];
  return [
    `Agent workloads: ${count} ${count === 1 ? "is" : "are"} applied with what is around ${count === 1 ? "it" : "them"}, to stand-ins that run no pods: docs/agents/proof.md says what shows how pods start and end.`,
  ];
}

/** What is told of agents of Agyn; of an app that has nothing of them nothing is. */
function ofAgyn(result: RehearsalResult): string[] {
  const { runners, agents, agentWorkloads } = result;
  const hasNone = runners.length === 0 && agents.length === 0;
  return hasNone && agentWorkloads > 0 ? [] : agentsInWords(result);
}

/** Paths and values are anybody's: no control character reaches a terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "?");
}
