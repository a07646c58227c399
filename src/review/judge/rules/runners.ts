// Which registrations end, are made anew, leave a state or enter one, and which of that is a rotation.
import { causeOf } from "../causes.js";
import type { RunnerFacts } from "../../digest/model.js";
import { type Judged, type JudgedChange, placeOf, poolOrName, titleOf } from "../judged.js";
import { groupBy } from "../../../rules/index.js";
import { isPaused, type JudgedRunner, nameOf, placeInPool, statusOf } from "../runners.js";
import { counted, listed, named, sentences } from "../texts.js";
import { agentsAfter, lastRunners, poolAfter, workOn } from "./losses.js";
import { type Found, type ReviewRule, RUNBOOKS } from "./rule.js";

const destroyed: ReviewRule = {
  id: "review/runner-destroyed",
  risk: "high",
  must: "No runner is destroyed.",
  otherwise: "What runs on it is lost: the platform forgets its workloads and volumes, and nobody stops their pods.",
  check: (judged) => {
    const told = new Set(lastRunners(judged).flatMap(({ runners }) => runners));
    return [
      ...judged.runners
        .filter((runner) => runner.fate === "destroyed" && !told.has(runner))
        .map((runner) => ended(judged, runner)),
      ...judged.changes
        .filter(({ change: { type, deposed, action } }) => type === "agyn_runner" && deposed && action !== "no-op")
        .map((entry) => leftOver(judged, entry)),
    ];
  },
};

/** The older registration of one that was made anew before it: it is still there, mostly because work still runs on it. */
function leftOver(judged: Judged, entry: JudgedChange): Found {
  return {
    at: judged.where(entry),
    name: titleOf(entry),
    subject: ["deposed", entry.change.address],
    what: `the registration that an earlier apply left over of runner ${titleOf(entry)} is destroyed`,
    many: "registrations that an earlier apply left over are destroyed",
    consequence: "It may still be enrolled and run workloads: what runs on it is lost.",
    fix: `let its work end first: ${RUNBOOKS.drain}`,
  };
}

function ended(judged: Judged, runner: JudgedRunner): Found {
  const waiting = runner.siblings.filter((sibling) => sibling.fate !== "stays" || statusOf(sibling) !== "enrolled");
  const same = likeNew(judged, runner);
  return {
    at: judged.whereRunner(runner),
    name: nameOf(runner),
    what: `runner ${nameOf(runner)} is destroyed`,
    many: "runners are destroyed",
    cause: cause(judged, runner),
    consequence: sentences(
      workOn(judged, [runner]) || "What runs on it is lost.",
      poolAfter(judged, runner),
      agentsAfter(judged, runner),
      waiting.length > 0
        ? `The other generation of its pool (${listed(waiting.map(nameOf))}) has not enrolled yet.`
        : "",
      same === undefined
        ? ""
        : `A runner with the same labels and capabilities is registered in the same apply (${same}): a renamed pool is made anew.`,
    ),
    fix:
      waiting.length > 0
        ? `apply once with both generations, and take the old one away when the new one has enrolled: ${RUNBOOKS.rotate}`
        : `let its work end first: ${RUNBOOKS.drain}; protect: true on a pool refuses this`,
  };
}

const createdByKind = new WeakMap<Judged, ReadonlyMap<string, JudgedRunner>>();

/** A runner that is registered in the same apply and is the same to placement. */
function likeNew(judged: Judged, { runner }: JudgedRunner): string | undefined {
  const created =
    createdByKind.get(judged) ??
    new Map(
      judged.runners.flatMap((one) =>
        one.fate === "created" && one.runner.after !== undefined ? [[likeness(one.runner.after), one] as const] : [],
      ),
    );
  createdByKind.set(judged, created);
  const found = runner.before === undefined ? undefined : created.get(likeness(runner.before));
  return found === undefined ? undefined : nameOf(found);
}

function likeness({ organization, labels, capabilities }: RunnerFacts): string {
  return JSON.stringify([organization ?? null, Object.entries(labels).sort(), [...(capabilities ?? [])].sort()]);
}

const recreated: ReviewRule = {
  id: "review/runner-recreated",
  risk: "high",
  must: "No runner is destroyed and recreated.",
  otherwise:
    "What runs on it is lost, it has a new id and a new token, and its place is empty until the new one has enrolled.",
  check: (judged) =>
    judged.runners.filter(({ fate }) => fate === "recreated").map((runner) => madeAnew(judged, runner)),
};

function madeAnew(judged: Judged, runner: JudgedRunner): Found {
  const isCreatedFirst = runner.runner.action === "create-delete";
  const elsewhere = runner.other === undefined ? "" : ` (the new one in stack ${runner.other.stack})`;
  const others = (judged.after.byPool.get(poolOrName(runner)) ?? []).filter(
    ({ judged: other }) => other !== runner && other?.fate !== "recreated" && other !== runner.other,
  );
  const gap = isCreatedFirst
    ? "The new one is registered before the old one goes; there is still a gap until it has enrolled, because its token and pod come later."
    : "The old one goes before the new one is registered: until that has enrolled it takes no work.";
  return {
    at: judged.whereRunner(runner),
    name: nameOf(runner),
    what: `runner ${nameOf(runner)} is destroyed and recreated${elsewhere}`,
    many: "runners are destroyed and recreated",
    cause: cause(judged, runner),
    consequence: sentences(
      workOn(judged, [runner]) || "What runs on it is lost.",
      gap,
      runner.pool === undefined
        ? ""
        : others.length === 0
          ? "Nothing else in its pool takes work meanwhile."
          : `${counted(others.length, "other runner")} of its pool ${others.length === 1 ? "takes" : "take"} work meanwhile.`,
      "It has a new id and a new token.",
    ),
    fix: `rotate instead, which adds the new one first and waits for the work of the old one: ${RUNBOOKS.rotate}`,
  };
}

const rotation: ReviewRule = {
  id: "review/rotation",
  risk: "low",
  unless: "medium when it is not known whether the new generation has enrolled",
  must: "A rotation is told as one.",
  otherwise: "It would look like runners that are destroyed, or be overlooked.",
  check: (judged) => [...rotated(judged, "rotated-in"), ...rotated(judged, "rotated-out")],
};

function rotated(judged: Judged, fate: "rotated-in" | "rotated-out"): readonly Found[] {
  const groups = groupBy(
    judged.runners.filter((runner) => runner.fate === fate),
    ({ runner }) => placeInPool(runner.path)?.pool,
  );
  return [...groups.values()].flatMap((runners) => {
    const [first] = runners;
    if (first === undefined) return [];
    const generation = placeInPool(first.runner.path)?.generation ?? 1;
    const pool = poolOrName(first);
    const at = {
      stack: first.stack,
      ...(first.pool === undefined ? {} : { path: first.pool.path }),
      ...placeOf(first.pool),
    };
    const others = [...new Set(first.siblings.map(({ runner }) => placeInPool(runner.path)?.generation ?? 1))];
    const isKnown = first.siblings.every((sibling) => statusOf(sibling) !== undefined);
    return fate === "rotated-in"
      ? [
          {
            at,
            name: pool,
            what: `pool ${pool} gets generation ${generation} beside generation ${listed(others.map(String))}`,
            consequence: `${named(runners.map(nameOf), "runner")} ${runners.length === 1 ? "is" : "are"} registered with new tokens; ${paused(first) ? "the old ones get no new work of agents that require labels" : "both generations get work"}. Nothing is lost.`,
            fix: `go on with step 2 when all new runners have enrolled: ${RUNBOOKS.rotate}`,
          },
        ]
      : [
          {
            at,
            ...(isKnown ? {} : { risk: "medium" as const }),
            name: pool,
            what: `generation ${generation} of pool ${pool} is taken away`,
            cause: "it ends a rotation",
            consequence: sentences(
              isKnown
                ? `Generation ${listed(others.map(String))} has enrolled and takes its work.`
                : `Whether generation ${listed(others.map(String))} has enrolled is not known here.`,
              workOn(judged, runners).replace("are lost", "are waited for").replace("is lost", "is waited for"),
            ),
            fix: isKnown
              ? `look whether much work runs on the old ones; the apply waits for it: ${RUNBOOKS.rotate}`
              : `make sure that the runners that stay are enrolled before this is applied: ${RUNBOOKS.rotate}`,
          },
        ];
  });
}

function paused({ siblings }: JudgedRunner): boolean {
  return siblings.some(({ runner }) => isPaused(runner.after?.labels));
}

const forgotten: ReviewRule = {
  id: "review/runner-forgotten",
  risk: "medium",
  must: "No runner leaves its state without another taking it over.",
  otherwise: "It keeps running and taking work, and nobody manages it.",
  check: (judged) =>
    judged.runners
      .filter(({ fate }) => fate === "forgotten")
      .map((runner) => ({
        at: judged.whereRunner(runner),
        name: nameOf(runner),
        what: `runner ${nameOf(runner)} leaves its state and keeps running`,
        many: "runners leave their states and keep running",
        cause: cause(judged, runner),
        consequence: "It goes on taking work. No plan shows it any more, and no apply changes or removes it.",
        fix: "take it over in the stack that is to manage it (adopt, with the id of its registration), or destroy it where it is",
      })),
};

const moved: ReviewRule = {
  id: "review/runner-moved",
  risk: "low",
  must: "A runner that changes its state is told as one.",
  otherwise: "It would look like one that is lost and another that is new.",
  check: (judged) =>
    judged.runners.flatMap((runner) => {
      if (runner.fate !== "moved" || runner.runner.action !== "forget" || runner.other === undefined) return [];
      return [
        {
          at: judged.whereRunner(runner),
          name: nameOf(runner),
          what: `runner ${nameOf(runner)} moves from stack ${runner.stack} to stack ${runner.other.stack}`,
          many: "runners move from one stack to another",
          consequence: "It keeps running, with its id and its token.",
          fix: "apply both stacks; the order of the page is the order of the apply",
        },
      ];
    }),
};

function cause(judged: Judged, { stack, change }: JudgedRunner): string {
  return change === undefined ? "" : causeOf(judged, { stack, change });
}

/** The rules about registrations. */
export const runnerRules: readonly ReviewRule[] = [destroyed, recreated];
/** The rules about registrations that keep running. */
export const keptRunnerRules: readonly ReviewRule[] = [forgotten, rotation, moved];
