// The ceilings of one pool and what a container gets that asks for nothing: ceilings on cpu or memory refuse every pod with a
// container that has none, so the two go together.
//
// Source: measured on Kubernetes 1.35/1.36: a quota names every container without requests, init containers too; a default cpu
// limit breaks larger requests; a default limit below a request is invalid.
import { LEAST_CONTAINERS, quantityValue } from "../../kubernetes/index.js";
import { checkWhole, type Problem } from "../problems.js";
import { checkQuantity } from "../quantity.js";
import type { Flavor } from "./catalog.js";

/** Ceilings of one pool, over all its workloads at once. */
export interface TierQuota {
  /** Most pods at a time. */
  readonly pods: number;
  /** Most cpu requested, as a Kubernetes quantity. */
  readonly requestsCpu: string;
  /** Most memory requested, as a Kubernetes quantity. */
  readonly requestsMemory: string;

  /**
   * Most memory by limits, as a Kubernetes quantity; needs `containerDefaults.limitMemory`.
   *
   * @default - no ceiling on limits
   */
  readonly limitsMemory?: string;
}

/** What a container gets that asks for nothing. There is no default cpu limit: it would refuse containers that request more. */
export interface ContainerDefaults {
  /** Requested cpu, as a Kubernetes quantity. */
  readonly requestCpu: string;
  /** Requested memory, as a Kubernetes quantity. */
  readonly requestMemory: string;

  /**
   * Limit of memory, as a Kubernetes quantity; must be at least what the largest flavor requests.
   *
   * @default - no limit
   */
  readonly limitMemory?: string;
}

/** What is wrong with ceilings and defaults together, if anything. `path` is that of the tier. */
export function checkCeilings(
  path: string,
  quota: TierQuota,
  defaults: ContainerDefaults,
  flavors: readonly Flavor[],
): readonly Problem[] {
  const unlimited = quota.limitsMemory !== undefined && defaults.limitMemory === undefined;
  return [
    ...checkWhole(`${path}.quota.pods`, quota.pods, 1, 100_000),
    ...checkQuantity(`${path}.quota.requestsCpu`, quota.requestsCpu),
    ...checkQuantity(`${path}.quota.requestsMemory`, quota.requestsMemory),
    ...checkQuantity(`${path}.quota.limitsMemory`, quota.limitsMemory),
    ...checkDefault(`${path}.containerDefaults.requestCpu`, defaults.requestCpu),
    ...checkDefault(`${path}.containerDefaults.requestMemory`, defaults.requestMemory),
    ...checkQuantity(`${path}.containerDefaults.limitMemory`, defaults.limitMemory),
    ...limitBelowRequest(path, defaults, flavors),
    ...belowOneWorkload(`${path}.quota.requestsCpu`, quota.requestsCpu, "requestCpu", defaults.requestCpu),
    ...belowOneWorkload(`${path}.quota.requestsMemory`, quota.requestsMemory, "requestMemory", defaults.requestMemory),
    ...flavors.flatMap(({ name, resources }) => [
      ...belowFlavor(`${path}.quota.requestsCpu`, quota.requestsCpu, name, resources.requestsCpu, defaults.requestCpu),
      ...belowFlavor(
        `${path}.quota.requestsMemory`,
        quota.requestsMemory,
        name,
        resources.requestsMemory,
        defaults.requestMemory,
      ),
    ]),
    ...(unlimited ? [limitsWithoutDefault(`${path}.quota.limitsMemory`, quota.limitsMemory)] : []),
  ];
}

/** A default that the ceilings need; options that are spread over the tier's own may hold undefined. */
function checkDefault(path: string, value: string | undefined): readonly Problem[] {
  if (value !== undefined) return checkQuantity(path, value);
  const why = "the ceilings refuse every pod with a container that requests nothing, and the runner writes no requests";
  return [{ path, value, why, fix: "leave the option out for the tier's own default, or give a quantity" }];
}

function limitBelowRequest(path: string, defaults: ContainerDefaults, flavors: readonly Flavor[]): readonly Problem[] {
  const limit = quantityValue(defaults.limitMemory) ?? Infinity;
  const at = { path: `${path}.containerDefaults.limitMemory`, value: defaults.limitMemory };
  const tooSmall =
    limit < (quantityValue(defaults.requestMemory) ?? 0)
      ? [
          {
            ...at,
            why: `a cluster refuses a default limit below the default request, here ${defaults.requestMemory}`,
            fix: "raise it, or lower containerDefaults.requestMemory",
          },
        ]
      : [];
  const flavor = flavors.find(({ resources }) => limit < (quantityValue(resources.requestsMemory) ?? 0));
  if (flavor === undefined) return tooSmall;
  const why = `flavor ${JSON.stringify(flavor.name)} requests ${flavor.resources.requestsMemory}, and a cluster refuses a container that requests more than its limit`;
  return [...tooSmall, { ...at, why, fix: "raise it to the largest flavor, or leave it out" }];
}

function limitsWithoutDefault(path: string, value: unknown): Problem {
  return {
    path,
    value,
    why: "a ceiling on memory limits refuses every pod with a container that has none",
    fix: "set containerDefaults.limitMemory too, at least as large as the largest flavor",
  };
}

function belowOneWorkload(path: string, ceiling: string, option: string, request: string): readonly Problem[] {
  const [most = Infinity, each = 0] = [quantityValue(ceiling), quantityValue(request)];
  if (most >= LEAST_CONTAINERS * each) return [];
  const why = `the smallest workload, an agent with its overlay side-car, requests ${LEAST_CONTAINERS} x ${request}, so none would start`;
  return [{ path, value: ceiling, why, fix: `raise it, or lower containerDefaults.${option}` }];
}

function belowFlavor(
  path: string,
  ceiling: string,
  flavor: string,
  request: string,
  sidecar: string,
): readonly Problem[] {
  const most = quantityValue(ceiling) ?? Infinity;
  const least = (quantityValue(request) ?? 0) + (LEAST_CONTAINERS - 1) * (quantityValue(sidecar) ?? 0);
  if (most >= least) return [];
  const why = `a workload of flavor ${JSON.stringify(flavor)} requests ${request}, and ${sidecar} for the overlay side-car, so none would start`;
  return [{ path, value: ceiling, why, fix: "raise it, or make the flavor smaller" }];
}
