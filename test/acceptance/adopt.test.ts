// A region's pools move to stacks of the teams where states can't be touched: the receiving stacks take them over by import, the giving
// one forgets them. Real terraform, states beside the output as users have them (docs/adopting-pools.md).
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App, type TerraformStack } from "cdktf";
import { Fleet, type FleetDefinition } from "../../src/constructs/index";
import { clusterClient } from "../../src/rehearsal/cluster-store/index";
import {
  ADDRESS_VARIABLE,
  findTerraform,
  layOutMirror,
  type Platform,
  readSynthesizedStacks,
  rehearsalProviders,
  startPlatform,
  Terraform,
} from "../../src/rehearsal/index";
import { describeWith } from "../support/terraform-versions";
import { ADMIN_TOKEN, ALICE, BOB, unwrap, VERSION } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const CLUSTER = "east of ~/.kube/config";
const TIMEOUT_MS = 240_000;

type Adopted = NonNullable<FleetDefinition["pools"][string]["adopt"]>;

/** A region with a pool of each of two teams, and one with a GPU tier and two runners. */
function fleet(slicing: Pick<FleetDefinition, "slices" | "releasedFrom">, adopt?: (pool: string) => Adopted): Fleet {
  const adopted = (name: string) => (adopt === undefined ? {} : { adopt: adopt(name) });
  return Fleet.of({
    name: "acme",
    stage: "dev",
    ...slicing,
    regions: { east: { cluster: { context: "east", kind: "eks", version: "1.36", tierLabelsProtected: true } } },
    teams: { ml: { organization: "acme-ml" }, web: { organization: "acme-web" } },
    tiers: { "gpu-nvidia-l4": { gpu: { model: "nvidia-l4", perNode: 4 } } },
    pools: {
      "ml-standard": { region: "east", team: "ml", capabilities: ["docker"], ...adopted("ml-standard") },
      "ml-gpu": { region: "east", team: "ml", tier: "gpu-nvidia-l4", runners: 2, ...adopted("ml-gpu") },
      "web-standard": { region: "east", team: "web", ...adopted("web-standard") },
    },
  });
}

interface Plan {
  /** How many resources it imports. */
  readonly imported: number;
  /** Addresses by what is done to them, without those that stay as they are. */
  readonly actions: Readonly<Record<string, readonly string[]>>;
}

interface StateResource {
  readonly type: string;
  readonly mode: string;
  readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
}

describeWith("writeOnly", "a pool that is taken over by another stack", () => {
  let folder: string;
  let platform: Platform;
  let binary: Awaited<ReturnType<typeof findTerraform>>;
  let cliConfigFile: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-adopt-"));
    platform = await startPlatform({
      token: ADMIN_TOKEN,
      gatewayAddresses: ["gateway.platform.svc.cluster.local:8080"],
    });
    binary = await findTerraform(process.env);
    cliConfigFile = layOutMirror(folder, rehearsalProviders(join(ROOT, "dist"), VERSION));
  });
  afterAll(async () => {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes an app beside its states; answers terraform in each of its stacks, in the order of the manifest. */
  function synthesize(make: (app: App) => readonly TerraformStack[]): ReadonlyMap<string, Terraform> {
    const outdir = join(folder, "cdktf.out");
    const app = new App({ outdir, stackTraces: false });
    const names = make(app).map(({ node }) => node.id);
    app.synth();
    const env = { ...platform.env, TF_VAR_agyn_token_ml: ALICE, TF_VAR_agyn_token_web: BOB };
    return new Map(
      readSynthesizedStacks(outdir)
        .filter(({ name }) => names.includes(name))
        .map(({ name, directory }) => [
          name,
          new Terraform({ binary, directory, cliConfigFile, baseEnv: process.env, env }),
        ]),
    );
  }

  async function plan(terraform: Terraform, ...args: string[]): Promise<Plan> {
    const { exitCode, stdout, stderr } = await terraform.execute("plan", ["-input=false", "-out=plan.bin", ...args]);
    if (exitCode !== 0) throw new Error(`${stdout}\n${stderr}`);
    const { resource_changes = [] } = JSON.parse((await terraform.execute("show", ["-json", "plan.bin"])).stdout) as {
      resource_changes?: { address: string; change: { actions: string[]; importing?: object } }[];
    };
    const actions: Record<string, string[]> = {};
    for (const { address, change } of resource_changes) {
      const action = change.actions.join("+");
      if (action !== "no-op") (actions[action] ??= []).push(address);
    }
    return { imported: resource_changes.filter(({ change }) => change.importing).length, actions };
  }

  const types = (addresses: readonly string[] = []) => [...new Set(addresses.map((one) => one.split(".")[0]))].sort();

  async function stateOf(terraform: Terraform | undefined): Promise<readonly StateResource[]> {
    const pulled = (await terraform?.execute("state", ["pull"]))?.stdout ?? "";
    return pulled === "" ? [] : ((JSON.parse(pulled) as { resources: StateResource[] }).resources ?? []);
  }

  /** What must stay: the runner pods, and each token by its hash. */
  async function running(): Promise<unknown> {
    const client = clusterClient(platform.env[ADDRESS_VARIABLE], CLUSTER);
    const secrets = platform.clusters
      .inventory()
      .flatMap((line) => /^Secret ([^/]+)\/(\S+) in /.exec(line)?.slice(1, 3) ?? [])
      .reduce<string[][]>(
        (pairs, part, index) =>
          index % 2 === 0 ? [...pairs, [part]] : [...pairs.slice(0, -1), [...(pairs.at(-1) ?? []), part]],
        [],
      );
    const tokens = await Promise.all(
      secrets.map(async ([namespace = "", name = ""]) => {
        const secret = await client.call("get", { kind: "Secret", namespace, name });
        const hash = createHash("sha256")
          .update(secret?.data?.["token"] ?? "")
          .digest("hex");
        return [name, secret?.uid, secret?.resourceVersion, hash];
      }),
    );
    return { tokens, pods: platform.clusters.explain() };
  }

  const calls = (...names: string[]) =>
    platform.gateway.requests.filter(({ rpc }) => names.some((name) => rpc.endsWith(`/${name}`))).length;
  const registrations = () => calls("RegisterRunner", "DeleteRunner", "EnrollRunner", "UpdateRunner");

  it(
    "keeps its runners, their tokens and their pods, and plans empty on both sides",
    async () => {
      const byRegion = synthesize((app) => fleet({ slices: "byRegion" }).stacks(app));
      for (const terraform of byRegion.values()) {
        await terraform.init();
        await terraform.apply();
      }
      const registered = (await stateOf(byRegion.get("east"))).flatMap(({ type, mode, instances }) =>
        type === "agyn_runner" && mode === "managed" ? instances.map(({ attributes }) => attributes) : [],
      );
      expect(registered).toHaveLength(4);
      const before = { running: await running(), registrations: registrations() };

      const adopt = (pool: string): Adopted =>
        registered
          .filter(({ name }) => new RegExp(`^${pool}-east-\\d$`).test(String(name)))
          .sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1))
          .map(({ id, service_token_revision }) => ({ runner: String(id), revision: Number(service_token_revision) }));
      const byTeam = synthesize((app) => fleet({ slices: "byTeam", releasedFrom: "byRegion" }, adopt).stacks(app));
      expect([...byTeam.keys()]).toEqual(["organizations", "ml", "web", "east"]);

      for (const [name, terraform] of byTeam) {
        await terraform.init();
        const planned = await plan(terraform);
        console.log(name, planned);
        await terraform.apply();
      }
      expect({ running: await running(), registrations: registrations() }).toEqual(before);
      for (const [name, terraform] of byTeam) expect([name, (await plan(terraform)).actions]).toEqual([name, {}]);
      expect(await stateOf(byTeam.get("east"))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
