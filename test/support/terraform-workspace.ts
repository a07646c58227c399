// A working directory of the real terraform: configuration in, what was printed, planned and saved out. Providers come from a
// mirror in it and from nowhere else.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findTerraform, type Printed, Terraform, type TerraformBinary } from "../../src/rehearsal/index";
import { KeptPlugin } from "./kept-plugin";

interface ResourceChange {
  readonly address: string;
  readonly change: { readonly actions: readonly string[] };
}

interface StateResource {
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface ShownResource extends StateResource {
  readonly sensitive_values: Readonly<Record<string, unknown>>;
}

/** What is read of a state file of format 4. */
interface StateFile {
  readonly resources: readonly {
    readonly module?: string;
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly deposed?: string;
      readonly attributes: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

/** How terraform is run: which one, where, with which providers. */
export type TerraformOptions = ConstructorParameters<typeof Terraform>[0];

let found: Promise<TerraformBinary> | undefined;

/** The terraform under test: asked for its version once in a file, not by every workspace. */
export function terraformUnderTest(): Promise<TerraformBinary> {
  found ??= findTerraform(process.env);
  return found;
}

/** Terraform in one directory. */
export class TerraformWorkspace {
  /** What `init` has last put in place. */
  private initialized: string | undefined;
  private plugin: KeptPlugin | undefined;

  /**
   * @param header what comes before a configuration that does not say which provider is meant
   * @param keptBundle of the provider of which one process serves all commands but those with an environment of their own.
   * Default: Terraform starts it, as it does for a user
   */
  constructor(
    protected readonly options: TerraformOptions,
    protected readonly header: string,
    private readonly keptBundle?: string,
  ) {}

  get directory(): string {
    return this.options.directory;
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

  /** Replaces the configuration, and initializes when it needs something else than the last one. Says which provider is meant where the configuration does not. */
  async write(hcl: string): Promise<void> {
    const text = hcl.includes("required_providers") ? hcl : this.header + hcl;
    writeFileSync(join(this.directory, "main.tf"), text);
    const needed = neededBy(text);
    if (needed === this.initialized) return;
    const { exitCode, stderr, stdout } = await this.run("init", ["-input=false", "-no-color"]);
    if (exitCode !== 0) throw new Error(`terraform init failed:\n${stdout}\n${stderr}`);
    this.initialized = needed;
  }

  /** Runs a command, whatever comes of it. */
  async run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Printed> {
    const reattached = Object.keys(env).length === 0 ? await this.reattached(command) : {};
    return new Terraform({ ...this.options, env: { ...this.options.env, ...env, ...reattached } }).execute(
      command,
      args,
    );
  }

  /** What a command finds the kept process by; `init` puts the provider in place for the commands that start it. */
  private async reattached(command: string): Promise<Readonly<Record<string, string>>> {
    if (this.keptBundle === undefined || command === "init") return {};
    this.plugin ??= await KeptPlugin.start(this.keptBundle, this.directory, this.options.env);
    return { TF_REATTACH_PROVIDERS: this.plugin.reattach };
  }

  /** Applies and answers what was printed; fails with it when terraform does. */
  async apply(hcl?: string, ...args: string[]): Promise<string> {
    if (hcl !== undefined) await this.write(hcl);
    const { exitCode, stdout, stderr } = await this.applying(args);
    if (exitCode !== 0) throw new Error(`terraform apply failed:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Takes what is on the platform into state, and changes nothing there. */
  async refreshOnly(): Promise<void> {
    const { exitCode, stderr } = await this.applying(["-refresh-only"]);
    if (exitCode !== 0) throw new Error(`terraform apply -refresh-only failed:\n${stderr}`);
  }

  /** Applies what must fail and answers everything that was printed, on one line. */
  async failingApply(hcl?: string, ...args: string[]): Promise<string> {
    if (hcl !== undefined) await this.write(hcl);
    const { exitCode, stdout, stderr } = await this.applying(args);
    if (exitCode === 0) throw new Error(`terraform apply did not fail:\n${stdout}`);
    return unwrap(`${stdout}\n${stderr}`);
  }

  private applying(args: readonly string[]): Promise<Printed> {
    return this.run("apply", ["-auto-approve", "-input=false", "-no-color", ...args]);
  }

  /** The actions a plan would take, by address; resources that stay as they are are left out. */
  async plan(...args: string[]): Promise<{ actions: Record<string, readonly string[]>; printed: string }> {
    const { exitCode, stdout, stderr } = await this.run("plan", [
      "-out=plan.bin",
      "-input=false",
      "-no-color",
      "-detailed-exitcode",
      ...args,
    ]);
    if (exitCode === 1) throw new Error(`terraform plan failed:\n${stdout}\n${stderr}`);
    return { actions: exitCode === 0 ? {} : await this.plannedActions(), printed: unwrap(stdout) };
  }

  private async plannedActions(): Promise<Record<string, readonly string[]>> {
    const shown = JSON.parse((await this.run("show", ["-json", "plan.bin"])).stdout) as {
      resource_changes?: ResourceChange[];
    };
    const changing = (shown.resource_changes ?? []).filter(({ change }) => change.actions[0] !== "no-op");
    return Object.fromEntries(changing.map(({ address, change }) => [address, change.actions]));
  }

  /** The attributes of a resource in state. */
  state(address: string): Promise<Readonly<Record<string, unknown>>> {
    const found = this.stateResources().find((resource) => resource.address === address);
    return found ? Promise.resolve(found.values) : Promise.reject(new Error(`${address} is not in state`));
  }

  /** The attributes of every resource of a type in state. */
  states(type: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const ofType = this.stateResources().filter(({ address }) => address.startsWith(`${type}.`));
    return Promise.resolve(ofType.map(({ values }) => values));
  }

  /** A resource as `terraform show -json` tells it, with what the schema calls sensitive. */
  async shown(address: string): Promise<ShownResource> {
    const { values } = JSON.parse((await this.run("show", ["-json"])).stdout) as {
      values?: { root_module: { resources?: ShownResource[] } };
    };
    const found = values?.root_module.resources?.find((resource) => resource.address === address);
    if (!found) throw new Error(`${address} is not in state`);
    return found;
  }

  /** Read from the state's file: `terraform show` would start the provider for it, which takes as long as half a plan. */
  private stateResources(): readonly StateResource[] {
    const path = join(this.directory, "terraform.tfstate");
    if (!existsSync(path)) return [];
    const { resources } = JSON.parse(readFileSync(path, "utf8")) as StateFile;
    return resources
      .filter(({ module }) => module === undefined)
      .flatMap(({ mode, type, name, instances }) =>
        instances
          .filter(({ deposed }) => deposed === undefined)
          .map(({ index_key: index, attributes }) => ({
            address: `${mode === "data" ? "data." : ""}${type}.${name}${index === undefined ? "" : `[${JSON.stringify(index)}]`}`,
            values: attributes,
          })),
      );
  }

  async dispose(): Promise<void> {
    await this.plugin?.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What a configuration has `init` do: its settings, modules and providers, in the order of their names. */
function neededBy(hcl: string): string {
  const blocks = hcl.match(/^(?:terraform|module "[^"]*") \{[\s\S]*?^\}|^(?:terraform|module "[^"]*") \{.*\}$/gm) ?? [];
  const providers = [...hcl.matchAll(/^\s*(?:provider|resource|data|ephemeral) "([^"_]+)|\bprovider::(\w+)/gm)];
  const names = providers.map(([, ofBlock = "", ofFunction = ""]) => ofBlock + ofFunction);
  return [...blocks, ...new Set(names)].sort().join("\n");
}

/** Terraform wraps its messages in boxes and lines; tests read sentences. */
export function unwrap(text: string): string {
  return text.replace(/^[│╷╵]/gm, "").replace(/\s+/g, " ");
}
