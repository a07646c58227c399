// What the tests on real clusters share: the components that were built, the local charts, and an app of the examples applied
// through the stand-ins to the control planes of its contexts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  applyStacks,
  destroyStacks,
  enrolledRunners,
  findTerraform,
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
import { makeSeed } from "../../src/rehearsal/seed/seed";
import { readSynthesizedStacks } from "../../src/synthesized/index";
import { VERSION } from "../support/workspace";
import { type Components, ControlPlane, type ControlPlaneOptions, type NodeSpec } from "./control-plane";
import { type ObservedClusters, realClusters } from "./real-clusters";

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

/** A control plane with nodes. */
export async function startCluster(
  context: string,
  nodes: readonly NodeSpec[] = NODES,
  options: Partial<ControlPlaneOptions> = {},
): Promise<ControlPlane> {
  const plane = await ControlPlane.start({ components, context, ...options });
  await plane.addNodes(nodes);
  return plane;
}

/** An app on control planes. */
export interface Stage {
  readonly scene: Scene;
  readonly clusters: ObservedClusters;
  /** What was synthesized. */
  readonly outDirectory: string;
  apply(): Promise<void>;
  /** @throws when a plan is not empty */
  planAgain(): Promise<void>;
  /** @throws when anything is left */
  destroy(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Synthesizes an example and makes it ready to be applied.
 *
 * @param main its main file, from the repository's root
 * @param planes by the name of the context that the example's clusters have
 */
export async function stageOf(main: string, planes: readonly ControlPlane[]): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-stage-"));
  let platform: Platform | undefined;
  try {
    const out = join(folder, "cdktf.out");
    mkdirSync(out);
    const command = `"${process.execPath}" --import tsx "${join(ROOT, main)}"`;
    await synthesizeApp({ command, directory: ROOT }, out, process.env);
    const stacks = readSynthesizedStacks(out);
    const { variables, ...credentials } = keptCredentials(
      join(folder, "credentials.json"),
      planVariables(stacks, []).tokens,
    );
    const identities = Object.values(variables).map((token) => token.slice("agyn_".length));
    const seed = makeSeed({ states: [], stacks, owners: [CLUSTER_ADMIN_IDENTITY_ID, ...identities], variables });
    const dataFile = join(folder, "gateway.json");
    writeFileSync(dataFile, JSON.stringify(seed.gateway), { mode: 0o600 });
    const clusters = realClusters({
      helm: components.helm,
      planes: Object.fromEntries(planes.map((plane) => [`${plane.context} of ~/.kube/config`, plane])),
      charts: CHARTS,
    });
    platform = await startPlatform({ token: credentials.admin, dataFile, realClusters: clusters });
    const rehearsal = new Rehearsal({
      binary: await findTerraform(process.env),
      workDirectory: join(folder, "stacks"),
      cliConfigFile: layOutMirror(folder, rehearsalProviders(join(ROOT, "dist"), VERSION)),
      baseEnv: process.env,
      env: {
        ...platform.env,
        ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value])),
      },
    });
    const tokens = [credentials.admin, ...Object.values(variables)];
    const scene: Scene = { platform, rehearsal, stacks, tokens, signal: new AbortController().signal };
    const quiet = (): void => undefined;
    return {
      scene,
      clusters,
      outDirectory: out,
      apply: async () => {
        await applyStacks(scene, quiet, 60_000);
        await enrolledRunners(scene);
      },
      planAgain: () => planStacks(scene, quiet),
      destroy: async () => {
        await destroyStacks(scene, quiet);
        requireNothingLeft(scene.platform, seed.foreign);
      },
      close: async () => {
        await scene.platform.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await platform?.close();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
