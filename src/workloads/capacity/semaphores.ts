// How many calls at a time each process of a pod may have, so that all of them keep to what is allowed; and the variables that hand it to
// them. A semaphore holds calls at a time. It holds a rate only as far as a call at a time asks no more than one thing in flight is said to.
import { type Allowance, type Room, type Share, sum } from "./budget.js";
import { Fn, Op } from "../core.js";
import type { WorkloadDescription } from "../description/workload.js";
import { isLater, knownOr, textOf } from "../later.js";
import { podCounts, timesInRollout } from "../lifecycle/rollout.js";

const UNITS = ["requestsPerMinute", "tokensPerMinute", "concurrency"] as const;
type Used = Readonly<Record<keyof Room, number>>;

/** What is left for the workloads that are counted by their pods. */
function roomOf({ letThrough, requestsPerMinute, tokensPerMinute, concurrency }: Allowance): Used {
  // what is not bounded stays so, whatever is let through
  const left = (room: number, through: readonly number[]) => (room === Infinity ? Infinity : room - sum(through));
  return {
    requestsPerMinute: left(
      requestsPerMinute,
      letThrough.map((one) => one.requestsPerMinute),
    ),
    tokensPerMinute: left(
      tokensPerMinute,
      letThrough.map((one) => one.tokensPerMinute),
    ),
    concurrency: left(
      concurrency ?? Infinity,
      letThrough.map((one) => one.concurrency ?? 0),
    ),
  };
}

/** How many calls each process of each share may have at a time. */
export interface Semaphores {
  /** Of each process, by the order of the shares. */
  readonly sizes: readonly number[];
  /** Whether all together keep to what is allowed; one call for each process may be too much already. */
  readonly fits: boolean;
  /**
   * Most calls at a time of all pods of each later share together, by their order, as the rest of what is allowed is divided among them.
   * In a rollout as many pods end beside them, which is counted.
   */
  readonly laterCalls: readonly number[];
}

/** Halvings of the part that each gets: beyond these no size changes. */
const HALVINGS = 60;
/** Less than any part of a call: 0.9999999 of four is four. */
const ROUNDING = 1e-6;

/** Every workload asks for them, whenever its environment is resolved; what is divided does not change. */
const divided = new WeakMap<Allowance, Semaphores>();

/**
 * Divides what is allowed among the processes of all pods: each gets the same part of what it has in flight, at least one call, and the
 * largest part with which all together keep to what is allowed at a time, in a rollout too, and ask no more a minute than is allowed as long
 * as one call at a time asks no more than one thing in flight is said to ask.
 */
export function semaphoresOf(allowance: Allowance): Semaphores {
  const known = divided.get(allowance) ?? divide(allowance);
  divided.set(allowance, known);
  return known;
}

function divide(allowance: Allowance): Semaphores {
  const { shares } = allowance;
  const room = roomOf(allowance);
  const sizesFor = (part: number) =>
    shares.map(({ workload: { scale } }) =>
      Math.max(1, Math.floor((scale.inFlightPerPod * part) / scale.processesPerPod + ROUNDING)),
    );
  const fits = (sizes: readonly number[]) => within(usedBy(shares, sizes), room);
  let sizes = sizesFor(1);
  if (!fits(sizes)) {
    let least = 0;
    for (let most = 1, halving = 0; halving < HALVINGS; halving++) {
      const middle = (least + most) / 2;
      if (fits(sizesFor(middle))) least = middle;
      else most = middle;
    }
    sizes = sizesFor(least);
  }
  return { sizes, fits: fits(sizes), laterCalls: laterCallsOf(allowance, room, usedBy(shares, sizes)) };
}

/** What is asked at most with these sizes. */
function usedBy(shares: readonly Share[], sizes: readonly number[]): Used {
  const total = (each: (share: Share) => number) =>
    sum(shares.map((share, index) => (sizes[index] ?? 0) * share.workload.scale.processesPerPod * each(share)));
  return {
    requestsPerMinute: total(({ pods, use }) => pods * knownOr(use.requestsPerMinute, 0)),
    tokensPerMinute: total(({ pods, use }) => pods * knownOr(use.tokensPerMinute, 0)),
    concurrency: total((share) => share.podsInRollout),
  };
}

function within(used: Used, room: Used): boolean {
  return UNITS.every((unit) => used[unit] <= room[unit]);
}

function laterCallsOf({ laterShares }: Allowance, room: Used, used: Used): readonly number[] {
  return laterShares.map(({ workload, use }) => {
    const perCall: Used = {
      requestsPerMinute: knownOr(use.requestsPerMinute, 0),
      tokensPerMinute: knownOr(use.tokensPerMinute, 0),
      concurrency: timesInRollout(workload),
    };
    const most = UNITS.map((unit) => {
      const left = room[unit] - used[unit];
      return perCall[unit] === 0 ? Infinity : left / laterShares.length / perCall[unit];
    });
    return Math.max(0, Math.floor(Math.min(...most)));
  });
}

/** A name of a model as part of a variable's: `openai/gpt-5` is `OPENAI_GPT_5`. */
function limitVariable(model: string): string {
  return `AGENT_MODEL_LIMIT_${model.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}

/**
 * What each process of a workload's pods is told: `AGENT_MODEL_LIMIT_<NAME>` of each model, and `AGENT_MODEL_LIMIT`, the least of them.
 * Where the number of pods is known later, Terraform reckons.
 */
export function limitVariables(
  workload: WorkloadDescription,
  allowances: readonly Allowance[],
): Readonly<Record<string, string>> {
  const limits = allowances.flatMap((allowance) => {
    const of = ({ workload: one }: { readonly workload: WorkloadDescription }): boolean => one === workload;
    const { sizes, laterCalls } = semaphoresOf(allowance);
    const size = sizes[allowance.shares.findIndex(of)];
    const calls = laterCalls[allowance.laterShares.findIndex(of)];
    if (size !== undefined) return [[allowance.name, size] as const];
    return calls === undefined ? [] : [[allowance.name, laterSize(workload, calls)] as const];
  });
  if (limits.length === 0) return {};
  const sizes = limits.map(([, size]) => size);
  const least = sizes.some(isLater) ? Fn.min(sizes) : Math.min(...sizes);
  return {
    AGENT_MODEL_LIMIT: textOf(least),
    ...Object.fromEntries(limits.map(([model, size]) => [limitVariable(model), textOf(size)])),
  };
}

/** The size for as many pods as Terraform will know of. */
function laterSize(workload: WorkloadDescription, calls: number): number {
  const { inFlightPerPod, processesPerPod } = workload.scale;
  const most = Math.max(1, Math.floor(inFlightPerPod / processesPerPod));
  if (calls === Infinity) return most;
  const pods = Fn.max([1, ...podCounts(workload.scale)]);
  const each = Fn.floor(Op.div(Math.floor(calls / processesPerPod), pods));
  return Fn.max([1, Fn.min([most, each])]);
}

/** Models of a workload whose limits would be told by one variable. */
export function ambiguousModels({ models }: WorkloadDescription): readonly (readonly [number, string])[] {
  const variables = models.map(({ model }) => limitVariable(model));
  return variables.flatMap((variable, index) =>
    variables.indexOf(variable) < index ? [[index, variable] as const] : [],
  );
}
