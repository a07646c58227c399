import { compareApps } from "../../../src/review/input/compare-apps";
import type { Change, Digest, ReviewedApp } from "../../../src/review/index";
import type { JsonObject } from "../../../src/synthesized/index";
import { writtenApp } from "../../support/written-app";

const app = (resource: JsonObject, more: JsonObject = {}): ReviewedApp => writtenApp({ eu: { resource, ...more } });
const runner = (more: JsonObject = {}): JsonObject => ({
  name: "one",
  labels: { region: "eu" },
  capabilities: ["docker"],
  ...more,
});
const compared = (base: ReviewedApp, head: ReviewedApp): Digest => compareApps(head, base)[0] as Digest;
const said = ({ action, address, forcedBy }: Change): string => [action, address, ...forcedBy].join(" ");
const ofRunners = (before: JsonObject, after: JsonObject, more: JsonObject = {}): string[] =>
  compared(app({ agyn_runner: before }), app({ agyn_runner: after }, more)).changes.map(said);

describe("two apps without a plan", () => {
  it("say what is made, changed and destroyed, by construct path and pool", () => {
    const digest = compared(
      app({ agyn_runner: { a_Runner0: runner(), b_Runner0: runner(), c_Runner0: runner() } }),
      app({
        agyn_runner: { b_Runner0: runner({ labels: { region: "us" } }), c_Runner0: runner(), d_Runner0: runner() },
      }),
    );

    expect(digest).toMatchObject({ source: { kind: "synth" }, doubts: [], unchanged: 1 });
    expect(digest.changes).toMatchObject([
      { action: "delete", path: "eu/a/Runner0", pool: "eu/a", identity: { name: "one" } },
      {
        action: "update",
        path: "eu/b/Runner0",
        attributes: [{ path: "labels.region", before: { value: "eu" }, after: { value: "us" } }],
      },
      { action: "create", path: "eu/d/Runner0" },
    ]);
    expect(digest.runners.map(({ address, action }) => `${action} ${address}`)).toEqual([
      "delete agyn_runner.a_Runner0",
      "update agyn_runner.b_Runner0",
      "no-op agyn_runner.c_Runner0",
      "create agyn_runner.d_Runner0",
    ]);
  });

  const namespace = (name: string): JsonObject => ({ kubernetes_namespace_v1: { n: { metadata: { name } } } });
  it.each<[string, JsonObject, JsonObject, string]>([
    [
      "a runner of another organization",
      { agyn_runner: { a: runner({ organization_id: "1" }) } },
      { agyn_runner: { a: runner({ organization_id: "2" }) } },
      "delete-create agyn_runner.a organization_id",
    ],
    [
      "a runner that loses its last label",
      { agyn_runner: { a: runner() } },
      { agyn_runner: { a: runner({ labels: {} }) } },
      "delete-create agyn_runner.a labels",
    ],
    [
      "a runner that loses all capabilities",
      { agyn_runner: { a: runner() } },
      { agyn_runner: { a: { name: "one", labels: { region: "eu" } } } },
      "delete-create agyn_runner.a capabilities",
    ],
    [
      "a runner whose token is sealed for another key",
      { agyn_runner: { a: runner({ service_token_public_key: "x" }) } },
      { agyn_runner: { a: runner({ service_token_public_key: "y" }) } },
      "delete-create agyn_runner.a service_token_public_key",
    ],
    [
      "a runner whose token is sealed from now on",
      { agyn_runner: { a: runner() } },
      { agyn_runner: { a: runner({ service_token_public_key: "y" }) } },
      "update agyn_runner.a",
    ],
    [
      "a renamed runner",
      { agyn_runner: { a: runner() } },
      { agyn_runner: { a: runner({ name: "two" }) } },
      "update agyn_runner.a",
    ],
    ["a renamed namespace", namespace("a"), namespace("b"), "delete-create kubernetes_namespace_v1.n metadata.name"],
    [
      "one that is made anew first",
      namespace("a"),
      { kubernetes_namespace_v1: { n: { metadata: { name: "b" }, lifecycle: { create_before_destroy: true } } } },
      "create-delete kubernetes_namespace_v1.n metadata.name",
    ],
    [
      "a release in another namespace",
      { helm_release: { r: { name: "x", namespace: "a" } } },
      { helm_release: { r: { name: "x", namespace: "b" } } },
      "delete-create helm_release.r namespace",
    ],
    [
      "a setting that nobody may see",
      { terraform_data: { t: { input: "a" } } },
      { terraform_data: { t: { input: "b" } } },
      "update terraform_data.t",
    ],
  ])("foretell %s", (_what, before, after, expected) => {
    expect(compared(app(before), app(after)).changes.map(said)).toEqual([expected]);
  });

  it("foretell what follows from a runner that is made anew", () => {
    const fleet = (organization: string): ReviewedApp =>
      app({
        agyn_runner: { a: runner({ organization_id: organization }) },
        agyn_runner_enrollment: { e: { runner_id: "${agyn_runner.a.id}" } },
        kubernetes_secret_v1: {
          s: { metadata: { name: "x" }, data_wo_revision: "${agyn_runner.a.service_token_revision}" },
        },
        helm_release: { r: { name: "x", depends_on: ["agyn_runner.a"] } },
      });
    const { changes, unchanged } = compared(fleet("1"), fleet("2"));

    expect(changes.map(said)).toEqual([
      "delete-create agyn_runner.a organization_id",
      "delete-create agyn_runner_enrollment.e runner_id",
      "update kubernetes_secret_v1.s",
    ]);
    expect(changes[2]?.attributes).toEqual([
      { path: "data_wo_revision", before: { hidden: "policy" }, after: { unknown: true } },
    ]);
    expect(unchanged).toBe(1);
  });

  it("read moved, import and removed blocks", () => {
    expect(
      ofRunners({ a: runner() }, { b: runner() }, { moved: [{ from: "agyn_runner.a", to: "agyn_runner.b" }] }),
    ).toEqual(["no-op agyn_runner.b"]);
    expect(
      ofRunners(
        { a: runner() },
        { b: runner({ name: "two" }) },
        { moved: [{ from: "${agyn_runner.a}", to: "${agyn_runner.b}" }] },
      ),
    ).toEqual(["update agyn_runner.b"]);
    expect(
      ofRunners({ b: runner() }, { b: runner() }, { moved: [{ from: "agyn_runner.a", to: "agyn_runner.b" }] }),
    ).toEqual([]);
    const twice = [
      { from: "agyn_runner.a", to: "agyn_runner.b" },
      { from: "agyn_runner.b", to: "agyn_runner.c" },
    ];
    expect(ofRunners({ a: runner() }, { c: runner() }, { moved: twice })).toEqual(["no-op agyn_runner.c"]);
    expect(ofRunners({ b: runner() }, { c: runner() }, { moved: twice })).toEqual(["no-op agyn_runner.c"]);
    expect(ofRunners({}, { a: runner() }, { import: [{ to: "agyn_runner.a", id: "x" }] })).toEqual([
      "no-op agyn_runner.a",
    ]);
    expect(
      ofRunners({ a: runner() }, {}, { removed: [{ from: "agyn_runner.a", lifecycle: { destroy: false } }] }),
    ).toEqual(["forget agyn_runner.a"]);
    expect(
      ofRunners({ a: runner() }, {}, { removed: [{ from: "agyn_runner.a", lifecycle: [{ destroy: true }] }] }),
    ).toEqual(["delete agyn_runner.a"]);
  });

  it("say of a stack that is gone that nothing is destroyed", () => {
    const base = writtenApp({ eu: { resource: { agyn_runner: { a_Runner0: runner() } } }, us: {} });
    const [, gone] = compareApps(writtenApp({ us: {} }), base);

    expect(gone).toMatchObject({
      stack: "eu",
      changes: [{ action: "forget", path: "eu/a/Runner0", pool: "eu/a", reason: "stack_gone" }],
    });
  });

  it("say when the provider's block is gone", () => {
    const was = app(
      { agyn_runner: { a: runner({ provider: "agyn.ml" }) } },
      { provider: { agyn: [{}, { alias: "ml" }] } },
    );

    expect(compared(was, app({}, { provider: { agyn: [{}] } })).changes).toMatchObject([
      { action: "delete", providerGone: true },
    ]);
  });

  it("have the organization of a runner by its reference", () => {
    const [id, look] = ["${data.agyn_organization.o.id}", { agyn_organization: { o: { slug: "acme" } } }];
    const { runners } = compared(app({}), app({ agyn_runner: { a: runner({ organization_id: id }) } }, { data: look }));

    expect(runners[0]?.after?.organization).toBe("acme");
  });

  it("keep secrets of a configuration out of what they say", () => {
    const secret = "hunter22-hunter22";
    const after = app(
      {
        agyn_runner: { a: runner({ labels: { copy: secret } }) },
        helm_release: { r: { name: secret, set_sensitive: [{ name: "x", value: secret }] } },
      },
      {
        provider: { agyn: [{ api_token: secret }] },
        variable: { v: { sensitive: true, default: secret } },
        output: { o: { value: secret } },
      },
    );

    const text = JSON.stringify(compareApps(after, app({})));
    expect(text).toContain("(secret)");
    expect(text).not.toContain(secret);
  });
});

describe("what only a plan can judge", () => {
  const plain = { agyn_runner: { a: runner() } };
  const terraform = (more: JsonObject): JsonObject => ({ terraform: more });
  const doubts = (base: ReviewedApp, head: ReviewedApp): string[] =>
    compared(base, head).doubts.map((one) => one.sentence);
  const body = (more: JsonObject): JsonObject => ({ agyn_runner: { a: runner(more) } });

  it.each<[string, [JsonObject, JsonObject?], [JsonObject, JsonObject?], string]>([
    [
      "another cluster behind the provider of what stays",
      [{ kubernetes_secret_v1: { s: {} } }, { provider: { kubernetes: [{ config_context: "dev" }] } }],
      [{ kubernetes_secret_v1: { s: {} } }, { provider: { kubernetes: [{ config_context: "prod" }] } }],
      "provider kubernetes",
    ],
    [
      "a provider block of what stays that is gone",
      [plain, { provider: { agyn: [{ gateway_url: "https://a" }] } }],
      [plain],
      "provider agyn",
    ],
    ["another provider for an object", [plain], [body({ provider: "agyn.ml" })], "provider of agyn_runner.a"],
    [
      "a provider from elsewhere",
      [plain, terraform({ required_providers: { agyn: { source: "agyn/agyn", version: "1" } } })],
      [plain, terraform({ required_providers: { agyn: { source: "evil/agyn", version: "1" } } })],
      "source of provider agyn",
    ],
    [
      "another backend",
      [plain, terraform({ backend: { local: { path: "/a/eu.tfstate" } } })],
      [plain, terraform({ backend: { s3: {} } })],
      "backend",
    ],
    ["none of an object", [plain], [body({ count: 0 })], "count of agyn_runner.a"],
    ["some of an object that is new", [{}], [body({ for_each: "${toset([])}" })], "for_each of agyn_runner.a"],
    [
      "as many of an object as a local says",
      [body({ count: "${local.n}" }), { locals: { n: 1 } }],
      [body({ count: "${local.n}" }), { locals: { n: 0 } }],
      "count of agyn_runner.a",
    ],
    [
      "a program that runs",
      [plain],
      [body({ provisioner: [{ "local-exec": { command: "sh" } }] })],
      "provisioner of agyn_runner.a",
    ],
    [
      "changes that are let be",
      [plain],
      [body({ lifecycle: { ignore_changes: ["labels"] } })],
      "lifecycle of agyn_runner.a",
    ],
    [
      "a program that is asked",
      [plain],
      [plain, { data: { external: { x: { program: ["sh"] } } } }],
      "data.external.x",
    ],
    ["a check", [plain], [plain, { check: { c: { assert: { condition: "${true}" } } } }], "check blocks"],
    ["an import of what is there", [plain], [plain, { import: [{ to: "agyn_runner.a", id: "x" }] }], "import blocks"],
    [
      "the removal of what no app has",
      [plain],
      [plain, { removed: [{ from: "agyn_runner.z", lifecycle: { destroy: true } }] }],
      "removed blocks",
    ],
  ])("is %s", (_what, before, after, setting) => {
    const [base, head] = [app(...before), app(...after)];

    expect(doubts(base, head)).toEqual([
      `Only a plan can tell what comes of this change in stack eu: ${setting}. Plan it, and give its plan as eu=FILE`,
    ]);
    expect(doubts(head, head)).toEqual([]);
  });

  it.each<[string, [JsonObject, JsonObject?], [JsonObject, JsonObject?]]>([
    [
      "the folder of a local state",
      [plain, terraform({ backend: { local: { path: "/a/eu.tfstate" } } })],
      [plain, terraform({ backend: { local: { path: "/b/eu.tfstate" } } })],
    ],
    ["the provider of what is new", [{}], [plain, { provider: { agyn: [{ gateway_url: "https://a" }] } }]],
    ["what guards an object", [plain], [body({ lifecycle: { prevent_destroy: true }, depends_on: ["data.a.b"] })]],
  ])("is not %s", (_what, before, after) => {
    expect(doubts(app(...before), app(...after))).toEqual([]);
  });

  it("is named without secrets", () => {
    const secret = "hunter22-hunter22";
    const gateway = (url: string): ReviewedApp =>
      app(
        { agyn_runner: { a: runner({ provider: `agyn.${secret}` }) } },
        {
          provider: { agyn: [{ alias: secret, gateway_url: url }] },
          variable: { v: { sensitive: true, default: secret } },
        },
      );

    expect(doubts(gateway("https://a"), gateway("https://b"))).toEqual([
      expect.stringContaining("provider agyn.(secret). Plan it"),
    ]);
  });
});

describe("what takes its value from something that changes", () => {
  const fleet = (more: JsonObject): ReviewedApp =>
    app(
      {
        agyn_runner: { a: runner({ organization_id: "${data.agyn_organization.o.id}" }) },
        kubernetes_secret_v1: { s: { metadata: { name: "x" }, data: { level: "${local.level}" } } },
      },
      {
        data: { agyn_organization: { o: { slug: "${var.slug}" } } },
        variable: { slug: { default: "acme" } },
        locals: { level: "${upper(local.word)}", word: "info" },
        ...more,
      },
    );

  it.each<[string, JsonObject, string]>([
    [
      "a look-up",
      { data: { agyn_organization: { o: { slug: "other" } } } },
      "delete-create agyn_runner.a organization_id",
    ],
    ["a variable", { variable: { slug: { default: "other" } } }, "delete-create agyn_runner.a organization_id"],
    ["a local", { locals: { level: "${upper(local.word)}", word: "debug" } }, "update kubernetes_secret_v1.s"],
  ])("changes with %s", (_what, more, expected) => {
    expect(compared(fleet({}), fleet(more)).changes.map(said)).toEqual([expected]);
  });
});
