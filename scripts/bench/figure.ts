// One measured figure beside the floor it is held against. Marks are ratios to the floor, so that they hold on any machine.

/** What was measured, in milliseconds, and how many times the floor it may cost. */
export interface Figure {
  readonly what: string;
  readonly ms: number;
  /** The same work done by what can not be done without, measured in turn in the same process. */
  readonly floorMs: number;
  /** The greatest allowed `ms / floorMs`. */
  readonly mark: number;
}

/** The middle of some samples, the lower one of two. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
