// Which registrations a pool has: each runner once in each generation. A new generation is registered beside the old one, with a
// token, a release and an enrollment of its own, and the old one goes when its work is done, so no moment is without a runner.
//
// Source: a runner that is replaced is deleted first, and the platform then ends the records of its work (facts of the platform,
// 3.5); a runner is selected when it has all labels that an agent requires, and a change of labels touches no running work (4.1).
// Measured with terraform 1.11: what is destroyed is gone before what it depended on is changed, so the rights of an old runner
// last until it has gone.
import { runnerName } from "../kubernetes/index.js";
import { Token } from "./core.js";
import type { Problem } from "./problems.js";

/** A pool keeps the addresses and names of a pool without rotation for this one. */
const FIRST_GENERATION = 1;
/** More would be registrations that nobody waits for. */
const MAX_GENERATIONS = 2;
/** Names stay short. */
const MAX_GENERATION = 9999;

/** Generations of a pool's runners: the ones that are there, an old one and the one that takes its place. */
export interface PoolRotation {
  /**
   * The generations, ascending: `[1]` is a pool that was never rotated, `[1, 2]` has a new registration beside each old one, and
   * `[2]` has the new ones only. Known at synth.
   */
  readonly generations: readonly number[];

  /**
   * Whether the older of two generations gets no new work of agents that require labels: once all runners of the newer one have
   * enrolled, its labels are replaced by `agyn.dev/paused=true`.
   *
   * @default false - chance decides between both generations
   */
  readonly draining?: boolean;
}

/** One registration of a pool. */
export interface PoolMember {
  readonly generation: number;
  /** Name of the runner, its release and its service account. */
  readonly name: string;
  /** What its construct ids end with: the number, from the second generation on with the generation. */
  readonly suffix: string;
}

/** The generations of a pool. */
export function generationsOf(rotation: PoolRotation | undefined): readonly number[] {
  return rotation?.generations ?? [FIRST_GENERATION];
}

/** The registrations of a pool: the older generation first, then by number. */
export function poolMembers(
  poolName: string,
  region: string,
  runners: number,
  rotation: PoolRotation | undefined,
): readonly PoolMember[] {
  return generationsOf(rotation).flatMap((generation) =>
    Array.from({ length: runners }, (_, index) => ({
      generation,
      name: runnerName(poolName, region, index, generation),
      suffix: generation === FIRST_GENERATION ? `${index}` : `${index}-g${generation}`,
    })),
  );
}

/** What is wrong with a rotation, if anything. */
export function checkRotation(path: string, rotation: PoolRotation | undefined): readonly Problem[] {
  if (rotation === undefined) return [];
  const { generations, draining = false } = rotation;
  const at = `${path}.generations`;
  if (!Array.isArray(generations)) {
    const why = "nothing says which generations there are";
    return [{ path: at, value: generations, why, fix: "write [1, 2], or leave rotation out" }];
  }
  const isUnknown = generations.some((generation) => Token.isUnresolved(generation));
  if (isUnknown || !generations.every(isGeneration)) {
    const why = `a generation is a part of names, a whole number from ${FIRST_GENERATION} to ${MAX_GENERATION} that is known at synth`;
    return [
      {
        path: at,
        value: isUnknown ? generations.find((generation) => Token.isUnresolved(generation)) : generations,
        why,
        fix: "write [1, 2]",
      },
    ];
  }
  return [
    ...(generations.length >= 1 && generations.length <= MAX_GENERATIONS ? [] : [badNumber(at, generations)]),
    ...(generations.every((generation, index) => index === 0 || generation > (generations[index - 1] ?? 0))
      ? []
      : [notAscending(at, generations)]),
    ...(draining && generations.length < MAX_GENERATIONS ? [nothingToDrain(`${path}.draining`)] : []),
  ];
}

function isGeneration(generation: number): boolean {
  return Number.isInteger(generation) && generation >= FIRST_GENERATION && generation <= MAX_GENERATION;
}

function badNumber(path: string, value: readonly number[]): Problem {
  const why = "a pool has one generation, or two while the newer takes the place of the older";
  return { path, value, why, fix: "name one or two" };
}

function notAscending(path: string, value: readonly number[]): Problem {
  const why = "the older generation comes first, and each stands once";
  return { path, value, why, fix: "sort them, each once" };
}

function nothingToDrain(path: string): Problem {
  const why = "there is no second generation that would take the work";
  return {
    path,
    value: true,
    why,
    fix: "name two generations, or leave it out; to stop dispatch to the pool write paused: true",
  };
}
