// Clusters of this machine behind the stand-in providers: objects go to the API server, releases to the real helm command with local
// charts, and a runner's pod starts as the Deployment that Helm rendered says, with the token of the Secret that is there.
//
// What the API server keeps otherwise than it was written or rendered is told in `differences`, of what helm made too. A read asks the
// server: what is gone there is created by the next plan, and what was changed there fails it.
import {
  ClusterRefusal,
  type ObjectInput,
  type ObjectKey,
  type Operation,
  type Operations,
  type PodStart,
  type RealClusters,
  type Release,
  type ReleaseInput,
} from "../../src/rehearsal/cluster-store/index";
import type { ControlPlane } from "./control-plane";
import { differencesOf } from "./differences";
import { manifestOf } from "./manifests";
import { helmReleases } from "./releases";
import { type Deployment, RUNNERS, startOf, whyNotRunning } from "./runner-process";

/** What makes real clusters. */
export interface RealClustersOptions {
  /** Path of helm. */
  readonly helm: string;
  /** By the name that stand-ins give a cluster: `<context> of <kubeconfig>`. */
  readonly planes: Readonly<Record<string, ControlPlane>>;
  /** Folders of charts by name. */
  readonly charts: Readonly<Record<string, string>>;
  /**
   * What is done after each change, before who asked for it has its answer.
   * @param change such as `install agyn-web/web-eu-west-1-0`
   * @default - nothing
   */
  readonly after?: (change: string) => Promise<void>;
}

/** Clusters that say what they would keep otherwise. */
export interface ObservedClusters extends RealClusters {
  /** `Kind namespace/name: path is X, was written as Y`. */
  readonly differences: readonly string[];
  /** Warnings that the API server gave with an answer. */
  readonly warnings: readonly string[];
  /** How many objects were written, those of releases counted one by one. */
  readonly written: number;
}

/** Makes them. */
export function realClusters({ helm, planes, charts, after }: RealClustersOptions): ObservedClusters {
  const releases = helmReleases(helm, charts);
  const differences: string[] = [];
  const warnings: string[] = [];
  let written = 0;
  const planeOf = (cluster: string): ControlPlane => {
    const plane = planes[cluster];
    if (plane === undefined) throw new Error(`no control plane was started for ${cluster}`);
    return plane;
  };

  const write = async (verb: "create" | "replace", plane: ControlPlane, input: ObjectInput): Promise<void> => {
    const manifest = manifestOf(input.kind, input.body, input.data);
    const { ok, stdout, stderr } = await plane.kubectl.try(
      [verb, "--filename", "-", "--output", "json"],
      JSON.stringify(manifest),
    );
    if (!ok) throw new ClusterRefusal(/AlreadyExists/.test(stderr) ? "AlreadyExists" : "Invalid", stderr.trim());
    warnings.push(...stderr.split("\n").filter((line) => line.startsWith("Warning:")));
    written += 1;
    const where = `${input.kind} ${input.namespace}/${input.name}`;
    differences.push(...differencesOf(manifest, JSON.parse(stdout)).map((difference) => `${where}: ${difference}`));
  };

  const update = async (plane: ControlPlane, input: ObjectInput): Promise<void> => {
    // a state does not hold what a Secret contains: without new data it stays as it is
    const data = input.data ?? (input.kind === "Secret" ? await dataOf(plane, input) : undefined);
    await write("replace", plane, { ...input, ...(data && { data }) });
  };

  const remove = async (plane: ControlPlane, { kind, namespace, name }: ObjectKey): Promise<void> => {
    await plane.kubectl.run(["delete", kind, name, ...inNamespace(namespace), "--ignore-not-found", "--wait"]);
  };

  const deploy = async (mode: "install" | "upgrade", plane: ControlPlane, input: ReleaseInput): Promise<void> => {
    const deployed = await releases.deploy(mode, plane, input);
    written += deployed.objects;
    differences.push(...deployed.differences);
    warnings.push(...deployed.warnings);
  };

  return {
    differences,
    warnings,
    get written() {
      return written;
    },
    async carryOut<O extends Operation>(operation: O, cluster: string, input: Operations[O]["input"]): Promise<void> {
      const plane = planeOf(cluster);
      switch (operation) {
        case "create":
          await write("create", plane, input as ObjectInput);
          break;
        case "update":
          await update(plane, input as ObjectInput);
          break;
        case "delete":
          await remove(plane, input as ObjectKey);
          break;
        case "install":
        case "upgrade":
          await deploy(operation, plane, input as ReleaseInput);
          break;
        case "uninstall":
          await releases.uninstall(plane, input);
      }
      const { kind, namespace, name } = input as Partial<ObjectKey>;
      await after?.([operation, kind, [namespace, name].filter(Boolean).join("/")].filter(Boolean).join(" "));
    },
    async hasObject(cluster, { kind, namespace, name, body, data }) {
      const get = ["get", kind, name, ...inNamespace(namespace), "--ignore-not-found", "--output", "json"];
      const found = await planeOf(cluster).kubectl.run(get);
      if (found === "") return false;
      const changes = differencesOf(manifestOf(kind, body, data), JSON.parse(found));
      if (changes.length === 0) return true;
      throw new ClusterRefusal(
        "Invalid",
        `${kind} ${namespace}/${name} was changed on the server: ${changes.join("; ")}`,
      );
    },
    hasRelease: (cluster, release) => releases.has(planeOf(cluster), release),
    startPod: (cluster, release) => startPod(planeOf(cluster), release),
  };
}

/** What a Secret holds, in clear text. */
async function dataOf(plane: ControlPlane, { namespace, name }: ObjectKey): Promise<Readonly<Record<string, string>>> {
  const get = ["get", "secret", name, ...inNamespace(namespace)];
  const { data = {} } = await plane.kubectl.json<{ data?: Readonly<Record<string, string>> }>(get);
  return Object.fromEntries(
    Object.entries(data).map(([key, text]) => [key, Buffer.from(text, "base64").toString("utf8")]),
  );
}

/** The pod of a release. */
async function startPod(plane: ControlPlane, { namespace, name }: Release): Promise<PodStart> {
  const selector = `${RUNNERS},app.kubernetes.io/instance=${name}`;
  const where = ["--namespace", namespace, "--selector", selector];
  const { items } = await plane.kubectl.json<{ items: readonly Deployment[] }>(["get", "deployments", ...where]);
  const [deployment] = items;
  if (deployment === undefined) return { reason: `no Deployment has the labels ${selector}` };
  const reason = whyNotRunning(deployment);
  return reason === undefined ? await startOf(plane, deployment) : { reason };
}

function inNamespace(namespace: string): readonly string[] {
  return namespace === "" ? [] : ["--namespace", namespace];
}
