// Which workloads run on a runner, as far as the token may see them. Deleting a runner deletes their rows on the platform, while
// their pods go on without anybody who knows of them.
//
// Workloads are listed by organization, so those of a cluster-scoped runner need every organization there is. A listing that is
// refused, and organizations that can not be listed, are "can not know" and never "none".
//
// Source: agynio/runners `internal/server/workloads.go` (ListWorkloads wants `can_view_workloads`), `deleteRunnerRecord`.
import { type GatewayClient, GatewayError, type Runner, type Workload } from "../../../gateway/index.js";

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
}

/** Looks at one runner. @throws {GatewayError} also `not_found`, when there is no such runner */
export async function activityOf(gateway: GatewayClient, runnerId: string, signal?: AbortSignal): Promise<Activity> {
  const runner = await gateway.runners.get(runnerId, { signal });
  const { ids, unseen } =
    runner.organizationId === undefined
      ? await organizationsInSight(gateway, signal)
      : { ids: [runner.organizationId], unseen: [] };
  const workloads: Workload[] = [];
  const refused: string[] = [];
  for (let at = 0; at < ids.length; at += LISTINGS_AT_A_TIME) {
    const some = ids.slice(at, at + LISTINGS_AT_A_TIME);
    const found = await Promise.all(some.map((id) => activeIn(gateway, id, runner.id, signal)));
    found.forEach((seen, index) => (seen ? workloads.push(...seen) : refused.push(some[index] ?? "")));
  }
  if (refused.length > 0) unseen.push(`the workloads of organization ${refused.join(", ")}`);
  return { runner, workloads, unseen };
}

/** All organizations, or those the caller belongs to and what that leaves out. */
async function organizationsInSight(
  gateway: GatewayClient,
  signal?: AbortSignal,
): Promise<{ ids: string[]; unseen: string[] }> {
  try {
    const ids: string[] = [];
    for await (const { id } of gateway.organizations.listAll({ signal })) ids.push(id);
    return { ids, unseen: [] };
  } catch (error) {
    if (!isRefused(error)) throw error;
    const mine = await gateway.organizations.listAccessible({ signal });
    const unseen = ["organizations the token does not belong to (only the cluster admin may list them all)"];
    return { ids: mine.map(({ id }) => id), unseen };
  }
}

/** Undefined when they may not be seen. */
async function activeIn(
  gateway: GatewayClient,
  organizationId: string,
  runnerId: string,
  signal?: AbortSignal,
): Promise<Workload[] | undefined> {
  const found: Workload[] = [];
  try {
    const filter = { runnerIds: [runnerId], statuses: ACTIVE, signal };
    for await (const workload of gateway.workloads.listAll(organizationId, filter)) found.push(workload);
    return found;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return undefined;
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof GatewayError && error.code === "permission_denied";
}
