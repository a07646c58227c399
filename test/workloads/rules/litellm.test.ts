import { App } from "cdktf";
import { AgynStack, Cluster } from "../../../src/constructs/index";
import {
  AgentNamespace,
  Drain,
  Exposure,
  type IngressOptions,
  HttpService,
  type ModelGatewayProps,
  Probe,
  Scaling,
  SecretKey,
} from "../../../src/workloads/index";
import type { Finding } from "../../../src/rules/index";
import { DIGEST, found, rightProps, type Setting } from "../support";
import { gatewayAndAgent, providerBudgets, rightGateway } from "../model-gateway-support";

const budgets = { budgets: providerBudgets };
const chart = { version: "1.90.0" };
const ingress: IngressOptions = {
  host: "models.example.com",
  className: "nginx",
  controller: "nginx",
  tlsSecret: "models-tls",
  fromNamespace: "ingress-nginx",
};
const route = { host: "models.example.com", gateway: "public", fromNamespace: "gateways" };
const withDatabase = (setting: Setting, change: object): Partial<ModelGatewayProps> => ({
  database: { ...rightGateway(setting).database, ...change } as never,
});

const imageOf = (tag: string) => `ghcr.io/berriai/litellm-non_root:${tag}@sha256:${DIGEST}`;

/** Changes to the right gateway: what is wrong, what is just right, and what is said. */
const cases: readonly {
  readonly rule: string;
  readonly of: string;
  readonly wrong: (setting: Setting) => Partial<ModelGatewayProps>;
  readonly right: (setting: Setting) => Partial<ModelGatewayProps>;
  readonly path: string;
  readonly severity: "error" | "warning";
  readonly why: string;
}[] = [
  {
    rule: "LLM-01",
    of: "usage-based routing",
    wrong: () => ({ routingStrategy: "usage-based-routing-v2" }),
    right: () => ({ routingStrategy: "least-busy" }),
    path: "models.routingStrategy",
    severity: "warning",
    why: "asks Redis before every call",
  },
  {
    rule: "LLM-01",
    of: "usage-based routing by settings given as they are",
    wrong: () => ({ settings: { router: { routing_strategy: "usage-based-routing" } } }),
    right: () => ({ settings: { router: { routing_strategy: "simple-shuffle" } } }),
    path: "models.routingStrategy",
    severity: "warning",
    why: "asks Redis before every call",
  },
  {
    rule: "LLM-02",
    of: "a way in for everybody",
    wrong: () => ({ exposure: Exposure.route(route) }),
    right: () => ({ exposure: Exposure.ingress({ ...ingress, allowedCidrs: ["203.0.113.0/24"] }) }),
    path: "models.exposure",
    severity: "error",
    why: "one key that leaks spends the budget",
  },
  {
    rule: "LLM-03",
    of: "a database without a salt key",
    wrong: (setting) => withDatabase(setting, { saltKey: undefined }),
    right: (setting) => withDatabase(setting, {}),
    path: "models.database.saltKey",
    severity: "error",
    why: "can't be changed",
  },
  {
    rule: "LLM-04",
    of: "a model that may take longer than the drain is made for",
    wrong: () => ({ drain: Drain.of({ longestStepSeconds: 299 }) }),
    right: () => ({ drain: Drain.of({ longestStepSeconds: 300 }) }),
    path: "models.models[0].timeoutSeconds",
    severity: "error",
    why: "a rollout cuts a call",
  },
  {
    rule: "LLM-05",
    of: "a master key as text",
    wrong: () => ({ settings: { general: { master_key: "sk-1234" } } }),
    right: () => ({ settings: { general: { master_key: "os.environ/LITELLM_MASTER_KEY" } } }),
    path: "models.settings.general.master_key",
    severity: "error",
    why: "secret as text",
  },
  {
    rule: "LLM-05",
    of: "a provider's key among the parameters of a model",
    wrong: (setting) => ({
      models: rightGateway(setting).models.map((model) => ({ ...model, parameters: { aws_session_token: "abc" } })),
    }),
    right: (setting) => ({
      models: rightGateway(setting).models.map((model) => ({ ...model, parameters: { api_version: "2026-05-01" } })),
    }),
    path: "models.models[0].parameters.aws_session_token",
    severity: "error",
    why: "secret as text",
  },
  {
    rule: "LLM-05",
    of: "a master key among the chart's values",
    wrong: () => ({ chart: { ...chart, values: { masterkey: "changeit" } } }),
    right: () => ({ chart: { ...chart, values: { masterkeySecretName: "litellm" } } }),
    path: "models.chart.values.masterkey",
    severity: "error",
    why: "secret as text",
  },
  {
    rule: "LLM-06",
    of: "the chart's own Postgres",
    wrong: () => ({ chart: { ...chart, values: { db: { deployStandalone: true } } } }),
    right: () => ({ chart: { ...chart, values: { db: { deployStandalone: false } } } }),
    path: "models.chart.values.db.deployStandalone",
    severity: "error",
    why: "password that everybody knows",
  },
  {
    rule: "LLM-07",
    of: "the chart's own autoscaler",
    wrong: () => ({ chart: { ...chart, values: { autoscaling: { enabled: true } } } }),
    right: () => ({ chart: { ...chart, values: { keda: { pollingInterval: 10 } } } }),
    path: "models.chart.values.autoscaling.enabled",
    severity: "error",
    why: "looks at CPU",
  },
  {
    rule: "LLM-07",
    of: "a scaler that the chart can't make",
    wrong: () => ({
      chart,
      scaling: Scaling.podMetric({ metric: "litellm_in_flight_requests", minimum: 2, maximum: 5 }),
    }),
    right: () => ({ scaling: Scaling.podMetric({ metric: "litellm_in_flight_requests", minimum: 2, maximum: 5 }) }),
    path: "models.scaling",
    severity: "error",
    why: "takes CPU and memory only",
  },
  {
    rule: "LLM-08",
    of: "an image for the chart that has no tag",
    wrong: () => ({ chart, image: `ghcr.io/berriai/litellm-non_root@sha256:${"a1".repeat(32)}` }),
    right: () => ({ image: `ghcr.io/berriai/litellm-non_root@sha256:${"a1".repeat(32)}` }),
    path: "models.image",
    severity: "error",
    why: "without a tag",
  },
  {
    rule: "LLM-11",
    of: "agents that have more in flight than it takes",
    wrong: () => ({ inFlightPerPod: 1 }), // 5 pods, and 2 pods x 4 of agents
    right: () => ({ inFlightPerPod: 2 }),
    path: "models.inFlightPerPod",
    severity: "warning",
    why: "take 5 at a time",
  },
  {
    rule: "LLM-12",
    of: "a name that its drill's CronJob can't have",
    wrong: () => ({ name: "m".repeat(47), database: undefined as never }),
    right: () => ({ name: "m".repeat(46), database: undefined as never }),
    path: "models.name",
    severity: "error",
    why: "at most 52 characters",
  },
  {
    rule: "LLM-12",
    of: "a name that its migration's Job can't have",
    wrong: () => ({ name: "m".repeat(47), drill: undefined as never, fallbacks: {} }),
    right: () => ({ name: "m".repeat(46) }),
    path: "models.name",
    severity: "error",
    why: "of at most 63 characters",
  },
  ...[
    ["1.85.0", "1.84.9"],
    ["v1.95.3-stable", "v1.96.0-stable"],
  ].map(([dropping = "", forcing = ""]) => ({
    rule: "LLM-13",
    of: `a drill of ${dropping}, which drops the flag`,
    wrong: () => ({ image: imageOf(dropping) }),
    right: () => ({ image: imageOf(forcing) }),
    path: "models.drill",
    severity: "error" as const,
    why: "drops the flag",
  })),
];

const build = (change: (setting: Setting) => Partial<ModelGatewayProps>) => (setting: Setting) =>
  void gatewayAndAgent(setting, change(setting));
const only = (id: string, findings: readonly Finding[]) => findings.filter(({ rule }) => rule === id);

describe.each(cases)("$rule finds $of", ({ rule, wrong, right, path, severity, why }) => {
  test("and says where, why and what to write", () => {
    const [first] = only(rule, found(build(wrong), budgets));
    expect(first).toMatchObject({ path: `test/${path}`, severity });
    expect(first?.why).toContain(why);
    expect(first?.fix).not.toBe("");
  });

  test("and nothing in what is just right", () => {
    expect(found(build(right), budgets)).toEqual([]);
  });
});

test("no finding shows a key that was written as text", () => {
  const findings = found(
    build(() => ({ settings: { general: { master_key: "sk-canary-0123456789" } } })),
    budgets,
  );
  expect(only("LLM-05", findings)).toHaveLength(1);
  expect(JSON.stringify(findings)).not.toContain("canary");
});

test("NET-07 finds an agent that names the gateway and may go around it", () => {
  const findings = found((setting) => {
    const gateway = gatewayAndAgent(setting);
    const models = [{ model: "smart", requestsPerMinute: 1, tokensPerMinute: 1 }];
    new HttpService(setting.stack, "around", { ...rightProps(setting), gateway, models, network: { internet: true } });
  }, budgets);
  expect(findings).toMatchObject([{ rule: "NET-07", severity: "warning", path: "test/around.network.internet" }]);
});

test("LLM-09 finds an agent of another cluster, whose address and policies would mean nothing", () => {
  const elsewhere = Cluster.fromKubeconfig({ context: "elsewhere", kind: "eks", version: "1.36" });
  const findings = found((setting) => {
    const gateway = gatewayAndAgent(setting);
    const stack = new AgynStack(App.of(setting.stack), "other", { cluster: elsewhere });
    const namespace = new AgentNamespace(stack, "remote", { cluster: elsewhere });
    const { network: _direct, ...props } = rightProps({ ...setting, stack, namespace });
    new HttpService(stack, "far", { ...props, gateway, models: [] });
  }, budgets);
  expect(findings.map(({ rule, path, value }) => [rule, path, value])).toEqual([
    ["LLM-09", "other/far.gateway", "test/models"],
  ]);
});

describe("LLM-10 counts both loads of a fallback that agents ask for themselves", () => {
  const withAsking = (requestsPerMinute: number) => (setting: Setting) => {
    const gateway = gatewayAndAgent(setting); // 2 pods x 4 x 3 = 24 a minute of "smart"
    const { network: _direct, ...props } = rightProps(setting);
    const models = [{ model: "smart-elsewhere", requestsPerMinute, tokensPerMinute: 1 }];
    new HttpService(setting.stack, "summaries", { ...props, gateway, models });
  };

  test("and warns when they are more than it allows", () => {
    expect(found(withAsking(122.125), budgets)).toMatchObject([
      { rule: "LLM-10", severity: "warning", path: 'test/models.fallbacks["smart"]', value: "smart-elsewhere" },
    ]);
  });

  test("and says nothing when they are just what it allows", () => {
    expect(found(withAsking(122), budgets)).toEqual([]);
  });
});

describe("rules of every workload hold for a gateway", () => {
  test.each<[rule: string, change: (setting: Setting) => Partial<ModelGatewayProps>, path: string]>([
    ["PRB-01", () => ({ probes: { liveness: Probe.http("/health") } }), "models.probes.liveness"],
    ["STA-02", () => ({ redis: undefined as never }), "models.redis"],
    ["STA-03", (setting) => withDatabase(setting, { mostConnections: 49 }), "models.database.connectionsPerProcess"],
    ["IMG-01", () => ({ image: "ghcr.io/berriai/litellm:main-latest" }), "models.image"],
    ["IMG-02", () => ({ chart: { version: "~1.90" } }), "models.chart.version"],
    ["DRN-01", () => ({ gracePeriodSeconds: 614 }), "models.gracePeriodSeconds"],
    ["GWY-01", () => ({ fallbacks: { smart: ["smrt-elsewhere"] } }), 'models.fallbacks["smart"]'],
    [
      "GWY-02",
      (setting) => ({
        models: rightGateway(setting).models.map((one) => ({ ...one, timeoutSeconds: undefined as never })),
      }),
      "models.models[0].timeoutSeconds",
    ],
    ["GWY-03", () => ({ drill: undefined as never }), "models.drill"],
    [
      "SEC-01",
      () => ({ environment: { COHERE_API_KEY: "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789" } }),
      "models.environment.COHERE_API_KEY",
    ],
    ["SCL-03", () => ({ replicas: 3 }), "models.replicas"],
  ])("%s", (rule, change, path) => {
    expect(only(rule, found(build(change), budgets)).map((one) => one.path)).toContain(`test/${path}`);
  });

  test("and 50 connections of 5 pods are not too many for a database that takes 50", () => {
    expect(
      found(
        build((setting) => withDatabase(setting, { mostConnections: 50 })),
        budgets,
      ),
    ).toEqual([]);
  });

  test("and a fallback on the same key is a warning", () => {
    const findings = found(
      build((setting) => ({
        models: rightGateway(setting).models.map((one) => ({ ...one, apiKey: SecretKey.of("one", "key") })),
      })),
      budgets,
    );
    expect(findings).toMatchObject([{ rule: "GWY-03", severity: "warning", value: "smart-elsewhere" }]);
  });
});
