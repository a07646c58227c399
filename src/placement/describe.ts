// Saying why nothing takes a workload: each runner with what it lacks, and what would change that.
//
// The platform itself names unmet capabilities only and is silent on scope, status and labels ("no eligible runners found").
import type { Constraint, Placement, PlacementRunner, Workload } from "./types.js";

/** Runners named one by one; the rest is counted. */
const MAX_NAMED = 10;

const FIX: Readonly<Record<Constraint, string>> = {
  scope: "register a runner for the workload's organization, or a cluster-scoped one",
  enrolled: "start its process with its service token, and look at the process's log when it does not enroll",
  labels: "put the labels on the runner, or take them out of the workload's requirements",
  capabilities: "let the runner offer them, or take them out of the workload's requirements",
};

/**
 * Why the workload can't be placed, runner by runner, each with a fix.
 * @returns an empty text when some runner is eligible
 */
export function describeNoPlacement(placement: Placement, workload: Workload): string {
  if (placement.eligible.length > 0) {
    return "";
  }
  const head = `No runner takes this workload of organization ${workload.organizationId}${requirements(workload)}`;
  if (placement.rejected.length === 0) {
    return `${head}: there are no runners. Register one for the organization, or a cluster-scoped one.`;
  }
  const named = placement.rejected
    .slice(0, MAX_NAMED)
    .map(({ runner, constraint, detail }) => `- ${nameOf(runner)} ${detail} [${constraint}]: ${FIX[constraint]}.`);
  const more = placement.rejected.length - named.length;
  return [`${head}:`, ...named, ...(more > 0 ? [`- and ${more} more.`] : [])].join("\n");
}

function requirements({ labels, capabilities }: Workload): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const parts = [
    ...(pairs.length > 0 ? [`labels ${pairs.sort().join(", ")}`] : []),
    ...(capabilities.length > 0 ? [`capabilities ${[...new Set(capabilities)].sort().join(", ")}`] : []),
  ];
  return parts.length === 0 ? "" : `, which needs ${parts.join(" and ")}`;
}

function nameOf({ name, id }: PlacementRunner): string {
  return `${JSON.stringify(name)} (${id})`;
}
