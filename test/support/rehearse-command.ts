// `cdktf-agyn rehearse --json` as a user runs it: the built command in a folder, with a temporary folder of its own, so that what it
// leaves behind shows. Nothing it prints may hold a token.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const COMMAND = resolve(__dirname, "../../dist/cli/main.js");
/** Service tokens and tokens of users. */
const SECRET = /[0-9a-f]{64}|agyn_[0-9a-f]{8}-/;

/** What the command prints on stdout. */
export interface Rehearsed {
  readonly outcome: string;
  readonly stacks: readonly string[];
  readonly applied?: object;
  readonly destroyed?: object;
  readonly runners: readonly { readonly name: string; readonly scope: string; readonly status: string }[];
  readonly notes: readonly string[];
  readonly timeline: readonly { readonly runner: string; readonly kind: string }[];
  readonly agents: readonly { readonly name: string; readonly estimated: readonly object[] }[];
  readonly longGaps: readonly string[];
  readonly failure?: { readonly step: string; readonly stack: string; readonly runners: readonly string[] };
  readonly kept?: { readonly folder: string; readonly gatewayUrl: string };
}

export interface RehearsalOptions {
  /** Where it runs. */
  readonly directory: string;
  /** Its temporary folder. */
  readonly temporary: string;
  /** The command that synthesizes. */
  readonly app: string;
  /** @default [] */
  readonly args?: readonly string[];
  /** @default {} */
  readonly env?: Readonly<Record<string, string>>;
}

/** A rehearsal under way. */
export class RehearsalRun {
  /** Resolves once it has ended and its output has been read. @throws with what it printed when there is no result */
  readonly finished: Promise<{ code: number | null; result: Rehearsed; printed: string }>;
  private readonly child: ChildProcess;
  private readonly closed: Promise<number | null>;
  private readonly firstOutput: Promise<string>;

  constructor({ directory, temporary, app, args = [], env = {} }: RehearsalOptions) {
    const child = spawn(process.execPath, [COMMAND, "rehearse", "--app", app, "--json", ...args], {
      cwd: directory,
      env: { ...process.env, TMPDIR: temporary, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    let stdout = "";
    let stderr = "";
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    this.firstOutput = new Promise((done) => {
      child.stdout.on("data", (data: Buffer) => {
        stdout += data.toString();
        if (stdout.includes("\n")) done(stdout);
      });
    });
    this.closed = new Promise((done) => child.once("close", done));
    this.finished = this.closed.then((code) => {
      expect(stdout + stderr).not.toMatch(SECRET);
      if (stdout === "") throw new Error(stderr);
      return { code, result: JSON.parse(stdout) as Rehearsed, printed: stderr };
    });
    this.finished.catch(() => undefined); // whoever waits for it hears of it
  }

  /** The result of one that is kept open for a look. @throws with what it printed when it ends before that */
  async kept(): Promise<Rehearsed & { readonly kept: { readonly folder: string; readonly gatewayUrl: string } }> {
    const text = await Promise.race([this.firstOutput, this.finished.then(({ result }) => JSON.stringify(result))]);
    const result = JSON.parse(text) as Rehearsed;
    if (!result.kept) throw new Error(`nothing was kept: ${text}`);
    return { ...result, kept: result.kept };
  }

  /** Ends it as Ctrl-C does, when it has not ended. @returns its exit code; null when it was killed */
  async end(): Promise<number | null> {
    if (this.child.exitCode === null) this.child.kill("SIGINT");
    return await this.closed;
  }
}

/** Copies the states of a kept rehearsal, as `terraform state pull` would print them. @returns their paths */
export function pullStates(kept: Pick<Rehearsed, "stacks">, work: string, folder: string): string[] {
  return kept.stacks.map((stack) => {
    const path = join(folder, `${stack}.tfstate`);
    writeFileSync(path, readFileSync(join(work, "stacks", stack, "terraform.tfstate")));
    return path;
  });
}
