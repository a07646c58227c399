// What the tests on real clusters share: the components that were built, the local charts, and an app of the examples applied
// to the control planes of its contexts, through the stand-ins or the real providers.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  addToMirror,
  applyStacks,
  builtProvider,
  type Changes,
  cliConfiguration,
  destroyStacks,
  enrolledRunners,
  findTerraform,
  fullAddresses,
  keptCredentials,
  layOutMirror,
  planStacks,
  type Platform,
  planVariables,
  Rehearsal,
  rehearsalProviders,
  requireNothingLeft,
  type Scene,
  startPlatform,
  synthesizeApp,
} from "../../src/rehearsal/index";
import { CLUSTER_ADMIN_IDENTITY_ID } from "../../src/emulator/index";
import { enroll } from "../../src/rehearsal/cluster-store/index";
import { makeSeed } from "../../src/rehearsal/seed/seed";
import { readSynthesizedStacks } from "../../src/synthesized/index";
import { VERSION } from "../support/workspace";
import { type Components, ControlPlane, type ControlPlaneOptions, type NodeSpec } from "./control-plane";
import { addCustomResources } from "./custom-resources";
import { addFigure, secondsSince } from "./figures";
import { type ObservedClusters, realClusters, startOf } from "./real-clusters";
import { watchRunners } from "./watch";

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
  running.push(() => plane.stop());
  await plane.addNodes(nodes);
  await addCustomResources(plane.kubectl);
  addFigure({ what: `control plane ${options.version ?? "1.36.0"} ready`, seconds: secondsSince(started) });
  return plane;
}

const running: (() => Promise<void>)[] = [];

/** Ends all that was started here and still runs, the last first: also what a failed set-up left, which would keep jest alive. */
export async function closeAll(): Promise<void> {
  for (const end of running.splice(0).reverse()) await end();
}

/** An app on control planes. */
export interface Stage {
  readonly scene: Scene;
  readonly clusters: ObservedClusters;
  /** What was synthesized. */
  readonly outDirectory: string;
  /** Applies every stack, and answers how much was added, changed and removed in all. */
  apply(): Promise<Changes>;
  /** Synthesizes the app anew with another environment. */
  synthesize(env: Readonly<Record<string, string>>): Promise<void>;
  /** @throws when a plan is not empty */
  planAgain(): Promise<void>;
  /** @throws when anything is left */
  destroy(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Synthesizes an example and makes it ready to be applied. With CLUSTER_REGISTRY_PROVIDERS in the environment the helm and
 * kubernetes providers are the real ones, from their registry; else the stand-ins hand their objects to the control planes.
 *
 * @param main its main file, from the repository's root
 * @param planes by the name of the context that the example's clusters have
 */
export async function stageOf(main: string, planes: readonly ControlPlane[]): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-stage-"));
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
    rmSync(folder, { recursive: true, force: true });
  };
  running.push(close);
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
    const named = Object.fromEntries(planes.map((plane) => [`${plane.context} of ~/.kube/config`, plane]));
    const clusters = realClusters({ helm: components.helm, planes: named, charts: CHARTS });
    const platform = await startPlatform({ token: credentials.admin, dataFile, realClusters: clusters });
    closing.push(() => platform.close(), ...enrollers(platform, clusters, named));
    const rehearsal = new Rehearsal({
      binary: await findTerraform(process.env),
      workDirectory: join(folder, "stacks"),
      cliConfigFile: FROM_REGISTRY ? registryConfiguration(folder) : layOutMirror(folder, STAND_INS()),
      baseEnv: FROM_REGISTRY ? { ...process.env, HOME: homeOf(folder, planes) } : process.env,
      env: {
        ...platform.env,
        ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value])),
      },
    });
    const tokens = [credentials.admin, ...Object.values(variables)];
    let scene: Scene = { platform, rehearsal, stacks, tokens, signal: new AbortController().signal };
    const quiet = (): void => undefined;
    return {
      get scene() {
        return scene;
      },
      clusters,
      outDirectory: out,
      apply: async () => {
        const [started, written] = [Date.now(), clusters.written];
        const results = await applyStacks(scene, quiet, 60_000);
        await enrolledRunners(scene);
        addFigure({ what: `apply of ${main}`, seconds: secondsSince(started), objects: clusters.written - written });
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
      planAgain: () => planStacks(scene, quiet),
      destroy: async () => {
        await destroyStacks(scene, quiet);
        requireNothingLeft(scene.platform, seed.foreign);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whether the helm and kubernetes providers come from a Terraform registry. */
const FROM_REGISTRY = process.env.CLUSTER_REGISTRY_PROVIDERS === "1";
const STAND_INS = () => rehearsalProviders(join(ROOT, "dist"), VERSION);

/** Plays the start of runners whose Deployments become available, however late; answers what ends that. */
function enrollers(
  { clusters: store, gateway }: Platform,
  clusters: ObservedClusters,
  planes: Readonly<Record<string, ControlPlane>>,
): readonly (() => Promise<unknown>)[] {
  const present = (token: string): Promise<string | undefined> => enroll(gateway.url, token);
  return Object.entries(planes).map(([cluster, plane]) => {
    let last: Promise<unknown> = Promise.resolve();
    const watch = watchRunners(plane, (deployment) => {
      last = last.then(async () => {
        // the store knows no release of a real provider
        if (!FROM_REGISTRY) return await store.startPods(cluster, present, clusters.startPod);
        const start = await startOf(plane, deployment);
        if ("token" in start) await present(start.token);
      });
    });
    return async () => {
      await watch.stop();
      await last;
    };
  });
}

/** Our provider from a mirror, all others from their registry. */
function registryConfiguration(folder: string): string {
  const mirror = join(folder, "mirror");
  const provider = builtProvider(join(ROOT, "dist"), VERSION);
  addToMirror(mirror, provider);
  const path = join(folder, "terraform.tfrc");
  const comment = "Made by a test on real providers.";
  writeFileSync(
    path,
    cliConfiguration({ comment, mirror, addresses: fullAddresses(provider), othersFromRegistries: true }),
  );
  return path;
}

/** A home whose kubeconfig has the contexts of all control planes. */
function homeOf(folder: string, planes: readonly ControlPlane[]): string {
  const configs = planes.map(
    ({ kubeconfig }) => JSON.parse(readFileSync(kubeconfig, "utf8")) as Readonly<Record<string, readonly Named[]>>,
  );
  const all = (list: string): readonly Named[] => configs.flatMap((config) => config[list] ?? []);
  const users = planes.flatMap(({ context }, index) =>
    (configs[index]?.["users"] ?? []).map((user) => ({ ...user, name: context })),
  );
  const contexts = planes.map(({ context }) => ({ name: context, context: { cluster: context, user: context } }));
  mkdirSync(join(folder, ".kube"));
  const merged = { apiVersion: "v1", kind: "Config", clusters: all("clusters"), users, contexts };
  writeFileSync(join(folder, ".kube/config"), JSON.stringify(merged), { mode: 0o600 });
  return folder;
}

interface Named {
  readonly name: string;
}
