// A pool that is taken over: what is imported by which id, what is left in place, and what a stack lets go of.
import { App, Token } from "cdktf";
import {
  type AdoptedRunner,
  AgynStack,
  Cluster,
  RunnerPool,
  type RunnerPoolProps,
  RunnerTier,
  Team,
  TokenSecret,
} from "../../src/constructs/index";
import {
  cluster,
  environment,
  type Json,
  messageOf,
  region,
  resources,
  type StackJson,
  synth,
  synthStack,
} from "./support";

const FIRST = "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11";
const SECOND = "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a12";
const adopt: readonly AdoptedRunner[] = [
  { runnerId: FIRST, tokenRevision: 1_763_000_000_001 },
  { runnerId: SECOND, tokenRevision: 1_763_000_000_002, tokenSecret: "second" },
];
const synthPool = (given: Partial<RunnerPoolProps> = {}, build = (_stack: AgynStack): void => undefined) =>
  synthStack((stack) => {
    new RunnerPool(stack, "web", { region, tier: RunnerTier.standard(), runners: 2, adopt, ...given });
    build(stack);
  });
const imports = (stack: StackJson) =>
  ((stack as { import?: readonly { to: string; id: string }[] }).import ?? []).map((block) => ({
    ...block,
    to: block.to.replace(/_[0-9A-F]{8}$/, ""),
  }));
const removed = (stack: StackJson) => (stack as { removed?: Json }).removed;
const addresses = ({ resource = {} }: StackJson) =>
  Object.entries(resource).flatMap(([type, blocks]) => Object.keys(blocks).map((name) => `${type}.${name}`));

describe("a pool that is taken over", () => {
  it("is imported by the ids that the providers take, without a provider in the blocks", () => {
    expect(imports(synthPool({ team: Team.of("ml", { organization: "acme-ml" }) }))).toEqual([
      { to: "kubernetes_namespace_v1.web_Namespace", id: "agyn-web" },
      { to: "kubernetes_namespace_v1.web_Workloads", id: "agyn-web-workloads" },
      { to: "kubernetes_resource_quota_v1.web_Workloads_Quota", id: "agyn-web-workloads/agyn-runner" },
      { to: "kubernetes_limit_range_v1.web_Workloads_Defaults", id: "agyn-web-workloads/agyn-runner" },
      { to: "kubernetes_role_v1.web_Workloads_Role", id: "agyn-web-workloads/agyn-runner" },
      { to: "kubernetes_role_binding_v1.web_Workloads_RoleBinding", id: "agyn-web-workloads/agyn-runner" },
      { to: "agyn_runner.web_Runner0", id: FIRST },
      { to: "agyn_runner.web_Runner1", id: SECOND },
      { to: "helm_release.web_Release0", id: "agyn-web/web-us-east-1-0" },
      { to: "helm_release.web_Release1", id: "agyn-web/web-us-east-1-1" },
    ]);
  });

  it("brings along what steers its pods", () => {
    const gpu = synthPool({ tier: RunnerTier.gpu({ model: "nvidia-l4" }) });

    expect(imports(gpu)).toContainEqual({ to: "helm_release.web_Steering", id: "agyn-web/web-tier" });
  });

  it("leaves the Secrets in place, with the revisions they have, so that no pod restarts", () => {
    const stack = synthPool();
    const releases = resources(stack, "helm_release");

    expect(resources(stack, "kubernetes_secret_v1")).toEqual([]);
    expect(releases.map((release) => environment(release).SERVICE_TOKEN)).toEqual([
      { secretKeyRef: { name: "web-us-east-1-0-token", key: "token" } },
      { secretKeyRef: { name: "second", key: "token" } },
    ]);
    expect(releases.map(({ set }) => (set as readonly { value: string }[])[0]?.value)).toEqual([
      "1763000000001",
      "1763000000002",
    ]);
  });

  it("has the addresses and the other settings of a pool that is made", () => {
    const made = synthStack(
      (stack) => new RunnerPool(stack, "web", { region, tier: RunnerTier.standard(), runners: 2 }),
    );
    const taken = synthPool();
    const of = (stack: StackJson) => addresses(stack).filter((address) => !address.startsWith("kubernetes_secret_v1."));

    expect(of(taken)).toEqual(of(made));
    expect(imports(made)).toEqual([]);
    const [release] = resources(taken, "helm_release");
    expect(release?.values).toEqual(resources(made, "helm_release")[0]?.values);
  });

  it("grows by a runner that is registered, with a Secret of its own, beside those that stay as they are", () => {
    const before = synthPool();
    const grown = synthPool({ runners: 3 });
    const isNew = (address: string): boolean => /_(Runner|Release)2_/.test(address);
    const releases = resources(grown, "helm_release");

    expect(imports(grown)).toEqual(imports(before));
    expect(addresses(grown).filter((address) => !isNew(address))).toEqual(addresses(before));
    expect(
      addresses(grown)
        .filter(isNew)
        .map((address) => address.replace(/_[0-9A-F]{8}$/, "")),
    ).toEqual(
      expect.arrayContaining([
        "agyn_runner.web_Runner2",
        "helm_release.web_Release2",
        "kubernetes_secret_v1.web_Release2_Token",
      ]),
    );
    expect(releases.slice(0, 2)).toEqual(resources(before, "helm_release"));
    expect(environment(releases[2] ?? {}).SERVICE_TOKEN).toEqual({
      secretKeyRef: { name: "web-us-east-1-2-token", key: "token" },
    });
  });

  it("grows by a runner whose token goes where the others' shall go", () => {
    const tokenSecrets = TokenSecret.external({ store: "vault", remoteKey: "agyn/{runner}" });
    const grown = synthPool({ runners: 3, tokenSecrets });

    expect(imports(grown)).toEqual(imports(synthPool()));
    expect(addresses(grown).filter((address) => address.includes("ExternalToken"))).toEqual([
      expect.stringMatching(/^helm_release\.web_Release2_ExternalToken_/),
    ]);
  });

  it("takes over no more runners than it has", () => {
    expect(messageOf(() => synthPool({ runners: 1 }))).toContain(
      "adopt = 2: the pool has 1 runner, and each takes over one registration. Fix: give 1 at most, or raise runners.",
    );
  });

  it("fails with all that is wrong with its runners at once", () => {
    const text = messageOf(() =>
      synthPool({
        runners: 4,
        tokenSecrets: [TokenSecret.existing("a")],
        adopt: [
          { runnerId: "web-us-east-1-0", tokenRevision: 1 },
          { runnerId: Token.asString({ resolve: () => FIRST }), tokenRevision: 1.5, tokenSecret: "Second" },
          { runnerId: SECOND, tokenRevision: Token.asNumber({ resolve: () => 1 }), tokenSecret: "shared" },
          { runnerId: SECOND.toUpperCase(), tokenRevision: 1, tokenSecret: "shared" },
        ],
      }),
    );

    expect(text.split("\n  ")).toEqual([
      "test/web: 9 problems",
      'tokenSecrets = ["a"]: adopt says where the tokens of the runners are that it takes over. Fix: keep one of them.',
      "tokenSecrets = 1: the pool has 4 runners, and each has a token of its own. Fix: give 4, one for each runner in their order.",
      'adopt[0].runnerId = "web-us-east-1-0": it is not the id of a registration, which is a UUID. Fix: give `id` of the agyn_runner in the state that has it now.',
      "adopt[1].runnerId = (known to Terraform only): what is imported is decided before anything is planned, so the id must be known at synth. Fix: give `id` of the agyn_runner in the state that has it now.",
      expect.stringMatching(/^adopt\[1\]\.tokenRevision = 1\.5: it is not the revision of a token/),
      expect.stringMatching(/^adopt\[1\]\.tokenSecret = "Second": it must be lower-case/),
      expect.stringMatching(/^adopt\[2\]\.tokenRevision = \(known to Terraform only\)/),
      expect.stringMatching(/^adopt\[3\]\.runnerId = "5C9F.*one registration would be two resources/),
      expect.stringMatching(/^adopt\[3\]\.tokenSecret = "shared": another runner of the pool has this Secret/),
    ]);
  });
});

describe("what a stack lets go of", () => {
  it("keeps the provider blocks of what it lets go of, though nothing in the code uses them", () => {
    const other = Cluster.fromKubeconfig({ context: "other" });
    const { provider, terraform } = synthStack(
      (stack) =>
        stack.keepProviders({ clusters: [other], teams: [Team.of("ml", { organization: "acme-ml" })], platform: true }),
      { cluster, released: ["helm_release.a"] },
    );
    const aliases = Object.entries(provider ?? {}).map(([name, blocks]) => [
      name,
      blocks.map(({ alias }) => alias ?? "").sort(),
    ]);

    expect(Object.fromEntries(aliases)).toEqual({
      agyn: ["", "ml"],
      helm: ["", "other"],
      kubernetes: ["", "other"],
    });
    expect(Object.keys(terraform.required_providers as object).sort()).toEqual(["agyn", "helm", "kubernetes"]);
  });

  it("is forgotten and not destroyed", () => {
    const json = synthStack(() => undefined, { released: ["kubernetes_namespace_v1.b", "helm_release.a"] });

    expect(removed(json)).toEqual([
      { from: "helm_release.a", lifecycle: { destroy: false } },
      { from: "kubernetes_namespace_v1.b", lifecycle: { destroy: false } },
    ]);
    expect(synthStack(() => undefined)).not.toHaveProperty("removed");
  });

  it("fails when something is no address of a resource, with all of them", () => {
    const text = messageOf(
      () =>
        new AgynStack(new App(), "test", {
          released: ["a", "data.agyn_runner.x", 'helm_release.a["x"]', "module.pool.helm_release.a"],
        }),
    );

    expect(text).toMatch(/^test: 3 problems\n {2}released\[0\] = "a": it is not the address of a resource/);
    expect(text).toContain("released[1]");
    expect(text).toContain("released[2]");
  });

  it("fails when the stack makes it too", () => {
    const [address = ""] = addresses(synthPool());

    expect(
      messageOf(() =>
        synth((app) => {
          const stack = new AgynStack(app, "test", { cluster, released: [address] });
          new RunnerPool(stack, "web", { region, tier: RunnerTier.standard() });
        }),
      ),
    ).toContain(`the stack lets go of ${address} and makes it too. Take it out of the code, or out of \`released\`.`);
  });
});
