// A platform for synthesized stacks that are applied with the real terraform where they were written, with their states beside them as
// users have them. One process of the provider serves every command where that may be (kept-plugin.ts), and the platform itself the
// stand-ins.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type ClusterClient, clusterClient } from "../../src/rehearsal/cluster-store/index";
import {
  ADDRESS_VARIABLE,
  joinReattach,
  layOutMirror,
  type Platform,
  rehearsalProviders,
  startPlatform,
  Terraform,
  type TerraformBinary,
  type TerraformOptions,
} from "../../src/rehearsal/index";
import { KeptPlugin } from "./kept-plugin";
import { terraformUnderTest } from "./terraform-workspace";
import { ADMIN_TOKEN, mayKeep, PLUGIN, VERSION } from "./workspace";

const DIST = resolve(__dirname, "../../dist");

export class StackPlatform {
  private plugin: Promise<KeptPlugin> | undefined;

  private constructor(
    /** Temporary; goes with the platform. */
    readonly folder: string,
    readonly platform: Platform,
    /** The CLI configuration that takes providers from a mirror in the folder. */
    readonly cliConfigFile: string,
    private readonly binary: TerraformBinary,
  ) {}

  /** @param gatewayAddresses where runners reach the gateway; @default - whatever they dial is taken for it */
  static async start(gatewayAddresses?: readonly string[]): Promise<StackPlatform> {
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-stacks-"));
    const platform = await startPlatform({ token: ADMIN_TOKEN, ...(gatewayAddresses && { gatewayAddresses }) });
    const cliConfigFile = layOutMirror(folder, rehearsalProviders(DIST, VERSION));
    return new StackPlatform(folder, platform, cliConfigFile, await terraformUnderTest());
  }

  /** Where apps are to be synthesized to. */
  get outdir(): string {
    return join(this.folder, "cdktf.out");
  }

  /** The folder of a synthesized stack. */
  directoryOf(stack: string): string {
    return join(this.outdir, "stacks", stack);
  }

  /** Terraform in the folder of a synthesized stack. */
  terraform(stack: string, options: Partial<Pick<TerraformOptions, "env" | "onEvent">> = {}): Terraform {
    const { platform, binary, cliConfigFile } = this;
    return new Terraform({
      binary,
      directory: this.directoryOf(stack),
      cliConfigFile,
      baseEnv: process.env,
      attached: async (directory) => joinReattach(await platform.standIns(directory), await this.kept()),
      ...options,
      env: { ...platform.env, ...options.env },
    });
  }

  /** The cluster of a context. */
  cluster(context: string): ClusterClient {
    return clusterClient(this.platform.env[ADDRESS_VARIABLE], `${context} of ~/.kube/config`);
  }

  private async kept(): Promise<string> {
    if (!mayKeep) return "{}";
    this.plugin ??= KeptPlugin.start(PLUGIN, this.folder, this.platform.env);
    return (await this.plugin).reattach;
  }

  async close(): Promise<void> {
    await (await this.plugin)?.stop();
    await this.platform.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
