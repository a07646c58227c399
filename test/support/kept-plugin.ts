// The provider under test in debug mode: one process that serves every command of a workspace, instead of the three to five that
// Terraform starts for each. Each connection gets a provider of its own, as each process has one otherwise, so no phase of a
// command knows more of the ones before (src/tfplugin/debug.ts; test/acceptance/reattach.test.ts).
//
// What it leaves out is the start, the handshake, TLS and the end of a process: tests of those let Terraform start the provider.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** How long a process may live, so that none is left when a test run is killed. */
const PATIENCE_MS = 10 * 60_000;

export class KeptPlugin {
  private constructor(
    private readonly child: ChildProcess,
    /** What terraform finds it by: the value of TF_REATTACH_PROVIDERS. */
    readonly reattach: string,
  ) {}

  /**
   * Starts it and waits until it listens.
   *
   * @param bundle the provider's bundle
   * @param directory where terraform runs: paths of a configuration are relative to it
   */
  static async start(bundle: string, directory: string, env: Readonly<Record<string, string>>): Promise<KeptPlugin> {
    const child = spawn(process.execPath, [bundle, "--debug"], {
      cwd: directory,
      env: { PATH: process.env["PATH"], TMPDIR: process.env["TMPDIR"], NO_PROXY: "127.0.0.1,localhost", ...env },
      stdio: ["ignore", "pipe", "inherit"],
      timeout: PATIENCE_MS,
    });
    const found = new Promise<string>((done, fail) => {
      createInterface(child.stdout).on("line", (line) => {
        const [, value] = /^POSIX shells:.*?='(.*)'$/.exec(line) ?? [];
        if (value !== undefined) done(value);
      });
      child.once("error", fail);
      child.once("close", () => fail(new Error("the provider ended before it listened; see above")));
    });
    return new KeptPlugin(child, await found);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "close");
    this.child.kill("SIGTERM");
    await ended;
  }
}
