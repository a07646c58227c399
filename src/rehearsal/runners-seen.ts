// The runners of a platform as its API tells of them to whoever may see them: several tokens, because none sees all.
import { GatewayClient } from "../gateway/index.js";

/** One runner. */
export interface RunnerSeen {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: string;
  /** Slug of its organization, or `cluster`. */
  readonly scope: string;
}

/** Every runner that any of the tokens may see, by name. */
export async function runnersSeen(url: string, tokens: readonly string[]): Promise<RunnerSeen[]> {
  const seen = new Map<string, RunnerSeen>();
  for (const token of tokens) {
    const gateway = new GatewayClient({ url, token });
    try {
      const slugs = new Map<string, string>();
      for (const { id, slug } of await gateway.organizations.listAccessible()) slugs.set(id, slug);
      for await (const { id, name, labels, organizationId, status } of gateway.runners.listAll()) {
        const scope = organizationId === undefined ? "cluster" : slugs.get(organizationId);
        if (scope !== undefined) seen.set(id, { id, name, labels, status, scope });
      }
    } finally {
      await gateway.close();
    }
  }
  return [...seen.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
