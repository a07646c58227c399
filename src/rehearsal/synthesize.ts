// The synthesis of a CDKTF app as `cdktf synth` does it: the app's command in a shell, told by the environment where to write.
//
// Source: cdktf-cli 0.21 (`CDKTF_OUTDIR`, `CDKTF_CONTEXT_JSON`; cdktf.json: `app`, `output`, `context`).
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const TAIL_LINES = 40;

/** An app that can be synthesized. */
export interface SynthesizableApp {
  /** As a shell takes it. */
  readonly command: string;
  /** Where it runs. */
  readonly directory: string;
  /**
   * `context` of cdktf.json.
   * @default - none
   */
  readonly context?: unknown;
}

/**
 * Runs the app.
 * @throws with the end of its output when it fails
 */
export async function synthesizeApp(
  { command, directory, context }: SynthesizableApp,
  outDirectory: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> {
  const lines: string[] = [];
  await new Promise<void>((done, fail) => {
    const child = spawn(command, {
      cwd: directory,
      shell: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...env,
        CDKTF_OUTDIR: outDirectory,
        ...(context !== undefined && { CDKTF_CONTEXT_JSON: JSON.stringify(context) }),
      },
      ...(signal && { signal }),
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        lines.splice(0, lines.length - TAIL_LINES);
      });
    }
    child.once("error", fail);
    child.once("close", (code) => {
      if (code === 0) done();
      else fail(new Error([`${command} ended with exit code ${code ?? "none"}`, ...lines].join("\n")));
    });
  });
}
