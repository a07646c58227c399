// A region's pools move to stacks of the teams where states can't be touched: the receiving stacks take them over by import, the giving
// one forgets them. Real terraform, states beside the output as users have them (docs/adopting-pools.md).
import { createHash } from "node:crypto";
import { App, type TerraformStack } from "cdktf";
import { Fleet, type FleetDefinition } from "../../src/constructs/index";
import type { ClusterClient } from "../../src/rehearsal/cluster-store/index";
import { pendingReasons, type Platform, type Terraform } from "../../src/rehearsal/index";
import { readSynthesizedStacks } from "../../src/synthesized/index";
import { StackPlatform } from "../support/stack-platform";
import { describeWith } from "../support/terraform-versions";
import { ALICE, BOB, unwrap } from "../support/workspace";

const PLAN_FILE = "plan.bin";
const TIMEOUT_MS = 300_000;

type Adopted = NonNullable<FleetDefinition["pools"][string]["adopt"]>;

/** A region with a pool of each of two teams, and one with a GPU tier and two runners. */
function fleet(
  slicing: Pick<FleetDefinition, "slices" | "releasedFrom">,
  adopt?: (pool: string) => Adopted | undefined,
): Fleet {
  const adopted = (name: string) => ({ adopt: adopt?.(name) });
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
  readonly name: string;
  readonly mode: string;
  readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
}

describeWith("writeOnly", "a pool that is taken over by another stack", () => {
  let stacks: StackPlatform;
  let platform: Platform;
  let clusters: ClusterClient;

  beforeAll(async () => {
    stacks = await StackPlatform.start(["gateway.platform.svc.cluster.local:8080"]);
    platform = stacks.platform;
    clusters = stacks.cluster("east");
  });
  afterAll(() => stacks.close());

  /** Writes an app beside its states; answers terraform in each of its stacks, in the order of the manifest. */
  function synthesize(make: (app: App) => readonly TerraformStack[]): ReadonlyMap<string, Terraform> {
    const app = new App({ outdir: stacks.outdir, stackTraces: false });
    const names = make(app).map(({ node }) => node.id);
    app.synth();
    const env = { TF_VAR_agyn_token_ml: ALICE, TF_VAR_agyn_token_web: BOB };
    return new Map(
      readSynthesizedStacks(stacks.outdir)
        .filter(({ name }) => names.includes(name))
        .map(({ name }) => [name, stacks.terraform(name, { env })]),
    );
  }

  async function plan(terraform: Terraform): Promise<Plan> {
    const { exitCode, stdout, stderr } = await terraform.execute("plan", ["-input=false", `-out=${PLAN_FILE}`]);
    if (exitCode !== 0) throw new Error(`${stdout}\n${stderr}`);
    const { resource_changes = [] } = JSON.parse((await terraform.execute("show", ["-json", PLAN_FILE])).stdout) as {
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

  async function stateOf(terraform: Terraform): Promise<readonly StateResource[]> {
    const { stdout } = await terraform.execute("state", ["pull"]);
    return (JSON.parse(stdout) as { resources: readonly StateResource[] }).resources;
  }

  /** What must stay: the runner pods, each token by its hash, and how often the platform was asked to change a runner. */
  async function running(): Promise<unknown> {
    const secrets = platform.clusters
      .inventory()
      .map((line) => /^Secret ([^/]+)\/(\S+) in /.exec(line))
      .flatMap((found) => (found === null ? [] : [{ namespace: found[1] ?? "", name: found[2] ?? "" }]));
    const tokens = secrets.map(async (key) => {
      const secret = await clusters.call("get", { kind: "Secret", ...key });
      const token = secret?.data?.["token"];
      const hash = createHash("sha256")
        .update(token ?? "")
        .digest("hex");
      return { ...key, uid: secret?.uid, version: secret?.resourceVersion, length: token?.length, hash };
    });
    return {
      tokens: await Promise.all(tokens),
      pods: platform.clusters.explain().sort((a, b) => (a.release < b.release ? -1 : 1)),
      calls: platform.gateway.requests.filter(({ rpc }) => /\/(Register|Enroll|Update|Delete)Runner$/.test(rpc)).length,
    };
  }

  async function applies(terraform: Terraform, ...args: string[]): Promise<void> {
    expect(await outcome(terraform, "apply", ...args)).toMatchObject({ exitCode: 0 });
  }

  /** How a command ended, with its words on one line. */
  async function outcome(terraform: Terraform, command: string, ...args: string[]) {
    const options = ["-input=false", "-no-color", ...(command === "plan" ? [] : ["-auto-approve"]), ...args];
    const { exitCode, stdout, stderr } = await terraform.execute(command, options);
    return { exitCode, text: unwrap(exitCode === 0 ? "" : stdout + stderr) };
  }

  async function plansEmpty(terraforms: ReadonlyMap<string, Terraform>): Promise<void> {
    for (const [name, terraform] of terraforms) expect([name, (await plan(terraform)).actions]).toEqual([name, {}]);
  }

  it(
    "keeps its runners, tokens and pods, gets new tokens the way the page says, and goes with its namespaces",
    async () => {
      // one state of the region
      const byRegion = synthesize((app) => fleet({ slices: "byRegion" }).stacks(app));
      for (const terraform of byRegion.values()) {
        await terraform.init();
        await applies(terraform);
      }
      const runners = (await stateOf(get(byRegion, "east")))
        .filter(({ type, mode }) => type === "agyn_runner" && mode === "managed")
        .flatMap(({ instances }) => instances.map(({ attributes }) => attributes))
        .sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
      expect(runners).toHaveLength(4);
      const adopt = (pool: string): Adopted =>
        runners
          .filter(({ name }) => String(name).startsWith(`${pool}-east-`))
          .map(({ id, service_token_revision }) => ({ runner: String(id), revision: Number(service_token_revision) }));
      const before = await running();

      // a state of each team: imports and updates in place there, then only forgetting here
      const moving = synthesize((app) => fleet({ slices: "byTeam", releasedFrom: "byRegion" }, adopt).stacks(app));
      expect([...moving.keys()]).toEqual(["organizations", "ml", "web", "east"]);
      for (const [name, terraform] of moving) {
        await terraform.init();
        const { imported, actions } = await plan(terraform);
        const kinds = Object.fromEntries(Object.entries(actions).map(([action, all]) => [action, types(all)]));
        expect([name, imported, kinds]).toEqual([name, IMPORTED[name], KINDS[name]]);
        await applies(terraform, PLAN_FILE);
      }
      expect(await running()).toEqual(before);
      await plansEmpty(moving);
      expect(await stateOf(get(moving, "east"))).toEqual([]);
      const taken = [...(await stateOf(get(moving, "ml"))), ...(await stateOf(get(moving, "web")))]
        .filter(({ type }) => type === "agyn_runner")
        .flatMap(({ instances }) => instances.map(({ attributes }) => attributes["id"]));
      expect(taken.sort()).toEqual(runners.map(({ id }) => id).sort());

      // without `adopt` there is no token to write: said before anything happens
      const made = synthesize((app) => fleet({ slices: "byTeam" }).stacks(app));
      expect([...made.keys()]).toEqual(["organizations", "ml", "web"]);
      const early = await outcome(get(made, "web"), "plan");
      expect(early.text).toMatch(
        /The service token of agyn_runner\.\S+ is not known: .* or give the revision of the token it has/,
      );

      // with it a new registration stops, because its Secret still holds the token of the old one
      const kept = synthesize((app) => fleet({ slices: "byTeam" }, adopt).stacks(app));
      const replace = async (stack: string, pool: string) =>
        (await stateOf(get(kept, stack)))
          .filter(({ type, mode, name }) => type === "agyn_runner" && mode === "managed" && name.includes(pool))
          .map(({ name }) => `-replace=agyn_runner.${name}`);
      const stopped = await outcome(get(kept, "web"), "apply", ...(await replace("web", "web-standard")));
      expect(stopped.text).toContain("holds the token of revision");

      // the way out that it names; and the way that the page shows, for every runner of a pool at once
      const renewed = ["web-standard", "ml-gpu"];
      const last = synthesize((app) =>
        fleet({ slices: "byTeam" }, (pool) => (renewed.includes(pool) ? undefined : adopt(pool))).stacks(app),
      );
      for (const name of ["web-standard-east-0-token", "ml-gpu-east-0-token", "ml-gpu-east-1-token"]) {
        const namespace = `agyn-${name.replace(/-east-\d-token$/, "")}`;
        await clusters.call("delete", { kind: "Secret", namespace, name });
      }
      await applies(get(last, "web"));
      await applies(get(last, "ml"), ...(await replace("ml", "ml-gpu")));
      expect(pendingReasons(platform.clusters)).toEqual([]);
      await plansEmpty(last);

      // a Secret that no state has goes with its namespace
      for (const name of ["web", "ml", "organizations"]) {
        expect(await outcome(get(last, name), "destroy")).toEqual({ exitCode: 0, text: "" });
      }
      expect(platform.gateway.snapshot()).toMatchObject({ organizations: 0, runners: 0 });
      expect(platform.clusters.inventory()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

/** Each resource of a pool but its Secrets and enrollments. */
const IMPORTED: Readonly<Record<string, number>> = { organizations: 0, ml: 19, web: 8, east: 0 };
const TAKEN = {
  create: ["agyn_runner_enrollment"],
  update: ["helm_release", "kubernetes_namespace_v1"],
};
/** What the plans of the move do, beside importing. */
const KINDS: Readonly<Record<string, object>> = {
  organizations: {},
  ml: TAKEN,
  web: TAKEN,
  east: {
    forget: [
      "agyn_runner",
      "agyn_runner_enrollment",
      "helm_release",
      "kubernetes_limit_range_v1",
      "kubernetes_namespace_v1",
      "kubernetes_resource_quota_v1",
      "kubernetes_role_binding_v1",
      "kubernetes_role_v1",
      "kubernetes_secret_v1",
    ],
  },
};

function get<T>(map: ReadonlyMap<string, T>, name: string): T {
  const found = map.get(name);
  if (found === undefined) throw new Error(`no stack ${name}`);
  return found;
}
