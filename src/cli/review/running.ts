// What runs on the runners that a change ends, asked of a gateway. A runner whose workloads could not all be looked at is left out of
// the answer: not to know is not "none".
//
// Source: agynio/runners ListWorkloads wants an organization and the right to see its workloads; a cluster-scoped runner takes work of
// every organization.
import { GatewayClient, GatewayError, proxyFromEnv } from "../../gateway/index.js";
import { type Digest, endsLife } from "../../review/index.js";

/** What still holds a runner's resources. */
const ACTIVE = ["starting", "running", "stopping"] as const;
const ANSWER_WITHIN_MS = 15_000;
const MAX_RETRIES = 1;

/**
 * Active workloads by runner id.
 *
 * @param url base address of the gateway; the token is AGYN_API_TOKEN
 * @throws in one sentence when the gateway can't be asked at all
 */
export async function runningWork(
  digests: readonly Digest[],
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, number>> {
  const token = env["AGYN_API_TOKEN"] ?? "";
  if (token === "")
    throw new Error("review: AGYN_API_TOKEN is not set, and --gateway asks with it; export it, or leave --gateway out");
  const ids = digests.flatMap(({ runners }) =>
    runners.flatMap(({ action, before }) => (endsLife(action) && before?.id !== undefined ? [before.id] : [])),
  );
  const client = new GatewayClient({
    url,
    token,
    proxy: proxyFromEnv(env),
    requestTimeoutMs: ANSWER_WITHIN_MS,
    maxRetries: MAX_RETRIES,
  });
  try {
    return await countedWork(client, ids);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new Error(`review: the gateway at ${url} can't be asked: ${error.message}`, { cause: error });
  } finally {
    await client.close();
  }
}

async function countedWork(client: GatewayClient, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const count = await known(activeOn(client, id));
    if (count !== undefined) counts.set(id, count);
  }
  return counts;
}

async function activeOn(client: GatewayClient, runnerId: string): Promise<number> {
  const { organizationId } = await client.runners.get(runnerId);
  const organizations: string[] = [];
  if (organizationId === undefined) for await (const { id } of client.organizations.listAll()) organizations.push(id);
  else organizations.push(organizationId);
  let count = 0;
  for (const organization of organizations) {
    const active = client.workloads.listAll(organization, { runnerIds: [runnerId], statuses: ACTIVE });
    for await (const { runnerId: at } of active) if (at === runnerId) count += 1;
  }
  return count;
}

/** What the platform answers; undefined when it refuses. A gateway that does not answer is an error. */
async function known<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GatewayError && error.fromServer) return undefined;
    throw error;
  }
}
