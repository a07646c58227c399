// A pool whose runners are rotated, and one that is paused: what is there beside what, and in which order.
import {
  type AgynStack,
  Fleet,
  RunnerPool,
  type RunnerPoolProps,
  RunnerTier,
  TokenSecret,
} from "../../src/constructs/index";
import { environment, messageOf, region, resources, type StackJson, synth, synthStack } from "./support";

const FIRST = "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11";
const synthPool = (given: Partial<RunnerPoolProps> = {}) =>
  synthStack((stack: AgynStack) => {
    new RunnerPool(stack, "web", { region, tier: RunnerTier.standard(), ...given });
  });
const plain = (address: string) => address.replace(/_[0-9A-F]{8}$/, "");
const addresses = ({ resource = {} }: StackJson, ...types: readonly string[]) =>
  Object.entries(resource)
    .filter(([type]) => types.length === 0 || types.includes(type))
    .flatMap(([type, blocks]) => Object.keys(blocks).map((name) => plain(`${type}.${name}`)))
    .sort();
const block = ({ resource = {} }: StackJson, type: string, name: string) => {
  const [, found] = Object.entries(resource[type] ?? {}).find(([id]) => plain(id) === name) ?? [];
  if (found === undefined) throw new Error(`there is no ${type}.${name}`);
  return found;
};
/** Without the hashes of addresses, which are of the stack. */
const unhashed = (blocks: readonly object[]): unknown =>
  JSON.parse(JSON.stringify(blocks).replace(/_[0-9A-F]{8}/g, ""));
const names = (stack: StackJson) => resources(stack, "agyn_runner").map(({ name }) => name);
const accounts = (stack: StackJson) =>
  (
    block(stack, "kubernetes_role_binding_v1", "web_Workloads_RoleBinding")["subject"] as readonly { name: string }[]
  ).map(({ name }) => name);

describe("a pool with two generations", () => {
  it("has a registration, a Secret, a release and an enrollment of each, and one quota", () => {
    const stack = synthPool({ runners: 2, rotation: { generations: [1, 2] } });

    expect(names(stack).toSorted()).toEqual([
      "web-us-east-1-0",
      "web-us-east-1-0-g2",
      "web-us-east-1-1",
      "web-us-east-1-1-g2",
    ]);
    expect(addresses(stack, "kubernetes_secret_v1", "agyn_runner_enrollment")).toEqual([
      "agyn_runner_enrollment.web_Release0-g2_Enrollment",
      "agyn_runner_enrollment.web_Release0_Enrollment",
      "agyn_runner_enrollment.web_Release1-g2_Enrollment",
      "agyn_runner_enrollment.web_Release1_Enrollment",
      "kubernetes_secret_v1.web_Release0-g2_Token",
      "kubernetes_secret_v1.web_Release0_Token",
      "kubernetes_secret_v1.web_Release1-g2_Token",
      "kubernetes_secret_v1.web_Release1_Token",
    ]);
    expect(resources(stack, "kubernetes_resource_quota_v1")).toHaveLength(1);
    expect(new Set(accounts(stack))).toEqual(new Set(names(stack)));
  });

  it("keeps the addresses of a pool that has no rotation for the first one, and lets it go by itself", () => {
    const one = synthPool();
    const both = synthPool({ rotation: { generations: [1, 2] } });
    const second = synthPool({ rotation: { generations: [2] } });

    const added = addresses(both).filter((address) => !addresses(one).includes(address));
    expect(added).toEqual([
      "agyn_runner.web_Runner0-g2",
      "agyn_runner_enrollment.web_Release0-g2_Enrollment",
      "helm_release.web_Release0-g2",
      "kubernetes_secret_v1.web_Release0-g2_Token",
    ]);
    expect(addresses(both)).toEqual(expect.arrayContaining(addresses(one)));
    expect(addresses(second)).toEqual(
      addresses(both).filter((address) => !/\.web_(Runner0|Release0)(_|$)/.test(address)),
    );
    expect(accounts(second)).toEqual(["web-us-east-1-0-g2"]);
  });

  it("has the labels of the pool on both, so that selection does not change", () => {
    const stack = synthPool({ rotation: { generations: [1, 2] } });

    expect(resources(stack, "agyn_runner").map(({ labels }) => labels)).toEqual([
      { region: "us-east-1", tier: "standard" },
      { region: "us-east-1", tier: "standard" },
    ]);
  });

  it("drains the older one only once every runner of the newer one has enrolled", () => {
    const stack = synthPool({ runners: 2, rotation: { generations: [4, 7], draining: true } });
    const older = block(stack, "agyn_runner", "web_Runner1-g4");
    const newer = block(stack, "agyn_runner", "web_Runner1-g7");

    expect(older["labels"]).toEqual({ "agyn.dev/paused": "true" });
    expect((older["depends_on"] as readonly string[]).map(plain)).toEqual([
      "agyn_runner_enrollment.web_Release0-g7_Enrollment",
      "agyn_runner_enrollment.web_Release1-g7_Enrollment",
    ]);
    expect(newer["labels"]).toEqual({ region: "us-east-1", tier: "standard" });
    expect(newer).not.toHaveProperty("depends_on");
  });

  it.each([
    ["waits for the work of a runner that goes", {}, "wait", "60m"],
    ["waits as long as it is told", { activeWorkloadsWaitMinutes: 240 }, "wait", "240m"],
    ["refuses when it is told so", { onActiveWorkloads: "refuse" }, "refuse", undefined],
    ["gives work up when it is told so", { onActiveWorkloads: "ignore" }, "ignore", undefined],
  ] as const)("%s", (_title, given, policy, timeout) => {
    const stack = synthPool({ rotation: { generations: [1] }, ...given });
    const [enrollment] = resources(stack, "agyn_runner_enrollment");

    expect(enrollment).toMatchObject({ on_active_workloads: policy });
    expect((enrollment?.["timeouts"] as { delete?: string }).delete).toBe(timeout);
  });

  it("is the end of an adoption: the older one keeps its Secret by name, the newer one has its own", () => {
    const adopt = [{ runnerId: FIRST, tokenRevision: 1_763_000_000_001 }];
    const stack = synthPool({ adopt, rotation: { generations: [1, 2] } });
    const done = synthPool({ rotation: { generations: [2] } });
    const imported = (stack as { import?: readonly { to: string }[] }).import?.map(({ to }) => plain(to)) ?? [];

    expect(addresses(stack, "kubernetes_secret_v1")).toEqual(["kubernetes_secret_v1.web_Release0-g2_Token"]);
    expect(imported).toEqual(expect.arrayContaining(["agyn_runner.web_Runner0", "helm_release.web_Release0"]));
    expect(imported.filter((to) => to.includes("-g2"))).toEqual([]);
    expect(environment(block(stack, "helm_release", "web_Release0"))["SERVICE_TOKEN"]).toEqual({
      secretKeyRef: { name: "web-us-east-1-0-token", key: "token" },
    });
    expect(block(stack, "helm_release", "web_Release0-g2")["set"]).toEqual([
      expect.objectContaining({ value: expect.stringContaining("service_token_revision") as string }),
    ]);
    // nothing of what stays is changed by the second apply, but who may work in the namespace
    const rest = (json: StackJson, address: string) => block(json, ...(address.split(".") as [string, string]));
    for (const address of addresses(done).filter((one) => !one.includes("RoleBinding"))) {
      expect([address, rest(done, address)]).toEqual([address, rest(stack, address)]);
    }
  });

  it("steers the pods of both to the nodes of the tier", () => {
    const stack = synthPool({ tier: RunnerTier.gpu({ model: "nvidia-l4" }), rotation: { generations: [1, 2] } });
    const steering = JSON.stringify(block(stack, "helm_release", "web_Steering"));

    for (const name of names(stack)) expect(steering).toContain(`system:serviceaccount:agyn-web:${name as string}'`);
  });

  it("takes Secrets that are given by name for each registration, the older generation first", () => {
    const tokenSecrets = ["old", "new"].map((name) => TokenSecret.existing(name));
    const stack = synthPool({ tokenSecrets, rotation: { generations: [1, 2] } });
    const secretOf = (release: string) =>
      (environment(block(stack, "helm_release", release))["SERVICE_TOKEN"] as { secretKeyRef: { name: string } })
        .secretKeyRef.name;

    expect([secretOf("web_Release0"), secretOf("web_Release0-g2")]).toEqual(["old", "new"]);
    expect(
      messageOf(() => synthPool({ tokenSecrets: tokenSecrets.slice(1), rotation: { generations: [1, 2] } })),
    ).toContain("tokenSecrets = 1: the pool has 2 runners");
  });

  it.each([
    [{ generations: [0, 1] }, /^rotation\.generations = \[0,1\]: a generation is a part of names/],
    [{ generations: [] }, /^rotation\.generations = \[\]: a pool has one generation, or two/],
    [{ generations: [1, 2, 3] }, /^rotation\.generations = \[1,2,3\]: a pool has one generation, or two/],
    [{ generations: [2, 1] }, /^rotation\.generations = \[2,1\]: the older generation comes first/],
    [{ generations: [2, 2] }, /^rotation\.generations = \[2,2\]: the older generation comes first/],
    [{ generations: [2], draining: true }, /^rotation\.draining = true: there is no second generation/],
  ])("fails for %j", (rotation, text) => {
    expect(messageOf(() => synthPool({ rotation })).split("\n  ")).toContainEqual(expect.stringMatching(text));
  });

  it("fails where a name would be too long, and where nothing reads how long to wait", () => {
    const poolName = "p".repeat(53 - "-us-east-1-0".length);
    expect(names(synthPool({ poolName }))).toEqual([`${poolName}-us-east-1-0`]);

    expect(messageOf(() => synthPool({ poolName, rotation: { generations: [1, 2] } }))).toContain("runner name");
    expect(messageOf(() => synthPool({ activeWorkloadsWaitMinutes: 5 }))).toContain(
      'activeWorkloadsWaitMinutes = 5: with onActiveWorkloads "ignore" nothing is waited for',
    );
    expect(messageOf(() => synthPool({ onActiveWorkloads: "hope" as "wait" }))).toContain('onActiveWorkloads = "hope"');
  });
});

describe("a pool of a fleet", () => {
  it.each([
    ["with two generations", { runners: 2, rotation: { generations: [1, 2], draining: true } }],
    ["that waits for its work", { onActiveWorkloads: "wait", activeWorkloadsWaitMinutes: 5 }],
    ["that is paused", { paused: true, labels: { stage: "lab" } }],
  ] as const)("is the pool that RunnerPool makes: %s", (_title, settings) => {
    const { stacks } = synth((app) => {
      const regions = { "us-east-1": { cluster: { context: "test" } } };
      const pools = { web: { region: "us-east-1", ...settings } };
      Fleet.of({ name: "acme", stage: "dev", regions, pools }).stacks(app);
    });
    expect(Object.keys(stacks)).toEqual(["us-east-1"]);
    const made = stacks["us-east-1"] as StackJson;
    const byHand = synthPool(settings);

    for (const type of ["agyn_runner", "agyn_runner_enrollment", "helm_release", "kubernetes_role_binding_v1"]) {
      expect(unhashed(resources(made, type))).toEqual(unhashed(resources(byHand, type)));
    }
  });
});

describe("a paused pool", () => {
  it("has one label, which no agent requires, and is the same otherwise", () => {
    const labels = { team: "web" };
    const paused = synthPool({ labels, paused: true });
    const working = synthPool({ labels });

    expect(resources(paused, "agyn_runner").map((runner) => runner["labels"])).toEqual([{ "agyn.dev/paused": "true" }]);
    const rest = (stack: StackJson) =>
      addresses(stack).map((address) => {
        const { labels: _labels, ...others } = block(stack, ...(address.split(".") as [string, string]));
        return [address, others];
      });
    expect(rest(paused)).toEqual(rest(working));
  });

  it("is told what is wrong with its labels all the same", () => {
    expect(messageOf(() => synthPool({ labels: { tier: "fast" }, paused: true }))).toContain("labels.tier");
  });
});
