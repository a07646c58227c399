// A plugin as Terraform starts it: a process of its own, its handshake line, what it wrote and how it ended.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { build } from "esbuild";
import { createIdentity, type Identity } from "../../src/tfplugin/certificate";
import { GrpcClient } from "./grpc-client";

const MAGIC_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
/** How long a process may live, so that none is left; some serve several commands of terraform, on a machine under load. */
const PATIENCE_MS = 60_000;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Builds a fixture into one file. */
export async function bundlePlugin(entry: string, outfile: string): Promise<void> {
  await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "cjs", logLevel: "warning" });
}

/**
 * Builds a fixture as Terraform finds a provider: a launcher beside its bundle.
 *
 * @param type the provider's type, which names the launcher
 */
export async function buildProvider(
  entry: string,
  folder: string,
  type: string,
): Promise<{ readonly launcher: string; readonly bundle: string }> {
  const bundle = join(folder, "plugin.cjs");
  const launcher = join(folder, `terraform-provider-${type}`);
  await bundlePlugin(entry, bundle);
  const script = `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} "\${0%/*}/plugin.cjs" "$@"\n`;
  writeFileSync(launcher, script, { mode: 0o755 });
  return { launcher, bundle };
}

/** A running plugin. */
export class PluginProcess {
  /** Where it may leave things: its temporary folder. */
  readonly folder = mkdtempSync(join(tmpdir(), "plugin-test-"));
  /** Everything on stdout, line by line. */
  readonly stdout: string[] = [];
  /** Resolves with the end of the process, when its output has been read too. */
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;
  private readonly lines: Interface;
  private readonly firstLine: Promise<string>;
  private stderrText = "";

  private constructor(
    plugin: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    private readonly identity: Identity,
  ) {
    const [command, first] = plugin.endsWith(".cjs") ? [process.execPath, [plugin]] : [plugin, []];
    this.child = spawn(command, [...first, ...args], {
      env: { PATH: process.env.PATH, TMPDIR: this.folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: PATIENCE_MS,
      killSignal: "SIGKILL",
    });
    this.ended = new Promise((resolve) => {
      this.child.once("close", (code, signal) => resolve({ code, signal }));
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderrText += text;
    });
    if (!this.child.stdout) throw new Error("no stdout");
    this.lines = createInterface(this.child.stdout);
    this.lines.on("line", (line) => this.stdout.push(line));
    this.firstLine = once(this.lines, "line").then(([line]) => String(line));
    this.firstLine.catch(() => undefined);
  }

  /**
   * Runs with a plugin, which is killed afterwards should it still be there; its folder is removed.
   *
   * @param path its bundle (`.cjs`) or its executable
   */
  static async use(
    path: string,
    env: (identity: Identity) => NodeJS.ProcessEnv,
    run: (plugin: PluginProcess) => Promise<void>,
    args: readonly string[] = [],
  ): Promise<void> {
    const identity = createIdentity(new Date());
    const plugin = new PluginProcess(path, args, env(identity), identity);
    try {
      await run(plugin);
    } finally {
      plugin.child.kill("SIGKILL");
      await plugin.ended;
      rmSync(plugin.folder, { recursive: true, force: true });
    }
  }

  /** What Terraform puts into the environment. */
  static hostEnvironment(identity: Identity): NodeJS.ProcessEnv {
    return { TF_PLUGIN_MAGIC_COOKIE: MAGIC_COOKIE, PLUGIN_CLIENT_CERT: identity.certificate };
  }

  get stderr(): string {
    return this.stderrText;
  }

  /** The fields of the handshake line. */
  async handshake(): Promise<readonly string[]> {
    const line = await Promise.race([this.firstLine, this.ended]);
    if (typeof line !== "string") throw new Error(`ended without a handshake: ${this.stderrText}`);
    return line.split("|");
  }

  /** The first line on stdout that matches, whether it was already there or comes later. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.stdout.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      const more = await Promise.race([once(this.lines, "line").then(() => true), this.ended.then(() => false)]);
      if (!more) throw new Error(`ended without a line like ${String(pattern)}: ${this.stderrText}`);
    }
  }

  /** Connects as the handshake says, as the host or as somebody else. */
  async connect(as: Identity = this.identity): Promise<GrpcClient> {
    const [, , network, address = "", , certificate = ""] = await this.handshake();
    const to = network === "tcp" ? { host: "127.0.0.1", port: Number(address.replace(/^.*:/, "")) } : { path: address };
    if (certificate === "") return await GrpcClient.connect(to);
    const trusted = `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate, "base64").toString("base64")}\n-----END CERTIFICATE-----\n`;
    return await GrpcClient.connect(to, { trusted, identity: as });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error("it was not started");
    return this.child.pid;
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Lets nobody read any more what it writes. */
  closeOutput(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }
}
