// What goes from around a runner that stays, and everything else that is destroyed and that no other rule tells.
import { causeOf } from "../causes.js";
import type { Change } from "../../digest/model.js";
import { allowsAll, QUOTAS, RIGHTS, stopsAll } from "../../digest/rights.js";
import { type Judged, type JudgedChange, titleOf } from "../judged.js";
import type { JudgedRunner } from "../runners.js";
import { endOf } from "./objects.js";
import { type Found, type ReviewRule, RUNBOOKS } from "./rule.js";
import { goesWithNamespace, goesWithWorkload } from "./workloads-gone.js";

const CARRIERS: ReadonlySet<string> = new Set(["helm_release", "agyn_runner_enrollment"]);
/** What has rules of its own. */
const TOLD = /^(?:agyn_(?:runner|organization|organization_membership)|kubernetes_(?:namespace|secret)(?:_v\d+)?)$/;
/** What holds data or carries the work of many. */
const STATEFUL =
  /^(?:kubernetes_(?:persistent_volume(?:_claim)?|stateful_set|storage_class)(?:_v\d+)?|aws_(?:eks_\w+|ebs_volume|efs_\w+|s3_bucket|rds_\w+|db_\w+|kms_key)|google_(?:container_\w+|compute_disk|sql_\w+|storage_bucket)|azurerm_(?:kubernetes_\w+|managed_disk|storage_\w+))$/;
const ENDED: ReadonlySet<JudgedRunner["fate"]> = new Set(["destroyed", "rotated-out", "recreated"]);

/** The registration that an object stands beside in its pool: `<pool>/Release0` beside `<pool>/Runner0`. */
function runnerBeside(judged: Judged, path: string | undefined): JudgedRunner | undefined {
  const [, pool, suffix] = /^(.+)\/[A-Za-z]+(\d+(?:-g\d+)?)(?:\/|$)/.exec(path ?? "") ?? [];
  return pool === undefined || suffix === undefined ? undefined : judged.runnerOf(`${pool}/Runner${suffix}`);
}

/** Whether an object goes with its runner, or with all runners of its pool, which is told there. */
function goesAlong(judged: Judged, { change, pool }: JudgedChange): boolean {
  const runner = runnerBeside(judged, change.path);
  if (runner !== undefined) return ENDED.has(runner.fate);
  if (pool === undefined) return false;
  const all = judged.runners.filter((one) => one.pool?.id === pool.id);
  return all.length > 0 && all.every(({ fate }) => ENDED.has(fate));
}

/** What ends, and neither with its runner nor with its provider. */
function gone(judged: Judged, is: (change: Change) => boolean): readonly JudgedChange[] {
  const goesWith = [goesWithWorkload(judged), goesWithNamespace(judged)];
  return judged.changes.filter(
    (entry) =>
      entry.change.mode === "managed" &&
      endOf(entry.change) !== undefined &&
      entry.change.providerGone !== true &&
      is(entry.change) &&
      !goesAlong(judged, entry) &&
      !goesWith.some((goes) => goes(entry)),
  );
}

const release: ReviewRule = {
  id: "review/release-destroyed",
  risk: "high",
  unless: "medium when no runner is known to need it",
  must: "The release and the enrollment of a runner stay as long as the runner.",
  otherwise: "The runner stays registered, and nothing runs that takes its work.",
  check: (judged) =>
    gone(judged, ({ type }) => CARRIERS.has(type)).map((entry): Found => {
      const { change } = entry;
      const end = endOf(change) ?? "destroyed";
      const isRelease = change.type === "helm_release";
      const runner = runnerBeside(judged, change.path);
      const thing = isRelease ? "release" : "enrollment";
      return {
        at: judged.where(entry),
        ...(runner === undefined && isRelease ? { risk: "medium" as const } : {}),
        name: titleOf(entry),
        what: `${thing} ${titleOf(entry)} is ${end}`,
        many: `${thing}s are ${end}`,
        cause: causeOf(judged, entry),
        consequence:
          runner === undefined
            ? "What it keeps running stops."
            : end === "destroyed"
              ? "Its runner stays registered, and nothing takes its work any more."
              : "Its runner's pod goes and comes back; what runs in it is lost.",
        fix:
          runner === undefined && isRelease
            ? "make sure that nothing needs what it keeps running"
            : `keep it, or take the runner away with it: ${RUNBOOKS.drain}`,
      };
    }),
};

const rights: ReviewRule = {
  id: "review/rights-changed",
  risk: "medium",
  unless: "high when it allows everything from now on, also where it is new, or a quota lets nothing start",
  must: "Roles, bindings and quotas around runners change on purpose.",
  otherwise: "A runner can't start its workloads any more, or may do more than it should.",
  check: (judged) => [
    ...gone(judged, ({ type }) => RIGHTS.test(type) || QUOTAS.test(type)).map((entry) => rightsFound(judged, entry)),
    ...judged.changes
      .filter((entry) => {
        const { type, action, attributes } = entry.change;
        if (action === "create") return isWidened(entry.change) || isStopping(entry.change);
        return (
          (RIGHTS.test(type) || QUOTAS.test(type)) &&
          action === "update" &&
          attributes.some(({ path }) => !path.startsWith("metadata")) &&
          !follows(judged, entry)
        );
      })
      .map((entry) => rightsFound(judged, entry)),
  ],
};

/** Whether a binding names the runners of a pool that gets or loses some. */
function follows(judged: Judged, { change, pool }: JudgedChange): boolean {
  if (pool === undefined || !change.type.includes("binding")) return false;
  const isWho = change.attributes.every(({ path }) => /^(?:subject|metadata)/.test(path));
  return isWho && judged.runners.some((runner) => runner.pool?.id === pool.id && runner.fate !== "stays");
}

function rightsFound(judged: Judged, entry: JudgedChange): Found {
  const { change } = entry;
  const [isWide, isStop] = [isWidened(change), isStopping(change)];
  const thing = QUOTAS.test(change.type) ? "quota" : change.type.includes("binding") ? "binding" : "role";
  const end = endOf(change);
  const isNew = change.action === "create";
  const done = isNew ? "is new" : end === undefined ? "changes" : `is ${end}`;
  return {
    at: judged.where(entry),
    ...(isWide || isStop ? { risk: "high" as const } : {}),
    name: titleOf(entry),
    what: `${thing} ${titleOf(entry)} ${done}`,
    many: `${thing === "quota" ? "quotas" : `${thing}s`} ${isNew ? "are new" : end === undefined ? "change" : `are ${end}`}`,
    cause: causeOf(judged, entry),
    consequence: isWide
      ? "Whoever has it may do everything that it names with *, or all there is as cluster-admin."
      : isStop
        ? "Not one pod may start under it: no workload, and no runner that restarts."
        : thing === "quota"
          ? "Workloads that need more than it allows never start."
          : "Whoever works with it can do less or more than before.",
    fix: "look at what it allows afterwards, and make sure that its runner can still start workloads",
  };
}

/** Whether it allows everything from now on. */
function isWidened({ type, attributes }: Change): boolean {
  return RIGHTS.test(type) && attributes.some(({ before, after }) => allowsAll(after) && !allowsAll(before));
}

/** Whether it is a quota under which nothing can start from now on. */
function isStopping({ type, attributes }: Change): boolean {
  return (
    QUOTAS.test(type) && attributes.some(({ path, before, after }) => stopsAll(path, after) && !stopsAll(path, before))
  );
}

const anything: ReviewRule = {
  id: "review/object-destroyed",
  risk: "medium",
  unless: "high for what holds data or carries nodes",
  must: "Nothing is destroyed that nobody looked at.",
  otherwise: "What stood on it fails, and data that it held is gone.",
  check: (judged) =>
    gone(judged, ({ type }) => !TOLD.test(type) && !CARRIERS.has(type) && !RIGHTS.test(type) && !QUOTAS.test(type)).map(
      (entry): Found => {
        const { change } = entry;
        const end = endOf(change) ?? "destroyed";
        const isStateful = STATEFUL.test(change.type);
        return {
          at: judged.where(entry),
          ...(isStateful ? { risk: "high" as const } : {}),
          name: titleOf(entry),
          kind: change.type,
          what: `${change.type} ${titleOf(entry)} is ${end}`,
          many: `objects of type ${change.type} are ${end}`,
          cause: causeOf(judged, entry),
          consequence: isStateful
            ? "Data that it holds, or work that it carries, goes with it."
            : "What stands on it has it no more.",
          fix: "make sure that nothing needs it; to keep it without managing it, let the state forget it",
        };
      },
    ),
};

/** The rules about what goes from around runners. */
export const goneRules: readonly ReviewRule[] = [release, rights];
/** The rule about everything else that is destroyed. */
export const destroyedRules: readonly ReviewRule[] = [anything];
