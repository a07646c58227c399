// What is said of workloads on a runner that is to end. Each text names them, says why it hurts, and what helps.
//
// Source: the platform has no call that keeps new work away from a runner; `deleteRunnerRecord` of agynio/runners deletes the rows
// of its workloads and leaves their pods.
import { DiagnosticError } from "../../../framework/index.js";
import type { Workload } from "../../../gateway/index.js";
import type { Activity } from "./active-workloads.js";

/** Named in a message at most; the rest is counted. */
const NAMED = 10;

const HELP =
  'What helps: end what they run for (agents, sandboxes) or let its environment use another runner; the platform has no call that keeps new work away from a runner. Or give them up: set on_active_workloads to "ignore", apply that, and then plan this again, because the value that was applied last counts.';
const SIGHT =
  'Use a token that may see them (an owner of the organization; for a cluster-scoped runner the cluster admin). Or go on without knowing: set on_active_workloads to "ignore", apply that, and then plan this again, because the value that was applied last counts.';

function subject({ runner }: Activity): string {
  return `Runner ${JSON.stringify(runner.name)} (${runner.id})`;
}

/** The error where a token may not see all of them; undefined where it may. */
export function cannotKnow(activity: Activity, what: string): DiagnosticError | undefined {
  if (activity.unseen.length === 0) return undefined;
  const seen = activity.workloads.length === 0 ? "" : ` It has ${describeWorkloads(activity.workloads)}.`;
  return new DiagnosticError(
    "Active workloads can not be ruled out",
    `${subject(activity)} is to be ${what}, on_active_workloads asks what runs on it, and the token may not see ${activity.unseen.join(" and ")}.${seen} Nothing was deleted. ${SIGHT}`,
  );
}

/** The error where a destroy is refused; undefined where none is active. */
export function hasActive(activity: Activity, what: string): DiagnosticError | undefined {
  if (activity.workloads.length === 0) return undefined;
  return new DiagnosticError(
    "Runner has active workloads",
    `${subject(activity)} is to be ${what} and has ${describeWorkloads(activity.workloads)}. Without the runner the platform forgets them, and their pods go on unattended. on_active_workloads is "refuse", so nothing was deleted. ${HELP}`,
  );
}

/** The error where waiting took too long. */
export function stillActive(activity: Activity, timeout: string): DiagnosticError {
  return new DiagnosticError(
    "Runner still has active workloads",
    `${subject(activity)} has, after ${timeout} (timeouts.delete), ${describeWorkloads(activity.workloads)}. on_active_workloads is "wait", so nothing was deleted. Apply again to wait on, or raise timeouts.delete and apply that first. ${HELP}`,
  );
}

/** `2 active workloads: <id> (running, for agent_instance "reviewer"), <id> (starting, ...)` */
function describeWorkloads(workloads: readonly Workload[]): string {
  const named = workloads.slice(0, NAMED).map(({ id, status, ownerKind, ownerName, ownerId, organizationId }) => {
    const owner = ownerName === undefined || ownerName === "" ? ownerId : JSON.stringify(ownerName);
    return `${id} (${status}, for ${ownerKind.replace("_", " ")} ${owner} of organization ${organizationId})`;
  });
  const more = workloads.length > NAMED ? ` and ${workloads.length - NAMED} more` : "";
  return `${workloads.length} active workload${workloads.length === 1 ? "" : "s"}: ${named.join(", ")}${more}`;
}

/** One sentence without its full stop. */
export function describeActivity(activity: Activity): string {
  return `${subject(activity)} has ${describeWorkloads(activity.workloads)}`;
}

/** The warning of a plan whose apply will wait. */
export function waits(activity: Activity): string {
  return `${describeActivity(activity)}. on_active_workloads is "wait": the apply waits until none is left, as long as timeouts.delete allows. ${HELP}`;
}
