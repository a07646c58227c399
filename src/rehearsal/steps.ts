// Steps on a terminal: a name, what it is doing, how long it takes, what came of it. A terminal gets a line that is redrawn;
// anything else gets plain lines, which is what a log is read as. Colour only on a terminal and without NO_COLOR.

const REDRAW_MS = 100;
const PLAIN_NOTE_MS = 5_000;
const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const CLEAR_LINE = "\r\u001b[K";

/** Where steps are shown. */
export interface StepOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a step's work may say while it is under way; shown when there is room and time. */
export type Note = (text: string) => void;

/** A step that failed; `cause` says why. */
export class StepError extends Error {
  override readonly name = "StepError";
  constructor(
    readonly step: string,
    cause: unknown,
  ) {
    super(`${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Shows steps, numbered through. */
export class Steps {
  private number: number;
  private readonly terminal: boolean;

  constructor(
    private readonly output: StepOutput,
    private readonly total: number,
    private readonly options: { readonly first?: number; readonly colour?: boolean } = {},
  ) {
    this.number = (options.first ?? 1) - 1;
    this.terminal = output.isTTY === true;
  }

  /**
   * Does one step.
   *
   * @param summarize what came of it, in a few words
   * @throws {StepError}
   */
  async run<T>(title: string, work: (note: Note) => Promise<T>, summarize: (result: T) => string): Promise<T> {
    this.number += 1;
    const name = `[${this.number}/${this.total}] ${title}`;
    const line = this.begin(name);
    try {
      const result = await work(line.note);
      line.end();
      this.output.write(
        `${this.paint(32, this.terminal ? "✓" : "ok")} ${name}: ${summarize(result)} ${line.elapsed()}\n`,
      );
      return result;
    } catch (error) {
      line.end();
      this.output.write(`${this.paint(31, this.terminal ? "✗" : "failed")} ${name} ${line.elapsed()}\n`);
      throw new StepError(title, error);
    }
  }

  private begin(name: string): { note: Note; end: () => void; elapsed: () => string } {
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 1000);
    let noted = "";
    if (!this.terminal) {
      let last = started;
      const note: Note = (text) => {
        if (Date.now() - last < PLAIN_NOTE_MS) return;
        last = Date.now();
        this.output.write(`   ${name}: ${text} (${seconds()} s)\n`);
      };
      this.output.write(`   ${name} ...\n`);
      return { note, end: () => undefined, elapsed: () => `(${seconds()} s)` };
    }
    let frame = 0;
    const draw = () => {
      const text = `${SPINNER[frame++ % SPINNER.length] ?? ""} ${name} ${noted} (${seconds()} s)`;
      this.output.write(CLEAR_LINE + text.slice(0, (this.output.columns ?? 80) - 1));
    };
    draw();
    const timer = setInterval(draw, REDRAW_MS);
    return {
      note: (text) => {
        noted = text;
      },
      end: () => {
        clearInterval(timer);
        this.output.write(CLEAR_LINE);
      },
      elapsed: () => `(${seconds()} s)`,
    };
  }

  private paint(code: number, text: string): string {
    return this.options.colour === true ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}
