// Reads of runners, coalesced: Terraform asks for one runner at a time, ten at once, and a plan of a thousand runners would be a
// thousand requests. When many are asked for, one listing of their organization answers them (`listing.ts`); few are asked for
// singly, as if this file were not there.
//
// - a listing only ever says what a runner is; that it is gone is said by the platform, asked for that runner alone
// - what was read answers further reads for 30 s: as old as an answer may become that was slow (`request_timeout`). Within one
//   walk that is what a reading in another order would show; nothing is kept from one ConfigureProvider to the next
// - after a change was sent, all reads are direct
// - a listing that is refused (only members may list an organization) or fails is forgotten in silence: single reads say why
//
// Source: agynio/runners `internal/server/runners.go` (ListRunners); terraform's parallelism of 10.
import type { GatewayClient, Runner } from "../../gateway/index.js";
import { Listing } from "./listing.js";

/** Reads under way at which a window of Terraform's is full, so that more are likely to follow. */
const FULL_WINDOW = 10;
/** Reads after which there are many, however few come at a time (`-parallelism=1`). */
const MANY = 20;
/** Reads of one organization before it is listed: from here on a page can save more than it costs. */
const MANY_OF_SCOPE = 3;
const MAX_AGE_MS = 30_000;
/** A page that takes longer is no help; single reads have their own patience. */
const MAX_PAGE_MS = 5_000;

/** Which runner to read. */
export interface WantedRunner {
  readonly id: string;
  /**
   * The organization it is known to belong to, null for a cluster-scoped runner: what may be listed.
   * @default - as it was when it was read before, if it was; nothing is listed for it otherwise
   */
  readonly organizationId?: string | null;
  readonly signal: AbortSignal;
}

/** The calls that are made. */
interface Gateway {
  readonly runners: Pick<GatewayClient["runners"], "get" | "list">;
}

interface Scope {
  asked: number;
  listing: Listing<Runner> | undefined;
}

/** The reads of runners between two ConfigureProviders. */
export class RunnerReads {
  readonly #gateway: Gateway;
  readonly #now: () => number;
  readonly #rows = new Map<string, { readonly runner: Runner; readonly askedAtMs: number }>();
  readonly #scopes = new Map<string, Scope>();
  #asked = 0;
  #underWay = 0;
  #changed = false;

  /** @param now a clock in milliseconds */
  constructor(gateway: Gateway, now: () => number = () => performance.now()) {
    this.#gateway = gateway;
    this.#now = now;
  }

  /** To be called when a change is sent to the platform: from then on every read is direct. */
  changed(): void {
    this.#changed = true;
    for (const { listing } of this.#scopes.values()) listing?.stop();
    this.#scopes.clear();
    this.#rows.clear();
  }

  /** @throws {GatewayError} of the single read; `not_found` comes from nowhere else */
  async read(wanted: WantedRunner): Promise<Runner> {
    this.#asked++;
    this.#underWay++;
    try {
      return (this.#changed ? undefined : await this.#known(wanted)) ?? (await this.#readSingly(wanted));
    } finally {
      this.#underWay--;
    }
  }

  async #readSingly({ id, signal }: WantedRunner): Promise<Runner> {
    const askedAtMs = this.#now();
    const runner = await this.#gateway.runners.get(id, { signal });
    this.#keep([runner], askedAtMs);
    return runner;
  }

  #keep(runners: readonly Runner[], askedAtMs: number): void {
    if (this.#changed) return;
    for (const runner of runners) this.#rows.set(runner.id, { runner, askedAtMs });
  }

  /** What was read lately, or what a listing comes to soon; undefined when the runner is to be read singly. */
  async #known({ id, organizationId, signal }: WantedRunner): Promise<Runner | undefined> {
    const key = id.toLowerCase();
    const kept = this.#rows.get(key);
    const scopeId = organizationId === undefined ? kept && (kept.runner.organizationId ?? null) : organizationId;
    const scope = scopeId === undefined ? undefined : this.#scopeOf(scopeId);
    if (kept !== undefined && this.#now() - kept.askedAtMs <= MAX_AGE_MS) {
      scope?.listing?.count();
      return kept.runner;
    }
    if (scope === undefined) return undefined;
    const isMany = this.#underWay >= FULL_WINDOW || this.#asked > MANY;
    const isOver = scope.listing?.end === "ended" && this.#now() - scope.listing.startedAtMs > MAX_AGE_MS;
    if (isOver) scope.listing = undefined;
    scope.asked++;
    if (scope.listing === undefined && isMany && scope.asked >= MANY_OF_SCOPE) {
      scope.listing = this.#list(scopeId ?? undefined, scope.asked, signal);
    }
    return await scope.listing?.find(key);
  }

  #scopeOf(organizationId: string | null): Scope {
    const key = organizationId?.toLowerCase() ?? "";
    const scope = this.#scopes.get(key) ?? { asked: 0, listing: undefined };
    this.#scopes.set(key, scope);
    return scope;
  }

  #list(organizationId: string | undefined, asked: number, signal: AbortSignal): Listing<Runner> {
    return new Listing<Runner>({
      fetch: async (pageToken) => {
        const page = await this.#gateway.runners.list({
          organizationId,
          pageToken,
          signal: AbortSignal.any([signal, AbortSignal.timeout(MAX_PAGE_MS)]),
        });
        return { rows: page.runners, nextPageToken: page.nextPageToken };
      },
      keep: (runners, askedAtMs) => this.#keep(runners, askedAtMs),
      now: this.#now,
      asked,
    });
  }
}
