// The stacks of a change in the order of their apply, with what happens in each and why one can't be judged.
import type { ReviewedApp } from "../app/reviewed-app.js";
import type { Change, Digest, Doubt } from "../digest/model.js";
import { missingPlan } from "../digest/missing.js";
import type { Counts, ReviewedStack } from "./model.js";

/**
 * The stacks: those of the head in its order, then those that only plans name, then those that are gone.
 *
 * @param open more doubts, by stack. @default - none
 */
export function stacksOf(
  digests: readonly Digest[],
  head: ReviewedApp | undefined,
  base: ReviewedApp | undefined,
  open: ReadonlyMap<string, readonly Doubt[]> = new Map(),
): readonly ReviewedStack[] {
  const planned = new Map(digests.map((digest) => [digest.stack, digest]));
  const app = head ?? base;
  const known = new Set([...(head?.stacks.keys() ?? []), ...(base?.stacks.keys() ?? [])]);
  const names = new Set([
    ...(app?.stacks.keys() ?? []),
    ...[...planned.keys()].filter((name) => !known.has(name)),
    ...(base?.stacks.keys() ?? []),
  ]);
  return [...names].map((name) => {
    const digest = planned.get(name);
    const standing = standingOf(name, head, base);
    return {
      name,
      source: digest?.source.kind ?? "none",
      counts: countsOf(digest),
      doubts: [...(digest?.doubts ?? (standing === "gone" ? [] : [missingPlan(name)])), ...(open.get(name) ?? [])],
      provisionalOn: upstreamOf(app, name).filter((upstream) => changesSomething(planned.get(upstream))),
      standing,
    };
  });
}

/** The sum of counts. */
export function totalOf(all: readonly Counts[]): Counts {
  const sum = (of: keyof Counts): number => all.reduce((total, counts) => total + counts[of], 0);
  return {
    created: sum("created"),
    updated: sum("updated"),
    recreated: sum("recreated"),
    destroyed: sum("destroyed"),
    forgotten: sum("forgotten"),
    imported: sum("imported"),
    moved: sum("moved"),
    unchanged: sum("unchanged"),
  };
}

function standingOf(
  name: string,
  head: ReviewedApp | undefined,
  base: ReviewedApp | undefined,
): ReviewedStack["standing"] {
  if (head === undefined || base === undefined) return "kept";
  if (!head.stacks.has(name)) return base.stacks.has(name) ? "gone" : "kept";
  return base.stacks.has(name) ? "kept" : "new";
}

function countsOf(digest: Digest | undefined): Counts {
  const changes = (digest?.changes ?? []).filter(({ mode }) => mode === "managed");
  const count = (is: (change: Change) => boolean): number => changes.filter(is).length;
  const does =
    (...actions: readonly Change["action"][]) =>
    ({ action }: Change): boolean =>
      actions.includes(action);
  return {
    created: count(does("create", "forget-create")),
    updated: count(does("update")),
    recreated: count(does("delete-create", "create-delete")),
    destroyed: count(does("delete")),
    forgotten: count(does("forget", "forget-create")),
    imported: count(({ imported }) => imported),
    moved: count(({ previousAddress }) => previousAddress !== undefined),
    unchanged: digest?.unchanged ?? 0,
  };
}

/** All stacks that are applied before one. */
function upstreamOf(app: ReviewedApp | undefined, name: string): readonly string[] {
  const found = new Set<string>();
  const visit = (stack: string): void => {
    for (const upstream of app?.stacks.get(stack)?.dependencies ?? []) {
      if (found.has(upstream)) continue;
      found.add(upstream);
      visit(upstream);
    }
  };
  visit(name);
  return [...(app?.stacks.keys() ?? [])].filter((stack) => found.has(stack));
}

function changesSomething(digest: Digest | undefined): boolean {
  if (digest === undefined) return false;
  return (
    digest.changes.some(({ action, imported }) => imported || (action !== "no-op" && action !== "read")) ||
    digest.outputs.some(({ action }) => action !== "no-op")
  );
}
