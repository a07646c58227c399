// What nobody can see before the apply and what decides what a change does: labels and capabilities of runners, rights of roles. Such a
// value is neither kept nor lost, neither harmless nor bad: the change can't be judged, and here is said why.
import type { Doubt, RunnerFacts } from "../digest/model.js";
import { isUnseenQuota, isUnseenRight, QUOTAS, RIGHTS } from "../digest/rights.js";
import { type Judged, titleOf } from "./judged.js";
import { nameOf } from "./runners.js";
import { listed, named } from "./texts.js";

/** Whether nobody knows what stands at a place of a registration. */
export function isOpen(
  { open = [] }: RunnerFacts,
  kind: "labels" | "capabilities" | "organization",
  label?: string,
): boolean {
  return open.includes(kind) || (label !== undefined && open.includes(`${kind}.${label}`));
}

/** The doubts about each stack. */
export function openDoubts(judged: Judged): ReadonlyMap<string, readonly Doubt[]> {
  const doubts = new Map<string, Doubt[]>();
  const doubt = (stack: string, sentence: string): void => {
    const known = doubts.get(stack) ?? [];
    doubts.set(stack, [...known, { kind: "open-values", sentence }]);
  };
  const uncertain = judged.agents.filter(({ placement }) => placement.verdict === "uncertain");
  // of a stack that goes there is no plan, and what it has stays
  const unplanned = judged.after.runners.filter(
    ({ judged: planned, pool, facts }) =>
      planned === undefined &&
      facts.open !== undefined &&
      uncertain.some(({ placement }) => placement.mayLand?.includes(pool?.id ?? facts.name) === true),
  );
  for (const stack of new Set(unplanned.map(({ stack: of }) => of))) {
    const runners = unplanned.filter(({ stack: of }) => of === stack).map(({ facts }) => facts.name);
    doubt(
      stack,
      `What work ${named(runners, "runner")} takes is not known without a plan; ${named(
        uncertain.map(({ placement }) => placement.agent),
        "agent",
      )} may land there or not. Write the labels and capabilities out`,
    );
  }
  for (const stack of new Set(judged.digests.map(({ stack: name }) => name))) {
    const runners = judged.runners.filter(
      ({ stack: of, runner }) =>
        of === stack &&
        [runner.before, runner.after].some((facts) => facts?.open !== undefined) &&
        (runner.action !== "no-op" ||
          uncertain.some(({ placement }) =>
            judged.after.runners.some(
              (one) =>
                one.judged?.runner === runner && placement.mayLand?.includes(one.pool?.id ?? one.facts.name) === true,
            ),
          )),
    );
    if (runners.length > 0) {
      const places = runners.flatMap(({ runner }) => [...(runner.before?.open ?? []), ...(runner.after?.open ?? [])]);
      const waiting =
        uncertain.length === 0
          ? ""
          : `; ${named(
              uncertain.map(({ placement }) => placement.agent),
              "agent",
            )} may land there or not`;
      doubt(
        stack,
        `What work ${named(runners.map(nameOf), "runner")} will take is not known: ${listed([...new Set(places)])} ${new Set(places).size === 1 ? "is" : "are"} secret or known only after the apply${waiting}. Write them out, or apply first what they come from`,
      );
    }
    const rights = judged.changes.filter(
      ({ stack: of, change: { type, attributes } }) =>
        of === stack &&
        ((RIGHTS.test(type) && attributes.some(isUnseenRight)) ||
          (QUOTAS.test(type) && attributes.some(isUnseenQuota))),
    );
    if (rights.length > 0)
      doubt(
        stack,
        `What ${listed(rights.map(titleOf))} will allow is secret or known only after the apply. Write it out, or read it in the plan's own text`,
      );
  }
  return doubts;
}
