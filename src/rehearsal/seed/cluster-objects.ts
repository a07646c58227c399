// What the state of a stack says of its clusters, as objects and releases of the embedded store, with the same uids and versions,
// so that reading them back shows no change.
//
// `data_wo` of a Secret is in no state. Where the configuration names the token of a runner in the same state, that is what the
// Secret holds; else its content stays unknown, which is said.
// Source: states of hashicorp/kubernetes 2.38 and hashicorp/helm 3.1 (`metadata`), as the stand-ins write them too.
import { mergeValues, type SetEntry } from "../cluster-store/helm-values.js";
import {
  at,
  blocks,
  clusterName,
  type ConfiguredResource,
  isList,
  isObject,
  type JsonObject,
  objectsOf,
  providerBlock,
  providerOf,
  resourcesOf,
  type SynthesizedStack,
  text,
  withVariables,
} from "../../synthesized/index.js";
import { type ClusterObject, type Kind, type Release, RESOURCE_NAMES } from "../cluster-store/objects.js";
import { RUNNER_CHART } from "../cluster-store/runner-pod.js";
import { isEnrolled } from "./gateway-rows.js";
import type { StateObject } from "./state-file.js";

const SERVICE_TOKEN = /^\$\{(agyn_runner\.[\w-]+)\.service_token\}$/;

/** What goes into one cluster. */
export interface ClusterSeed {
  readonly cluster: string;
  readonly objects: ClusterObject[];
  readonly releases: Release[];
}

/** What a state tells of clusters, and what it can not tell. */
export interface ClusterSeeds {
  readonly seeds: readonly ClusterSeed[];
  /** Sentences. */
  readonly unknown: readonly string[];
}

/** The clusters of a stack. `variables` are the values that are given for the stack's variables. */
export function clusterSeeds(
  { configuration }: SynthesizedStack,
  objects: readonly StateObject[],
  variables: Readonly<Record<string, string>>,
): ClusterSeeds {
  const seeds = new Map<string, ClusterSeed>();
  const unknown: string[] = [];
  const configured = new Map(resourcesOf(configuration).map((resource) => [resource.address, resource]));
  const isPending = pendingReleases(objects);
  for (const object of objects) {
    const kind = kindOf(object.type);
    if (kind === undefined && object.type !== "helm_release") continue;
    const cluster = clusterOf(configuration, configured.get(object.resource), object, variables);
    if (cluster === undefined) {
      unknown.push(`${object.address}: its provider block does not say in which cluster it is, so it is not there`);
      continue;
    }
    const seed = seeds.get(cluster) ?? { cluster, objects: [], releases: [] };
    seeds.set(cluster, seed);
    if (kind === undefined) {
      seed.releases.push(toRelease(object.attributes, isPending(text(object.attributes["name"]))));
    } else {
      const data = kind === "Secret" ? secretData(configured.get(object.resource), object, objects) : undefined;
      if (kind === "Secret" && data === undefined) {
        unknown.push(
          `${object.address}: no state holds its content, so a runner that restarts does not find its token`,
        );
      }
      seed.objects.push(toObject(kind, object.attributes, data));
    }
  }
  return { seeds: [...seeds.values()], unknown };
}

/** Whether the runner of a release has still to enroll: the one of its name, or else any that no release is called after. */
function pendingReleases(objects: readonly StateObject[]): (release: string) => boolean {
  const runners = objects.filter(({ type }) => type === "agyn_runner");
  const names = new Set(runners.map(({ attributes }) => text(attributes["name"])));
  const waiting = runners.filter(({ attributes }) => !isEnrolled(attributes, objects));
  const pending = new Set(waiting.map(({ attributes }) => text(attributes["name"])));
  const releases = objects.filter(({ type }) => type === "helm_release").map(({ attributes }) => attributes["name"]);
  const hasUnnamed = [...pending].some((name) => !releases.includes(name));
  return (release) => (names.has(release) ? pending.has(release) : hasUnnamed);
}

/** `kubernetes_limit_range_v1` is a LimitRange. */
function kindOf(type: string): Kind | undefined {
  const [, words] = /^kubernetes_(.+)_v[12]$/.exec(type) ?? [];
  const kind = words?.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return kind !== undefined && Object.hasOwn(RESOURCE_NAMES, kind) ? (kind as Kind) : undefined;
}

function clusterOf(
  configuration: JsonObject,
  configured: ConfiguredResource | undefined,
  { type, alias }: StateObject,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  // the configuration has the word: a state that was moved still names a block of its old stack
  const isRelease = type === "helm_release";
  const named = configured ? providerOf(configured) : { local: isRelease ? "helm" : "kubernetes", alias };
  const block = providerBlock(configuration, named);
  const connection = isRelease ? blocks(block?.["kubernetes"])[0] : block;
  if (connection === undefined) return undefined;
  const cluster = clusterName(withVariables(connection, configuration, variables));
  return cluster.includes("${") ? undefined : cluster;
}

function toObject(
  kind: Kind,
  attributes: JsonObject,
  data: Readonly<Record<string, string>> | undefined,
): ClusterObject {
  const [metadata = {}] = objectsOf(attributes["metadata"]);
  return {
    kind,
    namespace: kind === "Namespace" ? "" : text(metadata["namespace"]),
    name: text(metadata["name"]),
    uid: text(metadata["uid"]),
    resourceVersion: text(metadata["resource_version"]),
    generation: Number(metadata["generation"] ?? 0),
    body: JSON.stringify(attributes),
    ...(data && { data }),
  };
}

function toRelease(attributes: JsonObject, pending: boolean): Release {
  const metadata = attributes["metadata"];
  const chart = text(at(metadata, "chart")) || text(attributes["chart"]).split("/").at(-1) || "";
  const documents = isList(attributes["values"]) ? attributes["values"].map(text) : [];
  const sets = [
    ...objectsOf(attributes["set"]),
    ...objectsOf(attributes["set_list"]),
    ...objectsOf(attributes["set_sensitive"]),
  ];
  const merged = mergeValues(documents, sets as unknown as SetEntry[]);
  return {
    namespace: text(attributes["namespace"]),
    name: text(attributes["name"]),
    chart,
    version: text(attributes["version"]),
    values: "values" in merged ? merged.values : undefined,
    createNamespace: attributes["create_namespace"] === true,
    revision: Number(at(metadata, "revision") ?? 1),
    firstDeployed: Number(at(metadata, "first_deployed") ?? 0),
    lastDeployed: Number(at(metadata, "last_deployed") ?? 0),
    // what is enrolled stays so; what is pending tries again
    pod: chart !== RUNNER_CHART ? undefined : pending ? PENDING : { enrolled: true },
  };
}

const PENDING = { enrolled: false, reason: "its pod has not started yet" } as const;

function secretData(
  configured: ConfiguredResource | undefined,
  { attributes }: StateObject,
  objects: readonly StateObject[],
): Record<string, string> | undefined {
  const kept = attributes["data"];
  if (isObject(kept)) return Object.fromEntries(Object.entries(kept).map(([key, value]) => [key, text(value)]));
  const content = configured?.body["data_wo"];
  if (!isObject(content)) return undefined;
  const tokens = Object.entries(content).map(([key, value]) => {
    const [, runner] = SERVICE_TOKEN.exec(text(value)) ?? [];
    return [key, text(objects.find((object) => object.resource === runner)?.attributes["service_token"])] as const;
  });
  return tokens.every(([, token]) => token !== "") ? Object.fromEntries(tokens) : undefined;
}

/** One seed for each cluster, with the namespaces that no state has and without which what is in them could not be. */
export function wholeClusters(seeds: readonly ClusterSeed[]): ClusterSeed[] {
  const clusters = [...new Set(seeds.map(({ cluster }) => cluster))];
  return clusters.map((cluster) => {
    const its = seeds.filter((seed) => seed.cluster === cluster);
    const objects = its.flatMap((seed) => seed.objects);
    const releases = its.flatMap((seed) => seed.releases);
    const missing = new Set([...objects, ...releases].map(({ namespace }) => namespace));
    for (const { kind, name } of objects) if (kind === "Namespace") missing.delete(name);
    missing.delete(""); // what has no namespace
    const made = { kind: "Namespace", namespace: "", resourceVersion: "1", generation: 1, body: "" } as const;
    return { cluster, objects: [...objects, ...[...missing].map((name) => ({ ...made, name, uid: name }))], releases };
  });
}
