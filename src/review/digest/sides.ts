// All that a review starts from: the app as it will be, the app as it was, and plans, brought together stack by stack. A plan's file does
// not say which stack it is of, so its name, or what it configures, has to tell.
import { createReadStream } from "node:fs";
import { basename, dirname } from "node:path";
import { nearest } from "../../rules/index.js";
import { type AppStack, resourceAt, type ReviewedApp } from "../app/reviewed-app.js";
import { compareApps, compareStack } from "../input/compare-apps.js";
import { collectPlan } from "./collect-plan.js";
import type { CollectedPlan } from "./collected-plan.js";
import { finishDigest } from "./digest-plan.js";
import { missingPlan } from "./missing.js";
import type { Digest } from "./model.js";

/** A plan's JSON. */
export interface PlanFile {
  /** Path; `-` reads what is piped in. */
  readonly file: string;
  /** Name of its stack. @default - found by the file's name, else by what it configures */
  readonly stack?: string;
}

/** What a review is made from. */
export interface ReviewSides {
  readonly head: ReviewedApp;
  /** @default - what is destroyed has no construct paths, and a stack without plan can't be compared */
  readonly base?: ReviewedApp;
  /** @default - none: the two apps are compared */
  readonly plans?: readonly PlanFile[];
}

/**
 * One digest for each stack, in the order of their apply, then those of stacks that are gone.
 *
 * @throws in one sentence when a file can't be read, or it is not clear which stack a plan is of
 */
export async function digestsOf({ head, base, plans = [] }: ReviewSides): Promise<Digest[]> {
  if (plans.length === 0) {
    if (base === undefined) {
      throw new Error(
        "there is nothing to compare with: name the output folder of the app as it was, or plans of its stacks",
      );
    }
    return compareApps(head, base);
  }
  const byStack = new Map<string, { readonly file: string; readonly plan: CollectedPlan }>();
  // one after the other: each may take much memory
  for (const given of plans) {
    const plan = await collectPlan(chunksOf(given.file), head.stacks.values());
    const stack = stackOf(given, plan, head, base);
    const other = byStack.get(stack);
    if (other !== undefined) {
      throw new Error(
        `${other.file} and ${given.file} both seem to be of stack ${stack}: name the stack of each, as in ${stack}=${given.file}`,
      );
    }
    byStack.set(stack, { file: given.file, plan });
  }
  const digests = [...byStack].map(([stack, { plan }]) =>
    finishDigest(plan, { stack, head, ...(base === undefined ? {} : { base }) }),
  );
  const found = new Map(digests.map((digest) => [digest.stack, digest]));
  const gone = [...(base?.stacks.keys() ?? [])].filter((stack) => !head.stacks.has(stack));
  const others = [...found.keys()].filter((stack) => !head.stacks.has(stack) && !gone.includes(stack));
  return [...head.stacks.keys(), ...gone, ...others].map(
    (stack) => found.get(stack) ?? withoutPlan(stack, head, base, gone.includes(stack)),
  );
}

/** A stack that nobody planned: what the sources say of it, and that this is not enough. */
function withoutPlan(stack: string, head: ReviewedApp, base: ReviewedApp | undefined, isGone: boolean): Digest {
  const compared = compareStack(stack, head, base ?? head);
  if (isGone) return compared;
  return { ...compared, doubts: [...compared.doubts, missingPlan(stack)] };
}

/** Which stack a plan is of. */
function stackOf(
  { file, stack }: PlanFile,
  plan: CollectedPlan,
  head: ReviewedApp,
  base: ReviewedApp | undefined,
): string {
  const known = [...new Set([...head.stacks.keys(), ...(base?.stacks.keys() ?? [])])];
  if (stack !== undefined) {
    if (known.includes(stack)) return stack;
    const near = nearest(stack, known);
    throw new Error(
      `there is no stack ${stack} for ${file}: there are ${known.join(", ")}${near === undefined ? "" : `. Did you mean ${near}?`}`,
    );
  }
  const stem = basename(file)
    .replace(/\.json$/, "")
    .replace(/\.(?:tf)?plan$/, "");
  const named = known.find((name) => name === stem) ?? known.find((name) => name === basename(dirname(file)));
  if (named !== undefined) return named;
  const [only] = known;
  if (known.length === 1 && only !== undefined) return only;
  // what is no plan has to be seen all the same
  if (plan.head.doubts.some(({ kind }) => kind === "unreadable")) return stem;
  const scored = known
    .map((name) => ({ name, score: scoreOf(plan, name, head.stacks.get(name), base?.stacks.get(name)) }))
    .sort((one, other) => other.score - one.score);
  const [first, second] = scored;
  if (first === undefined || first.score <= 0) {
    throw new Error(
      `${file} fits no stack: it is of another app, or name its stack, as in ${known[0] ?? "STACK"}=${file}`,
    );
  }
  if (second?.score === first.score) {
    throw new Error(
      `${file} may be of ${first.name} or of ${second.name}: name its stack, as in ${first.name}=${file}`,
    );
  }
  return first.name;
}

/** How well a plan fits a stack: addresses it has, literals that are the same, less what is not. */
function scoreOf(plan: CollectedPlan, name: string, head: AppStack | undefined, base: AppStack | undefined): number {
  const has = (address: string): boolean => [head, base].some((stack) => resourceAt(stack, address) !== undefined);
  const shared = [...plan.addresses].filter(has).length;
  const { equal = 0, objects } = plan.likeness.get(name) ?? {};
  return shared === 0 ? 0 : shared + equal - (objects?.size ?? 0) * 5;
}

/** A file in chunks large enough to cost little and small enough to be nothing beside the objects in them. */
export async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  const source: AsyncIterable<Uint8Array> =
    file === "-" ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of source) yield chunk;
  } catch (error) {
    const reason =
      typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT"
        ? "is not there"
        : "can't be read";
    throw new Error(`${file} ${reason}: name the file that terraform show -json wrote`, { cause: error });
  }
}
