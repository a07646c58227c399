// What is on the platform before a rehearsal begins: what states tell of, and what the app takes for granted. What no state can
// tell is said.
import { type JsonObject, objectsOf, type SynthesizedStack, text } from "../../synthesized/index.js";
import { objectInWords, releaseInWords } from "../cluster-store/objects.js";
import { importedObjects, releasedResources } from "../fit.js";
import type { Inventory } from "../proof.js";
import { assumedOrganizations } from "./assumed-organizations.js";
import { type ClusterSeed, clusterSeeds, wholeClusters } from "./cluster-objects.js";
import { gatewayFile, isEnrolled } from "./gateway-rows.js";
import type { PulledState, StateObject } from "./state-file.js";

const OURS = /^(agyn_|helm_release$|kubernetes_)/;

/** What a platform starts with. */
export interface Seed {
  /** The gateway's state file. */
  readonly gateway: JsonObject;
  readonly clusters: readonly ClusterSeed[];
  /** What of it is none of the app's stacks', and has to be there at the end. */
  readonly foreign: Inventory;
  /** What was assumed, and what could not be told; sentences. */
  readonly notes: readonly string[];
}

/** What a seed is made of. */
export interface SeedSources {
  readonly states: readonly PulledState[];
  readonly stacks: readonly SynthesizedStack[];
  /** Ids of the identities that own every organization. */
  readonly owners: readonly string[];
  /** Values given for variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Makes the seed. */
export function makeSeed({ states, stacks, owners, variables }: SeedSources): Seed {
  const objects = states.flatMap((state) => state.objects);
  const lookedUp = states.flatMap((state) => state.lookedUp);
  const assumed = assumedOrganizations(stacks, objects, lookedUp);
  const found = states.flatMap(({ stack, objects: its }) => (stack ? [clusterSeeds(stack, its, variables)] : []));
  const clusters = wholeClusters(found.flatMap(({ seeds }) => seeds));
  const imported = new Set(stacks.flatMap(({ configuration }) => importedObjects(configuration)));
  const owned = states.flatMap(({ stack, objects: its }) =>
    stack ? [{ stack, objects: ownObjects(stack, its, imported) }] : [],
  );
  const ownLines = owned.flatMap(({ stack, objects: its }) => clusterSeeds(stack, its, variables).seeds.flatMap(lines));
  const foreignCount = (type: string): number =>
    count(objects, type) - owned.reduce((sum, { objects: its }) => sum + count(its, type), 0);
  return {
    gateway: gatewayFile(objects, assumed, owners),
    clusters,
    foreign: {
      organizations: foreignCount("agyn_organization") + assumed.length,
      runners: foreignCount("agyn_runner"),
      objects: clusters.flatMap(lines).filter((line) => !ownLines.includes(line)),
    },
    notes: [
      ...states.map(origin),
      ...firstDeployments(states, stacks),
      ...assumed.map(({ id, slug }) =>
        slug.startsWith("organization-")
          ? `organization ${id} is there, because the app names it and no stack or state makes it`
          : `organization ${slug} is there, because the app looks it up and no stack or state makes it`,
      ),
      ...(count(objects, "agyn_organization") + assumed.length > 0
        ? ["who owns these organizations no state tells: every token of the rehearsal does"]
        : []),
      ...objects
        .filter(isTokenUnknown)
        .map(({ address }) => `${address}: the state holds no clear token, so nothing can enroll with the old one`),
      ...maybeEnrolled(objects).map(
        ({ address }) =>
          `${address} is pending in its state, which may be old, so it takes no work before the change; if it has enrolled since, have the state say so with \`terraform apply -refresh-only\``,
      ),
      ...found.flatMap(({ unknown }) => unknown),
      ...otherProviders(objects),
    ],
  };
}

/** What the app destroys in the end: what a stack has and does not let go of, or another stack takes over, with its namespace or alone. */
function ownObjects(
  stack: SynthesizedStack,
  objects: readonly StateObject[],
  imported: ReadonlySet<string>,
): StateObject[] {
  const released = new Set(releasedResources(stack.configuration));
  return objects.filter(
    ({ resource, type, attributes }) =>
      !released.has(resource) ||
      imported.has(`${type} ${text(attributes["id"])}`) ||
      imported.has(`kubernetes_namespace_v1 ${namespaceOf(attributes)}`),
  );
}

/** Of an object in a cluster, or of a release. */
function namespaceOf(attributes: JsonObject): string {
  const [metadata = {}] = objectsOf(attributes["metadata"]);
  return text(metadata["namespace"]) || text(attributes["namespace"]);
}

/** Runners that are pending, with nothing in the states that would enroll them here. */
function maybeEnrolled(objects: readonly StateObject[]): StateObject[] {
  const releases = objects.filter(({ type }) => type === "helm_release").map(({ attributes }) => attributes["name"]);
  return objects.filter(
    ({ type, attributes }) =>
      type === "agyn_runner" &&
      attributes["status"] === "pending" &&
      !isEnrolled(attributes, objects) &&
      !releases.includes(attributes["name"]),
  );
}

function firstDeployments(states: readonly PulledState[], stacks: readonly SynthesizedStack[]): string[] {
  if (states.length === 0) return []; // from nothing, as asked for
  const names = stacks.filter((stack) => !states.some((state) => state.stack === stack)).map(({ name }) => name);
  return names.length === 0
    ? []
    : [`no state is given for ${names.join(", ")}, so all in there is taken for a first deployment`];
}

function origin({ path, stack, text: state, objects }: PulledState): string {
  if (stack !== undefined && state === "")
    return `${path} is empty, so stack ${stack.name} is taken for a first deployment`;
  const clusterObjects = objects.some(({ type }) => /^(helm_release$|kubernetes_)/.test(type));
  return stack === undefined
    ? `${path} is of no stack of the app: its organizations and runners are there, and nothing is planned against it${clusterObjects ? "; its cluster objects are not there" : ""}`
    : `${path} is the state of stack ${stack.name}`;
}

function isTokenUnknown({ type, attributes }: StateObject): boolean {
  return type === "agyn_runner" && typeof attributes["service_token"] !== "string";
}

function otherProviders(objects: readonly StateObject[]): string[] {
  const types = [...new Set(objects.map(({ type }) => type).filter((type) => !OURS.test(type)))].sort();
  return types.length === 0 ? [] : [`objects of other providers are not there: ${types.join(", ")}`];
}

function lines({ cluster, objects, releases }: ClusterSeed): string[] {
  return [
    ...objects.map((object) => objectInWords(cluster, object)),
    ...releases.map((release) => releaseInWords(cluster, release)),
  ];
}

function count(objects: readonly StateObject[], type: string): number {
  return objects.filter((object) => object.type === type).length;
}
