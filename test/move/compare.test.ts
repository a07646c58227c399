import { compareApps } from "../../src/move/compare";
import type { JsonObject, SynthesizedStack } from "../../src/synthesized/index";

/** A stack with two clusters and two credentials, each behind an alias. */
function stack(name: string, configuration: JsonObject): SynthesizedStack {
  const alias = `of-${name}`; // aliases are another in every stack
  const clusters = ["acme-1", "acme-2"].map((context, index) => ({
    ...(index > 0 && { alias }),
    config_path: "~/.kube/config",
    config_context: context,
  }));
  const helm = clusters.map(({ alias: its, ...kubernetes }) => ({
    ...(its !== undefined && { alias: its }),
    kubernetes,
  }));
  const providers = {
    kubernetes: clusters,
    helm,
    agyn: [{ alias, api_token: "${var.token}" }, {}],
  } as unknown as JsonObject;
  return {
    name,
    dependencies: [],
    directory: `out/stacks/${name}`,
    configuration: { provider: providers, ...configuration },
    variables: [],
  };
}

/** What one resource is, as `type.name`, and what else its stack has. */
type Body = JsonObject;
function holding(name: string, type: string, id: string, body: Body, rest: JsonObject = {}): SynthesizedStack {
  const others = (rest["resource"] ?? {}) as JsonObject;
  return stack(name, {
    ...rest,
    resource: { ...others, [type]: { ...((others[type] ?? {}) as JsonObject), [id]: body } },
  });
}

const found = (before: SynthesizedStack[], after: SynthesizedStack[]) => {
  const { moves, findings } = compareApps(before, after);
  return {
    moves: moves.map(({ from, to }) => `${from.stack} ${from.address} -> ${to.stack} ${to.address}`),
    findings: findings.map(({ rule, path }) => `${rule} ${path}`),
  };
};

const bySlug = { data: { agyn_organization: { look: { slug: "acme-ml" } } } };
const made = { resource: { agyn_organization: { made: { name: "Acme ML" } } } };

describe("an object is the same one", () => {
  it.each<[string, string, Body, Body]>([
    [
      "by cluster, namespace and name, whatever its alias",
      "kubernetes_secret_v1",
      { metadata: { name: "t", namespace: "n" }, provider: "kubernetes" },
      { metadata: [{ name: "t", namespace: "n" }], provider: "kubernetes" },
    ],
    [
      "by the default namespace, said or not",
      "kubernetes_config_map_v1",
      { metadata: { name: "c" } },
      { metadata: { name: "c", namespace: "default" } },
    ],
    [
      "by what a manifest names",
      "kubernetes_manifest",
      { manifest: { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "n" } } },
      { manifest: { kind: "Pod", apiVersion: "v1", metadata: { namespace: "n", name: "p" } } },
    ],
    [
      "by namespace and name of a release",
      "helm_release",
      { name: "r", namespace: "n", chart: "c" },
      { name: "r", namespace: "n", chart: "c" },
    ],
    ["by the name of a runner of no organization", "agyn_runner", { name: "r" }, { name: "r" }],
    [
      "by the slug that is made of an organization's name",
      "agyn_organization",
      { name: "Acme ML" },
      { name: "Acme ML", slug: "acme-ml" },
    ],
    [
      "by all of its configuration when it has no name of its own",
      "random_id",
      { byte_length: 8, depends_on: ["x.y"] },
      { "//": { metadata: {} }, byte_length: 8 },
    ],
  ])("%s", (_, type, one, other) => {
    const { moves, findings } = found([holding("a", type, "x", one)], [holding("b", type, "y", other)]);

    expect(moves).toEqual([`a ${type}.x -> b ${type}.y`]);
    expect(findings.filter((finding) => !finding.startsWith("move/changed"))).toEqual([]);
  });

  it.each<[string, JsonObject, string, JsonObject, string]>([
    ["looked up and made", bySlug, "${data.agyn_organization.look.id}", made, "${agyn_organization.made.id}"],
    [
      "looked up under two names",
      bySlug,
      "${data.agyn_organization.look.id}",
      { data: { agyn_organization: { other: { slug: "acme-ml" } } } },
      "${data.agyn_organization.other.id}",
    ],
    [
      "behind a local value",
      { ...bySlug, locals: { o: "${data.agyn_organization.look.id}" } },
      "${local.o}",
      bySlug,
      "${data.agyn_organization.look.id}",
    ],
    ["by its id", {}, "11111111-1111-4111-8111-111111111111", {}, "11111111-1111-4111-8111-111111111111"],
  ])("when the organization of a runner is the same: %s", (_, one, before, other, after) => {
    const old = [holding("a", "agyn_runner", "x", { name: "r", organization_id: before }, one), stack("o", made)];
    const now = [holding("b", "agyn_runner", "y", { name: "r", organization_id: after, provider: "agyn.of-b" }, other)];
    if (other !== made) now.push(stack("o", made));

    expect(found(old, now).moves).toContain("a agyn_runner.x -> b agyn_runner.y");
  });

  it("when it is reached through the output of another stack", () => {
    const old = [
      holding("a", "agyn_runner", "x", { name: "r", organization_id: "${agyn_organization.made.id}" }, made),
    ];
    const remote = "${data.terraform_remote_state.cross-stack-reference-input-a.outputs.org}";
    const now = [
      stack("a", { ...made, output: { org: { value: "${agyn_organization.made.id}" } } }),
      holding("b", "agyn_runner", "y", { name: "r", organization_id: remote }),
    ];

    expect(found(old, now)).toEqual({ moves: ["a agyn_runner.x -> b agyn_runner.y"], findings: [] });
  });

  it("with its enrollment, its membership and what else points at it", () => {
    const resources = (id: string): JsonObject => ({
      ...bySlug,
      resource: {
        agyn_runner: { [id]: { name: "r" } },
        agyn_runner_enrollment: { [`${id}-e`]: { runner_id: `\${agyn_runner.${id}.id}` } },
        agyn_organization_membership: {
          [`${id}-m`]: { organization_id: "${data.agyn_organization.look.id}", identity_id: "u" },
        },
        terraform_data: { [`${id}-t`]: { input: `of \${agyn_runner.${id}.id}` } },
      },
    });

    expect(found([stack("a", resources("one"))], [stack("b", resources("two"))])).toEqual({
      moves: [
        "a agyn_runner.one -> b agyn_runner.two",
        "a agyn_runner_enrollment.one-e -> b agyn_runner_enrollment.two-e",
        "a agyn_organization_membership.one-m -> b agyn_organization_membership.two-m",
        "a terraform_data.one-t -> b terraform_data.two-t",
      ],
      findings: [],
    });
  });

  it("as a whole when it has instances, and as a module", () => {
    const held = (id: string): JsonObject => ({
      resource: {
        kubernetes_namespace_v1: { [id]: { for_each: "${toset([1])}", metadata: { name: "n-${each.key}" } } },
      },
      module: { [id]: { source: "./m", size: 1 } },
    });

    expect(found([stack("a", held("x"))], [stack("b", held("y"))])).toEqual({
      moves: ["a kubernetes_namespace_v1.x -> b kubernetes_namespace_v1.y", "a module.x -> b module.y"],
      findings: [],
    });
  });

  it("at another address of its own stack", () => {
    const { moves } = found(
      [holding("a", "agyn_runner", "x", { name: "r" })],
      [holding("a", "agyn_runner", "y", { name: "r" })],
    );

    expect(moves).toEqual(["a agyn_runner.x -> a agyn_runner.y"]);
  });
});

describe("an object is the same one, by what its organization and its cluster are", () => {
  const ID = "11111111-1111-4111-8111-111111111111";

  it.each<[string, JsonObject]>([
    ["directly", { data: { agyn_organization: { look: { id: ID } } } }],
    ["by a local value", { locals: { id: ID }, data: { agyn_organization: { look: { id: "${local.id}" } } } }],
  ])("when an organization is named by its id, and looked up by it %s", (_, lookUp) => {
    const old = holding("a", "agyn_runner", "x", { name: "r", organization_id: ID });
    const now = holding(
      "b",
      "agyn_runner",
      "x",
      { name: "r", organization_id: "${data.agyn_organization.look.id}" },
      lookUp,
    );

    expect(found([old], [now])).toEqual({ moves: ["a agyn_runner.x -> b agyn_runner.x"], findings: [] });
  });

  it("when an organization's id comes through an output of a stack that looks it up by id", () => {
    const old = holding("a", "agyn_runner", "x", { name: "r", organization_id: ID });
    const o = stack("o", {
      data: { agyn_organization: { look: { id: ID } } },
      output: { org: { value: "${data.agyn_organization.look.id}" } },
    });
    const remote = "${data.terraform_remote_state.cross-stack-reference-input-o.outputs.org}";
    const now = holding("b", "agyn_runner", "x", { name: "r", organization_id: remote });

    expect(found([old], [o, now])).toEqual({ moves: ["a agyn_runner.x -> b agyn_runner.x"], findings: [] });
  });

  it("not by an organization's name that a variable is part of", () => {
    const named = (name: string) => holding(name, "agyn_organization", name, { name: "${var.company}" });

    expect(found([named("a"), named("b")], [named("a"), named("b")])).toEqual({ moves: [], findings: [] });
  });

  const secret = { resource: { kubernetes_secret_v1: { s: { metadata: { name: "s" } } } } };
  const cluster = (name: string, kubernetes: JsonObject, rest: JsonObject = {}) =>
    stack(name, { ...secret, ...rest, provider: { kubernetes } });
  const host = { host: "${var.host}" };
  const hostIs = (value: string) => ({ variable: { host: { default: value } } });
  const same = { moves: ["a kubernetes_secret_v1.s -> b kubernetes_secret_v1.s"], findings: [] };
  const other = {
    moves: [],
    findings: ["move/gone old.a.kubernetes_secret_v1.s", "move/new new.b.kubernetes_secret_v1.s"],
  };

  it.each<[string, ReturnType<typeof found>, SynthesizedStack, SynthesizedStack]>([
    [
      "a variable and what it is by default",
      same,
      cluster("a", host, hostIs("https://1")),
      cluster("b", { host: "https://1" }),
    ],
    ["two defaults", other, cluster("a", host, hostIs("https://1")), cluster("b", host, hostIs("https://2"))],
    [
      "one kubeconfig and a list of it",
      same,
      cluster("a", { config_path: "k" }),
      cluster("b", { config_paths: ["k"] }),
    ],
    [
      "a host, whatever context is beside it",
      same,
      cluster("a", { host: "h" }),
      cluster("b", { host: "h", config_context: "c" }),
    ],
    ["two contexts", other, cluster("a", { config_context: "c" }), cluster("b", { config_context: "d" })],
  ])("in a cluster named by %s", (_, expected, old, now) => {
    expect(found([old], [now])).toEqual(expected);
  });

  it("with a warning where a variable without a default says which cluster it is, once for each", () => {
    const two = (name: string) =>
      stack(name, {
        provider: { kubernetes: host },
        variable: { host: {} },
        resource: { kubernetes_secret_v1: { s: { metadata: { name: "s" } }, t: { metadata: { name: "t" } } } },
      });

    expect(found([two("a")], [two("b")])).toEqual({
      moves: [
        "a kubernetes_secret_v1.s -> b kubernetes_secret_v1.s",
        "a kubernetes_secret_v1.t -> b kubernetes_secret_v1.t",
      ],
      findings: ["move/cluster new.b.variable.host"],
    });
  });
});

describe("a module", () => {
  const withProvider = (name: string, alias: string) =>
    stack(name, {
      provider: {
        kubernetes: [
          { alias: "us", config_context: "us" },
          { alias: "eu", config_context: "eu" },
          { alias: "us-too", config_context: "us" },
        ],
      },
      module: { m: { source: "./m", providers: { kubernetes: alias } } },
    });

  it.each([
    ["kubernetes.us-too", ["a module.m -> b module.m"], []],
    ["${kubernetes.us-too}", ["a module.m -> b module.m"], []],
    ["kubernetes.eu", [], ["move/gone old.a.module.m", "move/new new.b.module.m"]],
  ])("is the same by its provider blocks, whatever they are called: kubernetes.us and %s", (alias, moves, findings) => {
    expect(found([withProvider("a", "kubernetes.us")], [withProvider("b", alias)])).toEqual({ moves, findings });
  });

  it("changes where it is when it gets another provider block", () => {
    expect(found([withProvider("a", "kubernetes.us")], [withProvider("a", "kubernetes.eu")]).findings).toEqual([
      "move/changed new.a.module.m",
    ]);
  });
});

describe("objects that refer to each other", () => {
  /** `layers` of terraform_data, each of `width` objects that refer to all objects of the layer before. */
  const layered = (name: string, layers: number, width: number): SynthesizedStack => {
    const data: Record<string, JsonObject> = {};
    for (let layer = 0; layer < layers; layer++)
      for (let one = 0; one < width; one++) {
        const below = Array.from({ length: width }, (_, other) => `\${terraform_data.x${layer - 1}-${other}.id}`);
        data[`x${layer}-${one}`] = { input: `${one}${layer === 0 ? "" : below.join("")}` };
      }
    return stack(name, { resource: { terraform_data: data } });
  };

  it.each([
    ["in a chain of 200", 200, 1],
    ["in 30 layers, each to all of the one before", 30, 3],
  ])("are compared %s", (_, layers, width) => {
    const { moves, findings } = found([layered("a", layers, width)], [layered("b", layers, width)]);

    expect(moves).toHaveLength(layers * width);
    expect(findings).toEqual([]);
  });

  it("are compared through 30 local values, each made of the one before twice", () => {
    const locals = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`l${at}`, at === 0 ? "x" : `\${local.l${at - 1}} \${local.l${at - 1}}`]),
    );
    const held = { locals, resource: { terraform_data: { x: { input: "${local.l29}" } } } };

    expect(found([stack("a", held)], [stack("b", held)]).moves).toHaveLength(1);
  });

  it("are shown by their own words", () => {
    const held = holding("a", "agyn_runner", "x", { name: "r-${terraform_data.x.id}" });

    expect(compareApps([held], []).findings).toMatchObject([{ value: "r-${terraform_data.x.id}" }]);
    const known = stack("a", {
      resource: { agyn_runner: { x: { name: "r-${terraform_data.x.id}" } }, terraform_data: { x: { input: 1 } } },
    });
    expect(compareApps([known], []).findings[0]).toMatchObject({ value: "r-${terraform_data.x.id}" });
  });
});

describe("an object is another one", () => {
  it.each<[string, string, Body, Body]>([
    [
      "in another cluster",
      "kubernetes_secret_v1",
      { metadata: { name: "t" } },
      { metadata: { name: "t" }, provider: "kubernetes.of-b" },
    ],
    ["in another cluster, as a release", "helm_release", { name: "t" }, { name: "t", provider: "helm.of-b" }],
    [
      "in another namespace",
      "kubernetes_secret_v1",
      { metadata: { name: "t", namespace: "n" } },
      { metadata: { name: "t" } },
    ],
    ["by another name", "helm_release", { name: "t" }, { name: "u" }],
    [
      "of another organization",
      "agyn_runner",
      { name: "r", organization_id: "a" },
      { name: "r", organization_id: "b" },
    ],
    ["of no organization", "agyn_runner", { name: "r", organization_id: "a" }, { name: "r" }],
    ["with other instances", "agyn_runner", { name: "r", count: 1 }, { name: "r", count: 2 }],
    ["with another configuration", "random_id", { byte_length: 8 }, { byte_length: 4 }],
  ])("%s", (_, type, one, other) => {
    expect(found([holding("a", type, "x", one)], [holding("b", type, "y", other)])).toEqual({
      moves: [],
      findings: [`move/gone old.a.${type}.x`, `move/new new.b.${type}.y`],
    });
  });
});

describe("findings", () => {
  it("name an object that is twice in one output", () => {
    const twice = stack("a", { resource: { agyn_runner: { x: { name: "r" }, y: { name: "r" } } } });

    expect(found([twice], [twice]).findings).toEqual([
      "move/twice old.a.agyn_runner.x",
      "move/twice new.a.agyn_runner.x",
    ]);
  });

  it("name objects that are configured alike, unless they stay", () => {
    const two = { resource: { random_id: { x: { byte_length: 8 }, y: { byte_length: 8 } } } };

    expect(found([stack("a", two)], [stack("a", two)]).findings).toEqual([]);
    expect(found([stack("a", two)], [stack("b", two)]).findings).toEqual([
      "move/alike old.a.random_id.x",
      "move/alike old.a.random_id.y",
    ]);
  });

  it("warn of a configuration that changes on the way, and of one that changes in its place", () => {
    const old = { resource: { agyn_runner: { x: { name: "r" } }, random_id: { k: { byte_length: 8 } } } };
    const now = { resource: { random_id: { k: { byte_length: 4 } } } };
    const moved = holding("b", "agyn_runner", "x", { name: "r", labels: { team: "ml" } });
    const { moves, findings } = compareApps([stack("a", old)], [stack("a", now), moved]);

    expect(moves).toHaveLength(1);
    expect(findings.map(({ rule, severity, path }) => [rule, severity, path])).toEqual([
      ["move/changed", "warning", "new.b.agyn_runner.x"],
      ["move/changed", "warning", "new.a.random_id.k"],
    ]);
  });

  it("name a stack whose state is kept elsewhere now", () => {
    const local = (path: string) => stack("a", { terraform: { backend: { local: { path } } } });

    expect(found([local("../a.tfstate")], [local("../a.tfstate")]).findings).toEqual([]);
    expect(found([local("../a.tfstate")], [local("../b.tfstate")]).findings).toEqual([
      "move/backend new.a.terraform.backend",
    ]);
  });

  it("are none for an app that stays as it is, also when it refers to itself in a circle", () => {
    const circle = stack("a", {
      locals: { a: "${local.b}", b: "${local.a}" },
      resource: {
        terraform_data: { x: { input: "${terraform_data.y.id} ${local.a}" }, y: { input: "${terraform_data.x.id}" } },
      },
    });

    expect(compareApps([circle], [circle])).toEqual({ moves: [], staying: 2, findings: [] });
  });
});
