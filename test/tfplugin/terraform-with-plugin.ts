// The real terraform with one plugin made of a fixture: bundled, put beside a launcher, and named by dev_overrides, so that
// nothing is installed. Its temporary folder is its own, so that what is left in there can be seen.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTerraform, type TerraformBinary } from "../../src/rehearsal/index";
import { buildProvider } from "../support/plugin-process";

/** What a command printed and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Both outputs, in the order they came. */
  readonly text: string;
}

/** A command under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

export class TerraformWithPlugin {
  private constructor(
    readonly directory: string,
    private readonly binary: TerraformBinary,
  ) {}

  /**
   * @param entry the fixture's source
   * @param source as in `required_providers`: `example/life`
   */
  static async create(entry: string, source: string): Promise<TerraformWithPlugin> {
    const directory = mkdtempSync(join(tmpdir(), "terraform-plugin-"));
    const made = new TerraformWithPlugin(directory, await findTerraform(process.env));
    const plugin = join(directory, "plugin");
    for (const folder of [plugin, made.temporary, made.work]) mkdirSync(folder);
    await buildProvider(entry, plugin, source.split("/").at(-1) ?? "");
    const overrides = `dev_overrides { ${JSON.stringify(source)} = ${JSON.stringify(plugin)} }`;
    writeFileSync(join(directory, "cli.tfrc"), `provider_installation {\n  ${overrides}\n  direct {}\n}\n`);
    return made;
  }

  /** The temporary folder of everything that is started. */
  get temporary(): string {
    return join(this.directory, "tmp");
  }

  get work(): string {
    return join(this.directory, "work");
  }

  /** As in the names of recordings: `terraform-1.11.4`, `opentofu-1.12.6`. */
  get release(): string {
    return `${this.binary.product.toLowerCase()}-${this.binary.version}`;
  }

  write(hcl: string): void {
    writeFileSync(join(this.work, "main.tf"), hcl);
  }

  /** Starts a command in a process group of its own, as a shell does. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const child = spawn(this.binary.path, args, {
      cwd: this.work,
      env: {
        PATH: process.env["PATH"],
        HOME: this.directory,
        TMPDIR: this.temporary,
        TF_CLI_CONFIG_FILE: join(this.directory, "cli.tfrc"),
        CHECKPOINT_DISABLE: "1",
        TF_IN_AUTOMATION: "1",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (data: string) => {
        text += data;
      });
    }
    const ended = once(child, "close").then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      text,
    }));
    return { child, ended };
  }

  /** Runs a command to its end, whatever comes of it. */
  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.start(args, env).ended;
  }

  dispose(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
