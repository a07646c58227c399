// Clusters of this machine behind the stand-in providers: objects go to the API server, releases to the real helm command with local
// charts, and a runner's pod starts as the Deployment that Helm rendered says, with the token of the Secret that is there.
//
// What the API server would keep otherwise than it was written is told in `differences`: the real provider would show it as a change.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
import { manifestOf } from "./manifests";
import { type Deployment, RUNNERS, startOf, whyNotRunning } from "./runner-process";

const UNINSTALL_WITHIN = "60s";
/** Helm prints a release with its chart. */
const MOST_PRINTED_BYTES = 16 * 1024 * 1024;

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
    // a state does not hold what a Secret contains: only its labels and annotations are written, unless there is new data
    if (input.kind === "Secret" && input.data === undefined) return;
    await write("replace", plane, input);
  };

  const remove = async (plane: ControlPlane, { kind, namespace, name }: ObjectKey): Promise<void> => {
    await plane.kubectl.run(["delete", kind, name, ...inNamespace(namespace), "--ignore-not-found", "--wait"]);
  };

  const deploy = async (mode: "install" | "upgrade", plane: ControlPlane, input: ReleaseInput): Promise<void> => {
    const chart = input.chartFolder ?? charts[input.chart];
    if (chart === undefined) throw new Error(`no local chart stands for ${input.chart}`);
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-values-"));
    try {
      const values = join(folder, "values.json");
      writeFileSync(values, JSON.stringify(input.values ?? {}), { mode: 0o600 });
      const where = ["--namespace", input.namespace, "--kubeconfig", plane.kubeconfig];
      const wait = input.waitSeconds === undefined ? [] : ["--wait", "--timeout", `${input.waitSeconds}s`];
      const printed = await runHelm([
        mode,
        input.name,
        chart,
        ...where,
        "--values",
        values,
        ...wait,
        "--output",
        "json",
      ]);
      const { manifest } = JSON.parse(printed) as { manifest: string };
      written += manifest.match(/^kind: /gm)?.length ?? 0;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  const uninstall = async (
    plane: ControlPlane,
    { namespace, name }: Operations["uninstall"]["input"],
  ): Promise<void> => {
    const where = ["--namespace", namespace, "--kubeconfig", plane.kubeconfig];
    await runHelm(["uninstall", name, ...where, "--ignore-not-found", "--wait", "--timeout", UNINSTALL_WITHIN]);
  };

  const runHelm = (args: readonly string[]): Promise<string> =>
    new Promise((done, fail) => {
      execFile(
        helm,
        args,
        { env: { PATH: process.env.PATH, HOME: "/nonexistent" }, maxBuffer: MOST_PRINTED_BYTES },
        (error, stdout, stderr) => {
          if (error) fail(new ClusterRefusal("Invalid", stderr.trim()));
          else done(stdout);
        },
      );
    });

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
          await uninstall(plane, input);
      }
      const { kind, namespace, name } = input as Partial<ObjectKey>;
      await after?.([operation, kind, [namespace, name].filter(Boolean).join("/")].filter(Boolean).join(" "));
    },
    startPod: (cluster, release) => startPod(planeOf(cluster), release),
  };
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

/** Where what was written is not what is kept; what the server adds does not count. */
function differencesOf(written: unknown, kept: unknown, path = ""): readonly string[] {
  if (Array.isArray(written)) {
    const list = Array.isArray(kept) ? (kept as readonly unknown[]) : [];
    if (list.length !== written.length)
      return [`${path} has ${list.length} entries, was written with ${written.length}`];
    return written.flatMap((one, index) => differencesOf(one, list[index], `${path}[${index}]`));
  }
  if (typeof written === "object" && written !== null) {
    const object = (kept ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(written).flatMap(([key, value]) =>
      differencesOf(value, object[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (written === kept) return [];
  // what a Secret holds is not shown
  const shown = path.startsWith("data.")
    ? ""
    : ` is ${JSON.stringify(kept)}, was written as ${JSON.stringify(written)}`;
  return [`${path}${shown === "" ? " differs" : shown}`];
}
