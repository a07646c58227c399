// Which pools take which work, without asking every pool for every agent: pools lie in lists by scope, label and capability, a
// question goes through the shortest list that fits it, and the same question is asked once.
//
// The last word on every pool of that list is `selectRunners` of the placement layer; this file only leaves out what it would refuse.
import { type PlacementRunner, selectRunners } from "../../placement/index.js";
import { runnersWithWork } from "../dispatch.js";
import type { ResolvedPool, Texts } from "../resolved.js";

/** What a runner must have. */
export interface Requirements {
  readonly labels: Texts;
  readonly capabilities: readonly string[];
}

/** What the index asks of a pool; a pool of a fleet is one. */
export type IndexedPool = Pick<
  ResolvedPool,
  "id" | "name" | "organization" | "tier" | "labels" | "capabilities" | "runners" | "rotation"
>;

/** A pool as placement sees each of its runners, once they have enrolled. */
export interface PoolRunner<P extends IndexedPool = ResolvedPool> extends PlacementRunner {
  readonly pool: P;
}

/** Pools of one scope that meet some requirements. Equal questions have the same object for an answer. */
export interface Match<P extends IndexedPool = ResolvedPool> {
  readonly pools: readonly P[];
  /** Runners of those pools together; work is spread over runners, not over pools. */
  readonly runners: number;
  /** Names of their tiers. */
  readonly tiers: ReadonlySet<string>;
}

/** The pools of one scope: cluster-scoped ones, or those of an organization. */
export class PoolScope<P extends IndexedPool = ResolvedPool> {
  readonly #runners: PoolRunner<P>[] = [];
  readonly #lists = new Map<string, PoolRunner<P>[]>();
  readonly #values = new Map<string, Set<string>>();
  readonly #answers = new Map<string, Match<P>>();
  /** Pools looked at so far, to answer all questions. */
  looked = 0;

  /** Adds a pool; only before the first question. */
  add(pool: P): void {
    const { id, name, organization, labels, capabilities } = pool;
    const runner = { id, name, organizationId: organization, status: "enrolled" as const, labels, capabilities, pool };
    this.#runners.push(runner);
    for (const [key, value] of Object.entries(labels)) {
      this.#list(labelKey(key, value)).push(runner);
      const values = this.#values.get(key);
      if (values === undefined) this.#values.set(key, new Set([value]));
      else values.add(value);
    }
    for (const capability of new Set(capabilities)) this.#list(capabilityKey(capability)).push(runner);
  }

  /** How many pools the scope has. */
  get size(): number {
    return this.#runners.length;
  }

  /** The pools that meet the requirements of an organization's work. */
  matching(organizationId: string, requirements: Requirements, key = requirementsKey(requirements)): Match<P> {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const candidates = this.shortestList(requirements);
    this.looked += candidates.length;
    const { eligible } = selectRunners(candidates, { organizationId, ...requirements });
    const pools = eligible.map(({ pool }) => pool);
    const answer = {
      pools,
      runners: pools.reduce((sum, pool) => sum + runnersWithWork(pool), 0),
      tiers: new Set(pools.map(({ tier }) => tier)),
    };
    this.#answers.set(key, answer);
    return answer;
  }

  /** The pools that meet the rarest of the requirements; all when nothing is required. */
  shortestList(requirements: Requirements): readonly PoolRunner<P>[] {
    return this.#listsOf(requirements).reduce<readonly PoolRunner<P>[]>(
      (best, list) => (list.length < best.length ? list : best),
      this.#runners,
    );
  }

  /** For each requirement alone some pools that meet it, the rarest requirement first. */
  someMeetingEach(requirements: Requirements, most: number): readonly PoolRunner<P>[] {
    return this.#listsOf(requirements)
      .toSorted((a, b) => a.length - b.length)
      .flatMap((list) => list.slice(0, most));
  }

  /** The values that pools of the scope have for a label. */
  valuesOf(label: string): ReadonlySet<string> {
    return this.#values.get(label) ?? new Set();
  }

  /** Whether any pool of the scope offers a capability. */
  offers(capability: string): boolean {
    return this.#lists.has(capabilityKey(capability));
  }

  #listsOf({ labels, capabilities }: Requirements): readonly (readonly PoolRunner<P>[])[] {
    const keys = [
      ...Object.entries(labels).map(([key, value]) => labelKey(key, value)),
      ...capabilities.map(capabilityKey),
    ];
    return keys.map((key) => this.#lists.get(key) ?? []);
  }

  #list(key: string): PoolRunner<P>[] {
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const list: PoolRunner<P>[] = [];
    this.#lists.set(key, list);
    return list;
  }
}

/** All pools of a fleet by scope. */
export class PoolIndex<P extends IndexedPool = ResolvedPool> {
  /** Cluster-scoped pools. */
  readonly shared = new PoolScope<P>();
  readonly #organizations = new Map<string, PoolScope<P>>();
  readonly #none = new PoolScope<P>();

  constructor(pools: readonly P[]) {
    for (const pool of pools) this.#scopeFor(pool.organization).add(pool);
  }

  /** The pools of an organization's own. */
  ownOf(organization: string): PoolScope<P> {
    return this.#organizations.get(organization) ?? this.#none;
  }

  /** Slugs of organizations with pools of their own, in the order of the pools. */
  organizations(): readonly string[] {
    return [...this.#organizations.keys()];
  }

  /** Pools looked at so far, to answer all questions: what must grow with the fleet and not with its square. */
  get looked(): number {
    return [this.shared, ...this.#organizations.values()].reduce((sum, { looked }) => sum + looked, 0);
  }

  #scopeFor(organization: string | undefined): PoolScope<P> {
    if (organization === undefined) return this.shared;
    const known = this.#organizations.get(organization);
    if (known !== undefined) return known;
    const scope = new PoolScope<P>();
    this.#organizations.set(organization, scope);
    return scope;
  }
}

/** Requirements as one text: equal ones are one question. Labels and capabilities are sorted. */
export function requirementsKey({ labels, capabilities }: Requirements): string {
  return JSON.stringify([labels, capabilities]);
}

function labelKey(key: string, value: string): string {
  return `${key}=${value}`;
}

function capabilityKey(capability: string): string {
  return ` ${capability}`;
}
