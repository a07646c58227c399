// A working directory of the real terraform whose provider is a fixture: a TypeScript file, built here as our own is.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layOutMirror } from "../../src/rehearsal/index";
import { buildProvider } from "./plugin-process";
import { type TerraformOptions, terraformUnderTest, TerraformWorkspace } from "./terraform-workspace";

export interface FixtureOptions {
  /** The provider's type: `shelf` for `shelf_item`. */
  readonly name: string;
  /** The file that serves it. */
  readonly entry: string;
  /**
   * What it finds in its environment, given the working directory.
   * @default - nothing
   */
  readonly env?: (directory: string) => Readonly<Record<string, string>>;
}

export class FixtureWorkspace extends TerraformWorkspace {
  private constructor(options: TerraformOptions, header: string, keptBundle?: string) {
    super(options, header, keptBundle);
  }

  /** Builds the provider, of which one process serves all commands, and lays out a mirror that has nothing else. */
  static async create({ name, entry, env = () => ({}) }: FixtureOptions): Promise<FixtureWorkspace> {
    const directory = mkdtempSync(join(tmpdir(), "cdktf-agyn-fixture-"));
    const folder = join(directory, "build");
    mkdirSync(folder);
    const { launcher, bundle } = await buildProvider(entry, folder, name);
    const address = `example/${name}`;
    const provider = { address, version: "1.0.0", launcher, bundles: [bundle] };
    const options = {
      binary: await terraformUnderTest(),
      directory,
      cliConfigFile: layOutMirror(directory, [provider]),
      baseEnv: process.env,
      env: env(directory),
    };
    const header = `terraform {\n  required_providers {\n    ${name} = { source = "${address}" }\n  }\n}\n`;
    return new FixtureWorkspace(options, header, bundle);
  }

  /** The same directory with more in the provider's environment, which Terraform starts for each command. */
  with(env: Readonly<Record<string, string>>): FixtureWorkspace {
    return new FixtureWorkspace({ ...this.options, env: { ...this.options.env, ...env } }, this.header);
  }
}
