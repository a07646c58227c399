// What is said of workloads on a runner that is to end. Each text names them, says why it hurts, and what helps.
//
// The way out is an apply of the new value that ends nothing, since core plans all of an object's change at once: no refresh, which
// could find a reason for a replacement (an organization that is gone), nor a change, a flag or a taint that is one.
//
// Source: the platform has no call that keeps new work away from a runner; `deleteRunnerRecord` of agynio/runners deletes the rows
// of its workloads and leaves their pods.
import { DiagnosticError } from "../../../framework/index.js";
import type { Workload } from "../../../gateway/index.js";
import { quoted } from "../../quoted.js";
import type { Activity } from "./active-workloads.js";

/** Named in a message at most; the rest is counted. */
const NAMED = 10;

const GIVE_UP =
  'set on_active_workloads to "ignore" and apply that by itself (terraform apply -refresh=false, with the rest of the configuration as it was applied last, and without -replace; if it is tainted, terraform untaint first), then plan this again: the value that was applied last counts, also for what the same plan ends.';
const HELP = `What helps: end what they run for (agents, sandboxes) or let its environment use another runner; the platform has no call that keeps new work away from a runner. Or give them up: ${GIVE_UP}`;
const SIGHT =
  "If it is for lack of permission, use a token that may see them (an owner of the organization; for a cluster-scoped runner the cluster admin).";

function subject({ runner }: Activity): string {
  return `Runner ${quoted(runner.name)} (${runner.id})`;
}

/** The error where not all of them could be seen; undefined where they were. */
export function cannotKnow(activity: Activity, what: string): DiagnosticError | undefined {
  if (activity.unseen.length === 0) return undefined;
  const { unseen, workloads, goneOrganization: gone } = activity;
  const seen = workloads.length === 0 ? "" : ` It has ${describeWorkloads(workloads)}.`;
  const advice =
    gone === undefined
      ? `${SIGHT} Or go on without knowing: ${GIVE_UP}`
      : `Organization ${gone} does not exist any more, which deletes neither its runners nor their workloads: look for their pods in the runner's cluster. To go on, ${GIVE_UP} If that still replaces the runner, write organization_id = "${gone}" for it.`;
  return new DiagnosticError(
    "Active workloads can not be ruled out",
    `${subject(activity)} is to be ${what}, on_active_workloads asks what runs on it, and these could not be looked at: ${unseen.join("; ")}.${seen} Nothing was deleted. ${advice}`,
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
    `${subject(activity)} has, after ${timeout} (timeouts.delete), ${describeWorkloads(activity.workloads)}. on_active_workloads is "wait", so nothing was deleted. Apply again to wait on, or raise timeouts.delete, which counts as it was applied last, too. ${HELP}`,
  );
}

/** The error where the gateway could not be asked at the end of the waiting; `last` is what it said before. */
export function unreachable(runnerId: string, timeout: string, last: Activity | undefined): DiagnosticError {
  const before =
    last === undefined ? "" : ` When it last answered, the runner had ${describeWorkloads(last.workloads)}.`;
  return new DiagnosticError(
    "Agyn is not available",
    `The gateway could not be asked about the workloads of runner ${runnerId} at the end of ${timeout} (timeouts.delete).${before} Nothing was deleted. Apply again when it answers.`,
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
