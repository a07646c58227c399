// The embedded clusters: objects and releases by cluster, with the rules of an API server that a wrong configuration runs into.
//
// A namespace has to be there before what is in it, and takes it along when it goes; names are unique; versions count up.
// State lives in a section of the gateway's file, because Secrets hold live tokens and that file has mode 0600.
//
// Source: Kubernetes API conventions (uid, resourceVersion, generation); texts in objects.ts.
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { isObject } from "../../synthesized/index.js";
import {
  type ClusterObject,
  ClusterRefusal,
  type ObjectInput,
  objectInWords,
  type ObjectKey,
  type Release,
  type ReleaseInput,
  releaseInWords,
  requireObjectName,
  requireReleaseName,
  RESOURCE_NAMES,
  type RunnerPod,
} from "./objects.js";
import { type PodStart, RUNNER_CHART, startRunnerPod } from "./runner-pod.js";

/** Namespaces every cluster has. They are not counted and not kept. */
const BUILT_IN = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);
const WAITING: RunnerPod = { enrolled: false, reason: "its pod has not started yet" };

/** Where the state is kept between runs. */
export interface StateSection {
  get(): unknown;
  set(value: unknown): void;
}

interface ClusterState {
  lastVersion: number;
  objects: ClusterObject[];
  releases: Release[];
}

/** Starts the pod of a release of a cluster. */
export type StartPod = (cluster: string, release: Release) => Promise<PodStart>;

/** What one runner release came to. */
export interface Explanation {
  readonly cluster: string;
  readonly namespace: string;
  readonly release: string;
  readonly pod: RunnerPod;
}

/** The pod of a runner's release. */
export interface RunnerPodSeen {
  /** Tells it from every other. */
  readonly key: string;
  readonly namespace: string;
  readonly release: string;
  readonly isThere: boolean;
  /** With which it enrolled, where that is known. */
  readonly token: string | undefined;
}

/** All clusters of one gateway process. */
export class ClusterStore {
  /** Every `host:port` at which a pod has reached the gateway since the start. */
  readonly dialled = new Set<string>();
  private readonly clusters: Map<string, ClusterState>;
  /** The token with which the pod of a release last enrolled, by cluster, namespace and name; in memory only. */
  private readonly presented = new Map<string, string>();
  /** The start of pods that is under way, by cluster. */
  private readonly starting = new Map<string, Promise<void>>();

  /**
   * @param section where the state is kept
   * @param gatewayAddresses every `host:port` at which the gateway answers runners; undefined: whatever they dial
   * @param now the clock, milliseconds
   */
  constructor(
    private readonly section: StateSection,
    private readonly gatewayAddresses: readonly string[] | undefined,
    private readonly now: () => number = Date.now,
  ) {
    const kept = section.get();
    this.clusters = new Map(isObject(kept) ? (Object.entries(kept) as unknown as [string, ClusterState][]) : []);
  }

  /** Puts in what was there before: as it is, without the rules that a request is judged by. */
  seed(
    cluster: string,
    { objects, releases }: { objects: readonly ClusterObject[]; releases: readonly Release[] },
  ): void {
    const state = this.stateOf(cluster);
    state.objects.push(...objects);
    state.releases.push(...releases);
    for (const release of releases) {
      const start = this.startPod(cluster, release);
      if (release.pod?.enrolled === true && "token" in start) this.presented.set(podKey(cluster, release), start.token);
    }
    state.lastVersion = Math.max(state.lastVersion, ...objects.map((object) => Number(object.resourceVersion) || 0));
    this.save();
  }

  create(cluster: string, input: ObjectInput): ClusterObject {
    requireObjectName(input);
    const state = this.stateOf(cluster);
    if (this.find(state, input) || (input.kind === "Namespace" && BUILT_IN.has(input.name))) {
      throw refusal(input, "AlreadyExists", "already exists");
    }
    if (input.kind !== "Namespace") this.requireNamespace(cluster, input.namespace);
    const object = { ...input, uid: randomUUID(), generation: 1, resourceVersion: this.nextVersion(state) };
    state.objects.push(object);
    this.save();
    return object;
  }

  get(cluster: string, key: ObjectKey): ClusterObject | undefined {
    return this.find(this.stateOf(cluster), key);
  }

  /** Replaces body and, where given, data. */
  update(cluster: string, input: ObjectInput): ClusterObject {
    const state = this.stateOf(cluster);
    const before = this.find(state, input);
    if (!before) throw refusal(input, "NotFound", "not found");
    const object: ClusterObject = {
      ...before,
      ...input,
      generation: before.generation + 1,
      resourceVersion: this.nextVersion(state),
    };
    state.objects[state.objects.indexOf(before)] = object;
    this.save();
    return object;
  }

  /** Deleting what is gone is no error, as the providers treat it. */
  delete(cluster: string, key: ObjectKey): void {
    const state = this.stateOf(cluster);
    const takesAlong = (namespace: string) => key.kind === "Namespace" && namespace === key.name;
    state.objects = state.objects.filter((object) => !sameObject(object, key) && !takesAlong(object.namespace));
    state.releases = state.releases.filter((release) => !takesAlong(release.namespace));
    this.save();
  }

  /** Installs a release, or upgrades the one of that name. */
  deploy(cluster: string, mode: "install" | "upgrade", input: ReleaseInput): Release {
    requireReleaseName(input.name);
    const state = this.stateOf(cluster);
    const before = this.release(cluster, input.namespace, input.name);
    if (mode === "install" && before) {
      throw new ClusterRefusal("AlreadyExists", "cannot re-use a name that is still in use");
    }
    if (mode === "upgrade" && !before) {
      throw new ClusterRefusal("NotFound", `"${input.name}" has no deployed releases`);
    }
    if (input.createNamespace && !this.hasNamespace(cluster, input.namespace)) {
      this.create(cluster, { kind: "Namespace", namespace: "", name: input.namespace, body: "" });
    }
    this.requireNamespace(cluster, input.namespace);
    const deployed = Math.floor(this.now() / 1000);
    // Helm rolls the pods when what it renders has changed; here that is the chart's version and the values
    const sameTemplate = before?.version === input.version && isDeepStrictEqual(before.values, input.values);
    const release: Release = {
      ...input,
      revision: (before?.revision ?? 0) + 1,
      firstDeployed: before?.firstDeployed ?? deployed,
      lastDeployed: deployed,
      pod: input.chart !== RUNNER_CHART ? undefined : sameTemplate ? before.pod : WAITING,
    };
    state.releases = [...state.releases.filter((other) => other !== before), release];
    this.save();
    return release;
  }

  release(cluster: string, namespace: string, name: string): Release | undefined {
    return this.stateOf(cluster).releases.find((other) => other.namespace === namespace && other.name === name);
  }

  uninstall(cluster: string, namespace: string, name: string): void {
    const state = this.stateOf(cluster);
    state.releases = state.releases.filter((other) => other.namespace !== namespace || other.name !== name);
    this.save();
  }

  /**
   * Starts every runner pod of a cluster that has not enrolled, as a kubelet does again and again until what was missing is there. One such
   * round at a time: two changes at once would start the same pod twice.
   *
   * @param enroll presents a token to the gateway; answers why it was refused, or undefined
   * @param startPod how a pod starts; by default as the values and the embedded objects say
   */
  async startPods(
    cluster: string,
    enroll: (token: string) => Promise<string | undefined>,
    startPod: StartPod = (_, release) => Promise.resolve(this.startPod(cluster, release)),
  ): Promise<void> {
    const round = (this.starting.get(cluster) ?? Promise.resolve()).then(() =>
      this.startEach(cluster, enroll, startPod),
    );
    const settled = round.catch(() => undefined); // whoever asked for that round hears of it
    this.starting.set(cluster, settled);
    await round;
  }

  private async startEach(
    cluster: string,
    enroll: (token: string) => Promise<string | undefined>,
    startPod: StartPod,
  ): Promise<void> {
    for (const release of this.stateOf(cluster).releases.filter((one) => one.pod?.enrolled === false)) {
      if (this.release(cluster, release.namespace, release.name) !== release) continue; // upgraded or gone meanwhile
      const start = await startPod(cluster, release);
      if ("gatewayAddress" in start) this.dialled.add(start.gatewayAddress);
      const reason = "reason" in start ? start.reason : await enroll(start.token);
      const current = this.release(cluster, release.namespace, release.name);
      if (current !== release) continue; // upgraded or gone meanwhile: that call starts its own pod
      const releases = this.stateOf(cluster).releases;
      if (reason === undefined && "token" in start) this.presented.set(podKey(cluster, release), start.token);
      releases[releases.indexOf(release)] = {
        ...release,
        pod: reason === undefined ? { enrolled: true } : { enrolled: false, reason },
      };
    }
    this.save();
  }

  /** What every runner release came to. */
  explain(): Explanation[] {
    return [...this.clusters].flatMap(([cluster, { releases }]) =>
      releases.flatMap(({ namespace, name, pod }) => (pod ? [{ cluster, namespace, release: name, pod }] : [])),
    );
  }

  /** The pods of runners. A Deployment keeps its old pod until the new one is ready, so one that restarts is there meanwhile. */
  runnerPods(): RunnerPodSeen[] {
    return [...this.clusters].flatMap(([cluster, { releases }]) =>
      releases.flatMap((release) => {
        if (release.pod === undefined) return [];
        const key = podKey(cluster, release);
        const isThere = release.pod.enrolled || (release.revision > 1 && release.values?.["replicaCount"] !== 0);
        const token = isThere ? this.presented.get(key) : undefined;
        return [{ key, namespace: release.namespace, release: release.name, isThere, token }];
      }),
    );
  }

  /** What is left, one line each: `kind namespace/name in cluster`. */
  inventory(): string[] {
    return [...this.clusters].flatMap(([cluster, { objects, releases }]) => [
      ...objects.map((object) => objectInWords(cluster, object)),
      ...releases.map((release) => releaseInWords(cluster, release)),
    ]);
  }

  private startPod(cluster: string, release: Release): PodStart {
    const { namespace } = release;
    return startRunnerPod(release.values, {
      hasNamespace: (name) => this.hasNamespace(cluster, name),
      hasServiceAccount: (name) => this.get(cluster, { kind: "ServiceAccount", namespace, name }) !== undefined,
      secret: (name) => {
        const secret = this.get(cluster, { kind: "Secret", namespace, name });
        return secret && (secret.data ?? {});
      },
      gatewayAddresses: this.gatewayAddresses,
    });
  }

  private hasNamespace(cluster: string, name: string): boolean {
    return BUILT_IN.has(name) || this.get(cluster, { kind: "Namespace", namespace: "", name }) !== undefined;
  }

  private requireNamespace(cluster: string, name: string): void {
    if (!this.hasNamespace(cluster, name)) throw new ClusterRefusal("NotFound", `namespaces "${name}" not found`);
  }

  private find(state: ClusterState, key: ObjectKey): ClusterObject | undefined {
    return state.objects.find((object) => sameObject(object, key));
  }

  private stateOf(cluster: string): ClusterState {
    const known = this.clusters.get(cluster);
    if (known) return known;
    const fresh = { lastVersion: 0, objects: [], releases: [] };
    this.clusters.set(cluster, fresh);
    return fresh;
  }

  private nextVersion(state: ClusterState): string {
    state.lastVersion += 1;
    return String(state.lastVersion);
  }

  private save(): void {
    this.section.set(Object.fromEntries(this.clusters));
  }
}

function podKey(cluster: string, { namespace, name }: Pick<Release, "namespace" | "name">): string {
  return `${cluster} ${namespace}/${name}`;
}

function sameObject(a: ObjectKey, b: ObjectKey): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

function refusal(key: ObjectKey, reason: "AlreadyExists" | "NotFound", verb: string): ClusterRefusal {
  return new ClusterRefusal(reason, `${RESOURCE_NAMES[key.kind]} "${key.name}" ${verb}`);
}
