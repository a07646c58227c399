// One listing of the platform that serves the reads waiting for it, page by page: how far it has come, which reads may wait for
// it, and when it rests because it costs more than it saves.
//
// Pages come in id order, so an id up to the last one seen is decided: it was on a page, or the listing lacks it. From the ids
// seen so far the way to a later id is estimated. Should the order be another, reads are sent singly that could have waited, and
// nothing else: what a listing lacks is never a conclusion.
// Source: agynio/runners `internal/server/pagination.go`; the numbers are ours.

/**
 * Pages a listing may have cost more than it has saved, for each read of its scope: what can be lost is a third of the reads. In an
 * organization of thousands the first pages save little, and those who ask often enough get to the end of it.
 */
const LOSS_PER_READ = 1 / 3;
/** How many pages a read waits for; it is sent singly when it would be more. */
const MAX_WAIT_PAGES = 12;
/** Hex digits of an id that a number holds exactly. */
const POSITION_DIGITS = 13;

/** One page; the token is empty on the last. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextPageToken: string;
}

interface Waiting<Row> {
  readonly id: string;
  readonly settle: (row: Row | undefined) => void;
}

/** What a listing is made of. */
export interface ListingOptions<Row> {
  fetch(pageToken: string): Promise<Page<Row>>;
  /** Takes the rows of a page whose request went out at the given moment. */
  keep(rows: readonly Row[], askedAtMs: number): void;
  now(): number;
  /** Reads of this scope so far: what a listing may cost grows with them. */
  readonly asked: number;
}

/** A listing that goes on as long as reads ask for it. Ids are canonical. */
export class Listing<Row extends { readonly id: string }> {
  readonly startedAtMs: number;
  readonly #options: ListingOptions<Row>;
  readonly #tokens = new Set<string>();
  #asked: number;
  #saved = 0;
  #pages = 0;
  #pageToken = "";
  #first: string | undefined;
  #last = "";
  #waiting: Waiting<Row>[] = [];
  #fetching = false;
  /** Whether somebody asked since the page before was fetched. */
  #wanted = false;
  #end: "ended" | "failed" | undefined;

  constructor(options: ListingOptions<Row>) {
    this.#options = options;
    this.#asked = options.asked;
    this.startedAtMs = options.now();
  }

  /** `failed` when a page could not be had: the caller may not list, or the platform can't. */
  get end(): "ended" | "failed" | undefined {
    return this.#end;
  }

  /** Counts a read that a row of this listing has answered. */
  count(): void {
    this.#asked++;
    this.#saved++;
    this.#wanted = true;
  }

  /** The row when the listing comes to it soon; undefined when it is to be asked for singly. Never rejects. */
  find(id: string): Promise<Row | undefined> {
    this.#asked++;
    this.#wanted = true;
    const row = new Promise<Row | undefined>((settle) => {
      if (this.#mayWait(id)) this.#waiting.push({ id, settle });
      else settle(undefined);
    });
    if (!this.#fetching) void this.#advance();
    return row;
  }

  /** Ends the listing; what waits for it is asked for singly. */
  stop(end: "ended" | "failed" = "ended"): void {
    this.#end ??= end;
    this.#letGo();
  }

  #letGo(): void {
    for (const { settle } of this.#waiting.splice(0)) settle(undefined);
  }

  #mayWait(id: string): boolean {
    if (this.#end !== undefined || id <= this.#last) return false;
    if (this.#first === undefined) return true;
    const covered = position(this.#last) - position(this.#first);
    const ahead = position(id) - position(this.#last);
    return !(covered > 0 && (ahead / covered) * this.#pages > MAX_WAIT_PAGES);
  }

  /** Fetches page after page. What is thrown here has no one to catch it, so nothing is. */
  async #advance(): Promise<void> {
    this.#fetching = true;
    while (this.#end === undefined && (this.#wanted || this.#waiting.length > 0)) {
      if (this.#pages - this.#saved >= this.#asked * LOSS_PER_READ) {
        this.#letGo();
        break;
      }
      this.#wanted = false;
      const askedAtMs = this.#options.now();
      try {
        const page = await this.#options.fetch(this.#pageToken);
        this.#take(page, askedAtMs);
      } catch {
        this.stop("failed");
      }
    }
    this.#fetching = false;
  }

  #take({ rows, nextPageToken }: Page<Row>, askedAtMs: number): void {
    // stopped while the page was under way: it may be older than what stopped it
    if (this.#end !== undefined) return;
    this.#pages++;
    this.#options.keep(rows, askedAtMs);
    this.#first ??= rows[0]?.id;
    this.#last = rows.at(-1)?.id ?? this.#last;
    // a token given twice would never end
    if (nextPageToken === "" || this.#tokens.has(nextPageToken)) this.#end = "ended";
    this.#tokens.add(nextPageToken);
    this.#pageToken = nextPageToken;
    this.#settle(new Map(rows.map((row) => [row.id, row])));
  }

  /** Answers those whose row has come, and lets go those who would wait in vain or for too long. */
  #settle(rows: ReadonlyMap<string, Row>): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      const row = rows.get(one.id);
      if (row === undefined && this.#mayWait(one.id)) this.#waiting.push(one);
      else {
        if (row !== undefined) this.#saved++;
        one.settle(row);
      }
    }
  }
}

/** Where an id lies among all ids. */
function position(id: string): number {
  return Number.parseInt(id.replaceAll("-", "").slice(0, POSITION_DIGITS), 16);
}
