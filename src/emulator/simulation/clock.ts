// The clock of a simulation: it goes where the simulation moves it, and stands still or follows another clock meanwhile.
//
// It is the emulator's clock too, so that time stamps, expiries and faults agree with what the simulation did.

/** A clock that can be moved on, never back. */
export class SimulatedClock {
  readonly #base: () => Date;
  #aheadMs = 0;

  /**
   * @param clock where time begins
   * @param follows whether it goes on by itself as `clock` does; otherwise it stands still until it is moved
   */
  constructor(clock: () => Date, follows: boolean) {
    const start = clock();
    this.#base = follows ? clock : () => start;
  }

  /** Milliseconds since 1970. */
  get nowMs(): number {
    return this.#base().getTime() + this.#aheadMs;
  }

  /** Moves on to a time; one that has passed changes nothing. */
  moveTo(ms: number): void {
    this.#aheadMs += Math.max(0, ms - this.nowMs);
  }
}
