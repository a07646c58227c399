// What the objects of a pool are called in its cluster. Contract: the names are in every state and in every cluster, so a change of
// one makes new objects.

/** Runner `index` of a pool, which is also its Helm release and service account; the first generation is not named. */
export function runnerName(pool: string, region: string, index: number, generation = 1): string {
  return `${pool}-${region}-${index}${generation === 1 ? "" : `-g${generation}`}`;
}

/** Secret of a runner's token, unless another is named. */
export function tokenSecretName(runner: string): string {
  return `${runner}-token`;
}

/** Namespace of a pool's runners and their tokens. */
export function runnerNamespace(pool: string): string {
  return `agyn-${pool}`;
}

/** Namespace of a pool's workloads. */
export function workloadNamespace(pool: string): string {
  return `agyn-${pool}-workloads`;
}

/** The placeholders of a pool, and their namespace when none is given. */
export function warmName(pool: string): string {
  return `agyn-${pool}-warm`;
}

/** Where the revision of a token stands on a runner's pod, which restarts for a new one, and on an ExternalSecret, which is read anew at once. */
export const REVISION_ANNOTATION = "agyn.dev/service-token-revision";
