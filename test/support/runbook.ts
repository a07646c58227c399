// A page of docs/runbooks, done as it says in a folder with the fleet of these pages, against a platform with simulated work. A part of
// the fleet that a page shows takes the place of what `fleet.yaml` had under the same names.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import type { Simulation, SimulationEvent, SimulationPlan } from "../../src/emulator/index";
import { GatewayClient, type Runner } from "../../src/gateway/index";
import { selectRunners } from "../../src/placement/index";
import { type ClusterClient, clusterClient } from "../../src/rehearsal/cluster-store/index";
import {
  ADDRESS_VARIABLE,
  joinReattach,
  layOutMirror,
  type Platform,
  rehearsalProviders,
  startPlatform,
} from "../../src/rehearsal/index";
import { follow, pageSteps, section } from "./page";
import { KeptPlugin } from "./kept-plugin";
import { terraformUnderTest } from "./terraform-workspace";
import { ADMIN_TOKEN, mayKeep, PLUGIN, VERSION } from "./workspace";

const ROOT = resolve(__dirname, "../..");
const PAGES = join(ROOT, "docs/runbooks");
const ORGANIZATION = "acme-web";

/** What `npx cdktf synth` does in a repository whose app is the fleet. */
const APP = `const { App } = require("cdktf");
const { Fleet } = require("cdktf-agyn");
const app = new App({ outdir: "cdktf.out", stackTraces: false });
Fleet.fromFile("fleet.yaml").stacks(app);
app.synth();
`;
const NPX = `tool="$1"; shift
case "$tool" in
  cdktf) exec "${process.execPath}" main.cjs ;;
  *) exec "${process.execPath}" "${join(ROOT, "dist/cli/main.js")}" "$@" ;;
esac`;

type Fleet = Record<string, Record<string, unknown>>;

/** Where the steps of a page are done. */
export class Runbook {
  /** Everything that happened to work so far. */
  readonly events: SimulationEvent[] = [];

  private constructor(
    private readonly page: string,
    readonly folder: string,
    readonly platform: Platform,
    readonly gateway: GatewayClient,
    private readonly terraform: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly plugin: KeptPlugin | undefined,
  ) {}

  /**
   * Makes the platform and what the page starts from: the fleet, applied, and the configuration that looks.
   *
   * @param agents whose work there is, by name
   */
  static async start(name: string, agents: SimulationPlan["agents"]): Promise<Runbook> {
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-runbook-"));
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules/cdktf-agyn"));
    symlinkSync(join(ROOT, "node_modules/cdktf"), join(folder, "node_modules/cdktf"));
    writeFileSync(join(folder, "main.cjs"), APP);
    const platform = await startPlatform({ token: ADMIN_TOKEN, simulation: { plan: { agents } } });
    const gateway = new GatewayClient({ url: platform.gateway.url, token: ADMIN_TOKEN });
    await gateway.organizations.create({ name: "Acme Web", slug: ORGANIZATION });
    const env = {
      ...platform.env,
      TF_CLI_CONFIG_FILE: layOutMirror(folder, rehearsalProviders(join(ROOT, "dist"), VERSION)),
      TF_DATA_DIR: ".terraform",
      TF_IN_AUTOMATION: "",
      NO_COLOR: "1",
    };
    const { path } = await terraformUnderTest();
    const plugin = mayKeep ? await KeptPlugin.start(PLUGIN, folder, env) : undefined;
    const running = joinReattach(await platform.standIns(folder), plugin?.reattach ?? "{}");
    const read = (file: string) => readFileSync(join(PAGES, file), "utf8");
    const runbook = new Runbook(
      read(`${name}.md`),
      folder,
      platform,
      gateway,
      path,
      { ...env, TF_REATTACH_PROVIDERS: running },
      plugin,
    );
    await runbook.do(read("README.md"));
    return runbook;
  }

  /**
   * Does a section of the page.
   *
   * @param given what stands here for what the page shows as an example
   */
  async follow(title: string, given: Readonly<Record<string, string>> = {}): Promise<void> {
    const shown = section(this.page, title);
    await this.do(Object.entries(given).reduce((text, [example, own]) => text.replaceAll(example, own), shown));
  }

  /** The simulated work. */
  get simulation(): Simulation {
    const { simulation } = this.platform.gateway;
    if (simulation === undefined) throw new Error("nothing is simulated");
    return simulation;
  }

  /** Lets time go by, and notes what happens. */
  tick(duration: string): readonly SimulationEvent[] {
    const happened = this.simulation.tick(duration);
    this.events.push(...happened);
    return happened;
  }

  /** Lets whatever runs come to its end, and starts nothing. */
  settle(): void {
    this.simulation.stop();
    this.tick("1h");
  }

  /** What became of work that it should not. */
  lost(): readonly SimulationEvent[] {
    return this.events.filter(({ kind }) => ["failed", "left_behind"].includes(kind));
  }

  /** The runners that are registered. */
  async runners(): Promise<readonly Runner[]> {
    const runners: Runner[] = [];
    for await (const runner of this.gateway.runners.listAll()) runners.push(runner);
    return runners;
  }

  /** Their ids. */
  async ids(): Promise<readonly string[]> {
    return (await this.runners()).map(({ id }) => id);
  }

  /** Names of the runners that take new work of an agent with these labels, sorted. */
  async places(labels: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const runners = await this.runners();
    const { eligible } = selectRunners(runners, { organizationId: "", labels, capabilities: [] });
    return eligible.map(({ name }) => name).sort();
  }

  /** Names of the runners that have work, sorted. */
  async working(): Promise<readonly string[]> {
    const busy = new Set(
      this.platform.gateway.workloads
        .list()
        .filter(({ status }) => ["starting", "running", "stopping"].includes(status))
        .map(({ runnerId }) => runnerId),
    );
    return (await this.runners())
      .filter(({ id }) => busy.has(id))
      .map(({ name }) => name)
      .sort();
  }

  /** The cluster of a region. */
  cluster(region = "us-east-1"): ClusterClient {
    return clusterClient(this.platform.env[ADDRESS_VARIABLE], `acme-${region} of ~/.kube/config`);
  }

  async end(): Promise<void> {
    await this.plugin?.stop();
    await this.gateway.close();
    await this.platform.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async do(text: string): Promise<void> {
    const { folder, terraform, env } = this;
    const parts = text.split(/^In `fleet\.yaml`:\n\n```yaml\n([\s\S]*?)^```$/gm);
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 1) this.change(part);
      else {
        if (part.includes("in `fleet.yaml`.")) this.takeOut(part);
        await follow(pageSteps(part), { folder, terraform, env, programs: { npx: NPX } });
      }
    }
  }

  private change(part: string): void {
    this.edit((fleet) => {
      for (const [key, entries] of Object.entries(parse(part) as Fleet)) fleet[key] = { ...fleet[key], ...entries };
    });
  }

  private takeOut(text: string): void {
    this.edit((fleet) => {
      for (const [, name = "", key = ""] of text.matchAll(/`([\w-]+)` out of `(\w+)`/g)) {
        const { [name]: out, ...rest } = fleet[key] ?? {};
        if (out === undefined) throw new Error(`there is no ${key}.${name} to take out`);
        fleet[key] = rest;
      }
    });
  }

  private edit(change: (fleet: Fleet) => void): void {
    const path = join(this.folder, "fleet.yaml");
    const fleet = parse(readFileSync(path, "utf8")) as Fleet;
    change(fleet);
    writeFileSync(path, stringify(fleet));
  }
}
