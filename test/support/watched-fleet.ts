// A fleet that is applied and changed with the real terraform on one platform, watched for what each apply does to its agents.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import { Fleet, type FleetDefinition } from "../../src/constructs/index";
import { GatewayClient } from "../../src/gateway/index";
import {
  applyStacks,
  joinReattach,
  layOutMirror,
  type Platform,
  Rehearsal,
  rehearsalProviders,
  startPlatform,
} from "../../src/rehearsal/index";
import { watchAgents, type WatchedAgents } from "../../src/rehearsal/timeline/agents";
import { readSynthesizedStacks } from "../../src/synthesized/index";
import { KeptPlugin } from "./kept-plugin";
import { terraformUnderTest } from "./terraform-workspace";
import { ADMIN_TOKEN, mayKeep, PLUGIN, VERSION } from "./workspace";

export const ORGANIZATION = "acme-web";
const DIST = resolve(__dirname, "../../dist");

export class WatchedFleet {
  private constructor(
    private readonly folder: string,
    private readonly platform: Platform,
    private readonly rehearsal: Rehearsal,
    private readonly plugin: KeptPlugin | undefined,
  ) {}

  static async start(): Promise<WatchedFleet> {
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-watched-"));
    const platform = await startPlatform({ token: ADMIN_TOKEN });
    const gateway = new GatewayClient({ url: platform.gateway.url, token: ADMIN_TOKEN });
    await gateway.organizations.create({ name: "Acme Web", slug: ORGANIZATION });
    await gateway.close();
    const plugin = mayKeep ? await KeptPlugin.start(PLUGIN, folder, platform.env) : undefined;
    const rehearsal = new Rehearsal({
      binary: await terraformUnderTest(),
      workDirectory: join(folder, "stacks"),
      cliConfigFile: layOutMirror(folder, rehearsalProviders(DIST, VERSION)),
      baseEnv: process.env,
      env: platform.env,
      attached: async (directory) => joinReattach(await platform.standIns(directory), plugin?.reattach ?? "{}"),
    });
    return new WatchedFleet(folder, platform, rehearsal, plugin);
  }

  /** Applies a fleet, and answers what that did to its agents. */
  async apply(fleet: FleetDefinition): Promise<Omit<WatchedAgents<unknown>, "done">> {
    const outdir = join(this.folder, "cdktf.out");
    rmSync(outdir, { recursive: true, force: true });
    mkdirSync(outdir);
    const app = new App({ outdir, stackTraces: false });
    Fleet.of(fleet).stacks(app);
    app.synth();
    const { platform, rehearsal } = this;
    const stacks = readSynthesizedStacks(outdir);
    const scene = { platform, rehearsal, stacks, tokens: [ADMIN_TOKEN], signal: new AbortController().signal };
    return await watchAgents(scene, outdir, 60_000, (watch) => applyStacks({ ...scene, watch }, () => undefined));
  }

  async end(): Promise<void> {
    await this.plugin?.stop();
    await this.platform.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
