// Memberships, as a walk of Terraform's reads them. No call reads a single one, so each would list the members of its
// organization from the first page: here the members are listed once for all who wait, a page whenever somebody asks for more.
//
// As with runners, what a listing lacks that began before the question is no conclusion: another is begun. After a change was
// sent, every read lists alone.
//
// Source: agynio/organizations `internal/server/server.go` (ListMembers).
import { type GatewayClient, GatewayError, isNotFound, type Membership } from "../../gateway/index.js";
import { sameUuid } from "../validators/text.js";

const MAX_AGE_MS = 30_000;

/** Which membership to read, by its own id or by the identity's. */
export interface WantedMembership {
  readonly organizationId: string;
  readonly id: string;
  readonly signal: AbortSignal;
}

/** The calls that are made. */
interface Gateway {
  readonly memberships: Pick<GatewayClient["memberships"], "listAll">;
  readonly organizations: Pick<GatewayClient["organizations"], "get">;
}

/** Whether a membership is the one with an id of its own or of its identity. */
export function isMembershipOf(membership: Membership, id: string): boolean {
  return sameUuid(membership.id, id) || sameUuid(membership.identityId, id);
}

/** The reads of memberships between two ConfigureProviders. */
export class MembershipReads {
  readonly #gateway: Gateway;
  readonly #now: () => number;
  readonly #listings = new Map<string, Members>();
  #begun = 0;
  #changed = false;

  /** @param now a clock in milliseconds */
  constructor(gateway: Gateway, now: () => number = () => performance.now()) {
    this.#gateway = gateway;
    this.#now = now;
  }

  /** To be called when a change is sent to the platform: from then on every read lists alone. */
  changed(): void {
    this.#changed = true;
    this.#listings.clear();
  }

  /**
   * Reads one among the organization's members.
   * @throws {GatewayError} `not_found` where the platform says so of the organization: its members went with it
   */
  async read(wanted: WantedMembership): Promise<Membership | undefined> {
    try {
      return await this.#find(wanted);
    } catch (error) {
      // of an organization that is gone members can not be listed any more; whoever may not list them may still ask for it
      if (!(error instanceof GatewayError && error.fromServer && error.code === "permission_denied")) throw error;
      const { organizationId, signal } = wanted;
      const gone = await this.#gateway.organizations.get(organizationId, { signal }).catch((reason: unknown) => reason);
      throw isNotFound(gone) ? gone : error;
    }
  }

  async #find({ organizationId, id, signal }: WantedMembership): Promise<Membership | undefined> {
    const key = organizationId.toLowerCase();
    const begunBefore = this.#begun;
    for (;;) {
      const listing = this.#listing(key, signal);
      // begun after this read was asked for: what it says is what a listing alone would
      const isDirect = listing.number > begunBefore;
      try {
        const found = await listing.find(id);
        if (isDirect || (found !== undefined && !this.#changed)) return found;
        this.#forget(key, listing);
      } catch (error) {
        this.#forget(key, listing);
        if (isDirect) throw error;
      }
    }
  }

  #forget(key: string, listing: Members): void {
    if (this.#listings.get(key) === listing) this.#listings.delete(key);
  }

  /** The listing that others wait for; a new one when there is none. */
  #listing(key: string, signal: AbortSignal): Members {
    const shared = this.#listings.get(key);
    if (shared !== undefined && this.#now() - shared.startedAtMs <= MAX_AGE_MS) return shared;
    const begun = new Members(this.#gateway.memberships.listAll(key, { signal }), ++this.#begun, this.#now());
    if (!this.#changed) this.#listings.set(key, begun);
    return begun;
  }
}

/** The members of one organization, as far as somebody has asked for them. */
class Members {
  readonly #rest: AsyncGenerator<Membership, void, undefined>;
  readonly #seen: Membership[] = [];
  #next: Promise<boolean> | undefined;

  constructor(
    rest: AsyncGenerator<Membership, void, undefined>,
    readonly number: number,
    readonly startedAtMs: number,
  ) {
    this.#rest = rest;
  }

  async find(id: string): Promise<Membership | undefined> {
    for (let at = 0; ; at++) {
      if (at === this.#seen.length && !(await (this.#next ??= this.#advance()))) return undefined;
      const membership = this.#seen[at];
      if (membership && isMembershipOf(membership, id)) return membership;
    }
  }

  /** Whether there was one more. After a failure it fails for good: a generator that has thrown says that it is at its end. */
  async #advance(): Promise<boolean> {
    const { value, done } = await this.#rest.next();
    if (!done) this.#seen.push(value);
    this.#next = undefined;
    return !done;
  }
}
