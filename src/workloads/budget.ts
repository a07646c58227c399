// What a provider allows per minute, and what the declared workloads ask of it when each runs at its maximum.
//
// Source: rules D11, D14: more pods add no throughput beyond the provider's limits, they only make 429s.
import type { ModelUse, WorkloadDescription } from "./description.js";

/** What a provider allows for a model, per minute, over everything that uses the account. */
export interface ModelBudget {
  /** Name by which workloads name it: at the gateway, or of the model. */
  readonly name: string;
  /** Provider, as `openai`. */
  readonly provider: string;
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

/** Most pods that a workload can have. */
export function mostPods({ scale: { replicas = 0, scalers } }: WorkloadDescription): number {
  return Math.max(replicas, ...scalers.map(({ maximum }) => maximum));
}

/** What the workloads ask of a model, each at its maximum. */
export function sharesOf(model: string, workloads: readonly WorkloadDescription[]): readonly Share[] {
  return workloads.flatMap((workload) =>
    workload.models
      .filter((use) => use.model === model)
      .map((use) => {
        const pods = mostPods(workload);
        const inFlight = pods * workload.scale.inFlightPerPod;
        const asked = {
          requestsPerMinute: inFlight * use.requestsPerMinute,
          tokensPerMinute: inFlight * use.tokensPerMinute,
        };
        return { workload, use, pods, inFlight, ...asked };
      }),
  );
}

/**
 * How many calls one pod may have at a provider at a time: its part of what the budget bears, at least one, at most what it has in
 * flight.
 */
export function semaphoreSize(budget: ModelBudget, share: Omit<Share, "workload">, sharers: readonly Share[]): number {
  const asked = sum(sharers.map(({ requestsPerMinute }) => requestsPerMinute));
  const tokens = sum(sharers.map(({ tokensPerMinute }) => tokensPerMinute));
  const flights = sum(sharers.map(({ inFlight }) => inFlight));
  const part = Math.min(
    1,
    asked === 0 ? 1 : budget.requestsPerMinute / asked,
    tokens === 0 ? 1 : budget.tokensPerMinute / tokens,
    budget.concurrency === undefined || flights === 0 ? 1 : budget.concurrency / flights,
  );
  const perPod = share.pods === 0 ? 0 : share.inFlight / share.pods;
  return Math.max(1, Math.floor(perPod * part));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
