// kubectl, as the user has it: KUBECTL names another one. What it prints on failure is the API server's own words.
import { spawn } from "node:child_process";

const ANSWER_WITHIN = "15s";
/** A credential plugin may hang where the server answers in time. */
const END_WITHIN_MS = 30_000;

/** What a command came to. */
export interface Ran {
  readonly ok: boolean;
  readonly stdout: string;
  /** Without the words that kubectl puts in front. */
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

  /** @param global what goes in front of each command, such as `--context` */
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly global: readonly string[],
  ) {
    this.command = env["KUBECTL"] === undefined || env["KUBECTL"] === "" ? "kubectl" : env["KUBECTL"];
  }

  /**
   * Runs a command.
   * @throws {NoKubectlError}
   */
  run(args: readonly string[], input = ""): Promise<Ran> {
    return new Promise((done, fail) => {
      const child = spawn(this.command, [...this.global, `--request-timeout=${ANSWER_WITHIN}`, ...args], {
        env: this.env,
      });
      const kill = setTimeout(() => child.kill(), END_WITHIN_MS);
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      child.once("error", () => {
        clearTimeout(kill);
        fail(new NoKubectlError(this.command));
      });
      child.once("close", (code, signal) => {
        clearTimeout(kill);
        const late = signal === null ? [] : [`no answer within ${END_WITHIN_MS / 1000} s`];
        done({
          ok: code === 0,
          stdout,
          refusal: [refusalOf(stderr), ...late].filter((text) => text !== "").join("; "),
        });
      });
      child.stdin.on("error", () => undefined); // it ended without reading; the exit code tells
      child.stdin.end(input);
    });
  }
}

function refusalOf(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !/^(Warning:|[EWI]\d{4} )/.test(line));
  return (lines.at(-1) ?? stderr.trim()).replace(/^Error from server( \(\w+\))?: |^error: /, "").trim();
}
