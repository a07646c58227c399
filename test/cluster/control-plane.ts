// A Kubernetes control plane of this machine: etcd, API server, controller manager, scheduler, and kwok, which plays nodes and their
// kubelets. Nothing runs in its pods; everything that an API server judges, defaults and refuses is real.
//
// Flags as measured (kubernetes 1.35.4, etcd 3.6, kwok 0.7): without the controller manager no namespace ever ends; without the
// longer lease kwok's nodes turn NotReady after a minute; the gate and the API of mutating admission policies only work together.
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeCertificates } from "./certificates";
import { kubectl, type Kubectl } from "./kubectl";

const SERVICE_RANGE = "10.96.0.0/16";
const READY_WITHIN_MS = 60_000;
const POLL_MS = 200;
const OWNER_ONLY_FILE = 0o600;

/** Versions of Kubernetes whose control planes are there. */
export type KubernetesVersion = "1.35.4" | "1.36.0";

type OfKubernetes = "kube-apiserver" | "kube-controller-manager" | "kube-scheduler";

/** Paths of the binaries. */
export type Components = Readonly<Record<"etcd" | "kwok" | "kubectl" | `${OfKubernetes}-${KubernetesVersion}`, string>>;

/** A node that kwok plays. */
export interface NodeSpec {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
  /** Allocatable resources beside pods. */
  readonly resources: Readonly<Record<string, string>>;
}

/** How the API server is started. */
export interface ControlPlaneOptions {
  readonly components: Components;
  /** Name of the context in the kubeconfig. */
  readonly context: string;
  /**
   * Version of Kubernetes: 1.36 has mutating admission policies, 1.35 gets the two flags that switch them on as v1beta1.
   * @default "1.36.0"
   */
  readonly version?: KubernetesVersion;
  /** Admission plugins beside the defaults. */
  readonly admissionPlugins?: readonly string[];
}

/** A running control plane. */
export class ControlPlane {
  private constructor(
    /** Holds certificates, kubeconfig, data and logs. */
    readonly folder: string,
    readonly kubeconfig: string,
    readonly context: string,
    /** kubectl as the cluster's admin. */
    readonly kubectl: Kubectl,
    /** Path of kubectl. */
    readonly kubectlPath: string,
    private readonly server: string,
    private readonly children: readonly ChildProcess[],
  ) {}

  /** Starts everything and waits until namespaces have their default account. */
  static async start(options: ControlPlaneOptions): Promise<ControlPlane> {
    const { components, context, version = "1.36.0" } = options;
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-cluster-"));
    const children: ChildProcess[] = [];
    const run = (name: OfKubernetes | "etcd" | "kwok", args: readonly string[]): ChildProcess => {
      const log = createWriteStream(join(folder, `${name}.log`));
      const path = name === "etcd" || name === "kwok" ? components[name] : components[`${name}-${version}`];
      const child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"] });
      child.stdout.pipe(log);
      child.stderr.pipe(log);
      children.push(child);
      return child;
    };
    try {
      const [clients, peers, api, controller, scheduler, kwok] = await freePorts(6);
      makeCertificates(folder);
      const file = (name: string): string => join(folder, name);
      run("etcd", [
        "--data-dir",
        file("etcd"),
        "--listen-client-urls",
        `http://127.0.0.1:${clients}`,
        "--advertise-client-urls",
        `http://127.0.0.1:${clients}`,
        "--listen-peer-urls",
        `http://127.0.0.1:${peers}`,
        "--initial-advertise-peer-urls",
        `http://127.0.0.1:${peers}`,
        "--initial-cluster",
        `default=http://127.0.0.1:${peers}`,
        "--unsafe-no-fsync",
      ]);
      run("kube-apiserver", [
        "--etcd-servers",
        `http://127.0.0.1:${clients}`,
        "--bind-address",
        "127.0.0.1",
        "--advertise-address",
        "127.0.0.1",
        "--secure-port",
        String(api),
        "--endpoint-reconciler-type",
        "none",
        "--service-cluster-ip-range",
        SERVICE_RANGE,
        "--authorization-mode",
        "RBAC",
        "--allow-privileged",
        "--client-ca-file",
        file("ca.crt"),
        "--tls-cert-file",
        file("server.crt"),
        "--tls-private-key-file",
        file("server.key"),
        "--service-account-issuer",
        "https://kubernetes.default.svc",
        "--service-account-key-file",
        file("accounts.pub"),
        "--service-account-signing-key-file",
        file("accounts.key"),
        ...(version !== "1.35.4"
          ? []
          : [
              "--feature-gates",
              "MutatingAdmissionPolicy=true",
              "--runtime-config",
              "admissionregistration.k8s.io/v1beta1=true",
            ]),
        ...(options.admissionPlugins ? ["--enable-admission-plugins", options.admissionPlugins.join(",")] : []),
      ]);
      const server = `https://127.0.0.1:${api}`;
      const config = (user: string): string =>
        writeKubeconfig(folder, user, server, context, {
          "client-certificate": file(`${user}.crt`),
          "client-key": file(`${user}.key`),
        });
      const kubeconfig = config("admin");
      const admin = kubectl(components.kubectl, kubeconfig);
      await until("the API server is ready", folder, async () => (await admin.try(["get", "--raw", "/readyz"])).ok);
      run("kube-controller-manager", [
        "--kubeconfig",
        config("controller-manager"),
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        "--service-account-private-key-file",
        file("accounts.key"),
        "--root-ca-file",
        file("ca.crt"),
        "--bind-address",
        "127.0.0.1",
        "--secure-port",
        String(controller),
      ]);
      run("kube-scheduler", [
        "--kubeconfig",
        config("scheduler"),
        "--leader-elect=false",
        "--bind-address",
        "127.0.0.1",
        "--secure-port",
        String(scheduler),
      ]);
      run("kwok", [
        "--kubeconfig",
        kubeconfig,
        "--manage-all-nodes=true",
        "--node-lease-duration-seconds",
        "40",
        "--server-address",
        `127.0.0.1:${kwok}`,
      ]);
      await until("the default account is there", folder, async () => {
        return (await admin.try(["get", "serviceaccount", "default", "--namespace", "default"])).ok;
      });
      return new ControlPlane(folder, kubeconfig, context, admin, components.kubectl, server, children);
    } catch (error) {
      await end(children);
      throw error;
    }
  }

  /** Adds nodes and waits until they are ready. */
  async addNodes(nodes: readonly NodeSpec[]): Promise<void> {
    await this.kubectl.apply(nodes.map(nodeObject));
    await until("the nodes are ready", this.folder, async () => {
      const { items } = await this.kubectl.json<{ items: readonly ReadyNode[] }>(["get", "nodes"]);
      return items.every(({ status }) =>
        status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
      );
    });
  }

  /** kubectl as a service account, by a token of its own. */
  async as(namespace: string, account: string): Promise<Kubectl> {
    const token = (await this.kubectl.run(["create", "token", account, "--namespace", namespace])).trim();
    const path = writeKubeconfig(this.folder, `${namespace}-${account}`, this.server, this.context, { token });
    return kubectl(this.kubectlPath, path);
  }

  /** Ends everything and removes the folder. */
  async stop(): Promise<void> {
    await end(this.children);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface ReadyNode {
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function nodeObject({ name, labels = {}, taints = [], resources }: NodeSpec): object {
  const amounts = { pods: "110", ...resources };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: { "kubernetes.io/hostname": name, ...labels },
      annotations: { "kwok.x-k8s.io/node": "fake" },
    },
    spec: { taints },
    status: { allocatable: amounts, capacity: amounts },
  };
}

/** Polls, because no component says by itself that it is ready. */
async function until(what: string, folder: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await holds())) {
    if (Date.now() > deadline)
      throw new Error(`waited ${READY_WITHIN_MS / 1000} s until ${what}; logs are in ${folder}`);
    await sleep(POLL_MS);
  }
}

async function end(children: readonly ChildProcess[]): Promise<void> {
  for (const child of [...children].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(kill);
  }
}

function writeKubeconfig(
  folder: string,
  name: string,
  server: string,
  context: string,
  credentials: Readonly<Record<string, string>>,
): string {
  const path = join(folder, `${name}.kubeconfig`);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: context, cluster: { server, "certificate-authority": join(folder, "ca.crt") } }],
    users: [{ name, user: credentials }],
    contexts: [{ name: context, context: { cluster: context, user: name } }],
    "current-context": context,
  };
  writeFileSync(path, JSON.stringify(config), { mode: OWNER_ONLY_FILE });
  return path;
}

/** Ports that were free a moment ago, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((done, fail) => {
          const server = createServer();
          server.once("error", fail);
          server.listen(0, "127.0.0.1", () => done(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
