import { digestPlan } from "../../../src/review/digest/digest-plan";
import type { Doubt, ReviewedApp } from "../../../src/review/index";
import { at, isList, isObject, type Json, type JsonObject } from "../../../src/synthesized/index";
import { chunksOf, planJson, type PlannedChangeInput } from "../../support/plan-json";
import { writtenApp } from "../../support/written-app";

/** A stack with one of each block, and its configuration as `terraform show -json` has it (measured with 1.11.4). */
const WRITTEN = {
  terraform: { required_providers: { kubernetes: { source: "kubernetes", version: "3.0" } } },
  provider: {
    agyn: [
      { gateway_url: "https://one.example", api_token: "${var.token}" },
      { alias: "ml", gateway_url: "https://ml" },
    ],
    kubernetes: [{ host: "https://eu.example", exec: { command: "aws", args: ["token"] } }],
    helm: [{}],
  },
  variable: {
    token: { type: "string", sensitive: true, default: "tok-aaaaaaaa" },
    size: { type: "number", default: "5" },
    zones: { type: "set(string)", default: ["b", "a"] },
  },
  output: { id: { value: "${agyn_runner.a.id}", sensitive: true, depends_on: ["agyn_runner.a"] } },
  data: { agyn_organization: { o: { slug: "acme" } } },
  module: { net: { source: "./net", version: "~> 1.0, < 2", cidr: "10.0.0.0/8", count: 2 } },
  resource: {
    agyn_runner: {
      a: {
        name: "one",
        labels: { region: "eu" },
        organization_id: '${lookup({"a" = "$${x}"}, "a")}',
        provider: "agyn.ml",
        depends_on: ["data.agyn_organization.o"],
        lifecycle: { prevent_destroy: true },
        provisioner: [{ "local-exec": { command: "echo", when: "create" } }],
      },
      many: { name: "m", for_each: { x: "y" }, dynamic: { rule: { for_each: [1], content: {} } } },
    },
    helm_release: {
      r: {
        chart: "x",
        set: [
          { name: "a", value: "1" },
          { name: "b", value: "2" },
        ],
        postrender: { binary_path: "p" },
      },
    },
  },
};
const constant = (value: unknown): JsonObject => ({ constant_value: value as never });
const PLANNED: JsonObject = {
  provider_config: {
    agyn: {
      name: "agyn",
      full_name: "registry.terraform.io/agynio/agyn",
      expressions: { gateway_url: constant("https://one.example"), api_token: constant("${var.token}") },
    },
    "agyn.ml": { name: "agyn", alias: "ml", expressions: { gateway_url: constant("https://ml") } },
    kubernetes: {
      name: "kubernetes",
      full_name: "registry.terraform.io/hashicorp/kubernetes",
      version_constraint: "3.0.0",
      expressions: {
        host: constant("https://eu.example"),
        exec: [{ command: constant("aws"), args: constant(["token"]) }],
      },
    },
    helm: { name: "helm", full_name: "registry.terraform.io/hashicorp/helm" },
    "module.net:kubernetes": { name: "kubernetes", module_address: "module.net" },
  },
  root_module: {
    outputs: {
      id: { sensitive: true, expression: constant("${agyn_runner.a.id}"), depends_on: ["agyn_runner.a"] },
    },
    resources: [
      {
        address: "agyn_runner.a",
        mode: "managed",
        type: "agyn_runner",
        provider_config_key: "agyn.ml",
        depends_on: ["data.agyn_organization.o"],
        provisioners: [{ type: "local-exec", expressions: { command: constant("echo") } }],
        expressions: {
          name: constant("one"),
          labels: constant({ region: "eu" }),
          organization_id: constant('${lookup({"a" = "$${x}"}, "a")}'),
        },
      },
      {
        address: "agyn_runner.many",
        mode: "managed",
        type: "agyn_runner",
        provider_config_key: "agyn",
        for_each_expression: constant({ x: "y" }),
        expressions: { name: constant("m") },
      },
      {
        address: "helm_release.r",
        mode: "managed",
        type: "helm_release",
        provider_config_key: "helm",
        expressions: {
          chart: constant("x"),
          set: [
            { name: constant("a"), value: constant("1") },
            { name: constant("b"), value: constant("2") },
          ],
          postrender: { binary_path: constant("p") },
        },
      },
      {
        address: "data.agyn_organization.o",
        mode: "data",
        type: "agyn_organization",
        provider_config_key: "agyn",
        expressions: { slug: constant("acme") },
      },
    ],
    module_calls: {
      net: {
        source: "./net",
        version_constraint: "<2,~>1.0",
        count_expression: constant(2),
        expressions: { cidr: constant("10.0.0.0/8") },
        module: { resources: [{ address: "a_b.c", type: "a_b", expressions: { x: constant("inside") } }] },
      },
    },
    variables: {
      token: { default: "tok-aaaaaaaa", sensitive: true },
      size: { default: 5 },
      zones: { default: ["a", "b"] },
    },
  },
};

const changes: readonly PlannedChangeInput[] = ["agyn_runner.a", "agyn_runner.many[0]", "helm_release.r"].map(
  (address) => ({
    address,
    actions: ["no-op"],
    before: {},
    after: {},
  }),
);

/** With another value at a place; undefined takes it away. */
function changed(value: Json, path: string, to: Json | undefined): Json {
  const [key = "", ...rest] = path.split("/");
  const inner =
    rest.length === 0 ? to : changed((isList(value) ? value[Number(key)] : at(value, key)) ?? {}, rest.join("/"), to);
  if (isList(value)) {
    const items = value.map((item, index) => (String(index) === key ? inner : item));
    return [...items, ...(Number(key) >= value.length ? [inner] : [])].filter((item) => item !== undefined);
  }
  const others = Object.entries(isObject(value) ? value : {}).filter(([name]) => name !== key);
  return Object.fromEntries(inner === undefined ? others : [...others, [key, inner]]);
}

const changedStack = (path: string, to: Json | undefined): JsonObject => changed(WRITTEN, path, to) as JsonObject;

async function doubtsOf(written: JsonObject, planned: JsonObject, of = changes): Promise<readonly Doubt[]> {
  const head: ReviewedApp = writtenApp({ eu: written });
  const plan = planJson(of, { configuration: planned });
  return (await digestPlan(chunksOf(plan), { stack: "eu", head })).doubts;
}

describe("a plan and the JSON that is reviewed", () => {
  it("fit when the plan's configuration is what was written, as Terraform writes it down", async () => {
    expect(await doubtsOf(WRITTEN, PLANNED)).toEqual([]);
  });

  it.each<[place: string, path: string, value: Json | undefined]>([
    ["agyn_runner.a.labels", "resource/agyn_runner/a/labels", undefined],
    ["agyn_runner.a.capabilities", "resource/agyn_runner/a/capabilities", ["gpu"]],
    ["agyn_runner.a.organization_id", "resource/agyn_runner/a/organization_id", "${var.evil}"],
    ["agyn_runner.a.provider", "resource/agyn_runner/a/provider", "agyn"],
    ["agyn_runner.a.depends_on", "resource/agyn_runner/a/depends_on", undefined],
    ["agyn_runner.a.count", "resource/agyn_runner/a/count", 0],
    ["agyn_runner.a.provisioner", "resource/agyn_runner/a/provisioner", undefined],
    ["agyn_runner.a.provisioner.command", "resource/agyn_runner/a/provisioner/0/local-exec/command", "rm"],
    ["agyn_runner.many.for_each", "resource/agyn_runner/many/for_each", { x: "y", z: "y" }],
    ["helm_release.r.set", "resource/helm_release/r/set", []],
    ["helm_release.r.set", "resource/helm_release/r/set/2", { name: "c", value: "3" }],
    ["helm_release.r.set[1].value", "resource/helm_release/r/set/1/value", "3"],
    ["helm_release.r.set[0].type", "resource/helm_release/r/set/0/type", "string"],
    ["helm_release.r.postrender", "resource/helm_release/r/postrender", undefined],
    ["helm_release.r.postrender.args", "resource/helm_release/r/postrender/args", ["-x"]],
    ["helm_release.r.timeouts", "resource/helm_release/r/timeouts", {}],
    ["data.agyn_organization.o.slug", "data/agyn_organization/o/slug", "other"],
    ["data.agyn_organization.p", "data/agyn_organization/p", { slug: "other" }],
    ["data.agyn_organization.o", "data", undefined],
    ["provider.agyn.gateway_url", "provider/agyn/0/gateway_url", "https://evil.example"],
    ["provider.agyn.proxy", "provider/agyn/0/proxy", "https://evil.example"],
    ["provider.agyn.ml", "provider/agyn/1", undefined],
    ["provider.agyn.web", "provider/agyn/2", { alias: "web" }],
    ["provider.kubernetes.host", "provider/kubernetes/0/host", undefined],
    ["provider.kubernetes.exec.command", "provider/kubernetes/0/exec/command", "sh"],
    ["provider.kubernetes.source", "terraform/required_providers/kubernetes/source", "evil/kubernetes"],
    ["variable.size.default", "variable/size/default", 6],
    ["variable.zones.default", "variable/zones/default", ["a"]],
    ["variable.token.default", "variable/token/default", "tok-bbbbbbbb"],
    ["variable.token.sensitive", "variable/token/sensitive", false],
    ["variable.token", "variable/token", undefined],
    ["variable.more", "variable/more", { default: "x" }],
    ["output.id.value", "output/id/value", "x"],
    ["output.id.sensitive", "output/id/sensitive", false],
    ["output.more", "output/more", { value: "x" }],
    ["module.net.source", "module/net/source", "./other"],
    ["module.net.version", "module/net/version", "~> 1.1"],
    ["module.net.cidr", "module/net/cidr", undefined],
    ["module.net.more", "module/net/more", "x"],
    ["module.net.count", "module/net/count", 3],
    ["module.other", "module/other", { source: "./x" }],
    ["agyn_runner.more", "resource/agyn_runner/more", { name: "x", for_each: { a: "b" } }],
  ])("differ at %s", async (place, path, value) => {
    const [doubt] = await doubtsOf(changedStack(path, value), PLANNED);

    expect(doubt).toEqual({
      kind: "stale",
      sentence: `The plan was made for other JSON than this: ${place}: configured otherwise in stack eu. Synthesize, then plan again`,
    });
  });

  it("do not fit when the plan was made of nothing at all", async () => {
    const [doubt] = await doubtsOf({ module: { net: { source: "./net" } } }, { root_module: {} }, []);

    expect(doubt?.sentence).toContain("module.net: configured otherwise");
  });

  it("name no value of what differs", async () => {
    const doubts = await doubtsOf(changedStack("variable/token/default", "tok-bbbbbbbb"), PLANNED);

    expect(JSON.stringify(doubts)).toContain("variable.token.default");
    expect(JSON.stringify(doubts)).not.toMatch(/tok-/);
  });

  it("count what more differs than can be named", async () => {
    const labels = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`v${index}`, { default: "x" }]));
    const [doubt] = await doubtsOf(changedStack("variable", { ...WRITTEN.variable, ...labels }), PLANNED);

    expect(doubt?.sentence).toMatch(/variable\.v0, .*variable\.v5 and 3 more: configured otherwise/);
  });

  const without = changes.filter(({ address }) => address !== "agyn_runner.a");
  const end = { address: "agyn_runner.z", actions: ["delete"], before: {} };
  const unconfigured = { ...end, entry: { action_reason: "delete_because_no_resource_config" } };
  it.each<[what: string, blocks: JsonObject, of: readonly PlannedChangeInput[]]>([
    [
      "agyn_runner.a: created by the plan, and imported by stack eu",
      { import: [{ to: "agyn_runner.a", id: "x" }] },
      [...without, { address: "agyn_runner.a", actions: ["create"], after: {} }],
    ],
    [
      "agyn_runner.a: moved by the plan, and not by stack eu",
      {},
      [...without, { address: "agyn_runner.a", actions: ["no-op"], entry: { previous_address: "agyn_runner.z" } }],
    ],
    [
      "agyn_runner.z: destroyed by the plan, and moved by stack eu",
      { moved: [{ from: "agyn_runner.z", to: "agyn_runner.a" }] },
      [...without, { address: "agyn_runner.a", actions: ["create"], after: {} }, end],
    ],
    [
      "agyn_runner.z: destroyed by the plan, and only forgotten by stack eu",
      { removed: [{ from: "agyn_runner.z", lifecycle: { destroy: false } }] },
      [...changes, unconfigured],
    ],
  ])("do not fit when an object is %s", async (what, blocks, of) => {
    const doubts = await doubtsOf({ ...WRITTEN, ...blocks }, PLANNED, of);

    expect(doubts.map(({ kind, sentence }) => `${kind}: ${sentence}`)).toEqual([
      `stale: The plan was made for other JSON than this: ${what}. Synthesize, then plan again`,
    ]);
  });

  it.each<[what: string, blocks: JsonObject, of: readonly PlannedChangeInput[]]>([
    [
      "an import",
      { import: [{ to: "agyn_runner.a", id: "x" }] },
      [...without, { address: "agyn_runner.a", actions: ["no-op"], change: { importing: { id: "x" } } }],
    ],
    [
      "a move",
      { moved: [{ from: "agyn_runner.z", to: "agyn_runner.a" }] },
      [...without, { address: "agyn_runner.a", actions: ["no-op"], entry: { previous_address: "agyn_runner.z" } }],
    ],
    [
      "an object that gets an index",
      {},
      [
        ...changes,
        { address: "agyn_runner.many[1]", actions: ["no-op"], entry: { previous_address: "agyn_runner.many" } },
      ],
    ],
    ["what was removed to be destroyed", { removed: [{ from: "agyn_runner.z" }] }, [...changes, unconfigured]],
  ])("fit with %s", async (_what, blocks, of) => {
    expect(await doubtsOf({ ...WRITTEN, ...blocks }, PLANNED, of)).toEqual([]);
  });
});
