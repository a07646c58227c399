// One Terraform working directory for an acceptance test: the real terraform, our built plugin and the stand-ins from a mirror,
// an embedded gateway and stand-in clusters of its own. Everything is temporary and goes with `dispose`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Emulator } from "../../src/emulator/index";
import { GatewayClient } from "../../src/gateway/index";
import {
  findTerraform,
  layOutMirror,
  type Platform,
  type Printed,
  rehearsalProviders,
  startPlatform,
  Terraform,
} from "../../src/rehearsal/index";

const ROOT = resolve(__dirname, "../..");
export const VERSION = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version;

/** The cluster admin of every test gateway. */
export const ADMIN_TOKEN = "acceptance-admin";
/** Two users; whoever creates an organization owns it. */
export const ALICE = "agyn_11111111-1111-4111-8111-111111111111";
export const BOB = "agyn_22222222-2222-4222-8222-222222222222";

/** Where runners in the stand-in clusters reach the gateway. */
export const GATEWAY_ADDRESS = "gateway:8080";

/** What comes before the resources of a configuration. */
const HEADER = `terraform {
  required_providers {
    agyn = { source = "agynio/agyn" }
  }
}
`;

interface ResourceChange {
  readonly address: string;
  readonly change: { readonly actions: readonly string[] };
}

interface StateResource {
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly sensitive_values: Readonly<Record<string, unknown>>;
}

export interface WorkspaceOptions {
  /** @default - an emulator of its own */
  readonly url?: string;
  /** @default ALICE */
  readonly token?: string;
}

export class Workspace {
  private constructor(
    readonly directory: string,
    readonly platform: Platform,
    private readonly options: ConstructorParameters<typeof Terraform>[0],
  ) {}

  /** Starts the gateway and lays out the mirror. */
  static async create({ url, token = ALICE }: WorkspaceOptions = {}): Promise<Workspace> {
    const directory = mkdtempSync(join(tmpdir(), "cdktf-agyn-acceptance-"));
    const platform = await startPlatform({ token: ADMIN_TOKEN, gatewayAddresses: [GATEWAY_ADDRESS] });
    const cliConfigFile = layOutMirror(directory, rehearsalProviders(join(ROOT, "dist"), VERSION));
    return new Workspace(directory, platform, {
      binary: await findTerraform(process.env),
      directory,
      cliConfigFile,
      baseEnv: process.env,
      env: { ...platform.env, AGYN_API_URL: url ?? platform.gateway.url, AGYN_API_TOKEN: token },
    });
  }

  get gateway(): Emulator {
    return this.platform.gateway;
  }

  /** Path of the terraform under test. */
  get binary(): string {
    return this.options.binary.path;
  }

  /** What terraform needs in its environment when a test starts it itself. */
  get environment(): Readonly<Record<string, string>> {
    return {
      ...this.options.env,
      TF_CLI_CONFIG_FILE: this.options.cliConfigFile,
      CHECKPOINT_DISABLE: "1",
      TF_DATA_DIR: ".terraform",
    };
  }

  /** A client of the gateway, to look at and to change what Terraform does not see. */
  client(token = ALICE): GatewayClient {
    return new GatewayClient({ url: this.gateway.url, token });
  }

  /** Replaces the configuration and initializes. Says which provider is meant where the configuration does not. */
  async write(hcl: string): Promise<void> {
    writeFileSync(join(this.directory, "main.tf"), hcl.includes("required_providers") ? hcl : HEADER + hcl);
    const { exitCode, stderr, stdout } = await this.run("init", ["-input=false", "-no-color"]);
    if (exitCode !== 0) throw new Error(`terraform init failed:\n${stdout}\n${stderr}`);
  }

  /** Runs a command, whatever comes of it. */
  run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Printed> {
    return new Terraform({ ...this.options, env: { ...this.options.env, ...env } }).execute(command, args);
  }

  /** Applies and answers what was printed; fails with it when terraform does. */
  async apply(hcl?: string, ...args: string[]): Promise<string> {
    if (hcl !== undefined) await this.write(hcl);
    const { exitCode, stdout, stderr } = await this.run("apply", [
      "-auto-approve",
      "-input=false",
      "-no-color",
      ...args,
    ]);
    if (exitCode !== 0) throw new Error(`terraform apply failed:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Takes what is on the platform into state, and changes nothing there. */
  async refreshOnly(): Promise<void> {
    const { exitCode, stderr } = await this.run("apply", [
      "-refresh-only",
      "-auto-approve",
      "-input=false",
      "-no-color",
    ]);
    if (exitCode !== 0) throw new Error(`terraform apply -refresh-only failed:\n${stderr}`);
  }

  /** Applies what must fail and answers everything that was printed, on one line. */
  async failingApply(hcl?: string, ...args: string[]): Promise<string> {
    if (hcl !== undefined) await this.write(hcl);
    const { exitCode, stdout, stderr } = await this.run("apply", [
      "-auto-approve",
      "-input=false",
      "-no-color",
      ...args,
    ]);
    if (exitCode === 0) throw new Error(`terraform apply did not fail:\n${stdout}`);
    return unwrap(`${stdout}\n${stderr}`);
  }

  /** The actions a plan would take, by address; resources that stay as they are are left out. */
  async plan(...args: string[]): Promise<{ actions: Record<string, readonly string[]>; printed: string }> {
    const { exitCode, stdout, stderr } = await this.run("plan", [
      "-out=plan.bin",
      "-input=false",
      "-no-color",
      ...args,
    ]);
    if (exitCode !== 0) throw new Error(`terraform plan failed:\n${stdout}\n${stderr}`);
    const shown = JSON.parse((await this.run("show", ["-json", "plan.bin"])).stdout) as {
      resource_changes?: ResourceChange[];
    };
    const changing = (shown.resource_changes ?? []).filter(({ change }) => change.actions[0] !== "no-op");
    return {
      actions: Object.fromEntries(changing.map(({ address, change }) => [address, change.actions])),
      printed: unwrap(stdout),
    };
  }

  /** The attributes of a resource in state. */
  async state(address: string): Promise<Readonly<Record<string, unknown>>> {
    return (await this.stateResource(address)).values;
  }

  async stateResource(address: string): Promise<StateResource> {
    const shown = JSON.parse((await this.run("show", ["-json"])).stdout) as {
      values?: { root_module: { resources?: StateResource[] } };
    };
    const found = shown.values?.root_module.resources?.find((resource) => resource.address === address);
    if (!found) throw new Error(`${address} is not in state`);
    return found;
  }

  async dispose(): Promise<void> {
    await this.platform.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Terraform wraps its messages in boxes and lines; tests read sentences. */
export function unwrap(text: string): string {
  return text.replace(/^[│╷╵]/gm, "").replace(/\s+/g, " ");
}
