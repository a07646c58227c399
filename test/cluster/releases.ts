// Releases on a control plane, by the real helm command and local charts.
//
// Source: helm 3.20 (measured): what the API server warns of goes to stderr as a log line, quoted, with exit code 0; the manifest of a
// release that is printed as JSON holds no hooks.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import { ClusterRefusal, type Release, type ReleaseInput } from "../../src/rehearsal/cluster-store/index";
import type { ControlPlane } from "./control-plane";
import { differencesOf } from "./differences";

const UNINSTALL_WITHIN = "60s";
/** Helm prints a release with its chart. */
const MOST_PRINTED_BYTES = 16 * 1024 * 1024;

/** What a release came to on the server. */
export interface Deployed {
  readonly objects: number;
  readonly differences: readonly string[];
  readonly warnings: readonly string[];
}

/** An object, rendered or kept. */
interface Named {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}
type Place = Pick<Release, "namespace" | "name">;

/** Deploys, uninstalls and looks. */
export interface Releases {
  deploy(mode: "install" | "upgrade", plane: ControlPlane, input: ReleaseInput): Promise<Deployed>;
  uninstall(plane: ControlPlane, release: Place): Promise<void>;
  /**
   * Whether a release is there.
   * @throws {ClusterRefusal} when it has other values or is not deployed
   */
  has(plane: ControlPlane, release: Release): Promise<boolean>;
}

/** What helm printed. */
interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Releases by a helm.
 *
 * @param helm its path
 * @param charts folders of charts by name
 */
export function helmReleases(helm: string, charts: Readonly<Record<string, string>>): Releases {
  const run = (plane: ControlPlane, namespace: string, args: readonly string[]): Promise<Printed> =>
    new Promise((done, fail) => {
      execFile(
        helm,
        [...args, "--namespace", namespace, "--kubeconfig", plane.kubeconfig],
        { env: { PATH: process.env.PATH, HOME: "/nonexistent" }, maxBuffer: MOST_PRINTED_BYTES },
        (error, stdout, stderr) => {
          if (error) fail(new ClusterRefusal("Invalid", stderr.trim()));
          else done({ stdout, stderr });
        },
      );
    });

  return {
    async deploy(mode, plane, input) {
      const chart = input.chartFolder ?? charts[input.chart];
      if (chart === undefined) throw new Error(`no local chart stands for ${input.chart}`);
      const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-values-"));
      try {
        const values = join(folder, "values.json");
        writeFileSync(values, JSON.stringify(input.values ?? {}), { mode: 0o600 });
        const wait = input.waitSeconds === undefined ? [] : ["--wait", "--timeout", `${input.waitSeconds}s`];
        const how = ["--values", values, ...wait, "--output", "json"];
        const { stdout, stderr } = await run(plane, input.namespace, [mode, input.name, chart, ...how]);
        const { manifest } = JSON.parse(stdout) as { manifest: string };
        const rendered = renderedIn(manifest);
        return {
          objects: rendered.length,
          warnings: warningsIn(stderr),
          differences: await differencesOfAll(plane, input.namespace, rendered),
        };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },

    async uninstall(plane, { namespace, name }) {
      await run(plane, namespace, ["uninstall", name, "--ignore-not-found", "--wait", "--timeout", UNINSTALL_WITHIN]);
    },

    async has(plane, { namespace, name, values = {} }) {
      const status = await run(plane, namespace, ["status", name, "--output", "json"]).catch((error: unknown) => {
        if (error instanceof ClusterRefusal && error.message.includes("release: not found")) return undefined;
        throw error;
      });
      if (status === undefined) return false;
      const { info, config = {} } = JSON.parse(status.stdout) as { info: { status: string }; config?: object };
      if (info.status !== "deployed") throw changed(namespace, name, `is ${info.status}`);
      if (!isDeepStrictEqual(config, values)) throw changed(namespace, name, "has other values than it was given");
      return true;
    },
  };
}

function changed(namespace: string, name: string, how: string): ClusterRefusal {
  return new ClusterRefusal("Invalid", `release ${namespace}/${name} ${how}`);
}

function renderedIn(manifest: string): readonly Named[] {
  const documents = parseAllDocuments(manifest);
  if ("empty" in documents) return [];
  return documents.map((document) => document.toJS() as Named | null).filter((object) => object !== null);
}

/** The server's warnings among what helm logs. */
function warningsIn(stderr: string): readonly string[] {
  return [...stderr.matchAll(/"(?:[^"\\\n]|\\.)*"$/gm)]
    .map(([quoted]) => JSON.parse(quoted) as string)
    .filter((text) => text.startsWith("Warning: "));
}

async function differencesOfAll(
  plane: ControlPlane,
  namespace: string,
  rendered: readonly Named[],
): Promise<readonly string[]> {
  if (rendered.length === 0) return [];
  // one that names no namespace is in the release's; kubectl leaves it out for kinds that have none
  const placed = rendered.map((object) => ({ ...object, metadata: { namespace, ...object.metadata } }));
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: placed });
  const answer = await plane.kubectl.json<Named | { items: readonly Named[] }>(["get", "--filename", "-"], list);
  const kept = "items" in answer ? answer.items : [answer];
  return rendered.flatMap((object, index) => {
    const { kind, metadata } = object;
    const isIt = (one: Named): boolean =>
      one.kind === kind &&
      one.metadata.name === metadata.name &&
      [undefined, placed[index]?.metadata.namespace].includes(one.metadata.namespace);
    const found = kept.find(isIt);
    const where = `${kind} ${found?.metadata.namespace ?? ""}/${metadata.name}`;
    return differencesOf(object, found).map((difference) => `${where}: ${difference}`);
  });
}
