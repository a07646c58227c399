// The faults of a running emulator: which are there, which one the next call meets, and when each is spent.
//
// A call meets every latency that is about it, and of the other faults the oldest one. A fault is gone when its calls or its time
// are used up.
import { concerns, type Fault } from "./fault.js";
import { parseFault } from "./grammar.js";

/** A fault that is in force. */
export interface ActiveFault {
  readonly id: number;
  /** The text it was made of. */
  readonly fault: string;
  /** How many calls met it. */
  readonly met: number;
  /** How many calls will still meet it; absent: every one. */
  readonly left?: number;
}

/** A call held back between being carried out and being answered. */
export interface HeldCall {
  /** Resolves when a call was carried out and waits. */
  readonly reached: Promise<void>;
  /** Lets the answer go. */
  release(): void;
}

/** What the next call meets. */
export interface Encounter {
  readonly latencyMs: number;
  readonly fault?: Fault;
  /** The texts of all faults met, for the log. */
  readonly texts: readonly string[];
}

interface Entry {
  readonly id: number;
  readonly fault: Fault;
  readonly endsAt: number;
  seen: number;
  met: number;
}

/** Adds, lists and removes the faults of an emulator. */
export interface Faults {
  /**
   * Puts a fault in force and returns its id.
   * @param text TARGET:KIND[=VALUE][,OPTION]..., for example `RegisterRunner:cut-after-send,times=1`
   * @throws {EmulatorError} `bad_fault`
   */
  add(text: string): number;
  /**
   * Holds the next call of a target back: it is carried out, its answer waits for `release`.
   * @param target the method's name, for example `RegisterRunner`
   */
  hold(target: string): HeldCall;
  /** The faults in force, oldest first. */
  list(): ActiveFault[];
  /** @returns whether there was such a fault */
  remove(id: number): boolean;
  /** Removes all faults, and lets held calls go. */
  clear(): void;
}

/** The faults, and what the server asks of them. */
export class FaultList implements Faults {
  readonly #clock: () => Date;
  readonly #releases = new Set<() => void>();
  #entries: Entry[] = [];
  #lastId = 0;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  add(text: string): number {
    return this.#put(parseFault(text));
  }

  hold(target: string): HeldCall {
    let reach: () => void = () => undefined;
    let release: () => void = () => undefined;
    const reached = new Promise<void>((done) => (reach = done));
    const released = new Promise<void>((done) => (release = done));
    this.#releases.add(release);
    const { after, carriedOut } = parseFault(`${target}:never`);
    const effect = { kind: "hold", reached: () => reach(), released } as const;
    this.#put({ text: `${target}:hold`, target, effect, after, carriedOut, times: 1 });
    return { reached, release };
  }

  list(): ActiveFault[] {
    this.#dropSpent();
    return this.#entries.map(({ id, fault, met }) => ({
      id,
      fault: fault.text,
      met,
      ...(fault.times === undefined ? {} : { left: fault.times - met }),
    }));
  }

  remove(id: number): boolean {
    const rest = this.#entries.filter((entry) => entry.id !== id);
    const removed = rest.length < this.#entries.length;
    this.#entries = rest;
    return removed;
  }

  clear(): void {
    this.#entries = [];
    for (const release of this.#releases) {
      release();
    }
    this.#releases.clear();
  }

  /** What a call meets, which counts as having met it. */
  meet(rpc: string): Encounter {
    this.#dropSpent();
    let latencyMs = 0;
    let fault: Fault | undefined;
    const texts: string[] = [];
    for (const entry of this.#entries.filter((candidate) => concerns(candidate.fault, rpc))) {
      const { effect } = entry.fault;
      entry.seen++;
      if (entry.seen <= entry.fault.after || (effect.kind !== "latency" && fault !== undefined)) {
        continue;
      }
      entry.met++;
      texts.push(entry.fault.text);
      if (effect.kind === "latency") {
        latencyMs += effect.ms;
      } else {
        fault = entry.fault;
      }
    }
    return { latencyMs, texts, ...(fault === undefined ? {} : { fault }) };
  }

  #put(fault: Fault): number {
    const endsAt = fault.forMs === undefined ? Number.POSITIVE_INFINITY : this.#clock().getTime() + fault.forMs;
    this.#entries.push({ id: ++this.#lastId, fault, endsAt, seen: 0, met: 0 });
    return this.#lastId;
  }

  #dropSpent(): void {
    const now = this.#clock().getTime();
    this.#entries = this.#entries.filter(
      ({ fault, endsAt, met }) => now < endsAt && (fault.times === undefined || met < fault.times),
    );
  }
}
