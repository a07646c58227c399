// What a provider, or a gateway before it, allows per minute, and what the declared workloads ask of it when each runs at its maximum.
//
// Source: rules D11, D14: more pods add no throughput beyond the provider's limits, they only make 429s.
import { isLater } from "./later.js";
import type { ModelUse, WorkloadDescription } from "./description.js";
import type { GatewayDescription } from "./gateway-description.js";

/** What a provider allows for a model, per minute, over everything that uses the account. */
export interface ModelBudget {
  /** Name by which workloads name it that call the provider themselves. */
  readonly name: string;
  /** Provider, as `openai`. */
  readonly provider: string;

  /**
   * The model as its provider calls it: a deployment `<provider>/<model>` of a gateway asks of this budget, too.
   *
   * @default - the name
   */
  readonly model?: string;

  /** Requests per minute. */
  readonly requestsPerMinute: number;
  /** Tokens per minute, of prompt and answer together. */
  readonly tokensPerMinute: number;

  /**
   * Most requests at a time, where the provider, or a server of your own, bounds them.
   *
   * @default - not bounded
   */
  readonly concurrency?: number;
}

/** What is allowed: requests and tokens a minute, and calls at a time. */
export interface Room {
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
  /** Undefined: not bounded. */
  readonly concurrency: number | undefined;
}

/** What one workload asks of a model at its maximum. */
export interface Share {
  readonly workload: WorkloadDescription;
  readonly use: ModelUse;
  /** Most pods. */
  readonly pods: number;
  /** Most in flight, over all pods. */
  readonly inFlight: number;
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
}

/** A deployment of a gateway, as one that asks of a provider's budget: what the gateway lets through at most. */
export interface LetThrough {
  readonly path: string;
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
}

/** Something that is allowed, and everything that asks of it. */
export interface Allowance extends Room {
  /** Name by which workloads name it. */
  readonly name: string;
  /** Who allows it. */
  readonly by: string;
  readonly path: string;
  /** What to do when it is too little. */
  readonly raise: string;
  readonly shares: readonly Share[];
  readonly letThrough: readonly LetThrough[];
}

/** Most pods that a workload can have; undefined where Terraform knows it later. */
export function mostPods({ scale: { replicas = 0, scalers } }: WorkloadDescription): number | undefined {
  const counts = [replicas, ...scalers.map(({ maximum }) => maximum)];
  return counts.some(isLater) ? undefined : Math.max(...counts);
}

/** What the workloads ask of a model, each at its maximum; one whose pods can't be counted yet is left out. */
function sharesOf(model: string, workloads: readonly WorkloadDescription[]): readonly Share[] {
  return workloads.flatMap((workload) => {
    const pods = mostPods(workload);
    if (pods === undefined) return [];
    return workload.models
      .filter((use) => use.model === model)
      .map((use) => {
        const inFlight = pods * workload.scale.inFlightPerPod;
        const asked = {
          requestsPerMinute: inFlight * use.requestsPerMinute,
          tokensPerMinute: inFlight * use.tokensPerMinute,
        };
        return { workload, use, pods, inFlight, ...asked };
      });
  });
}

/** Everything of an app that is allowed and asked. */
export interface Demand {
  readonly workloads: readonly WorkloadDescription[];
  readonly gateways: readonly GatewayDescription[];
  readonly budgets: readonly ModelBudget[];
  /** Path of the list of budgets. */
  readonly budgetsPath: string;
}

/**
 * The budgets of providers, asked by workloads that call them themselves and by deployments of gateways; then the models of each gateway,
 * asked by the workloads that go through it.
 */
export function allowancesOf({ workloads, gateways, budgets, budgetsPath }: Demand): readonly Allowance[] {
  const known = new Set(gateways.map(({ path }) => path));
  const direct = workloads.filter(({ gateway }) => gateway === undefined || !known.has(gateway));
  const ofProviders = budgets.map((budget) => ({
    ...budget,
    concurrency: budget.concurrency,
    by: budget.provider,
    path: `${budgetsPath}["${budget.name}"]`,
    raise: "raise the budget at the provider",
    shares: sharesOf(budget.name, direct),
    letThrough: letThroughTo(budget, gateways),
  }));
  const ofGateways = gateways.flatMap((gateway) =>
    [...new Set(gateway.models.map(({ name }) => name))].map((name) => {
      const group = gateway.models.filter((model) => model.name === name);
      return {
        name,
        requestsPerMinute: sum(group.map(({ requestsPerMinute = Infinity }) => requestsPerMinute)),
        tokensPerMinute: sum(group.map(({ tokensPerMinute = Infinity }) => tokensPerMinute)),
        concurrency: undefined,
        by: gateway.path,
        path: `${gateway.path}.models["${name}"]`,
        raise: "raise the limits of its deployments, as far as the provider allows",
        shares: sharesOf(
          name,
          workloads.filter((workload) => workload.gateway === gateway.path),
        ),
        letThrough: [],
      };
    }),
  );
  return [...ofProviders, ...ofGateways];
}

function letThroughTo({ provider, model, name }: ModelBudget, gateways: readonly GatewayDescription[]): LetThrough[] {
  const target = `${provider}/${model ?? name}`;
  return gateways.flatMap(({ path, models }) =>
    models.flatMap((deployment, index) =>
      deployment.target === target
        ? [
            {
              path: `${path}.models[${index}]`,
              requestsPerMinute: deployment.requestsPerMinute ?? Infinity,
              tokensPerMinute: deployment.tokensPerMinute ?? Infinity,
            },
          ]
        : [],
    ),
  );
}

/** What is asked in all, in each unit, at the maximum of everything. */
export function askedOf({ shares, letThrough }: Allowance): Readonly<Record<keyof Room, number>> {
  return {
    requestsPerMinute: sum([...shares, ...letThrough].map(({ requestsPerMinute }) => requestsPerMinute)),
    tokensPerMinute: sum([...shares, ...letThrough].map(({ tokensPerMinute }) => tokensPerMinute)),
    concurrency: sum(shares.map(({ inFlight }) => inFlight)),
  };
}

/** What is left for the workloads that are counted by their pods. */
function roomOf({ letThrough, requestsPerMinute, tokensPerMinute, concurrency }: Allowance): Room {
  return {
    requestsPerMinute: requestsPerMinute - sum(letThrough.map((one) => one.requestsPerMinute)),
    tokensPerMinute: tokensPerMinute - sum(letThrough.map((one) => one.tokensPerMinute)),
    concurrency,
  };
}

/** How many calls each pod of each share may have at a time. */
export interface Semaphores {
  /** By the order of the shares. */
  readonly sizes: readonly number[];
  /** Whether all together keep to what is allowed; one call for each pod may be too much already. */
  readonly fits: boolean;
}

/** Halvings of the part that each gets: beyond these no size changes. */
const HALVINGS = 60;
/** Less than any part of a call: 0.9999999 of four is four. */
const ROUNDING = 1e-6;

/**
 * Divides what is allowed among the pods: each gets the same part of what it has in flight, at least one call, and the largest part with
 * which all pods together keep to every limit.
 */
export function semaphoresOf(allowance: Allowance): Semaphores {
  const { shares } = allowance;
  const room = roomOf(allowance);
  const sizesFor = (part: number) =>
    shares.map(({ workload }) => Math.max(1, Math.floor(workload.scale.inFlightPerPod * part + ROUNDING)));
  const fits = (sizes: readonly number[]) => {
    const total = (each: (share: Share) => number) =>
      sum(shares.map((share, index) => (sizes[index] ?? 0) * share.pods * each(share)));
    return (
      total(({ use }) => use.requestsPerMinute) <= room.requestsPerMinute &&
      total(({ use }) => use.tokensPerMinute) <= room.tokensPerMinute &&
      total(() => 1) <= (room.concurrency ?? Infinity)
    );
  };
  const all = sizesFor(1);
  if (fits(all)) return { sizes: all, fits: true };
  let least = 0;
  for (let most = 1, halving = 0; halving < HALVINGS; halving++) {
    const middle = (least + most) / 2;
    if (fits(sizesFor(middle))) least = middle;
    else most = middle;
  }
  const sizes = sizesFor(least);
  return { sizes, fits: fits(sizes) };
}

/**
 * Calls at a time that a share has on average (Little's law: how many a minute, times how long each takes, in minutes); undefined where
 * nobody says how long a call takes.
 */
export function meanCalls({ requestsPerMinute, use: { callSeconds } }: Share): number | undefined {
  return callSeconds === undefined ? undefined : (requestsPerMinute * callSeconds) / 60;
}

/** Adds numbers up. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
