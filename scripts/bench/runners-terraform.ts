// A directory with a thousand runners in it, and the real terraform over it: how long a command takes, how much processor time
// goes to terraform and to the provider, and how much memory the provider takes.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SAMPLE_EVERY_MS = 25;
/** Length of a clock tick on Linux, wherever node runs. */
const TICK_MS = 10;

/** What one command took. Without a /proc only the time is known, the rest is NaN. */
export interface Run {
  readonly ms: number;
  readonly terraformCpuMs: number;
  /** Of the provider's processes, of which a command starts several. */
  readonly providerCpuMs: number;
  /** The most that one of them had resident. */
  readonly providerMb: number;
}

/** Which provider talks to which gateway. */
export interface RunnersOptions {
  /** Folder with the executable `terraform-provider-agyn`. */
  readonly provider: string;
  readonly url: string;
  readonly token: string;
  readonly runners: number;
}

export class RunnersDirectory {
  readonly #path = mkdtempSync(join(tmpdir(), "cdktf-agyn-runners-"));
  readonly #env: NodeJS.ProcessEnv;

  constructor({ provider, url, token, runners }: RunnersOptions) {
    const config = join(this.#path, "cli.tfrc");
    writeFileSync(
      config,
      `provider_installation {\n  dev_overrides { "agynio/agyn" = ${JSON.stringify(provider)} }\n  direct {}\n}\n`,
    );
    writeFileSync(join(this.#path, "main.tf"), configuration(url, runners));
    this.#env = { ...process.env, TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: "1", AGYN_API_TOKEN: token };
  }

  /** Makes everything anew, over an empty state. */
  async apply(): Promise<Run> {
    rmSync(join(this.#path, "terraform.tfstate"), { force: true });
    return await this.#run("apply", "-auto-approve");
  }

  /** @throws {Error} when the plan is not empty */
  async plan(...args: readonly string[]): Promise<Run> {
    return await this.#run("plan", "-detailed-exitcode", ...args);
  }

  dispose(): void {
    rmSync(this.#path, { recursive: true, force: true });
  }

  async #run(...args: readonly string[]): Promise<Run> {
    const started = performance.now();
    const child = spawn(
      process.env["TERRAFORM_BINARY_NAME"] || "terraform",
      [...args, "-input=false", "-no-color", "-lock=false"],
      { cwd: this.#path, env: this.#env, stdio: ["ignore", "pipe", "pipe"] },
    );
    let printed = "";
    for (const output of [child.stdout, child.stderr])
      output.on("data", (text: Buffer) => (printed += text.toString()));
    const usage = new Usage(child.pid ?? 0);
    const timer = setInterval(() => usage.sample(), SAMPLE_EVERY_MS);
    const code = await new Promise((done) => child.once("close", done));
    const ms = performance.now() - started;
    clearInterval(timer);
    if (code !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${String(code)}:\n${printed.slice(-4000)}`);
    return { ms, ...usage.sums() };
  }
}

/** What a process and its children have used, as last seen. */
class Usage {
  readonly #cpuMs = new Map<string, number>();
  #mostMb = Number.NaN;

  constructor(private readonly pid: number) {}

  sample(): void {
    try {
      this.#cpuMs.set(String(this.pid), cpuMs(this.pid));
      for (const thread of readdirSync(`/proc/${this.pid}/task`)) {
        const children = readFileSync(`/proc/${this.pid}/task/${thread}/children`, "utf8").split(" ");
        for (const child of children.filter((id) => id !== "")) {
          this.#cpuMs.set(child, cpuMs(child));
          const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, "utf8")) ?? [];
          this.#mostMb = Math.max(Number.isNaN(this.#mostMb) ? 0 : this.#mostMb, Number(kilobytes ?? 0) / 1024);
        }
      }
    } catch {
      // a process has just ended, or this is no Linux
    }
  }

  sums(): Omit<Run, "ms"> {
    const own = this.#cpuMs.get(String(this.pid)) ?? Number.NaN;
    const all = [...this.#cpuMs.values()].reduce((sum, ms) => sum + ms, 0);
    return { terraformCpuMs: own, providerCpuMs: all - own, providerMb: this.#mostMb };
  }
}

/** User and system time; the name before them may hold blanks. */
function cpuMs(pid: number | string): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function configuration(url: string, runners: number): string {
  return `terraform {
  required_providers {
    agyn = { source = "agynio/agyn" }
  }
}
provider "agyn" {
  api_url = ${JSON.stringify(url)}
}
resource "agyn_organization" "acme" {
  name = "Acme"
}
resource "agyn_runner" "all" {
  count           = ${runners}
  organization_id = agyn_organization.acme.id
  name            = "runner-\${count.index}"
  labels          = { team = "ml", region = "eu-west-1", pool = "pool-\${count.index % 20}" }
}
`;
}
