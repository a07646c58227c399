// Which Secrets of the app a workload reads: those it lists, those whose keys stand anywhere in its options or its environment, and those
// that are volumes of its pods.
import type { WorkloadDescription } from "./description.js";
import { type Leaf, leavesOf, referencesIn } from "./leaves.js";
import { isLater } from "./later.js";
import { Token } from "./core.js";
import type { SecretKey, SecretSource } from "./secrets.js";

/** Every reference to a secret, once: what its user gave comes first, by his names. */
export function secretKeysOf({ given, environment }: WorkloadDescription): readonly Leaf<SecretKey>[] {
  const all = referencesIn([...leavesOf(given), ...leavesOf({ environment })]);
  return all.filter((leaf, index) => all.findIndex(({ value }) => value === leaf.value) === index);
}

/** The Secrets of the app that are volumes of its pods, each with the option. */
export function mountedSecretsOf({
  pod,
}: WorkloadDescription): readonly { readonly option: string; readonly secret: SecretSource }[] {
  const all = [
    { at: "volumes", volumes: pod.volumes },
    ...pod.containers.map(({ option, volumes }) => ({ at: `${option}.volumes`, volumes })),
  ];
  return all.flatMap(({ at, volumes }) =>
    Object.entries(volumes).flatMap(([path, { secret }]) =>
      secret === undefined ? [] : [{ option: `${at}["${path}"]`, secret }],
    ),
  );
}

/** The Secrets of the app that it, its pods or its scaler read, each once. */
export function sourcesOf(
  workload: WorkloadDescription,
  listed: readonly SecretSource[] = [],
): readonly SecretSource[] {
  const mounted = mountedSecretsOf(workload).map(({ secret }) => secret);
  return once([...listed, ...secretKeysOf(workload).map(({ value }) => value.source), ...mounted]);
}

/** The same with the Secrets that its pods read. */
export function withSecrets<Workload extends WorkloadDescription>(
  workload: Workload,
  listed: readonly SecretSource[] = [],
): Workload {
  const keys = referencesIn(leavesOf(workload.environment));
  const mounted = mountedSecretsOf(workload).map(({ secret }) => secret);
  const read = once([...listed, ...keys.map(({ value }) => value.source), ...mounted]);
  return { ...workload, secrets: read.map(({ description }) => description) };
}

/** What changes when a value is renewed: the revision of each Secret that its pods read, by a name that no variable has. */
export function revisionsOf({ secrets }: WorkloadDescription): Readonly<Record<string, string>> {
  return Object.fromEntries(
    secrets.map(({ name, revision }) => [
      `secret/${name}`,
      isLater(revision) ? Token.asString(revision) : String(revision),
    ]),
  );
}

function once(sources: readonly (SecretSource | undefined)[]): readonly SecretSource[] {
  const byPath = new Map(sources.flatMap((one) => (one === undefined ? [] : [[one.description.path, one] as const])));
  return [...byPath.values()];
}
