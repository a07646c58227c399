// The policy's decision in words, the same in all forms: which rules stop the change, and what became of the exceptions.
import type { ExceptionUse, PolicyDecision } from "../judge/model.js";

/** Rules and exceptions of each kind that are named; more are counted. */
const MOST_NAMED = 5;

const OUTCOMES: Readonly<Record<PolicyDecision["outcome"], string>> = {
  allowed: "allowed",
  denied: "denied",
  undecided: "not decided, because something can't be judged",
};

/** The decision as one line of several sentences. */
export function decisionWords({ outcome, failOn, deniedBy, exceptions }: PolicyDecision): string {
  const rules = deniedBy.map(
    ({ rule, by }) => `${rule} (${by === "policy" ? "the policy denies it" : `${failOn} or worse`})`,
  );
  const by = rules.length === 0 ? "" : outcome === "denied" ? ` by ${named(rules)}` : `; against it: ${named(rules)}`;
  const kinds = (["expired", "used", "unused"] as const).flatMap((status) => {
    const all = exceptions.filter((exception) => exception.status === status);
    return all.length === 0 ? [] : [`${status}: ${named(all.map(exceptionWords))}`];
  });
  const first = `${OUTCOMES[outcome]}${by}.`;
  return kinds.length === 0 ? first : `${first} Exceptions ${kinds.join("; ")}.`;
}

function exceptionWords({ id, owner, expires, status }: ExceptionUse): string {
  return `${id} of ${owner}${status === "unused" ? "" : status === "used" ? `, until ${expires}` : `, on ${expires}`}`;
}

function named(words: readonly string[]): string {
  const more = words.length - MOST_NAMED;
  return `${words.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
