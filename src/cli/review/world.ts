// What the command reads and writes beside files, so that a test sees what a user sees.
import type { Pipeline } from "./pipeline.js";

/** Something to write to. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where the command runs. */
export interface World {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds, for progress. */
  readonly now: () => number;
  readonly pipeline: Pipeline;
  /** Waits so many milliseconds. @default - the clock's */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** How long a command is quiet. */
const QUIET_MS = 2_000;

/** Says what is being done, on stderr, once it takes longer than two seconds. */
export class Progress {
  private readonly begun: number;

  constructor(
    private readonly world: Pick<World, "stderr" | "now">,
    private readonly command: string,
  ) {
    this.begun = world.now();
  }

  /** Does something that may take long; what it is ends the line `review: `. */
  async during<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    const say = (): unknown => this.world.stderr.write(`${this.command}: ${what}\n`);
    const left = QUIET_MS - (this.world.now() - this.begun);
    if (left <= 0) {
      say();
      return await work();
    }
    const timer = setTimeout(say, left);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }
}
