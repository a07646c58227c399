// What a provider, or a gateway before it, allows per minute, and what the declared workloads ask of it when each runs at its maximum.
//
// Source: rules D11, D14: more pods add no throughput beyond the provider's limits, they only make 429s. What is allowed at a time is a hard
// limit, so it is held in a rollout too, when pods that end and new ones call at once; what is allowed a minute is not: work does not
// double.
import type { ModelUse, WorkloadDescription } from "../description/workload.js";
import { takeoversOf } from "../description/fallbacks.js";
import type { GatewayDescription, ModelDeployment } from "../description/gateway.js";
import { isLater, knownOr } from "../later.js";
import { mostPods, podsInRollout } from "../lifecycle/rollout.js";

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

  /**
   * Name of the account at the provider, where there are several: deployments of gateways that name the same one ask of this budget.
   *
   * @default - the only one
   */
  readonly account?: string;

  /** Requests per minute. */
  readonly requestsPerMinute: number;
  /** Tokens per minute, of prompt and answer together. */
  readonly tokensPerMinute: number;

  /**
   * Most requests at a time, where the provider, or a server of your own, bounds them. It is held in rollouts, too.
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
  /** Most pods while a rollout exchanges them, those that end among them. */
  readonly podsInRollout: number;
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
}

/** A workload whose pods can't be counted yet: what is left is divided among them when Terraform knows their number. */
export type LaterShare = Pick<Share, "workload" | "use">;

/** A deployment of a gateway, as one that asks of a provider's budget: what the gateway lets through at most. */
export interface LetThrough {
  readonly path: string;
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
  /** Calls at a time in a rollout: what its processes let through, and no more than all that call it have in flight; left out: not known. */
  readonly concurrency?: number;
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
  readonly laterShares: readonly LaterShare[];
  readonly letThrough: readonly LetThrough[];
}

/** What the workloads ask of a model, each at its maximum. */
function sharesOf(model: string, workloads: readonly WorkloadDescription[]): Pick<Allowance, "shares" | "laterShares"> {
  const uses = workloads.flatMap((workload) =>
    workload.models.filter((use) => use.model === model).map((use) => ({ workload, use })),
  );
  return {
    shares: uses.flatMap(({ workload, use }) => {
      const pods = mostPods(workload);
      if (pods === undefined) return [];
      const inFlight = pods * workload.scale.inFlightPerPod;
      const asked = {
        requestsPerMinute: inFlight * knownOr(use.requestsPerMinute, 0),
        tokensPerMinute: inFlight * knownOr(use.tokensPerMinute, 0),
      };
      return { workload, use, pods, inFlight, podsInRollout: podsInRollout(workload, pods), ...asked };
    }),
    laterShares: uses.filter(({ workload }) => mostPods(workload) === undefined),
  };
}

/** Everything of an app that is allowed and asked. */
export interface Demand {
  readonly workloads: readonly WorkloadDescription[];
  readonly gateways: readonly GatewayDescription[];
  readonly budgets: readonly ModelBudget[];
  /** Path of the list of budgets. */
  readonly budgetsPath: string;
}

/** Several rules ask for them, one of them for each workload. */
const counted = new WeakMap<Demand, readonly Allowance[]>();

/**
 * The budgets of providers, asked by workloads that call them themselves and by deployments of gateways; then the models of each gateway,
 * asked by the workloads that go through it.
 */
export function allowancesOf(demand: Demand): readonly Allowance[] {
  const known = counted.get(demand) ?? count(demand);
  counted.set(demand, known);
  return known;
}

function count({ workloads, gateways, budgets, budgetsPath }: Demand): readonly Allowance[] {
  const known = new Set(gateways.map(({ path }) => path));
  const direct = workloads.filter(({ gateway }) => gateway === undefined || !known.has(gateway));
  const ofProviders = budgets.map((budget) => ({
    name: budget.name,
    requestsPerMinute: knownOr(budget.requestsPerMinute, Infinity),
    tokensPerMinute: knownOr(budget.tokensPerMinute, Infinity),
    concurrency: budget.concurrency === undefined ? undefined : knownOr(budget.concurrency, Infinity),
    by: budget.account === undefined ? budget.provider : `${budget.provider} (${budget.account})`,
    path: `${budgetsPath}["${budget.name}"]`,
    raise: "raise the budget at the provider",
    ...sharesOf(budget.name, direct),
    letThrough: letThroughTo(budget, gateways, workloads),
  }));
  const ofGateways = gateways.flatMap((gateway) =>
    [...new Set(gateway.models.map(({ name }) => name))].map((name) => {
      const group = gateway.models.filter((model) => model.name === name);
      return {
        name,
        requestsPerMinute: sum(group.map(({ requestsPerMinute }) => knownOr(requestsPerMinute, Infinity))),
        tokensPerMinute: sum(group.map(({ tokensPerMinute }) => knownOr(tokensPerMinute, Infinity))),
        concurrency: undefined,
        by: gateway.path,
        path: `${gateway.path}.models["${name}"]`,
        raise: "raise the limits of its deployments, as far as the provider allows",
        ...sharesOf(
          name,
          workloads.filter((workload) => workload.gateway === gateway.path),
        ),
        letThrough: [],
      };
    }),
  );
  return [...ofProviders, ...ofGateways];
}

/** The model of a budget as gateways name it. */
export function targetOf({ provider, model, name }: ModelBudget): string {
  return `${provider}/${model ?? name}`;
}

/** Whether a deployment of a gateway asks of a budget. */
function asksOf(budget: ModelBudget, { target, accountName }: ModelDeployment): boolean {
  return target === targetOf(budget) && accountName === budget.account;
}

function letThroughTo(
  budget: ModelBudget,
  gateways: readonly GatewayDescription[],
  workloads: readonly WorkloadDescription[],
): LetThrough[] {
  return gateways.flatMap((gateway) => {
    const { path, models } = gateway;
    const asking = models.flatMap((deployment, index) => (asksOf(budget, deployment) ? [{ deployment, index }] : []));
    // whichever of them takes it, a call is one call
    let left = callsTo(gateway, new Set(asking.map(({ deployment }) => deployment.name)), workloads);
    return asking.map(({ deployment, index }) => {
      const concurrency = Math.min(
        left,
        callsOf(
          deployment,
          workloads.find((one) => one.path === path),
        ),
      );
      left -= concurrency;
      return {
        path: `${path}.models[${index}]`,
        requestsPerMinute: limitOf(deployment.requestsPerMinute),
        tokensPerMinute: limitOf(deployment.tokensPerMinute),
        concurrency,
      };
    });
  });
}

/** Calls at a time that all processes of a gateway make to a deployment, at most, while a rollout exchanges them. */
function callsOf({ callsPerProcess }: ModelDeployment, gateway: WorkloadDescription | undefined): number {
  const pods = gateway && mostPods(gateway);
  if (callsPerProcess === undefined || isLater(callsPerProcess) || gateway === undefined || pods === undefined)
    return Infinity;
  return callsPerProcess * gateway.scale.processesPerPod * podsInRollout(gateway, pods);
}

/** Calls at a time of all workloads that may come to these models of a gateway, by their names or because another one fails. */
function callsTo(
  { path, models, fallbacks, specialFallbacks = {} }: GatewayDescription,
  names: ReadonlySet<string>,
  workloads: readonly WorkloadDescription[],
): number {
  const special = Object.values(specialFallbacks).flatMap((lists) => takeoversOf([], lists));
  const steps = [...takeoversOf(models, fallbacks), ...special];
  const leading = new Set(names);
  // a step adds a name, and there are no more names than steps
  for (const _ of steps) {
    for (const { from, targets } of steps) if (targets.some((to) => leading.has(to))) leading.add(from);
  }
  const callers = workloads.filter((one) => one.gateway === path && one.models.some(({ model }) => leading.has(model)));
  return sum(
    callers.map((caller) => {
      const pods = mostPods(caller); // of what is known later nothing is counted
      return pods === undefined ? 0 : podsInRollout(caller, pods) * caller.scale.inFlightPerPod;
    }),
  );
}

/** A deployment without a limit lets everything through; of one that is known later nothing is counted. */
function limitOf(limit: number | undefined): number {
  return limit === undefined ? Infinity : knownOr(limit, 0);
}

/** What is asked in all, in each unit, at the maximum of everything; at a time also in a rollout of all pods. */
export function askedOf({ shares, letThrough }: Allowance): Readonly<Record<keyof Room, number>> {
  return {
    requestsPerMinute: sum([...shares, ...letThrough].map(({ requestsPerMinute }) => requestsPerMinute)),
    tokensPerMinute: sum([...shares, ...letThrough].map(({ tokensPerMinute }) => tokensPerMinute)),
    concurrency: sum([
      ...shares.map(({ workload, podsInRollout: pods }) => pods * workload.scale.inFlightPerPod),
      ...letThrough.map(({ concurrency = 0 }) => concurrency),
    ]),
  };
}

/**
 * Calls at a time that a share has on average (Little's law: how many a minute, times how long each takes, in minutes); undefined where
 * nobody says how long a call takes, or Terraform knows it later.
 */
export function meanCalls({ requestsPerMinute, use: { callSeconds } }: Share): number | undefined {
  const isKnown = callSeconds !== undefined && !isLater(callSeconds);
  return isKnown ? (requestsPerMinute * callSeconds) / 60 : undefined;
}

/** Adds numbers up. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
