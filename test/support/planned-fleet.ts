// Real plans for reviews: a fleet is applied with the real terraform, then another is planned over its states, and each stack's plan is
// there as `terraform show -json` gives it, beside the output folders of both. Everything is temporary and goes with `dispose`. One
// process of the provider serves every command where that may be (kept-plugin.ts), and the platform itself the stand-ins.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App, type TerraformStack } from "cdktf";
import {
  findTerraform,
  joinReattach,
  layOutMirror,
  type Platform,
  planVariables,
  Rehearsal,
  rehearsalProviders,
  startPlatform,
} from "../../src/rehearsal/index";
import { readSynthesizedStacks, removeStaleStacks, type SynthesizedStack } from "../../src/synthesized/index";
import { KeptPlugin } from "./kept-plugin";
import { ADMIN_TOKEN, mayKeep, PLUGIN, VERSION } from "./workspace";

const ROOT = resolve(__dirname, "../..");

/** What makes the stacks of an app. */
export type MakeStacks = (app: App) => readonly TerraformStack[];

/** A planned change. */
export interface PlannedChange {
  /** Output folder of what is applied, and of what is planned. */
  readonly base: string;
  readonly head: string;
  /** File of each stack's plan, by the stack's name. */
  readonly plans: Readonly<Record<string, string>>;
}

/** Fleets under one platform. */
export class PlannedFleet {
  private made = 0;

  private constructor(
    readonly folder: string,
    readonly platform: Platform,
    private readonly binary: Awaited<ReturnType<typeof findTerraform>>,
    private readonly cliConfigFile: string,
    private readonly plugin: KeptPlugin | undefined,
  ) {}

  /** @param gatewayAddresses where the fleets' runners reach the gateway */
  static async create(gatewayAddresses: readonly string[]): Promise<PlannedFleet> {
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-planned-"));
    const platform = await startPlatform({ token: ADMIN_TOKEN, gatewayAddresses });
    const cliConfigFile = layOutMirror(folder, rehearsalProviders(join(ROOT, "dist"), VERSION));
    const plugin = mayKeep ? await KeptPlugin.start(PLUGIN, folder, platform.env) : undefined;
    return new PlannedFleet(folder, platform, await findTerraform(process.env), cliConfigFile, plugin);
  }

  /** Writes an app and answers its output folder. */
  synthesize(make: MakeStacks): string {
    const outdir = join(this.folder, `out-${(this.made += 1)}`);
    const app = new App({ outdir, stackTraces: false });
    make(app);
    app.synth();
    removeStaleStacks(outdir);
    return outdir;
  }

  /** Applies an app, stack after stack; answers its output folder. */
  async apply(make: MakeStacks): Promise<string> {
    const outdir = this.synthesize(make);
    const stacks = readSynthesizedStacks(outdir);
    const rehearsal = this.rehearsal(stacks);
    for (const stack of stacks) await rehearsal.apply(stack);
    return outdir;
  }

  /**
   * Plans an app over the states of what was applied last; nothing is changed.
   *
   * @param base output folder of what was applied
   * @param args more words for `plan`
   * @param only the stack to plan; the others are without plan
   */
  async plan(base: string, make: MakeStacks, args: readonly string[] = [], only?: string): Promise<PlannedChange> {
    const head = this.synthesize(make);
    const stacks = readSynthesizedStacks(head).filter(({ name }) => only === undefined || name === only);
    const rehearsal = this.rehearsal(stacks);
    const folder = join(this.folder, `plans-${this.made}`);
    mkdirSync(folder, { mode: 0o700 });
    const plans: Record<string, string> = {};
    for (const stack of stacks) {
      const file = join(folder, `${stack.name}.json`);
      writeFileSync(file, await rehearsal.savedPlan(stack, args), { mode: 0o600 });
      plans[stack.name] = file;
    }
    return { base, head, plans };
  }

  async dispose(): Promise<void> {
    await this.plugin?.stop();
    await this.platform.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private rehearsal(stacks: readonly SynthesizedStack[]): Rehearsal {
    const tokens = planVariables(stacks, []).tokens.map((name, index) => [`TF_VAR_${name}`, userToken(index)]);
    return new Rehearsal({
      binary: this.binary,
      workDirectory: join(this.folder, "stacks"),
      cliConfigFile: this.cliConfigFile,
      baseEnv: process.env,
      attached: async (directory) =>
        joinReattach(await this.platform.standIns(directory), this.plugin?.reattach ?? "{}"),
      env: { ...this.platform.env, ...(Object.fromEntries(tokens) as Record<string, string>) },
    });
  }
}

/** Token of a user of the platform, another for each number. */
function userToken(index: number): string {
  return `agyn_00000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`;
}
