// What the tests of tiers share: a pool on a cluster of which something is stated, and the objects that came of it.
import {
  Cluster,
  type ClusterFacts,
  Gateway,
  Region,
  RunnerPool,
  type RunnerPoolProps,
  RunnerTier,
} from "../../../src/constructs/index";
import { type Block, helmValues, messageOf, resources, type StackJson, synthStack } from "../support";

/** A Kubernetes object, as far as the tests look into it. */
export interface KubernetesObject extends Block {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Block;
}

/** A cluster that has all that a tier may need. */
export const NEWEST: ClusterFacts = { kind: "eks", version: "1.36", tierLabelsProtected: true };

export const gpu = RunnerTier.gpu({ model: "nvidia-a100" });

/** A region in a cluster of which this is stated. */
export function regionWith(facts: ClusterFacts = NEWEST): Region {
  const cluster = Cluster.fromKubeconfig({ context: "test", ...facts });
  return Region.of("us-east-1", { cluster, gateway: Gateway.inCluster() });
}

/** A stack with one pool `ml` of a tier. */
export function poolOn(facts: ClusterFacts, tier: RunnerTier = gpu, props: Partial<RunnerPoolProps> = {}): StackJson {
  const region = regionWith(facts);
  return synthStack((stack) => new RunnerPool(stack, "ml", { region, tier, ...props }), { cluster: region.cluster });
}

/** The objects of a stack's one steering release; none without a release. */
export function objectsOf(stack: StackJson): readonly KubernetesObject[] {
  const releases = resources(stack, "helm_release").filter(({ chart }) => (chart as string).startsWith("./"));
  return releases.flatMap((release) => helmValues(release).objects as unknown as readonly KubernetesObject[]);
}

/** Kind and name of each object. */
export function namesOf(objects: readonly KubernetesObject[]): readonly string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

/** The problems of a pool, one a line. */
export function problemsOf(
  facts: ClusterFacts,
  tier: RunnerTier = gpu,
  props: Partial<RunnerPoolProps> = {},
): string[] {
  const [, ...lines] = messageOf(() => poolOn(facts, tier, props)).split("\n");
  return lines.map((line) => line.trim());
}
