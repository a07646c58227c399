// What the tests on real clusters share: the components that were built, the local charts, and an app of the examples applied
// to the control planes of its contexts, through the stand-ins or the real providers.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  applyStacks,
  builtProvider,
  type Changes,
  destroyStacks,
  enrolledRunners,
  failureOf,
  failureText,
  findTerraform,
  keptCredentials,
  layOutMirror,
  planStacks,
  planVariables,
  Rehearsal,
  rehearsalProviders,
  requireNothingLeft,
  type Scene,
  startPlatform,
  synthesizeApp,
} from "../../src/rehearsal/index";
import {
  type AgentPlan,
  CLUSTER_ADMIN_IDENTITY_ID,
  readSimulationPlan,
  type SimulationEvent,
  type SimulationPlan,
} from "../../src/emulator/index";
import { enroll } from "../../src/rehearsal/cluster-store/index";
import { makeSeed } from "../../src/rehearsal/seed/seed";
import { readSynthesizedStacks } from "../../src/synthesized/index";
import { VERSION } from "../support/workspace";
import { GatewayFront } from "../support/gateway-front";
import { type Components, ControlPlane, type ControlPlaneOptions, type NodeSpec } from "./control-plane";
import { addCustomResources } from "./custom-resources";
import { type End, endAll, endsWithTests } from "./ends";
import { type Enroller, playRunners } from "./enroller";
import { addFigure, secondsSince } from "./figures";
import { inventoryOf, requireSame } from "./inventory";
import { type ObservedClusters, realClusters } from "./real-clusters";
import { homeOf, REGISTRY_PROVIDERS, registryConfiguration } from "./registry-providers";

export { closeAll, endsWithTests } from "./ends";

const ROOT = resolve(__dirname, "../..");
export const CHARTS = {
  "k8s-runner": join(__dirname, "charts/k8s-runner"),
  "documented-k8s-runner": join(__dirname, "charts/documented-k8s-runner"),
};

/** Paths of the built components, as `npm run test:cluster` gives them. */
export const components = JSON.parse(process.env.CLUSTER_COMPONENTS ?? "{}") as Components & { readonly helm: string };

/** Nodes of both tiers as the facts about tiers describe them: GPU nodes are tainted. */
export const NODES: readonly NodeSpec[] = [
  ...[0, 1].map((index) => ({ name: `std-${index}`, resources: { cpu: "8", memory: "32Gi" } })),
  ...[0, 1].map((index) => ({
    name: `gpu-${index}`,
    taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
    resources: { cpu: "32", memory: "128Gi", "nvidia.com/gpu": "8" },
  })),
];

/** A control plane with nodes, which takes the custom objects that constructs make. */
export async function startCluster(
  context: string,
  nodes: readonly NodeSpec[] = NODES,
  options: Partial<ControlPlaneOptions> = {},
): Promise<ControlPlane> {
  const started = Date.now();
  const plane = await ControlPlane.start({ components, context, ...options });
  endsWithTests(() => plane.stop());
  await plane.addNodes(nodes);
  await addCustomResources(plane.kubectl);
  addFigure({ what: `control plane ${options.version ?? "1.36.0"} ready`, seconds: secondsSince(started) });
  return plane;
}

/** An app on control planes. */
export interface Stage {
  readonly scene: Scene;
  readonly clusters: ObservedClusters;
  /** Runners that started, `context/namespace/name` of their Deployments, in order: each start of a process once. */
  readonly started: readonly string[];
  /** Every `host:port` at which they reach the gateway, sorted. */
  readonly dialled: readonly string[];
  /** What was synthesized. */
  readonly outDirectory: string;
  /** Applies every stack, and answers how much was added, changed and removed in all. */
  apply(): Promise<Changes>;
  /** Synthesizes the app anew with another environment. */
  synthesize(env: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Plans every stack, by what the control planes have.
   * @throws when a plan is not empty, or an object or a release is no longer as it was written
   */
  planAgain(): Promise<void>;
  /**
   * Destroys every stack.
   * @throws when anything is left on the platform or on a control plane, or is gone that was there when the app was staged
   */
  destroy(): Promise<void>;
  close(): Promise<void>;
}

/** What an app is applied with, and what is simulated and looked at meanwhile. */
export interface StageOptions {
  /**
   * Folder of the helm and kubernetes providers, laid out as a filesystem mirror.
   * @default - that of CLUSTER_REGISTRY_PROVIDERS; without it the stand-ins, which hand their objects to the control planes
   */
  readonly providers?: string | undefined;
  /**
   * What is added to the agents of the app's `fleet.json`, whose work then goes on by a clock that `scene.platform.gateway.simulation`
   * moves; the platform looks every five seconds.
   * @default - no work
   */
  readonly work?: Partial<AgentPlan>;
  /** Told of all that happens to their work. */
  readonly onEvent?: (event: SimulationEvent) => void;
  /**
   * What is done after each call of the gateway and after each change of a cluster, before the caller has its answer: calls of the
   * gateway come one at a time, so nothing happens between two of them that it does not see.
   * @param step the name of the call, or the change in words
   * @default - nothing
   */
  readonly after?: (step: string) => Promise<void>;
}

/**
 * Synthesizes an example and makes it ready to be applied.
 *
 * @param main its main file, from the repository's root
 * @param planes by the name of the context that the example's clusters have
 */
export async function stageOf(
  main: string,
  planes: readonly ControlPlane[],
  { providers = REGISTRY_PROVIDERS, work, onEvent, after }: StageOptions = {},
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-stage-"));
  const closing: End[] = [];
  const close = async (): Promise<void> => {
    await endAll(closing).finally(() => rmSync(folder, { recursive: true, force: true }));
  };
  endsWithTests(close);
  try {
    const out = join(folder, "cdktf.out");
    mkdirSync(out);
    const synthesize = (env: Readonly<Record<string, string>>): Promise<void> => {
      const command = `"${process.execPath}" --import tsx "${join(ROOT, main)}"`;
      return synthesizeApp({ command, directory: ROOT }, out, { ...process.env, ...env });
    };
    await synthesize({});
    const stacks = readSynthesizedStacks(out);
    const { variables, ...credentials } = keptCredentials(
      join(folder, "credentials.json"),
      planVariables(stacks, []).tokens,
    );
    const identities = Object.values(variables).map((token) => token.slice("agyn_".length));
    const seed = makeSeed({ states: [], stacks, owners: [CLUSTER_ADMIN_IDENTITY_ID, ...identities], variables });
    const dataFile = join(folder, "gateway.json");
    writeFileSync(dataFile, JSON.stringify(seed.gateway), { mode: 0o600 });
    const named = Object.fromEntries(planes.map((plane) => [nameOf(plane), plane]));
    const clusters = realClusters({ helm: components.helm, planes: named, charts: CHARTS, ...(after && { after }) });
    const simulation = work && {
      plan: await planOf(join(out, "fleet.json"), work),
      ...(onEvent && { onEvent }),
    };
    const platform = await startPlatform({
      token: credentials.admin,
      dataFile,
      realClusters: clusters,
      ...(simulation && { simulation }),
    });
    closing.push(() => platform.close());
    const front = after && (await GatewayFront.start(platform.gateway.url, { after }));
    if (front) closing.push(() => front.close());
    const [started, dialled] = [[] as string[], new Set<string>()];
    const present = (token: string): Promise<string | undefined> => enroll(platform.gateway.url, token);
    const enrollers = planes.map((plane): Enroller => {
      const cluster = nameOf(plane);
      return playRunners(plane, async ({ token, gatewayAddress }, deployment) => {
        started.push(`${plane.context}/${deployment}`);
        dialled.add(gatewayAddress);
        await present(token);
        await platform.clusters.startPods(cluster, present, clusters.startPod); // which knows no release of a real provider
      });
    });
    closing.push(...enrollers.map((enroller) => () => enroller.stop()));
    const ours = builtProvider(join(ROOT, "dist"), VERSION);
    const rehearsal = new Rehearsal({
      binary: await findTerraform(process.env),
      workDirectory: join(folder, "stacks"),
      cliConfigFile:
        providers === undefined
          ? layOutMirror(folder, rehearsalProviders(join(ROOT, "dist"), VERSION))
          : registryConfiguration(folder, ours, providers),
      baseEnv: providers === undefined ? process.env : { ...process.env, HOME: homeOf(folder, planes) },
      env: {
        ...platform.env,
        ...(front && { AGYN_API_URL: front.url }),
        ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value])),
      },
    });
    const tokens = [credentials.admin, ...Object.values(variables)];
    let scene: Scene = { platform, rehearsal, stacks, tokens, signal: new AbortController().signal };
    const quiet = (): void => undefined;
    const before = await Promise.all(planes.map(inventoryOf));
    return {
      get scene() {
        return scene;
      },
      clusters,
      started,
      get dialled() {
        return [...dialled].sort();
      },
      outDirectory: out,
      apply: async () => {
        const [begun, written] = [Date.now(), clusters.written];
        const results = await inWords(applyStacks(scene, quiet, 60_000));
        for (const enroller of enrollers) await enroller.idle(); // who waits for an enrollment sees it before the start is over
        await enrolledRunners(scene);
        addFigure({
          what: `apply of ${main}`,
          seconds: secondsSince(begun),
          // only the stand-ins' objects are counted
          ...(providers === undefined && { objects: clusters.written - written }),
        });
        return results.reduce(
          (sum, { add, change, remove }) => ({
            add: sum.add + add,
            change: sum.change + change,
            remove: sum.remove + remove,
          }),
          { add: 0, change: 0, remove: 0 },
        );
      },
      synthesize: async (env) => {
        await synthesize(env);
        scene = { ...scene, stacks: readSynthesizedStacks(out) };
      },
      planAgain: () => inWords(planStacks(scene, quiet)),
      destroy: async () => {
        await inWords(destroyStacks(scene, quiet));
        requireNothingLeft(scene.platform, seed.foreign);
        const after = await Promise.all(planes.map(inventoryOf));
        for (const [index, plane] of planes.entries()) requireSame(plane, before[index] ?? [], after[index] ?? []);
      },
      close,
    };
  } catch (error) {
    await close().catch(() => undefined); // why it can't be staged matters more
    throw error;
  }
}

/** What is awaited; its failure with all that Terraform said. */
async function inWords<T>(done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    throw new Error(failureText(failureOf(error)), { cause: error });
  }
}

/** The name that stand-ins give the cluster of a control plane. */
function nameOf({ context }: ControlPlane): string {
  return `${context} of ~/.kube/config`;
}

async function planOf(fleet: string, work: Partial<AgentPlan>): Promise<SimulationPlan> {
  const plan = await readSimulationPlan(fleet);
  const agents = Object.entries(plan.agents).map(([name, agent]) => [name, { ...agent, ...work }] as const);
  return { ...plan, pollEvery: "5s", agents: Object.fromEntries(agents) };
}
