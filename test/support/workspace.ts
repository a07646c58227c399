// One Terraform working directory for an acceptance test: the real terraform, our built plugin and the stand-ins from a mirror,
// an embedded gateway and stand-in clusters of its own. Everything is temporary and goes with `dispose`.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Emulator } from "../../src/emulator/index";
import { GatewayClient } from "../../src/gateway/index";
import {
  layOutMirror,
  type MirroredProvider,
  type Platform,
  rehearsalProviders,
  startPlatform,
} from "../../src/rehearsal/index";
import { type TerraformOptions, terraformUnderTest, TerraformWorkspace, unwrap } from "./terraform-workspace";

export { unwrap };

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

export interface WorkspaceOptions {
  /** @default - an emulator of its own */
  readonly url?: string;
  /** @default ALICE */
  readonly token?: string;
  /**
   * Whether one process of the provider serves all commands but those with an environment of their own, which is for tests of
   * what resources do: it takes a third of the time. AGYN_ACCEPTANCE_STARTS=1, and an executable of a release, leave it to
   * Terraform all the same.
   *
   * @default false: Terraform starts the provider, as it does for a user
   */
  readonly kept?: boolean;
  /**
   * Whether the platform serves the stand-ins, for tests that are not about them.
   *
   * @default false: Terraform starts them from the mirror
   */
  readonly standInsAttached?: boolean;
}

/** The executable of a release, when it is what is tested instead of the build. */
const executable = process.env["AGYN_ACCEPTANCE_PROVIDER"] ?? "";

/** What starts the provider under test: its bundle or its executable. */
export const PLUGIN = executable === "" ? join(ROOT, "dist/provider/agyn.cjs") : resolve(executable);

/** The built provider, or the executable of a release that AGYN_ACCEPTANCE_PROVIDER names. */
function providersUnderTest(): MirroredProvider[] {
  const [built, ...standIns] = rehearsalProviders(join(ROOT, "dist"), VERSION) as [
    MirroredProvider,
    ...MirroredProvider[],
  ];
  return [executable === "" ? built : { ...built, launcher: PLUGIN, bundles: [] }, ...standIns];
}

/** Whether processes of the provider may be kept. */
export const mayKeep = executable === "" && process.env["AGYN_ACCEPTANCE_STARTS"] !== "1";

export class Workspace extends TerraformWorkspace {
  private constructor(
    readonly platform: Platform,
    options: TerraformOptions,
    keptBundle: string | undefined,
  ) {
    super(options, HEADER, keptBundle);
  }

  /** Starts the gateway and lays out the mirror. */
  static async create({
    url,
    token = ALICE,
    kept = false,
    standInsAttached = false,
  }: WorkspaceOptions = {}): Promise<Workspace> {
    const directory = mkdtempSync(join(tmpdir(), "cdktf-agyn-acceptance-"));
    const platform = await startPlatform({ token: ADMIN_TOKEN, gatewayAddresses: [GATEWAY_ADDRESS] });
    const cliConfigFile = layOutMirror(directory, providersUnderTest());
    const env = {
      ...platform.env,
      AGYN_API_URL: url ?? platform.gateway.url,
      AGYN_API_TOKEN: token,
      // a breach of core's rules has to show with its path, also where Terraform would only tolerate it
      AGYN_CHECK_CORE_RULES: "1",
    };
    const binary = await terraformUnderTest();
    const options = { binary, directory, cliConfigFile, baseEnv: process.env, env };
    const attached = standInsAttached && { attached: platform.standIns };
    return new Workspace(platform, { ...options, ...attached }, kept && mayKeep ? PLUGIN : undefined);
  }

  get gateway(): Emulator {
    return this.platform.gateway;
  }

  /** A client of the gateway, to look at and to change what Terraform does not see. */
  client(token = ALICE): GatewayClient {
    return new GatewayClient({ url: this.gateway.url, token });
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    await this.platform.close();
  }
}
