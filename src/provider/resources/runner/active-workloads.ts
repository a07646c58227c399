// Which workloads run on a runner, as far as the token may see them. Deleting a runner deletes their rows on the platform, while
// their pods go on without anybody who knows of them.
//
// - workloads are listed by organization, so those of a cluster-scoped runner need every organization there is
// - that the runner is gone is said by GetRunner alone. A listing that fails for good, whatever it answers, and organizations that
//   can not be listed, are "can not know" and never "none"
// - deleting an organization leaves its runners and their workloads; who may still list them is up to what is left of its rights.
//   What a deleted organization left on a cluster-scoped runner is in no listing that could be asked for
//
// Source: agynio/runners `internal/server/workloads.go` (ListWorkloads wants `can_view_workloads`), `deleteRunnerRecord`;
// agynio/organizations `internal/server/server.go` (DeleteOrganization deletes one row).
import { type GatewayClient, GatewayError, isNotFound, type Runner, type Workload } from "../../../gateway/index.js";
import { isTransient } from "../../failures.js";

/** What still holds a runner's resources. */
const ACTIVE = ["starting", "running", "stopping"] as const;
/** Listings under way at a time: the client keeps ten connections for everybody. */
const LISTINGS_AT_A_TIME = 5;

/** What was seen on a runner. */
export interface Activity {
  readonly runner: Runner;
  /** In the order they were found. */
  readonly workloads: readonly Workload[];
  /** What may hold more of them and could not be looked at, in words; empty when all was seen. */
  readonly unseen: readonly string[];
  /** The runner's own organization, where its workloads could not be listed and the platform says that there is none. */
  readonly goneOrganization?: string;
}

/**
 * Looks at one runner; undefined where there is none.
 *
 * @throws {GatewayError} when the runner can not be read, and what another try or the user may end
 */
export async function activityOf(
  gateway: GatewayClient,
  runnerId: string,
  signal: AbortSignal,
): Promise<Activity | undefined> {
  const runner = await runnerOrNone(gateway, runnerId, signal);
  if (runner === undefined) return undefined;
  const own = runner.organizationId;
  const { ids, unseen } =
    own === undefined ? await organizationsInSight(gateway, signal) : { ids: [own], unseen: [] as string[] };
  const workloads: Workload[] = [];
  const failed = new Map<string, string[]>(); // organizations by what was answered
  for (let at = 0; at < ids.length; at += LISTINGS_AT_A_TIME) {
    const some = ids.slice(at, at + LISTINGS_AT_A_TIME);
    const found = await Promise.all(some.map((id) => orReason(activeIn(gateway, id, runner.id, signal))));
    found.forEach((seen, index) => {
      if (typeof seen !== "string") workloads.push(...seen);
      else failed.set(seen, [...(failed.get(seen) ?? []), some[index] ?? ""]);
    });
  }
  for (const [why, of] of failed) unseen.push(`the workloads of organization ${of.join(", ")} (${why})`);
  if (own === undefined || failed.size === 0 || !(await isGone(gateway, own, signal))) {
    return { runner, workloads, unseen };
  }
  return { runner, workloads, unseen, goneOrganization: own };
}

async function runnerOrNone(gateway: GatewayClient, id: string, signal: AbortSignal): Promise<Runner | undefined> {
  try {
    return await gateway.runners.get(id, { signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** All organizations, or those the caller belongs to and what that leaves out. */
async function organizationsInSight(
  gateway: GatewayClient,
  signal: AbortSignal,
): Promise<{ ids: string[]; unseen: string[] }> {
  const all = await orReason(allOf(gateway.organizations.listAll({ signal })));
  if (typeof all !== "string") return { ids: all.map(({ id }) => id), unseen: [] };
  const unseen = [`organizations the token does not belong to (only the cluster admin may list them all; ${all})`];
  const mine = await orReason(gateway.organizations.listAccessible({ signal }));
  if (typeof mine !== "string") return { ids: mine.map(({ id }) => id), unseen };
  return { ids: [], unseen: [...unseen, `organizations the token belongs to (${mine})`] };
}

function activeIn(
  gateway: GatewayClient,
  organizationId: string,
  runnerId: string,
  signal: AbortSignal,
): Promise<Workload[]> {
  return allOf(gateway.workloads.listAll(organizationId, { runnerIds: [runnerId], statuses: ACTIVE, signal }));
}

async function isGone(gateway: GatewayClient, organizationId: string, signal: AbortSignal): Promise<boolean> {
  try {
    await gateway.organizations.get(organizationId, { signal });
    return false;
  } catch (error) {
    // says only why something could not be seen: a look that fails does not matter, one that was ended does
    signal.throwIfAborted();
    return isNotFound(error);
  }
}

async function allOf<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** What a listing gives, or why it gives nothing and another try would not either, in words. */
async function orReason<T extends object>(listing: Promise<T>): Promise<T | string> {
  try {
    return await listing;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code === "aborted_locally" || isTransient(error)) throw error;
    const { rpc, code, status, fromServer, detail } = error;
    if (fromServer) return `${rpc} answered ${code}${detail === "" ? "" : `: ${detail}`}`;
    return `${rpc}: ${code}${status === undefined ? "" : `, HTTP ${status}`}`;
  }
}
