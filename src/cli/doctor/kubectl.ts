// kubectl, as the user has it: KUBECTL names another one. What it prints on failure is the API server's own words.
import { type ChildProcess, execFile, type ExecFileException } from "node:child_process";

const ANSWER_WITHIN = "15s";
/** A credential plugin may hang where the server answers in time. */
const END_WITHIN_MS = 30_000;

/** What a command came to. */
export interface Ran {
  readonly ok: boolean;
  readonly stdout: string;
  /** Why it failed, without the words that kubectl puts in front; empty when it did not. */
  readonly refusal: string;
}

/** kubectl that could not be started. */
export class NoKubectlError extends Error {
  override readonly name = "NoKubectlError";
  constructor(
    /** What was tried. */
    readonly command: string,
  ) {
    super(`${command} can't be started`);
  }
}

/** Asks one cluster. */
export class Kubectl {
  readonly command: string;

  /**
   * @param global what goes in front of each command, such as `--context`
   * @param endWithinMs when a command is ended that has not ended by itself
   */
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly global: readonly string[],
    private readonly endWithinMs = END_WITHIN_MS,
  ) {
    this.command = env["KUBECTL"] === undefined || env["KUBECTL"] === "" ? "kubectl" : env["KUBECTL"];
  }

  /**
   * Runs a command.
   * @throws {NoKubectlError}
   */
  run(args: readonly string[], input = ""): Promise<Ran> {
    const words = [...this.global, `--request-timeout=${ANSWER_WITHIN}`, ...args];
    // execFile also lets go of the outputs when time is up: what kubectl started may hold them open for longer
    const options = { env: this.env, timeout: this.endWithinMs, killSignal: "SIGKILL", maxBuffer: Infinity } as const;
    return new Promise((done, fail) => {
      const child: ChildProcess = execFile(this.command, words, options, (error, stdout, stderr) => {
        if (typeof error?.code === "string") return fail(new NoKubectlError(this.command));
        return done({ ok: error === null, stdout, refusal: error === null ? "" : this.#refusal(error, stderr) });
      });
      child.stdin?.on("error", () => undefined); // it ended without reading; the exit code tells
      child.stdin?.end(input);
    });
  }

  #refusal({ killed, signal, code }: ExecFileException, stderr: string): string {
    const said = refusalOf(stderr);
    if (killed === true) return [said, `no answer within ${this.endWithinMs / 1000} s`].filter(Boolean).join("; ");
    if (signal) return `ended by ${signal}`;
    return said === "" ? `ended with exit code ${code}` : said;
  }
}

function refusalOf(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !/^(Warning:|[EWI]\d{4} )/.test(line));
  return (lines.at(-1) ?? stderr.trim())
    .replace(/^Error from server( \(\w+\))?: |^error: /, "")
    .replace(/^error when creating "STDIN": /, "")
    .trim();
}
