// The parts of a proof, each over all stacks in their order: apply, plan again, enrolled, destroy, nothing left. What fails says
// in which stack.
import type { Platform } from "./platform.js";
import type { Rehearsal, StackResult } from "./rehearsal.js";
import { type RunnerSeen, runnersSeen } from "./runners-seen.js";
import type { Note } from "./steps.js";
import { NO_STAND_INS, type StandIns, withStandInRunners } from "./stand-in-runners.js";
import { pendingReasons, withoutStuckRunners } from "./stuck-runners.js";
import type { SynthesizedStack } from "../synthesized/index.js";
import type { TerraformOptions } from "./terraform.js";
import type { UiLine } from "./terraform-ui.js";
import type { PlatformWatch } from "./timeline/watch.js";

/** How long a runner may stay pending for one and the same reason before an apply is given up. */
export const PATIENCE_MS = 20_000;

/** What a proof is about. */
export interface Scene {
  readonly platform: Platform;
  readonly rehearsal: Rehearsal;
  /** Each after those it depends on. */
  readonly stacks: readonly SynthesizedStack[];
  /** Whose runners are looked at. */
  readonly tokens: readonly string[];
  /**
   * Runners that the rehearsal enrolls itself.
   * @default - none
   */
  readonly standIns?: StandIns;
  /**
   * Watches the platform during the applies.
   * @default - nobody does
   */
  readonly watch?: PlatformWatch;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** What failed in one stack; `cause` says why. */
export class StackFailedError extends Error {
  override readonly name = "StackFailedError";
  constructor(
    readonly stackName: string,
    cause: unknown,
  ) {
    super(`${cause instanceof Error ? cause.message : String(cause)} in stack ${stackName}`, { cause });
  }
}

/** Applies every stack; gives up as soon as its runners are stuck. */
export async function applyStacks(scene: Scene, note: Note, patienceMs = PATIENCE_MS): Promise<StackResult[]> {
  const { platform, rehearsal, stacks, signal, standIns = NO_STAND_INS, watch } = scene;
  return await withStandInRunners(platform, standIns, () =>
    inOrder(stacks, async (stack) => {
      const show = progress(stack, note);
      const onEvent = (event: UiLine): void => {
        watch?.hear(stack.name, event);
        show(event);
      };
      watch?.stackBegins(stack.name);
      const result = await withoutStuckRunners(platform.clusters, { patienceMs, standIns }, (stuck) =>
        rehearsal.apply(stack, { signal: AbortSignal.any([stuck, signal]), onEvent }),
      );
      watch?.stackEnds();
      return result;
    }),
  );
}

/**
 * Plans every stack.
 * @throws when anything would change
 */
export async function planStacks({ rehearsal, stacks, signal }: Scene, note: Note): Promise<void> {
  const plans = await inOrder(stacks, (stack) => rehearsal.plan(stack, { signal, onEvent: progress(stack, note) }));
  const restless = plans
    .filter((plan) => plan.hasChanges)
    .map(
      ({ stack, planned }) => `${stack}: ${planned.length === 0 ? "only outputs would change" : planned.join(", ")}`,
    );
  if (restless.length > 0) {
    throw new Error(`a second plan is not empty:\n${restless.map((line) => `  ${line}`).join("\n")}`);
  }
}

/**
 * The runners that the tokens see.
 * @throws when the pod of one did not enroll
 */
export async function enrolledRunners({ platform, tokens, standIns }: Scene): Promise<RunnerSeen[]> {
  const found = await runnersSeen(platform.gateway.url, tokens);
  const reasons = pendingReasons(platform.clusters, standIns);
  if (reasons.length > 0) {
    throw new Error(`these runners do not enroll:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`);
  }
  return found;
}

/** Destroys every stack that has a state, the last one first. */
export async function destroyStacks({ rehearsal, stacks, signal }: Scene, note: Note): Promise<StackResult[]> {
  return await inOrder(
    [...stacks].reverse().filter((stack) => rehearsal.hasState(stack)),
    (stack) => rehearsal.destroy(stack, { signal, onEvent: progress(stack, note) }),
  );
}

/** How much there is at a gateway, and which objects in clusters. */
export interface Inventory {
  readonly organizations: number;
  readonly runners: number;
  /** A line for each object. */
  readonly objects: readonly string[];
}

/** What a platform holds. */
export function inventoryOf({ gateway, clusters }: Platform): Inventory {
  const { organizations, runners } = gateway.snapshot();
  return { organizations, runners, objects: clusters.inventory() };
}

/**
 * Looks for what a destroy has left.
 *
 * @param foreign what was there before, and is none of the stacks'
 * @throws when there is more than that, or less
 */
export function requireNothingLeft(
  platform: Platform,
  foreign: Inventory = { organizations: 0, runners: 0, objects: [] },
): void {
  const now = inventoryOf(platform);
  const more = [
    ...counted(now.organizations - foreign.organizations, "organization"),
    ...counted(now.runners - foreign.runners, "runner"),
    ...now.objects.filter((object) => !foreign.objects.includes(object)),
  ];
  if (more.length > 0) throw new Error(`not everything is gone:\n${more.map((item) => `  ${item}`).join("\n")}`);
  const less = [
    ...counted(foreign.organizations - now.organizations, "organization"),
    ...counted(foreign.runners - now.runners, "runner"),
    ...foreign.objects.filter((object) => !now.objects.includes(object)),
  ];
  if (less.length > 0) {
    throw new Error(`the destroy took along what is not the stacks':\n${less.map((item) => `  ${item}`).join("\n")}`);
  }
}

/** Counts of several stacks as words. */
export function countsInWords(results: readonly StackResult[]): string {
  const sum = (count: (result: StackResult) => number) => results.reduce((total, result) => total + count(result), 0);
  const [add, change, remove] = [sum((r) => r.add), sum((r) => r.change), sum((r) => r.remove)];
  return add + change + remove === 0 ? "no changes" : `${add} added, ${change} changed, ${remove} destroyed`;
}

function counted(count: number, what: string): string[] {
  return count > 0 ? [`${count} ${what}${count === 1 ? "" : "s"} at the gateway`] : [];
}

async function inOrder<B>(
  stacks: readonly SynthesizedStack[],
  work: (stack: SynthesizedStack) => Promise<B>,
): Promise<B[]> {
  const results: B[] = [];
  for (const stack of stacks) {
    try {
      results.push(await work(stack));
    } catch (error) {
      throw new StackFailedError(stack.name, error);
    }
  }
  return results;
}

function progress({ name }: SynthesizedStack, note: Note): NonNullable<TerraformOptions["onEvent"]> {
  let done = 0;
  return ({ type, resource }) => {
    if (type === "apply_complete") done += 1;
    if (resource !== undefined) note(`${name}: ${done} done, ${resource}`);
  };
}
