// Which labels and capabilities go away from runners that stay, and who needed them.
import { groupBy } from "../../../rules/index.js";
import { type Judged, placeOf, poolOrName } from "../judged.js";
import { isPaused, type JudgedRunner, nameOf } from "../runners.js";
import { type AgentOutcome } from "../placements.js";
import { isOpen } from "../open-values.js";
import { listed, named, sentences } from "../texts.js";
import { namesOf } from "./losses.js";
import { type Found, type ReviewRule, RUNBOOKS } from "./rule.js";

/** What goes away from a runner. */
interface Narrowed {
  readonly runner: JudgedRunner;
  /** `team=web`, `docker`. */
  readonly lost: readonly string[];
}

const labels: ReviewRule = {
  id: "review/labels-narrowed",
  risk: "low",
  unless: "critical when a declared agent loses its place by it; medium when one loses a pool, or none are declared",
  must: "No runner that stays loses a label, or gets another value of it, that declared agents require.",
  otherwise: "Their work lands elsewhere, or nowhere.",
  check: (judged) => found(judged, judged.runners.flatMap(lostLabels), "label"),
};

const capabilities: ReviewRule = {
  id: "review/capabilities-narrowed",
  risk: "low",
  unless: "critical when a declared agent loses its place by it; medium when one loses a pool, or none are declared",
  must: "No runner that stays loses a capability that declared agents require.",
  otherwise: "Their work lands elsewhere, or nowhere.",
  check: (judged) => found(judged, judged.runners.flatMap(lostCapabilities), "capability"),
};

/** Pools whose runners lose something that work may ask for. */
export function narrowedPools({ runners }: Judged): ReadonlySet<string> {
  return new Set(
    [...runners.flatMap(lostLabels), ...runners.flatMap(lostCapabilities)].map(({ runner }) => poolOrName(runner)),
  );
}

function lostLabels(runner: JudgedRunner): readonly Narrowed[] {
  const { before, after } = runner.runner;
  if (before === undefined || after === undefined) return [];
  // the older generation of a rotation is drained on purpose
  if (isPaused(after.labels) && runner.siblings.length > 0) return [];
  const lost = Object.entries(before.labels)
    .filter(([key]) => !isOpen(after, "labels", key) && !isOpen(before, "labels", key))
    .filter(([key, value]) => !Object.hasOwn(after.labels, key) || after.labels[key] !== value)
    .map(([key, value]) => `${key}=${value}`)
    .sort();
  return lost.length === 0 ? [] : [{ runner, lost }];
}

function lostCapabilities(runner: JudgedRunner): readonly Narrowed[] {
  const { before, after } = runner.runner;
  if (before === undefined || after === undefined) return [];
  // what is not known is neither kept nor lost: that is a doubt
  if (isOpen(after, "capabilities") || isOpen(before, "capabilities")) return [];
  const has = new Set(after.capabilities ?? []);
  const lost = [...new Set(before.capabilities ?? [])].filter((capability) => !has.has(capability)).sort();
  return lost.length === 0 ? [] : [{ runner, lost }];
}

function found(judged: Judged, all: readonly Narrowed[], kind: "label" | "capability"): readonly Found[] {
  const groups = groupBy(all, ({ runner, lost }) => JSON.stringify([runner.stack, poolOrName(runner), lost]));
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : [ofPool(judged, first, alike, kind)];
  });
}

function ofPool(
  judged: Judged,
  { runner, lost }: Narrowed,
  alike: readonly Narrowed[],
  kind: "label" | "capability",
): Found {
  const pool = poolOrName(runner);
  const leaving = judged
    .agentsOf(pool)
    .filter(({ placement }) => !placement.after.includes(pool) && placement.verdict !== "gone");
  const placeless = leaving.filter(({ placement }) => placement.verdict === "lost");
  const words = `${lost.length === 1 ? kind : kind === "label" ? "labels" : "capabilities"} ${listed(lost)}`;
  const isPausing = kind === "label" && isPaused(runner.runner.after?.labels);
  const runners = alike.length === 1 ? `runner ${nameOf(runner)}` : `the runners of pool ${pool}`;
  const unmanaged =
    kind === "capability" && runner.runner.after?.capabilities === undefined
      ? "The fleet no longer says what it offers: what its process reports is not proved here."
      : "";
  return {
    at:
      runner.pool === undefined
        ? judged.whereRunner(runner)
        : { ...judged.whereRunner(runner), path: runner.pool.path, ...placeOf(runner.pool) },
    risk: placeless.length > 0 ? "critical" : leaving.length > 0 || !judged.hasAgents ? "medium" : "low",
    name: pool,
    subject: lost,
    kind: JSON.stringify(lost),
    what: isPausing
      ? `${runners} ${verb(alike, "is", "are")} paused`
      : `${runners} ${verb(alike, "loses", "lose")} ${words}`,
    many: isPausing ? "pools are paused" : `pools lose ${words}`,
    consequence: sentences(
      isPausing ? `New work that requires a label no longer lands there (${words}).` : "",
      whoLeaves(judged, leaving, placeless),
      unmanaged,
    ),
    fix:
      leaving.length === 0
        ? "nothing to do if that is meant; what is not declared as an agent is not looked at"
        : `keep what these agents require on this pool or another, or change what they require first; running work is not touched (${RUNBOOKS.drain})`,
  };
}

function whoLeaves(judged: Judged, leaving: readonly AgentOutcome[], placeless: readonly AgentOutcome[]): string {
  if (!judged.hasAgents)
    return "Work that asks for it no longer lands there; no agents are declared that would say whose.";
  if (leaving.length === 0) return "No declared agent needs it.";
  const [why] = placeless.map(({ placement }) => placement.why);
  const rest = leaving.filter((agent) => !placeless.includes(agent));
  return sentences(
    placeless.length === 0
      ? ""
      : `${capital(named(namesOf(placeless), "agent"))} can no longer be placed: ${why ?? ""}.`,
    rest.length === 0
      ? ""
      : `${capital(named(namesOf(rest), "agent"))} can no longer land there, and ${rest.length === 1 ? "has" : "have"} other pools.`,
  );
}

function verb(alike: readonly Narrowed[], one: string, many: string): string {
  return alike.length === 1 ? one : many;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The rules about what runners no longer have. */
export const narrowingRules: readonly ReviewRule[] = [labels, capabilities];
