// Whether plans are what was agreed to. The very plan is; one that was made anew is when it does the same, from the same JSON, and sets no
// secret: a semantic digest does not see the values of secrets.
import type { ReviewedApp } from "../app/reviewed-app.js";
import type { Digest } from "../digest/model.js";
import type { StatePosition } from "../input/saved-plan.js";
import { ACTION_WORDS } from "../render/words.js";
import type { Approval, ApprovedChange, ApprovedStack, Compared } from "./model.js";
import { stackRecord } from "./record.js";
import { aboutState } from "./states.js";

/** What there is now. */
export interface ComparedWith {
  /** Of the plans that are to be applied. */
  readonly digests: readonly Digest[];
  readonly head: ReviewedApp;
  /** Version of cdktf-agyn. */
  readonly tool: string;
  readonly today: Date;
  /** @default - not compared */
  readonly headSha?: string;
  /** @default - not compared */
  readonly lockFileSha256?: string;
  /** Where the states stand, by stack. @default - not compared */
  readonly states?: ReadonlyMap<string, StatePosition>;
  /** Stacks that are to be applied. @default - all that were reviewed */
  readonly stacks?: readonly string[];
}

/** Objects that are named one by one; the rest is counted. */
const MAX_NAMED = 20;

/** Compares plans with what was agreed to. */
export function compareApproval(approval: Approval, now: ComparedWith): Compared {
  const given = new Map(now.digests.map((digest) => [digest.stack, stackRecord(digest, now.head)]));
  const reviewed = new Map(approval.stacks.map((stack) => [stack.stack, stack]));
  const stacks = [...new Set(now.stacks ?? [...reviewed.keys(), ...given.keys()])];
  const secrets = new Map(now.digests.map(({ stack, hiddenChanges = 0 }) => [stack, hiddenChanges]));
  const isExact = (stack: string): boolean => {
    const [before, after] = [reviewed.get(stack), given.get(stack)];
    if (before?.sha256 === undefined || before.sha256 !== after?.sha256) return false;
    return before.saved === undefined || before.saved.sha256 === after.saved?.sha256;
  };
  const exact = stacks.every(isExact);
  const differences = [
    ...aboutAll(approval, now, exact),
    ...stacks.flatMap((stack) =>
      isExact(stack) ? [] : aboutStack(stack, reviewed.get(stack), given.get(stack), secrets.get(stack) ?? 0),
    ),
  ];
  const saved = stacks.map((stack) =>
    aboutState({
      stack,
      before: reviewed.get(stack)?.saved,
      now: given.get(stack)?.saved,
      state: now.states?.get(stack),
      isExact: isExact(stack),
    }),
  );
  const all = [...differences, ...saved.flatMap((one) => one.differences)];
  return { ok: all.length === 0, exact, differences: all, notes: saved.flatMap((one) => one.notes) };
}

function aboutAll(approval: Approval, now: ComparedWith, exact: boolean): readonly string[] {
  const { expires, verdict, headSha, lockFileSha256, tool } = approval;
  return [
    ...(Date.parse(expires) > now.today.getTime()
      ? []
      : [`The approval has expired, on ${expires}: review the change again.`]),
    ...(verdict === "blocked"
      ? ["The review blocked the change: correct it, or accept its findings in the policy, and review it again."]
      : []),
    ...(differs(headSha, now.headSha)
      ? [`Commit ${headSha ?? ""} was reviewed, and this is ${now.headSha ?? ""}: review this one.`]
      : []),
    ...(differs(lockFileSha256, now.lockFileSha256)
      ? ["The lock file of providers is another one: review the change with the providers that will apply it."]
      : []),
    ...(tool === now.tool || exact
      ? []
      : [
          `cdktf-agyn ${tool} reviewed, and this is ${now.tool}, whose digests may be others: use one version in all jobs.`,
        ]),
  ];
}

function differs(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now;
}

function aboutStack(
  stack: string,
  before: ApprovedStack | undefined,
  now: ApprovedStack | undefined,
  secrets: number,
): readonly string[] {
  if (before === undefined) return [`Stack ${stack} was not reviewed: review its plan.`];
  if (now === undefined)
    return [`Stack ${stack} was reviewed, and there is no plan of it: plan it, or name the others with --stack.`];
  if (before.semantic !== now.semantic) {
    const all = changesBetween(before.changes, now.changes);
    const named = all.slice(0, MAX_NAMED);
    const more = all.length - named.length;
    return [
      `Stack ${stack} does something else than what was reviewed:`,
      ...(all.length === 0 ? ["  the same objects change, to other values"] : named.map((line) => `  ${line}`)),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ];
  }
  const instead = "apply the plan that was reviewed, or review again";
  if (before.configuration === undefined || before.configuration !== now.configuration)
    return [`Stack ${stack} was planned anew from other JSON than what was reviewed: ${instead}.`];
  return secrets === 0
    ? []
    : [`Stack ${stack} was planned anew, and it sets secrets (${secrets}), which can't be compared: ${instead}.`];
}

function changesBetween(before: readonly ApprovedChange[], now: readonly ApprovedChange[]): readonly string[] {
  const [old, current] = [byAddress(before), byAddress(now)];
  const changed = [...current].flatMap(([address, change]) => {
    const was = old.get(address);
    if (was === undefined) return [`new: ${address} is ${ACTION_WORDS[change.action]}`];
    if (was.action !== change.action)
      return [
        `different: ${address} was reviewed as ${ACTION_WORDS[was.action]}, and is ${ACTION_WORDS[change.action]} now`,
      ];
    const paths = [
      ...change.attributes.filter((path) => !was.attributes.includes(path)),
      ...was.attributes.filter((path) => !change.attributes.includes(path)),
    ];
    return paths.length === 0 ? [] : [`different: ${address} in ${paths.slice(0, MAX_NAMED).join(", ")}`];
  });
  const gone = [...old]
    .filter(([address]) => !current.has(address))
    .map(([address, { action }]) => `gone: ${address} was reviewed as ${ACTION_WORDS[action]}, and stays as it is now`);
  return [...changed, ...gone];
}

/** A deposed object has the address of the one that took its place. */
function byAddress(changes: readonly ApprovedChange[]): ReadonlyMap<string, ApprovedChange> {
  const all = new Map<string, ApprovedChange>();
  for (const change of changes) {
    const { address } = change;
    all.set(all.has(address) ? `${address} (deposed)` : address, change);
  }
  return all;
}
