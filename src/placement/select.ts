// Which runners may take a workload: scope, then enrollment, then labels, then capabilities.
//
// Source: agynio/agents-orchestrator `internal/runnerselect/select.go` (36a22e4), the documented selection until July 2026. The
// platform then draws one of the eligible by chance; which one is not ours to say. Newer platforms place by environment.
import type { Constraint, Placement, PlacementRunner, Rejection, Workload } from "./types.js";

/** A constraint and what a runner lacks of it: `undefined` when it is met. */
type Check = readonly [Constraint, (runner: PlacementRunner, workload: Workload) => string | undefined];

const CHECKS: readonly Check[] = [
  ["scope", missingScope],
  ["enrolled", missingEnrollment],
  ["labels", missingLabels],
  ["capabilities", missingCapabilities],
];

/** Sorts the runners into those that may take the workload and those that may not, with the first reason. */
export function selectRunners<R extends PlacementRunner>(runners: readonly R[], workload: Workload): Placement<R> {
  const eligible: R[] = [];
  const rejected: Rejection<R>[] = [];
  for (const runner of runners) {
    const rejection = firstRejection(runner, workload);
    if (rejection === undefined) {
      eligible.push(runner);
    } else {
      rejected.push(rejection);
    }
  }
  return { eligible, rejected };
}

function firstRejection<R extends PlacementRunner>(runner: R, workload: Workload): Rejection<R> | undefined {
  for (const [constraint, missing] of CHECKS) {
    const detail = missing(runner, workload);
    if (detail !== undefined) {
      return { runner, constraint, detail };
    }
  }
  return undefined;
}

function missingScope({ organizationId }: PlacementRunner, workload: Workload): string | undefined {
  return organizationId === undefined || organizationId === workload.organizationId
    ? undefined
    : `belongs to organization ${organizationId}`;
}

function missingEnrollment({ status }: PlacementRunner): string | undefined {
  return status === "enrolled"
    ? undefined
    : `is ${status === "unspecified" ? "of unknown status" : status}, not enrolled`;
}

function missingLabels({ labels }: PlacementRunner, workload: Workload): string | undefined {
  const unmet = Object.entries(workload.labels)
    .filter(([key, value]) => !Object.hasOwn(labels, key) || labels[key] !== value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => {
      const found = Object.hasOwn(labels, key) ? `has ${key}=${labels[key] ?? ""}` : `has no ${key}`;
      return `${key}=${value} (${found})`;
    });
  return unmet.length === 0 ? undefined : `lacks ${unmet.length === 1 ? "label" : "labels"} ${unmet.join(", ")}`;
}

function missingCapabilities({ capabilities }: PlacementRunner, workload: Workload): string | undefined {
  const unmet = [...new Set(workload.capabilities)].filter((wanted) => !capabilities.includes(wanted)).sort();
  return unmet.length === 0
    ? undefined
    : `lacks ${unmet.length === 1 ? "capability" : "capabilities"} ${unmet.join(", ")}`;
}
