// `cdktf-agyn move` on the pools of a fleet: from one slicing to another, with the real terraform.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  joinReattach,
  layOutMirror,
  type Platform,
  rehearsalProviders,
  startPlatform,
} from "../../src/rehearsal/index";
import { KeptPlugin } from "../support/kept-plugin";
import { apply, beginIn, bench, destroy, move, plans, ROOT, script, succeeds, TIMEOUT_MS } from "../support/move-bench";
import { describeWith } from "../support/terraform-versions";
import { ADMIN_TOKEN, ALICE, BOB, mayKeep, PLUGIN, VERSION } from "../support/workspace";

const SECRET = /[0-9a-f]{64}|agyn_[0-9a-f]{8}-/;

describeWith("writeOnly", "pools of a fleet", () => {
  let folder: string;
  let platform: Platform;
  let plugin: KeptPlugin | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-move-fleet-"));
    platform = await startPlatform({
      token: ADMIN_TOKEN,
      gatewayAddresses: ["gateway.platform.svc.cluster.local:8080"],
    });
  });
  beforeEach(async () => {
    beginIn(folder);
    bench.environment = {
      ...bench.environment,
      ...platform.env,
      CDKTF_AGYN_NODE: process.execPath,
      TF_VAR_agyn_token_ml: ALICE,
      TF_VAR_agyn_token_web: BOB,
      TF_CLI_CONFIG_FILE: layOutMirror(bench.folder, rehearsalProviders(join(ROOT, "dist"), VERSION)),
    };
    // how terraform starts providers is not the question: the commands of the move start none
    plugin = mayKeep ? await KeptPlugin.start(PLUGIN, folder, platform.env) : undefined;
    bench.attached = async (stack) => joinReattach(await platform.standIns(stack), plugin?.reattach ?? "{}");
  });
  afterEach(() => plugin?.stop());
  afterAll(async () => {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Synthesizes the fleet as its app does, in a process of its own. */
  const synthesize = (slices: string, out: string): Promise<string> =>
    succeeds(
      process.execPath,
      ...["--import", require.resolve("tsx"), join(ROOT, "test/move/fleet-fixture.ts")],
      ...[slices, join(bench.folder, out)],
    );

  /** Runners by name, with their ids and a digest of their tokens, and what the states say of Secrets. */
  function held(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const file of readdirSync(bench.folder).filter((name) => name.endsWith(".tfstate"))) {
      const { resources } = JSON.parse(readFileSync(join(bench.folder, file), "utf8")) as {
        resources: { mode: string; type: string; instances: { attributes: Record<string, unknown> }[] }[];
      };
      for (const { mode, type, instances } of resources) {
        for (const { attributes } of mode === "managed" ? instances : []) {
          const what = { name: attributes["name"], metadata: attributes["metadata"], runner: attributes["runner_id"] };
          const digest = createHash("sha256").update(JSON.stringify(attributes)).digest("hex").slice(0, 16);
          const key = `${type} ${JSON.stringify(what)}`;
          expect(found).not.toHaveProperty([key]); // each object is in one state
          found[key] = `${String(attributes["id"])} ${digest}`;
        }
      }
    }
    return found;
  }

  /** Provider blocks that a state names. */
  function providersOf(stack: string): string[] {
    const text = readFileSync(join(bench.folder, `terraform.${stack}.tfstate`), "utf8");
    const { resources } = JSON.parse(text) as { resources: { provider: string }[] };
    return [...new Set(resources.map(({ provider }) => provider))];
  }

  async function moves(from: string, to: string, objects: number): Promise<void> {
    const state = held();
    const inventory = platform.clusters.inventory();
    platform.gateway.clearRequests();
    expect(await move(from, to)).toContain(`Objects that move: ${objects};`);
    for (const word of ["prepare", "push"]) {
      const { code, text } = await script(word, `work-${to}`);
      expect(text).not.toMatch(SECRET);
      if (code !== 0) throw new Error(text);
    }
    expect(held()).toEqual(state);
    expect(platform.clusters.inventory()).toEqual(inventory);
  }

  const changesOfRunners = () =>
    platform.gateway.requests.map(({ rpc }) => rpc).filter((rpc) => /Register|Update|Delete|Create/.test(rpc));

  it(
    "go from regions to GPU pools apart and on to teams: same ids and tokens, nothing registered, every plan empty, a clean destroy",
    async () => {
      await Promise.all(["byRegion", "gpuApart", "byTeam"].map((slices) => synthesize(slices, slices)));
      await apply("byRegion", "organizations");
      await Promise.all(["us-1", "eu-1"].map((region) => apply("byRegion", region)));
      expect(platform.gateway.snapshot()).toMatchObject({ organizations: 2, runners: 5 });

      await moves("byRegion", "gpuApart", 11);
      expect(await plans("gpuApart", "us-1", "us-1-gpu")).toEqual({ "us-1": 0, "us-1-gpu": 0 });
      expect(changesOfRunners()).toEqual([]);

      await moves("gpuApart", "byTeam", 51);
      expect(await plans("byTeam", "organizations", "ml", "web")).toEqual({
        organizations: 0,
        ml: 0,
        web: 0,
      });
      expect(changesOfRunners()).toEqual([]);
      // an apply without changes lets the state name the provider blocks of its new stack
      expect(providersOf("ml")).toContain('provider["registry.terraform.io/hashicorp/helm"]');
      await apply("byTeam", "ml");
      expect(providersOf("ml").sort()).toEqual([
        'provider["registry.terraform.io/agynio/agyn"].ml',
        ...["helm", "kubernetes"].flatMap((name) =>
          ["acme-eu-1", "acme-us-1"].map((alias) => `provider["registry.terraform.io/hashicorp/${name}"].${alias}`),
        ),
      ]);
      expect(changesOfRunners()).toEqual([]);

      await Promise.all(["web", "ml"].map((stack) => destroy("byTeam", stack)));
      await destroy("byTeam", "organizations");
      expect(platform.gateway.snapshot()).toMatchObject({ organizations: 0, runners: 0 });
      expect(platform.clusters.inventory()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
