// What the tests of `cdktf-agyn move` share: a folder with outputs and states, the command, the script that it writes, and the real
// terraform on them.
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** The repository. */
export const ROOT = resolve(__dirname, "../..");
/** The binary under test. */
export const TERRAFORM = process.env["TERRAFORM_BINARY_NAME"] || "terraform";
/** For one test. */
export const TIMEOUT_MS = 240_000;
const CLI = join(ROOT, "dist/cli/main.js");

/** What a command came to, and all it printed. */
export interface Ran {
  readonly code: number;
  readonly text: string;
}

/** Folder and environment of one test; its own until another is begun. */
export const bench: {
  folder: string;
  environment: NodeJS.ProcessEnv;
  /**
   * Answers by which value of TF_REATTACH_PROVIDERS terraform finds providers that run already, for the folder of a stack.
   * @default - terraform starts all providers
   */
  attached?: ((directory: string) => Promise<string>) | undefined;
} = { folder: "", environment: {} };

/** Begins anew in a folder. */
export function beginIn(folder: string): void {
  const { TF_CLI_CONFIG_FILE: _, ...own } = process.env;
  bench.folder = folder;
  bench.attached = undefined;
  bench.environment = { ...own, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
}

/** Removes the folder. */
export function end(): void {
  rmSync(bench.folder, { recursive: true, force: true });
}

/** Runs a command in the folder. */
const run = (command: string, ...args: readonly string[]): Promise<Ran> => runWith({}, command, args);

function runWith(env: NodeJS.ProcessEnv, command: string, args: readonly string[]): Promise<Ran> {
  const options = { cwd: bench.folder, env: { ...bench.environment, ...env }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((done) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      done({ code, text: stdout + stderr });
    });
  });
}

/** @throws {Error} with the end of what the command printed, when it failed */
export const succeeds = async (command: string, ...args: readonly string[]): Promise<string> =>
  succeeded(await run(command, ...args), [command, ...args]);

function succeeded({ code, text }: Ran, words: readonly string[]): string {
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}:\n${text.slice(-5000)}`);
  return text;
}

/** The option by which terraform works on a stack of an output. */
export const directory = (out: string, stack: string): string => `-chdir=${join(out, "stacks", stack)}`;
const init = (out: string, stack: string) => succeeds(TERRAFORM, directory(out, stack), "init", "-input=false");

/** Runs terraform on a stack of an output, with the providers that run already; `init` does not hear of them. */
async function terraform(out: string, stack: string, ...words: readonly string[]): Promise<Ran> {
  const running = await bench.attached?.(join(bench.folder, out, "stacks", stack));
  const env = running === undefined ? {} : { TF_REATTACH_PROVIDERS: running };
  return await runWith(env, TERRAFORM, [directory(out, stack), ...words]);
}

/** Initializes and applies stacks, one after the other. */
export async function apply(out: string, ...stacks: readonly string[]): Promise<void> {
  for (const stack of stacks) {
    await init(out, stack);
    const words = ["apply", "-input=false", "-auto-approve", "-no-color"];
    succeeded(await terraform(out, stack, ...words), [stack, ...words]);
  }
}

/** Destroys a stack. */
export async function destroy(out: string, stack: string): Promise<void> {
  const words = ["destroy", "-input=false", "-auto-approve", "-no-color"];
  succeeded(await terraform(out, stack, ...words), [stack, ...words]);
}

/** Plans stacks at the same time: 0 no changes, 2 changes, 1 an error. */
export async function plans(out: string, ...stacks: readonly string[]): Promise<Record<string, number>> {
  const plan = async (stack: string): Promise<[string, number]> => {
    await init(out, stack);
    const { code } = await terraform(out, stack, "plan", "-input=false", "-detailed-exitcode", "-no-color");
    return [stack, code];
  };
  return Object.fromEntries(await Promise.all(stacks.map(plan)));
}

/** Runs the command, which writes the script. */
export const move = (from: string, to: string): Promise<string> =>
  succeeds(process.execPath, CLI, "move", "--from", from, "--to", to, "--script", "move.sh");
/** Runs the script. */
export const script = (...words: readonly string[]): Promise<Ran> => run("sh", "move.sh", ...words);
