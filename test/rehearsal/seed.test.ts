// What a platform holds before a rehearsal of an app that has states, asked of the platform itself.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GatewayClient } from "../../src/gateway/index";
import { type Platform, startPlatform } from "../../src/rehearsal/index";
import { inventoryOf, requireNothingLeft } from "../../src/rehearsal/proof";
import { makeSeed, type Seed } from "../../src/rehearsal/seed/seed";
import { readStates } from "../../src/rehearsal/seed/state-file";
import type { JsonObject, SynthesizedStack } from "../../src/synthesized/index";

const ADMIN = "seed-test-admin";
const OWNER = "11111111-1111-4111-8111-111111111111";
const ORGANIZATION = "aaaaaaaa-0000-4000-8000-000000000001";
const RUNNER = "bbbbbbbb-0000-4000-8000-000000000002";
const TOKEN = "0123456789abcdef".repeat(4);

let folder: string;
let platform: Platform | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rehearsal-seed-"));
});
afterEach(async () => {
  await platform?.close();
  platform = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const stackOf = (name: string, configuration: JsonObject): SynthesizedStack => ({
  name,
  configuration,
  dependencies: [],
  directory: folder,
  variables: [],
});

const AGYN = 'provider["registry.terraform.io/agynio/agyn"]';
const KUBERNETES = 'provider["registry.terraform.io/hashicorp/kubernetes"]';

function resource(type: string, name: string, attributes: object, provider = AGYN): object {
  return { mode: "managed", type, name, provider, instances: [{ schema_version: 0, attributes }] };
}

function stateFile(name: string, ...resources: object[]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ version: 4, serial: 1, lineage: "x", outputs: {}, resources }));
  return path;
}

const organization = resource("agyn_organization", "acme", { id: ORGANIZATION, name: "Acme", slug: "acme" });
const runner = (attributes: object) =>
  resource("agyn_runner", "ml", {
    id: RUNNER,
    organization_id: ORGANIZATION,
    name: "ml",
    labels: { tier: "a" },
    ...attributes,
  });
const object = (type: string, name: string, metadata: object, more: object = {}) =>
  resource(
    type,
    name,
    { id: name, metadata: [{ uid: "u-1", resource_version: "7", generation: 2, ...metadata }], ...more },
    KUBERNETES,
  );

const POOLS: JsonObject = {
  provider: {
    kubernetes: { config_path: "kube", config_context: "${var.context}" },
    helm: { kubernetes: { config_path: "kube", config_context: "c" } },
  },
  variable: { context: { default: "c" } },
  resource: {
    agyn_runner: { ml: {} },
    kubernetes_secret_v1: { token: { data_wo: { token: "${agyn_runner.ml.service_token}" } } },
  },
};

async function start(seed: Seed): Promise<Platform> {
  const dataFile = join(folder, "gateway.json");
  writeFileSync(dataFile, JSON.stringify(seed.gateway), { mode: 0o600 });
  platform = await startPlatform({ token: ADMIN, dataFile });
  await platform.seedClusters(seed.clusters);
  return platform;
}

function seedOf(sources: readonly string[], stacks: readonly SynthesizedStack[]): Seed {
  return makeSeed({ states: readStates(sources, stacks), stacks, owners: [OWNER], variables: {} });
}

async function runners(): Promise<{ id: string; status: string }[]> {
  const client = new GatewayClient({ url: platform?.gateway.url ?? "", token: `agyn_${OWNER}` });
  const found = [];
  for await (const { id, status } of client.runners.listAll()) found.push({ id, status });
  await client.close();
  return found;
}

describe("a platform seeded with the state of a team", () => {
  it("has the organization that was looked up under the id that the team's runners are in", async () => {
    const team = stackOf("ml", {
      data: { agyn_organization: { acme: { slug: "acme" } } },
      resource: { agyn_runner: { ml: { organization_id: "${data.agyn_organization.acme.id}" } } },
    });
    const found = { ...organization, mode: "data" };

    const seed = seedOf([stateFile("ml.tfstate", found, runner({ service_token: TOKEN }))], [team]);
    await start(seed);

    expect(seed.notes).toContain(
      "organization acme is there, because the app looks it up and no stack or state makes it",
    );
    expect(await runners()).toEqual([{ id: RUNNER, status: "pending" }]);
  });
});

describe("a platform seeded with the state of a stack", () => {
  const values = JSON.stringify({
    env: [
      { name: "KUBE_NAMESPACE", value: "work" },
      { name: "ZITI_ENABLED", value: "true" },
      { name: "GATEWAY_ADDRESS", value: "gateway:8080" },
      { name: "SERVICE_TOKEN", valueFrom: { secretKeyRef: { name: "token", key: "token" } } },
    ],
  });
  const release = resource(
    "helm_release",
    "ml",
    {
      name: "ml",
      namespace: "runners",
      chart: "oci://x/k8s-runner",
      version: "0.10.15",
      values: [values],
      metadata: { chart: "k8s-runner", revision: 3 },
    },
    'provider["registry.terraform.io/hashicorp/helm"]',
  );
  const cluster = [
    object("kubernetes_namespace_v1", "work", { name: "work" }),
    object("kubernetes_secret_v1", "token", { name: "token", namespace: "runners" }),
    release,
  ];

  it("lets a runner that had not enrolled do so with the token of the state", async () => {
    const state = stateFile(
      "pools.tfstate",
      organization,
      runner({ status: "pending", service_token: TOKEN }),
      ...cluster,
    );
    await start(seedOf([state], [stackOf("pools", POOLS)]));

    expect(await runners()).toEqual([{ id: RUNNER, status: "enrolled" }]);
    expect([...(platform?.clusters.dialled ?? [])]).toEqual(["gateway:8080"]);
    expect(inventoryOf(platform as Platform)).toEqual({
      organizations: 1,
      runners: 1,
      objects: [
        "Namespace work in c of kube",
        "Secret runners/token in c of kube",
        "Namespace runners in c of kube",
        "Helm release runners/ml in c of kube",
      ],
    });
  });

  it("goes by the provider block of the configuration, for a state that was moved names one of its old stack", () => {
    const state = stateFile("pools.tfstate", object("kubernetes_namespace_v1", "c", { name: "c" }));
    const moved = stackOf("pools", {
      provider: { kubernetes: [{ alias: "there", config_path: "kube", config_context: "c" }] },
      resource: { kubernetes_namespace_v1: { c: { provider: "kubernetes.there" } } },
    });

    expect(seedOf([state], [moved]).clusters).toMatchObject([{ cluster: "c of kube", objects: [{ name: "c" }] }]);
  });

  it.each([
    ["of one whose credentials alone Terraform has to work out", { host: "https://1", token: "${data.x.y.token}" }, 1],
    ["of one whose login has a reference in it", { host: "https://1", exec: [{ args: ["${var.name}"] }] }, 1],
    ["of none whose address Terraform has to work out", { host: "${data.x.y.endpoint}" }, 0],
  ])("seeds the cluster %s", (_, kubernetes: JsonObject, clusters) => {
    const state = stateFile("pools.tfstate", object("kubernetes_namespace_v1", "c", { name: "c" }));
    const stack = stackOf("pools", { provider: { kubernetes } });

    expect(seedOf([state], [stack]).clusters).toHaveLength(clusters);
  });

  it("leaves a runner pending whose token the state does not hold, and says what it could not tell", async () => {
    const state = stateFile(
      "pools.tfstate",
      organization,
      runner({ status: "pending", service_token: null }),
      ...cluster,
    );
    const seed = seedOf([state], [stackOf("pools", POOLS)]);
    await start(seed);

    expect(await runners()).toEqual([{ id: RUNNER, status: "pending" }]);
    expect(seed.notes).toEqual([
      `${state} is the state of stack pools`,
      "who owns these organizations no state tells: every token of the rehearsal does",
      "agyn_runner.ml: the state holds no clear token, so nothing can enroll with the old one",
      "kubernetes_secret_v1.token: no state holds its content, so a runner that restarts does not find its token",
    ]);
  });

  it("takes a runner for enrolled when its enrollment is in the state, as old as the runner's own status may be", async () => {
    const waited = resource("agyn_runner_enrollment", "ml", { runner_id: RUNNER });
    const state = stateFile(
      "pools.tfstate",
      organization,
      runner({ status: "pending", service_token: TOKEN }),
      waited,
      ...cluster,
    );
    await start(seedOf([state], [stackOf("pools", POOLS)]));

    expect(await runners()).toEqual([{ id: RUNNER, status: "enrolled" }]);
    expect(platform?.clusters.dialled.size).toBe(0);
  });

  it("takes only the release for not started whose runner has not enrolled", () => {
    const named = (type: string, name: string, attributes: object) =>
      resource(type, name, { id: name, name, namespace: "n", chart: "k8s-runner", ...attributes });
    const state = stateFile(
      "pools.tfstate",
      ...["on", "off"].map((name) => named("agyn_runner", name, { status: name === "on" ? "enrolled" : "pending" })),
      ...["on", "off"].map((name) => named("helm_release", name, {})),
    );
    const stateWithOtherName = stateFile(
      "eu-1.tfstate",
      ...["on", "off"].map((name) => named("agyn_runner", name, { status: name === "on" ? "enrolled" : "pending" })),
      ...["on", "else"].map((name) => named("helm_release", name, {})),
    );
    const enrolled = (path: string, stack: string) =>
      seedOf([path], [stackOf(stack, POOLS)]).clusters.flatMap(({ releases }) =>
        releases.map(({ name, pod }) => [name, pod?.enrolled]),
      );

    expect(enrolled(state, "pools")).toEqual([
      ["on", true],
      ["off", false],
    ]);
    // a release may be called otherwise than its runner
    expect(enrolled(stateWithOtherName, "eu-1")).toEqual([
      ["on", true],
      ["else", false],
    ]);
  });

  it("expects nothing of the app's at the end, and what was there without it", async () => {
    const state = stateFile("pools.tfstate", ...cluster);
    const seed = seedOf(
      [state],
      [stackOf("pools", { ...POOLS, data: { agyn_organization: { acme: { slug: "acme" } } } })],
    );
    const { clusters } = await start(seed);

    expect(seed.foreign).toEqual({ organizations: 1, runners: 0, objects: ["Namespace runners in c of kube"] });
    expect(() => requireNothingLeft(platform as Platform, seed.foreign)).toThrow(
      "not everything is gone:\n  Namespace work in c of kube\n  Secret runners/token in c of kube\n  Helm release runners/ml in c of kube",
    );
    clusters.delete("c of kube", { kind: "Namespace", namespace: "", name: "work" });
    clusters.delete("c of kube", { kind: "Namespace", namespace: "", name: "runners" });
    expect(() => requireNothingLeft(platform as Platform, seed.foreign)).toThrow(
      "the destroy took along what is not the stacks':\n  Namespace runners in c of kube",
    );
  });
});

it("takes what one stack lets go of and another takes over for the app's, with what is in its namespace", () => {
  const named = (type: string, name: string, metadata: { name: string; namespace?: string }) =>
    resource(
      type,
      name,
      { id: [metadata.namespace, metadata.name].filter(Boolean).join("/"), metadata: [{ uid: name, ...metadata }] },
      KUBERNETES,
    );
  const state = stateFile(
    "old.tfstate",
    runner({ service_token: TOKEN, service_token_revision: 1 }),
    named("kubernetes_namespace_v1", "taken", { name: "taken" }),
    named("kubernetes_secret_v1", "token", { name: "token", namespace: "taken" }),
    named("kubernetes_namespace_v1", "left", { name: "left" }),
  );
  const released = ["agyn_runner.ml", "kubernetes_namespace_v1.taken", "kubernetes_namespace_v1.left"];
  const old = {
    ...POOLS,
    removed: [...released, "kubernetes_secret_v1.token"].map((from) => ({ from, lifecycle: { destroy: false } })),
  };
  const taking = {
    import: [
      { to: "agyn_runner.ml", id: RUNNER },
      { to: "kubernetes_namespace_v1.taken", id: "taken" },
    ],
  };

  expect(seedOf([`old=${state}`], [stackOf("old", old), stackOf("new", taking)]).foreign).toEqual({
    organizations: 0,
    runners: 0,
    objects: ["Namespace left in c of kube"],
  });
  expect(seedOf([`old=${state}`], [stackOf("old", old)]).foreign).toMatchObject({ runners: 1 });
});

describe("a state of another app", () => {
  it("brings its organizations and runners, and says that its cluster objects are not there", async () => {
    const state = stateFile(
      "other.json",
      organization,
      object("kubernetes_namespace_v1", "n", { name: "n" }),
      resource("aws_vpc", "v", {}),
    );
    const stacks = [stackOf("pools", { data: { agyn_organization: { acme: { slug: "acme" } } } })];
    const seed = seedOf([state], stacks);
    await start(seed);

    expect(platform?.gateway.snapshot()).toMatchObject({ organizations: 1, runners: 0 });
    expect(seed.foreign.organizations).toBe(1);
    expect(seed.notes).toEqual([
      `${state} is of no stack of the app: its organizations and runners are there, and nothing is planned against it; its cluster objects are not there`,
      "no state is given for pools, so all in there is taken for a first deployment",
      "who owns these organizations no state tells: every token of the rehearsal does",
      "objects of other providers are not there: aws_vpc",
    ]);
  });
});

it.each([
  ["looked up", { data: { agyn_organization: { a: { slug: "acme-ml" } } } }, ["acme-ml"]],
  [
    "named by its id",
    { resource: { agyn_runner: { a: { organization_id: ORGANIZATION } } } },
    ["organization-aaaaaaaa"],
  ],
  [
    "made under that slug",
    { data: { agyn_organization: { a: { slug: "b" } } }, resource: { agyn_organization: { b: { slug: "b" } } } },
    [],
  ],
  [
    "made under a name of that slug",
    { data: { agyn_organization: { a: { slug: "b-c" } } }, resource: { agyn_organization: { b: { name: "B C" } } } },
    [],
  ],
  [
    "looked up by a slug that only the text of an interpolated name has",
    {
      data: { agyn_organization: { a: { slug: "var-company" } } },
      resource: { agyn_organization: { b: { name: "${var.company}" } } },
    },
    ["var-company"],
  ],
])("an organization that is %s is there when no stack or state makes it", (_, configuration, slugs) => {
  const { gateway } = seedOf([], [stackOf("pools", configuration)]);

  expect((gateway["organizations"] as unknown as { slug: string }[]).map(({ slug }) => slug)).toEqual(slugs);
});

describe("finding the stack of a state", () => {
  const stacks = ["us-1", "eu-1"].map((name) => stackOf(name, POOLS));

  it.each([
    ["by its name", "us-1.tfstate", (path: string) => path],
    ["as CDKTF names it", "terraform.us-1.tfstate", (path: string) => path],
    ["as it is told", "some.json", (path: string) => `us-1=${path}`],
  ])("goes %s", (_, name, source) => {
    expect(readStates([source(stateFile(name, runner({})))], stacks)[0]?.stack?.name).toBe("us-1");
  });

  it("goes by the addresses in it, and fails when they are those of two stacks", () => {
    const path = stateFile("some.json", runner({}));

    expect(readStates([path], stacks.slice(0, 1))[0]?.stack?.name).toBe("us-1");
    expect(() => readStates([path], stacks)).toThrow(
      `--state ${path}: it could be the state of us-1 or eu-1; say which with --state STACK=FILE`,
    );
  });

  it("fails when two states are one stack's", () => {
    const paths = ["us-1.tfstate", "us-1.json"].map((name) => stateFile(name, runner({ name })));

    expect(() => readStates(paths, stacks)).toThrow("stack us-1 has more than one state");
  });

  it.each([
    ["twice for one stack", (path: string) => [`us-1=${path}`, `us-1=${path}`]],
    ["for two stacks", (path: string) => [`us-1=${path}`, `eu-1=${path}`]],
    ["as a copy", (path: string) => [`us-1=${path}`, `eu-1=${stateFile("copy.json", runner({}))}`]],
  ])("fails when a state is given %s, for its objects would be there twice", (_, sources) => {
    const [one = "", other = ""] = sources(stateFile("some.json", runner({})));

    expect(() => readStates([one, other], stacks)).toThrow(
      `--state ${other}: it is the state that --state ${one} gives already; leave one of them out`,
    );
  });

  it("takes two stacks whose states are empty", () => {
    const paths = ["us-1.tfstate", "eu-1.tfstate"].map((name) => stateFile(name));

    expect(readStates(paths, stacks)).toHaveLength(2);
  });
});

it("writes no token into the gateway's file, only its digest", () => {
  const state = stateFile("pools.tfstate", organization, runner({ status: "enrolled", service_token: TOKEN }));
  const text = JSON.stringify(seedOf([state], [stackOf("pools", POOLS)]).gateway);

  expect(text).not.toContain(TOKEN);
  expect(text).toContain(createHash("sha256").update(TOKEN).digest("hex"));
});

it("says which runners a state may hold as pending although they have enrolled since, and which stacks have no state", () => {
  const pending = stateFile("ml.tfstate", organization, runner({ status: "pending", service_token: TOKEN }));
  const enrolled = stateFile("ml.json", organization, runner({ status: "enrolled", service_token: TOKEN }));
  const empty = join(folder, "empty");
  writeFileSync(empty, "");
  const stacks = ["ml", "web", "new"].map((name) => stackOf(name, {}));

  const { notes } = seedOf([`ml=${pending}`, `web=${empty}`], stacks);

  expect(notes).toContainEqual(
    expect.stringMatching(/^agyn_runner\.ml is pending in its state, which may be old, .*-refresh-only/),
  );
  expect(notes).toContain(`${empty} is empty, so stack web is taken for a first deployment`);
  expect(notes).toContain("no state is given for new, so all in there is taken for a first deployment");
  expect(seedOf([`ml=${enrolled}`], stacks).notes.join("\n")).not.toContain("is pending");
});
