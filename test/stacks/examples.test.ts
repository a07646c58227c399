// The small examples as `node --import tsx examples/<name>/main.ts` synthesizes them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as exampleBudgets from "../../examples/agents-platform/budgets";
import { type Block, type Output, resources } from "../constructs/support";
import { addressesOf, runApp } from "./support";

// Examples import the package by name, which is what was built; the tests want the sources.
jest.mock<object>("cdktf-agyn", () => jest.requireActual("../../src/constructs/index"), { virtual: true });
jest.mock<object>("cdktf-agyn/workloads", () => jest.requireActual("../../src/workloads/index"), { virtual: true });

const apps: Readonly<Record<string, Output>> = {
  quickstart: runApp(() => jest.requireActual("../../examples/quickstart/main")),
  "team-repo": runApp(() => jest.requireActual("../../examples/team-repo/main")),
  "production-pool": runApp(() => jest.requireActual("../../examples/production-pool/main")),
  "agents-platform": runApp(() => jest.requireActual("../../examples/agents-platform/main")),
  "third-party-runner": runApp(() => jest.requireActual("../../examples/third-party-runner/main")),
};
/** Every key of a Secret that an object refers to, as `namespace secret key`, sorted; those in values of releases too. */
function secretsReadIn(resources: Readonly<Record<string, Readonly<Record<string, Block>>>>): readonly string[] {
  const found = new Set<string>();
  const walk = (value: unknown, namespace: string): void => {
    if (typeof value === "string" && value.startsWith('{"objects"')) walk(JSON.parse(value), namespace);
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (/^(secret_key_ref|secretTargetRef)$/.test(name)) {
        for (const { name: secret, key } of [inner].flat() as { name: string; key: string }[]) {
          found.add(`${namespace} ${secret} ${key}`);
        }
      }
      walk(inner, namespace);
    }
  };
  for (const block of Object.values(resources).flatMap(Object.values) as Block[]) {
    const { metadata, namespace } = block as { metadata?: { namespace?: string }; namespace?: string };
    walk(block, metadata?.namespace ?? namespace ?? "");
  }
  return [...found].sort();
}

const runnersOf = (app: Output | undefined): readonly Block[] =>
  Object.values(app?.stacks ?? {}).flatMap((stack) => resources(stack, "agyn_runner"));

describe.each(Object.entries(apps))("the example %s", (name, app) => {
  it("keeps its addresses: a change here replaces resources of those who use it", () => {
    expect(addressesOf(app)).toBe(readFileSync(join(__dirname, `addresses-${name}.txt`), "utf8"));
  });

  it("warns of nothing, and holds no path of the machine", () => {
    expect(app.warnings).toEqual([]);
    expect([...app.files.values()].join("\n")).not.toContain(process.cwd());
  });
});

describe("the example quickstart", () => {
  it("registers one runner for the whole platform", () => {
    expect(runnersOf(apps.quickstart)).toEqual([
      {
        name: "everyday-us-east-1-0",
        labels: { region: "us-east-1", tier: "standard" },
        capabilities: ["docker"],
        provider: "agyn",
      },
    ]);
  });
});

describe("the example team-repo", () => {
  const stack = apps["team-repo"]?.stacks.ml;

  it("has one stack, which makes no organization and looks up the team's own", () => {
    expect(Object.keys(apps["team-repo"]?.stacks ?? {})).toEqual(["ml"]);
    expect(stack?.resource?.agyn_organization).toBeUndefined();
    expect(Object.values(stack?.data?.agyn_organization ?? {}).map(({ slug }) => slug)).toEqual(["acme-ml"]);
  });

  it("has the team's credential and no other", () => {
    expect(stack?.provider?.agyn).toEqual([{ alias: "ml", api_token: "${var.agyn_token_ml}" }]);
    expect(Object.keys(stack?.variable ?? {})).toEqual(["agyn_token_ml"]);
    expect(runnersOf(apps["team-repo"]).map(({ provider }) => provider)).toEqual(["agyn.ml", "agyn.ml", "agyn.ml"]);
  });

  it("reaches the cluster of each region by a provider block of its own", () => {
    const contexts = (stack?.provider?.kubernetes ?? []).map(({ alias, config_context }) => [alias, config_context]);

    expect(contexts).toEqual([
      ["acme-eu-west-1", "acme-eu-west-1"],
      ["acme-us-east-1", "acme-us-east-1"],
    ]);
  });
});

describe("the example agents-platform", () => {
  const output = apps["agents-platform"];
  const REGIONS = ["eu-west-1", "us-east-1"];
  const agents = JSON.parse(output?.files.get("agents.json") ?? "{}") as {
    readonly stage: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly findings: readonly { readonly rule: string; readonly acknowledged?: string }[];
    readonly workloads: readonly { readonly path: string; readonly system: string; readonly shape: string }[];
  };

  it.each(REGIONS)("has every system and every shape in %s", (region) => {
    const own = agents.workloads.filter(({ path }) => path.startsWith(`agents-${region}/`));

    expect([...new Set(own.map(({ system }) => system))].sort()).toEqual([
      "agent-service",
      "agentflow",
      "model-gateway",
      "unpod",
    ]);
    expect(
      own
        .filter(({ system }) => system === "agent-service")
        .map(({ shape }) => shape)
        .sort(),
    ).toEqual(["bridge-serve", "dial-out", "http", "job", "queue-worker", "stream"]);
    expect(resources(output?.stacks[region] ?? { terraform: {} }, "agyn_runner")).toHaveLength(1);
  });

  it("is judged for production, and accepts two things in each region, with their reasons", () => {
    expect(agents.stage).toBe("prod");
    expect(agents.counts).toEqual({ errors: 0, warnings: 0, acknowledged: 2 * REGIONS.length });
    expect(agents.findings.map(({ rule }) => rule).sort()).toEqual(["LLM-14", "LLM-14", "NET-07", "NET-07"]);
  });

  it("is refused when the regions together ask a provider for more than it allows, though each alone does not", () => {
    const budgets = "../../examples/agents-platform/budgets";
    jest.doMock(budgets, () => {
      const actual = jest.requireActual<typeof exampleBudgets>(budgets);
      const { requestsPerMinute } = actual.PER_REGION;
      return { ...actual, PER_REGION: { ...actual.PER_REGION, requestsPerMinute: requestsPerMinute + 1 } };
    });
    try {
      expect(() => runApp(() => jest.requireActual("../../examples/agents-platform/main"))).toThrow(
        /SCL-04[\s\S]*agents\.budgets\["gpt"\][\s\S]*4,?002/,
      );
    } finally {
      jest.dontMock(budgets);
    }
  });

  it.each(REGIONS)(
    "has the gateway's metrics read where LiteLLM has them in %s: its scaler counts by them",
    (region) => {
      const stack = output?.stacks[`agents-${region}`] ?? { terraform: {} };
      const policy = resources(stack, "kubernetes_network_policy_v1").find(
        ({ metadata }) => JSON.stringify(metadata) === JSON.stringify({ name: "models", namespace: "models" }),
      );
      expect(JSON.stringify(policy?.["spec"])).toContain(
        '"ingress":[{"from":[{"namespace_selector":{"match_labels":{"kubernetes.io/metadata.name":"monitoring"}}}],"ports":[{"port":"4000","protocol":"TCP"}]}]',
      );
    },
  );

  it("is as many objects and workloads as its pages say", () => {
    const pageOf = (path: string): string => readFileSync(join(__dirname, "../..", path), "utf8");
    const objectsOf = (id: string): number =>
      Object.values(output?.stacks[id]?.resource ?? {}).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
    const objects = Object.keys(output?.stacks ?? {}).reduce((sum, id) => sum + objectsOf(id), 0);

    const readme = pageOf("examples/agents-platform/README.md");
    expect(readme).toContain(`${agents.workloads.length} workloads are judged`);
    const accepted = ["one", "two", "three"][agents.findings.length / REGIONS.length - 1] ?? "(none)";
    expect(readme).toMatch(new RegExp(`${accepted}\\swarnings of each region`));
    expect(readme).toContain(`applies ${objects} objects`);
    for (const region of REGIONS) {
      expect(pageOf("docs/agents/platform.md")).toContain(`${objectsOf(`agents-${region}`)} objects each`);
    }
  });

  it("makes no Secret and has no variable for its agents: its page names every key that they read", () => {
    const page = readFileSync(join(__dirname, "../../examples/agents-platform/README.md"), "utf8");
    const rows = [...page.matchAll(/^\| `([a-z]+)` +\| `([a-z-]+)` +\| (.*?) +\|/gm)].flatMap(
      ([, namespace = "", secret = "", keys = ""]) =>
        [...keys.matchAll(/`([a-z-]+)`/g)].map(([, key = ""]) => `${namespace} ${secret} ${key}`),
    );

    for (const region of REGIONS) {
      const stack = output?.stacks[`agents-${region}`] ?? { terraform: {} };
      expect(resources(stack, "kubernetes_secret_v1")).toEqual([]);
      expect(stack.variable).toBeUndefined();
      expect(secretsReadIn(stack.resource ?? {})).toEqual(rows.sort());
    }
  });
});

describe("the example third-party-runner", () => {
  const stack = apps["third-party-runner"]?.stacks.lab;

  it("names each runner's Secret where it is read, and the token nowhere but in the Secrets", () => {
    const text = JSON.stringify(stack);

    expect(text).toContain('\\"secretName\\":\\"lab-bench-token\\"');
    expect(JSON.stringify(stack?.output)).toContain("'secret' 'lab-workstation-token'");
    expect(text.match(/\.service_token\}/g)).toHaveLength(2);
    expect(text.match(/"data_wo":\{"token":"\$\{[^"]*\.service_token\}"\}/g)).toHaveLength(2);
  });
});
