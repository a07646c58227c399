// Runs the terraform binary in a work directory: its own CLI configuration (the mirror and nothing else), its own data directory,
// nothing of the user's settings, output line by line, a bounded tail kept for the case that it fails.
//
// Terraform runs in a process group of its own, so that Ctrl-C in a terminal reaches it once, through us: a second interrupt
// would make it drop what it is doing. Source: Terraform's machine-readable UI (`-json`) and `-detailed-exitcode`, measured with 1.11.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { redact } from "../gateway/index.js";
import { joinReattach } from "./reattach.js";
import type { TerraformBinary } from "./terraform-binary.js";
import { type Changes, type Diagnostic, readUiLine, type UiLine } from "./terraform-ui.js";

const TAIL_LINES = 60;
const REATTACH_VARIABLE = "TF_REATTACH_PROVIDERS";
const PLAN_FILE = "plan.bin";
const COMMAND_TIMEOUT_MS = 30 * 60_000;
/** How long an interrupted terraform may take to save its state. */
const STOP_GRACE_MS = 20_000;

/** What is passed on from the user's environment by prefix, never: settings that would change what is run. */
const DROPPED = /^(TF_|TOFU_|AGYN_|KUBE_|HELM_|CDKTF_)/;

/** How terraform is run. */
export interface TerraformOptions {
  readonly binary: TerraformBinary;
  readonly directory: string;
  readonly cliConfigFile: string;
  /** The environment it starts from; settings of Terraform, Agyn, Kubernetes and Helm are left out. */
  readonly baseEnv: NodeJS.ProcessEnv;
  /** What the run needs on top: addresses, tokens, variables. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Starts or finds providers that need no process of their own, for a directory that terraform runs in; answers the value of
   * TF_REATTACH_PROVIDERS. `init` does not hear of them: it locks and installs every provider as for a user.
   * @default - terraform starts all providers
   */
  readonly attached?: (directory: string) => Promise<string>;
  /** Stops terraform gracefully. */
  readonly signal?: AbortSignal;
  /** Told of every event, for progress. */
  readonly onEvent?: (event: UiLine) => void;
}

/** A command that did not do what it says; `tail` is the end of its output, secrets left out. */
export class TerraformFailedError extends Error {
  override readonly name = "TerraformFailedError";
  constructor(
    readonly command: string,
    readonly exitCode: number | undefined,
    readonly tail: string,
    /** What it calls errors, in its own words; none when it failed without a word that a machine can read. */
    readonly errors: readonly Diagnostic[] = [],
  ) {
    super(`terraform ${command} failed${exitCode === undefined ? "" : ` with exit code ${exitCode}`}`);
  }
}

/** What a command printed. */
export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command left behind. */
interface Outcome {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly errorLines: readonly string[];
  readonly changes: Changes;
  /** Planned changes, each as `address (action)`. */
  readonly planned: readonly string[];
}

/** What a plan came to. */
export interface Planned extends Changes {
  readonly hasChanges: boolean;
  /** What would change, each as `address (action)`; empty when only outputs would. */
  readonly planned: readonly string[];
}

/** Terraform in one directory. */
export class Terraform {
  constructor(private readonly options: TerraformOptions) {}

  async init(): Promise<void> {
    await this.run("init", ["-input=false", "-no-color"], [0]);
  }

  /** What would change; nothing when the stack is as it should be. */
  async plan(): Promise<Planned> {
    const { exitCode, changes, planned } = await this.run(
      "plan",
      ["-json", "-input=false", "-detailed-exitcode"],
      [0, 2],
    );
    return { ...changes, hasChanges: exitCode === 2, planned };
  }

  /**
   * Saves a plan in the directory and answers it as `terraform show -json` gives it: one line, secrets and all.
   *
   * @param args more words for `plan`
   * @throws {TerraformFailedError} when there is no plan to show
   */
  async savedPlan(args: readonly string[] = []): Promise<string> {
    const file = join(this.options.directory, PLAN_FILE);
    rmSync(file, { force: true });
    try {
      await this.run("plan", ["-json", "-input=false", `-out=${PLAN_FILE}`, ...args], [0]);
    } catch (error) {
      // a plan that failed on its way may be written all the same, and says so
      if (!existsSync(file)) throw error;
    }
    try {
      return (await this.run("show", ["-json", PLAN_FILE], [0])).lines.join("\n");
    } finally {
      // it holds tokens in clear
      rmSync(file, { force: true });
    }
  }

  async apply(): Promise<Changes> {
    return (await this.run("apply", ["-json", "-input=false", "-auto-approve"], [0])).changes;
  }

  async destroy(): Promise<Changes> {
    return (await this.run("destroy", ["-json", "-input=false", "-auto-approve"], [0])).changes;
  }

  /** The state as `terraform show -json` gives it. */
  async show(): Promise<unknown> {
    return JSON.parse((await this.run("show", ["-json"], [0])).lines.join("\n")) as unknown;
  }

  /** Output values, by name. */
  async output(): Promise<Record<string, { readonly value: unknown }>> {
    const { lines } = await this.run("output", ["-json"], [0]);
    return JSON.parse(lines.join("\n")) as Record<string, { readonly value: unknown }>;
  }

  /** Runs any command and answers what it printed, whatever its exit code. What it printed is not redacted. */
  async execute(command: string, args: readonly string[]): Promise<Printed> {
    const { exitCode, lines, errorLines } = await this.run(command, args, undefined);
    return { exitCode, stdout: lines.join("\n"), stderr: errorLines.join("\n") };
  }

  /** @param allowed the exit codes that count as success; undefined: all */
  private async run(
    command: string,
    args: readonly string[],
    allowed: readonly number[] | undefined,
  ): Promise<Outcome> {
    const { binary, directory, signal, onEvent } = this.options;
    const env = await this.environment(command);
    return await new Promise((done, fail) => {
      if (signal?.aborted) {
        fail(new TerraformFailedError(command, undefined, "interrupted before it started"));
        return;
      }
      const child = spawn(binary.path, [command, ...args], {
        cwd: directory,
        env,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      const stop = stopper(child);
      let tooLong = false;
      const timer = setTimeout(() => {
        tooLong = true;
        stop();
      }, COMMAND_TIMEOUT_MS);
      signal?.addEventListener("abort", stop, { once: true });

      const lines: string[] = [];
      const errorLines: string[] = [];
      const tail: string[] = [];
      const errors: Diagnostic[] = [];
      const planned: string[] = [];
      let changes: Changes = { add: 0, change: 0, remove: 0 };
      const hear = (line: string) => {
        const event = readUiLine(line);
        if (event.changes) changes = event.changes;
        if (event.action !== undefined) planned.push(`${event.resource ?? ""} (${event.action})`);
        if (event.diagnostic?.severity === "error") errors.push(withoutSecrets(event.diagnostic));
        if (event.text !== "") tail.push(...redact(event.text).split("\n"));
        tail.splice(0, tail.length - TAIL_LINES);
        onEvent?.(event);
      };
      createInterface({ input: child.stdout }).on("line", (line) => {
        lines.push(line);
        if (command !== "show" && command !== "output") hear(line);
      });
      createInterface({ input: child.stderr }).on("line", (line) => {
        errorLines.push(line);
        hear(line);
      });

      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", stop);
      };
      child.once("error", (error) => {
        settle();
        fail(new TerraformFailedError(command, undefined, error.message));
      });
      child.once("close", (code) => {
        settle();
        const exitCode = code ?? 1;
        if (tooLong) tail.push(`stopped after ${COMMAND_TIMEOUT_MS / 60_000} minutes`);
        if (code !== null && (allowed?.includes(code) ?? true)) done({ exitCode, lines, errorLines, changes, planned });
        else fail(new TerraformFailedError(command, exitCode, tail.join("\n"), errors));
      });
    });
  }

  private async environment(command: string): Promise<NodeJS.ProcessEnv> {
    const { baseEnv, env, cliConfigFile, attached, directory } = this.options;
    const running = [
      command === "init" ? undefined : await attached?.(directory),
      env[REATTACH_VARIABLE], // what was asked for by name holds
    ].filter((value) => value !== undefined);
    const kept = Object.entries(baseEnv).filter(([name]) => !DROPPED.test(name));
    const direct = [baseEnv["NO_PROXY"] ?? baseEnv["no_proxy"], "127.0.0.1", "localhost"].filter(Boolean).join(",");
    return {
      ...Object.fromEntries(kept),
      NO_PROXY: direct, // the gateway and the clusters are on loopback
      no_proxy: direct,
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      TF_CLI_CONFIG_FILE: cliConfigFile,
      TF_DATA_DIR: ".terraform",
      CDKTF_AGYN_NODE: process.execPath,
      ...env,
      ...(running.length > 0 && { [REATTACH_VARIABLE]: joinReattach(...running) }),
    };
  }
}

function withoutSecrets({ summary, detail, ...rest }: Diagnostic): Diagnostic {
  return { ...rest, summary: redact(summary), detail: redact(detail) };
}

/** Interrupts a child once; kills it, and what it started, when it does not end in time. */
function stopper(child: ChildProcess): () => void {
  let asked = false;
  return () => {
    if (asked || child.exitCode !== null) return;
    asked = true;
    child.kill("SIGINT");
    const kill = setTimeout(() => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL"); // its own group: terraform and its plugins
      } catch {
        child.kill("SIGKILL");
      }
    }, STOP_GRACE_MS);
    child.once("close", () => clearTimeout(kill));
  };
}
