// Is the cluster what the fleet says it is, and does a workload come out there as its tier promises?
import { type Check, ok, problem, skipped } from "./check.js";
import { Kubectl, NoKubectlError } from "./kubectl.js";
import { kubeconfigOf, readFleet, type SynthesizedFleet } from "./pools.js";
import type { PlacedCluster, PlacedPool } from "./placed-pool.js";
import { probe } from "./probe.js";

/** Where to look. */
export interface ClusterOptions {
  readonly context: string;
  /** Folder of the synthesized app. */
  readonly outDirectory: string;
}

/** The checks of one context. */
export async function checkCluster(options: ClusterOptions, env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
  const { context, outDirectory } = options;
  const fleet = readFleet(outDirectory);
  try {
    const kubectl = new Kubectl(env, []);
    const { ok: runs, stdout, refusal } = await kubectl.run(["version", "--client", "--output=json"]);
    const client = runs ? clientVersion(stdout) : refusal;
    const own = fleet === undefined ? [] : clustersOf(fleet, context);
    return [
      ok("kubectl", `${client} (${kubectl.command})`),
      ...missingFleet(fleet, context, outDirectory),
      ...(own.length === 0 ? [await checkServer(new Kubectl(env, ["--context", context]), context, [])] : []),
      ...(await inTurn(own, (cluster) => checkOne(fleet, cluster, env))),
    ];
  } catch (error) {
    if (!(error instanceof NoKubectlError)) throw error;
    return [
      problem(
        "kubectl",
        `${error.command} can't be started`,
        "the cluster is asked through it",
        "install kubectl, or name it in KUBECTL",
      ),
      skipped("cluster", "there is no kubectl to ask it"),
    ];
  }
}

/** One kubeconfig and context. */
async function checkOne(
  fleet: SynthesizedFleet | undefined,
  cluster: PlacedCluster,
  env: NodeJS.ProcessEnv,
): Promise<readonly Check[]> {
  const { context, path } = cluster;
  const kubectl = new Kubectl(env, ["--kubeconfig", kubeconfigOf(cluster, env), "--context", context]);
  const regions = Object.entries(fleet?.clusters ?? {}).filter(([, one]) => isSame(one, cluster));
  const server = await checkServer(kubectl, `${context} of ${path}`, regions);
  const pools = (fleet?.pools ?? []).filter((placed) => isSame(placed.cluster, cluster));
  if (server.status === "problem" && server.name === UNREACHABLE) {
    return [server, ...pools.map(({ pool }) => skipped(pool.id, "its cluster does not answer"))];
  }
  return [server, ...(await inTurn(pools, (placed) => checkPool(kubectl, placed)))];
}

const UNREACHABLE = "cluster";

async function checkServer(
  kubectl: Kubectl,
  where: string,
  regions: readonly (readonly [string, PlacedCluster])[],
): Promise<Check> {
  const { ok: answered, stdout, refusal } = await kubectl.run(["get", "--raw", "/version"]);
  if (!answered) {
    return problem(
      UNREACHABLE,
      `${where} does not answer: ${refusal}`,
      "the helm and kubernetes providers use the same context",
      "see that the kubeconfig has the context, its credentials are valid, and the server can be reached from here",
    );
  }
  const { gitVersion = "", major = "", minor = "" } = JSON.parse(stdout) as Record<string, string | undefined>;
  // managed servers write "36+"
  const found = `${major}.${minor.replace(/\D+$/, "")}`;
  const wrong = regions.filter(([, { version }]) => version !== undefined && version !== found);
  if (wrong.length > 0) {
    const stated = wrong.map(([name, { version }]) => `regions.${name}.cluster.version is ${version ?? ""}`).join(", ");
    return problem(
      "version",
      `${where} is Kubernetes ${gitVersion}, and ${stated}`,
      "which policies are rendered, and in which API version, is decided by what is stated",
      `state version "${found}", synthesize and apply`,
    );
  }
  return ok("cluster", `${where}, Kubernetes ${gitVersion}`);
}

async function checkPool(kubectl: Kubectl, placed: PlacedPool): Promise<readonly Check[]> {
  const { pool } = placed;
  const name = `${pool.id}: namespaces`;
  const wanted = [pool.runnerNamespace, pool.workloadNamespace];
  const {
    ok: found,
    stdout,
    refusal,
  } = await kubectl.run([...["get", "namespaces", ...wanted], ...["--ignore-not-found", "--output=name"]]);
  const probes = pool.runners.map((runner) => `${pool.id}: probe as ${runner}`);
  if (!found) {
    const fix = "use a context whose user may get namespaces, or have the right granted";
    const hurts = "whether the pool was applied can't be told";
    return [
      problem(name, refusal, hurts, fix),
      ...probes.map((one) => skipped(one, "its namespace could not be looked for")),
    ];
  }
  const missing = wanted.filter((one) => !stdout.split("\n").includes(`namespace/${one}`));
  if (missing.length > 0) {
    const text = `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing`;
    const fix = "apply the pool's stack to this cluster; if it was, see that the stack's context is this one";
    return [
      problem(name, text, "the pool is not in this cluster, or not whole", fix),
      ...probes.map((one) => skipped(one, "there is no namespace to make a workload in")),
    ];
  }
  return [
    ok(name, wanted.join(", ")),
    ...(await inTurn(pool.runners, async (one) => [await probe(kubectl, placed, one)])),
  ];
}

function missingFleet(fleet: SynthesizedFleet | undefined, context: string, outDirectory: string): readonly Check[] {
  if (fleet === undefined) {
    return [
      problem(
        "fleet",
        `${outDirectory} holds no synthesized app`,
        "which pools should be in the cluster is read there",
        "synthesize the app, or name its output folder with --out DIR",
      ),
    ];
  }
  if (fleet.contexts.includes(context)) return [];
  const named = fleet.contexts.length === 0 ? "none" : fleet.contexts.map((one) => JSON.stringify(one)).join(", ");
  return [
    problem(
      "fleet",
      `no ${fleet.source} is on the context ${JSON.stringify(context)}; contexts there: ${named}`,
      "no pool can be looked for",
      "give one of these with --cluster, or correct the cluster in the app",
    ),
  ];
}

/** Clusters of a context, one for each kubeconfig. */
function clustersOf({ clusters }: SynthesizedFleet, context: string): readonly PlacedCluster[] {
  const own = Object.values(clusters).filter((cluster) => cluster.context === context);
  return [...new Map(own.map((cluster) => [cluster.path, cluster])).values()];
}

function isSame(one: PlacedCluster, other: PlacedCluster): boolean {
  return one.context === other.context && one.path === other.path;
}

function clientVersion(stdout: string): string {
  const { clientVersion: client } = JSON.parse(stdout) as { clientVersion?: { gitVersion?: string } };
  return client?.gitVersion ?? "";
}

/** One after the other: an API server of a small cluster takes a probe at a time. */
async function inTurn<T>(all: readonly T[], check: (one: T) => Promise<readonly Check[]>): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const one of all) checks.push(...(await check(one)));
  return checks;
}
