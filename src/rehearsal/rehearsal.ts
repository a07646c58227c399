// A rehearsal of synthesized stacks: each is copied into a work folder that outlives the run, gets a local state there, and is
// initialized, applied, planned or destroyed with the real terraform.
//
// The user's own folders are only read: no lock file, no state, no data directory of theirs. The lock file of the copy is removed
// before each init, because a rebuilt plugin of the same version has another checksum. What else has to be different in a copy
// stands in an override file (fit.ts).
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { overrideOf } from "./fit.js";
import type { SynthesizedStack } from "../synthesized/index.js";
import { type Planned, Terraform, type TerraformOptions } from "./terraform.js";
import type { Changes } from "./terraform-ui.js";

const STATE_FILE = "terraform.tfstate";
const OWNER_ONLY = 0o700;
const OWNER_ONLY_FILE = 0o600;

/** How a rehearsal runs. */
export interface RehearsalOptions extends Omit<TerraformOptions, "directory"> {
  /** Folder that keeps copies and states between runs. States hold tokens: it is readable by its owner only. */
  readonly workDirectory: string;
}

/** What one command on one stack came to. */
export interface StackResult extends Changes {
  readonly stack: string;
  /** Whether anything is left to do; after an apply or destroy it is false. */
  readonly hasChanges: boolean;
  /** What a plan would change, each as `address (action)`. */
  readonly planned: readonly string[];
  readonly seconds: number;
}

/** Stacks under rehearsal. */
export class Rehearsal {
  constructor(private readonly options: RehearsalOptions) {}

  /** Copies the stack anew, initializes it and applies it. */
  async apply(stack: SynthesizedStack, options: Partial<TerraformOptions> = {}): Promise<StackResult> {
    return await this.timed(stack, async () => {
      const terraform = await this.prepared(stack, options, false);
      return { ...(await terraform.apply()), hasChanges: false, planned: [] };
    });
  }

  /** Plans the stack as it was last copied. */
  async plan(stack: SynthesizedStack, options: Partial<TerraformOptions> = {}): Promise<StackResult> {
    return await this.timed(stack, () => this.terraform(stack, options).plan());
  }

  /**
   * Copies the stack anew, plans it, and answers the plan as `terraform show -json` gives it, also of a plan that failed on its way. It
   * holds secrets.
   *
   * @param args more words for `plan`
   */
  async savedPlan(
    stack: SynthesizedStack,
    args: readonly string[] = [],
    options: Partial<TerraformOptions> = {},
  ): Promise<string> {
    const terraform = await this.prepared(stack, options, false);
    return await terraform.savedPlan(args);
  }

  /** Destroys what the stack has in its state, also what `prevent_destroy` protects outside rehearsals. */
  async destroy(stack: SynthesizedStack, options: Partial<TerraformOptions> = {}): Promise<StackResult> {
    return await this.timed(stack, async () => {
      const terraform = await this.prepared(stack, options, true);
      return { ...(await terraform.destroy()), hasChanges: false, planned: [] };
    });
  }

  /** Terraform in the stack's copy, for questions this class does not ask. */
  terraform(stack: SynthesizedStack, options: Partial<TerraformOptions> = {}): Terraform {
    return new Terraform({ ...this.options, ...options, directory: this.directoryOf(stack) });
  }

  /** Where the copy of a stack and its state are. */
  directoryOf(stack: SynthesizedStack): string {
    return join(this.options.workDirectory, stack.name);
  }

  /** Whether an earlier run left anything in the stack's state. */
  hasState(stack: SynthesizedStack): boolean {
    const path = join(this.directoryOf(stack), STATE_FILE);
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (text === "") return false; // terraform makes the file before it writes it
    const { resources } = JSON.parse(text) as { resources?: readonly unknown[] };
    return (resources ?? []).length > 0;
  }

  /** Gives a stack the state it starts from. */
  startFrom(stack: SynthesizedStack, state: string): void {
    const directory = this.directoryOf(stack);
    mkdirSync(directory, { recursive: true, mode: OWNER_ONLY });
    writeFileSync(join(directory, STATE_FILE), state, { mode: OWNER_ONLY_FILE });
  }

  private async prepared(
    stack: SynthesizedStack,
    options: Partial<TerraformOptions>,
    lift: boolean,
  ): Promise<Terraform> {
    const directory = this.directoryOf(stack);
    mkdirSync(directory, { recursive: true, mode: OWNER_ONLY });
    for (const name of readdirSync(directory)) {
      if (!name.startsWith(STATE_FILE)) rmSync(join(directory, name), { recursive: true });
    }
    cpSync(stack.directory, directory, {
      recursive: true,
      filter: (source) => !/(^|[/\\])(\.terraform|\.terraform\.lock\.hcl|[^/\\]*\.tfstate[^/\\]*)$/.test(source),
    });
    const gatewayUrl = this.options.env["AGYN_API_URL"];
    const override = overrideOf(stack.configuration, { stateFile: STATE_FILE, lift, gatewayUrl });
    writeFileSync(join(directory, "rehearsal_override.tf.json"), `${JSON.stringify(override)}\n`);
    const terraform = this.terraform(stack, options);
    await terraform.init();
    return terraform;
  }

  private async timed(stack: SynthesizedStack, run: () => Promise<Planned>): Promise<StackResult> {
    const started = Date.now();
    const result = await run();
    return { stack: stack.name, ...result, seconds: (Date.now() - started) / 1000 };
  }
}
