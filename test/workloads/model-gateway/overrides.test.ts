// What is said past the options of a gateway: refused where it says otherwise (SET-01), and let alone where it says the same or more.
// without stack traces of tokens: ten times as fast under a test runner
import "../../constructs/support";
import { type GatewayOptions, ModelGateway, type ModelGatewayProps, SecretKey } from "../../../src/workloads/index";
import { elsewhere, everyGateway, type Given, smart } from "../rules/examples/example";
import { judge } from "../rules/judge";

const CHART = "1.96.0";
const { sight } = everyGateway;
const judged = (change: Partial<ModelGatewayProps>, only: (gateway: GatewayOptions) => object = (all) => all) =>
  judge(({ stack, gateway }: Given) => {
    new ModelGateway(stack, "models", { ...only(gateway), ...change } as ModelGatewayProps);
  });
const twice = (change: Partial<ModelGatewayProps>, only?: (gateway: GatewayOptions) => object) =>
  judged(change, only).flatMap(({ rule, path, fix, value }) => (rule === "SET-01" ? [{ path, fix, value }] : []));

const parameters = (given: NonNullable<(typeof smart)["parameters"]>) => ({
  models: [{ ...smart, parameters: given }, elsewhere],
});
const router = (given: object) => ({ settings: { router: { ...given } } });
const liteLlm = (given: object) => ({ settings: { liteLlm: { ...given } } });
const general = (given: object) => ({ settings: { general: { ...given } } });
const values = (given: object) => ({ chart: { version: CHART, values: { ...given } } });

describe("what an option says can't be said another way", () => {
  it.each<[place: string, change: object, option: string | undefined]>([
    ["environment.GRACEFUL_SHUTDOWN_TIMEOUT", { environment: { GRACEFUL_SHUTDOWN_TIMEOUT: "30" } }, "drain"],
    ["environment.DISABLE_SCHEMA_UPDATE", { environment: { DISABLE_SCHEMA_UPDATE: "false" } }, undefined],
    ["sight.metrics", { sight: { ...sight, metrics: ":9090/metrics" } }, undefined],
    ["environment.REDIS_HOST", { environment: { REDIS_HOST: "elsewhere" } }, "redis.host"],
    ["environment.OPENAI_API_KEY", { environment: { OPENAI_API_KEY: "none" } }, "models[0].apiKey"],
    ["secrets.LITELLM_MASTER_KEY", { secrets: { LITELLM_MASTER_KEY: SecretKey.of("a", "b") } }, "masterKey"],
    ["settings.router.timeout", router({ timeout: 6_000 }), "timeoutSeconds"],
    ["settings.router.num_retries", router({ num_retries: 5 }), "retries"],
    ["settings.router.retry_policy", router({ retry_policy: { TimeoutErrorRetries: 3 } }), "retries"],
    ["settings.router.fallbacks", router({ fallbacks: [{ "smart-elsewhere": ["smart"] }] }), "fallbacks"],
    ["settings.router.default_fallbacks", router({ default_fallbacks: ["smart"] }), "fallbacks"],
    ["settings.router.model_group_alias", router({ model_group_alias: { best: "smart" } }), "models"],
    ["settings.router.enable_pre_call_checks", router({ enable_pre_call_checks: false }), undefined],
    ["settings.router.optional_pre_call_checks", router({ optional_pre_call_checks: ["prompt_caching"] }), undefined],
    ["settings.liteLlm.request_timeout", liteLlm({ request_timeout: 6_000 }), "timeoutSeconds"],
    ["settings.liteLlm.fallbacks", liteLlm({ fallbacks: [{ smart: ["smart-elsewhere"] }] }), "fallbacks"],
    [
      "settings.router.context_window_fallbacks",
      router({ context_window_fallbacks: [{ smart: ["smart-elsewhere"] }] }),
      "contextWindowFallbacks",
    ],
    [
      "settings.liteLlm.content_policy_fallbacks",
      liteLlm({ content_policy_fallbacks: [{ smart: ["smart-elsewhere"] }] }),
      "contentPolicyFallbacks",
    ],
    ["settings.liteLlm.callbacks", liteLlm({ callbacks: ["langfuse"] }), undefined],
    ["settings.general.enable_drain_endpoint", general({ enable_drain_endpoint: false }), "drainEndpoint"],
    ["settings.general.store_model_in_db", general({ store_model_in_db: true }), "models"],
    [
      "settings.general.database_connection_pool_limit",
      general({ database_connection_pool_limit: 100 }),
      "database.connectionsPerProcess",
    ],
    ["models[0].parameters.timeout", parameters({ timeout: 6_000 }), "models[0].timeoutSeconds"],
    ["models[0].parameters.rpm", parameters({ rpm: 9 }), "models[0].requestsPerMinute"],
    ["models[0].parameters.tpm", parameters({ tpm: 9 }), "models[0].tokensPerMinute"],
    ["models[0].parameters.model", parameters({ model: "openai/other" }), "models[0].target"],
    ["models[0].parameters.api_key", parameters({ api_key: "os.environ/OTHER" }), "models[0].apiKey"],
    ["models[0].parameters.api_base", parameters({ api_base: "https://proxy.example.com" }), "models[0].apiBase"],
    ["chart.values.ingress.enabled", values({ ingress: { enabled: true } }), undefined],
    ["chart.values.image.tag", values({ image: { tag: "main-latest" } }), "image"],
    ["chart.values.replicaCount", { ...values({ replicaCount: 1 }), scaling: undefined, replicas: 2 }, "replicas"],
    ["chart.values.resources.limits.memory", values({ resources: { limits: { memory: "64Gi" } } }), "resources"],
    ["chart.values.keda.maxReplicas", values({ keda: { maxReplicas: 50 } }), "scaling"],
    ["chart.values.keda", values({ keda: false }), "scaling"],
    [
      "chart.values.envVars.GRACEFUL_SHUTDOWN_TIMEOUT",
      values({ envVars: { GRACEFUL_SHUTDOWN_TIMEOUT: "9" } }),
      "drain",
    ],
    [
      "chart.values.extraEnvVars.LITELLM_MASTER_KEY",
      values({ extraEnvVars: [{ name: "LITELLM_MASTER_KEY", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }] }),
      "masterKey",
    ],
    [
      "chart.values.proxy_config.router_settings.num_retries",
      values({ proxy_config: { router_settings: { num_retries: 9 } } }),
      "retries",
    ],
    ["chart.values.proxy_config.model_list", values({ proxy_config: { model_list: [] } }), "models"],
  ])("%s", (place, change, option) => {
    const found = twice(change);
    expect(found.map(({ path }) => path)).toEqual([`europe/models.${place}`]);
    expect(found.map(({ fix }) => fix)).toEqual([
      option === undefined ? "take it out" : `take it out, and give ${option}`,
    ]);
  });

  it.each<[place: string, change: object, without: keyof GatewayOptions]>([
    ["environment.DATABASE_URL", { environment: { DATABASE_URL: "postgres://models:pw@postgres/models" } }, "database"],
    ["settings.general.database_url", general({ database_url: "os.environ/DATABASE_URL" }), "database"],
    ["settings.router.redis_host", router({ redis_host: "redis.stores" }), "redis"],
    ["settings.router.fallbacks", router({ fallbacks: [{ smart: ["smart-elsewhere"] }] }), "fallbacks"],
  ])("nor instead of the option: %s", (place, change, without) => {
    const found = twice(change, ({ [without]: _left, ...others }) => others);
    expect(found.map(({ path }) => path)).toEqual([`europe/models.${place}`]);
    expect(JSON.stringify(found)).not.toContain("pw@");
  });
});

describe("what says the same, or nothing that is derived, is yours to say", () => {
  it.each<[what: string, change: Partial<ModelGatewayProps>]>([
    ["the level of the log", { environment: { LITELLM_LOG: "INFO", LITELLM_DROP_PARAMS: "true" } }],
    ["metrics at its own port", { sight: { ...sight, metrics: ":4000/metrics" } }],
    ["metrics that are sent", { sight: { ...sight, metrics: "otlp" } }],
    ["the same again", router({ num_retries: 0, timeout: 10, fallbacks: [{ smart: ["smart-elsewhere"] }] })],
    ["more callbacks", liteLlm({ callbacks: ["prometheus", "langfuse"], set_verbose: true })],
    ["what is off anyway", general({ store_model_in_db: false, proxy_batch_write_at: 30, disable_spend_logs: true })],
    ["another parameter", parameters({ api_version: "2026-05-01", weight: 2, rpm: 1_000 })],
    ["the cost of a token", parameters({ input_cost_per_token: "0.000001" })],
    ["another part of the chart", values({ serviceMonitor: { enabled: true }, podAnnotations: { team: "models" } })],
    ["the same of the chart", values({ ingress: { enabled: false }, keda: { minReplicas: 2, pollingInterval: 10 } })],
    ["another variable of the chart", values({ envVars: { HTTPS_PROXY: "http://proxy.internal:3128" } })],
  ])("%s", (_what, change) => {
    expect(judged(change)).toEqual([]);
  });

  it("metrics of what runs beside it", () => {
    const exporter = { name: "exporter", image: everyGateway.image, command: ["exporter"], port: 9_102 };
    expect(twice({ sight: { ...sight, metrics: ":9102/metrics" }, sidecars: [exporter] })).toEqual([]);
  });
});

describe("keys as text are found wherever they stand (LLM-05)", () => {
  const literal = (change: Partial<ModelGatewayProps>) =>
    judged(change).flatMap(({ rule, path, value }) => (rule === "LLM-05" ? [[path, value]] : []));

  it.each<[place: string, change: Partial<ModelGatewayProps>]>([
    ["models[0].parameters.aws_secret_access_key", parameters({ aws_secret_access_key: "wJalrXUtnFEMI" })],
    ["models[0].parameters.aws_access_key_id", parameters({ aws_access_key_id: "AKIAIOSFODNN7EXAMPLE" })],
    ["models[0].parameters.vertex_credentials", parameters({ vertex_credentials: '{"type":"service_account"}' })],
    [
      "settings.liteLlm.default_headers.Authorization",
      liteLlm({ default_headers: { Authorization: "Basic bW9kZWxzOnB3" } }),
    ],
    [
      "settings.general.alert_to_webhook_url.llm_exceptions[0]",
      general({ alert_to_webhook_url: { llm_exceptions: ["https://alerts.example.com/T0/B0/x"] } }),
    ],
    ["settings.general.notify", general({ notify: "https://hooks.slack.com/services/T0/B0/x" })],
    ["settings.general.otel_endpoint", general({ otel_endpoint: "https://collector:h7Kq29zz@otel.example.com" })],
    ["settings.liteLlm.cache_params.password", liteLlm({ cache_params: { type: "redis", password: "h7Kq29" } })],
    ["chart.values.extraEnvVars[0].value", values({ extraEnvVars: [{ name: "COHERE_API_KEY", value: "k-2b7f19c4" }] })],
    ["chart.values.postgresql.auth.password", values({ postgresql: { auth: { password: "h7Kq29" } } })],
  ])("%s", (place, change) => {
    expect(literal(change)).toEqual([[`europe/models.${place}`, "[hidden]"]]);
  });

  it.each<[what: string, change: Partial<ModelGatewayProps>]>([
    ["a variable", parameters({ aws_secret_access_key: "os.environ/AWS_SECRET_ACCESS_KEY" })],
    ["a variable in a header", liteLlm({ default_headers: { Authorization: "Bearer os.environ/PROXY_TOKEN" } })],
    ["a file", parameters({ vertex_credentials: "/var/run/gcp/key.json" })],
    [
      "the name of a Secret",
      values({ redis: { auth: { existingSecret: "redis", existingSecretPasswordKey: "password" } } }),
    ],
    ["a number of tokens, and a switch", general({ max_request_tokens: "100000", allow_user_auth_token: "true" })],
  ])("and not %s", (_what, change) => {
    expect(literal(change)).toEqual([]);
  });
});

describe("a secret as text is said once, where it was written", () => {
  const secret = "ghp_1234567890abcdefghijABCDEFGHIJ123456";

  it.each<[place: string, rule: string, change: object]>([
    ["settings.general.note", "LLM-05", general({ note: secret })],
    ["settings.general.alerting_args.api_key", "LLM-05", general({ alerting_args: { api_key: "sk-1234" } })],
    ["models[0].parameters.note", "LLM-05", parameters({ note: secret })],
    ["chart.values.extraEnvVars[0].value", "LLM-05", values({ extraEnvVars: [{ name: "NOTE", value: secret }] })],
    ["environment.NOTE", "SEC-01", { environment: { NOTE: secret } }],
    ["environment.LANGFUSE_API_KEY", "SEC-01", { environment: { LANGFUSE_API_KEY: "h7Kq29zz" } }],
    ["environment.NOTE", "SEC-05", { environment: { NOTE: "sk-1234" } }],
    ["annotations.note", "SEC-01", { annotations: { note: secret } }],
    ["models[0].apiBase", "SEC-01", { models: [{ ...smart, apiBase: `https://a.example.com/${secret}` }, elsewhere] }],
    [
      "sidecars[0].command[1]",
      "SEC-01",
      { sidecars: [{ name: "b", image: everyGateway.image, command: ["b", secret] }] },
    ],
  ])("%s by %s", (place, rule, change) => {
    const found = judged(change).filter((finding) => /^(SEC|LLM)/.test(finding.rule));
    expect(found.map((finding) => [finding.rule, finding.path])).toEqual([[rule, `europe/models.${place}`]]);
  });
});

describe("a provider's address is one that the policy leads to (LLM-15)", () => {
  const found = (apiBase: string, egress: GatewayOptions["egress"] = []) =>
    judged({ models: [{ ...smart, apiBase }, elsewhere], egress }).map(({ rule }) => rule);
  const closed = ["LLM-15"];

  it.each<[address: string, egress: GatewayOptions["egress"], rules: readonly string[]]>([
    ["https://models.example.com/v1", [], []],
    ["https://203.0.113.7/v1", [], []],
    ["http://127.0.0.1:8000/v1", [], []],
    ["http://models.example.com/v1", [], closed],
    ["https://models.example.com:8443/v1", [], closed],
    ["https://models.example.com:8443/v1", [{ cidr: "203.0.113.0/24", ports: [8443] }], []],
    ["https://models.example.com:8443/v1", [{ namespace: "example" }], closed],
    ["https://10.20.0.7/v1", [], closed],
    ["https://10.20.0.7/v1", [{ cidr: "10.20.0.0/16" }], []],
    ["https://10.20.0.7/v1", [{ cidr: "10.21.0.0/16" }, { cidr: "no network" }], [...closed, "NET-09"]],
    ["https://[2001:db8::7]/v1", [], []],
    ["http://[fd00::7]:8000/v1", [], closed],
    ["http://[fd00::7]:8000/v1", [{ cidr: "fd00::/8" }], []],
    ["http://vllm:8000/v1", [], closed],
    ["http://vllm:8000/v1", [{ podLabels: { app: "vllm" } }], []],
    ["http://vllm.inference:8000/v1", [{ namespace: "inference" }], []],
    ["http://vllm.inference.svc.cluster.local:8000/v1", [{ namespace: "inference" }], []],
    ["http://vllm.inference.svc.cluster.local:8000/v1", [{ namespace: "stores" }], closed],
    ["https://models.corp", [], closed],
    ["https://models.eu.corp", [{ namespace: "egress-proxy" }], []],
    ["http://vllm.inference.svc.cluster.local.:8000/v1", [{ namespace: "inference" }], []],
    ["http://vllm-0.vllm.inference:8000/v1", [{ namespace: "inference" }], []],
    ["http://vllm-0.vllm.inference:8000/v1", [{ namespace: "stores" }], closed],
    ["http://vllm.inference.svc.prod.example:8000/v1", [{ namespace: "inference" }], []],
    ["http://vllm.inference.svc.prod.example:8000/v1", [{ namespace: "stores" }], closed],
    ["https://models.example.com./v1", [], []],
    ["os.environ/VLLM_BASE", [], []],
  ])("%s by %j", (address, egress, rules) => {
    expect(found(address, egress)).toEqual(rules);
  });
});

describe("how long a call may take", () => {
  const calls = (change: Partial<GatewayOptions>) =>
    judged(change).flatMap(({ rule, value, why }) => (rule === "LLM-04" ? [[value, why]] : []));

  it.each<[what: string, change: Partial<GatewayOptions>]>([
    ["of a circle of fallbacks", { fallbacks: { smart: ["smart-elsewhere"], "smart-elsewhere": ["smart"] } }],
    ["of a fallback that there is not", { fallbacks: { smart: ["nobody"] } }],
    ["of a circle of fallbacks that there are not", { fallbacks: { smart: ["nobody"], nobody: ["nobody"] } }],
    [
      "of models that say nothing, which GWY-02 refuses",
      { models: [{ ...smart, timeoutSeconds: undefined }] as never, fallbacks: {} },
    ],
  ])("is counted %s", (_what, change) => {
    expect(calls(change)).toEqual([]);
  });

  it.each<
    [
      version: string,
      settings: Readonly<Record<string, unknown>>,
      m0: number,
      ofSmart: number,
      findings: readonly string[],
    ]
  >([
    // each list of its own, and each fallback one step deeper than the one before it, down to five
    ["1.96.0", {}, 241, 242, ["m0 -> m1 -> m0"]],
    ["1.96.0", { max_fallbacks: 1 }, 16, 17, []],
    // each name once
    ["1.97.0", {}, 16, 17, []],
    ["2.0.0", {}, 16, 17, []],
  ])(
    "is known at once of many models that all stand in for each other: %s, %j",
    (version, router, m0, ofSmart, rules) => {
      const names = Array.from({ length: 16 }, (_, index) => `m${index}`);
      const all = {
        ...Object.fromEntries(names.map((name) => [name, names.filter((one) => one !== name)])),
        smart: names,
      };
      const built: ModelGateway[] = [];
      const findings = judge(({ stack, namespace }: Given) => {
        const models = [smart, ...names.map((name) => ({ ...smart, name }))];
        const image = everyGateway.image.replace("1.96.0", version);
        const own = { ...everyGateway, namespace, image, models, fallbacks: all, settings: { router } };
        built.push(new ModelGateway(stack, "models", own));
      });
      expect(built[0]?.description.liteLlm?.longestCallSeconds).toMatchObject({ m0: m0 * 10, smart: ofSmart * 10 });
      expect(findings.flatMap(({ rule, value }) => (rule === "GWY-01" ? [value] : []))).toEqual(rules);
    },
  );

  it("is known of 150 models of one provider that all stand in for each other, as all else that is judged of them", () => {
    const names = Array.from({ length: 150 }, (_, index) => `m${index}`);
    const built: ModelGateway[] = [];
    const findings = judge(({ stack, namespace }: Given) => {
      const models = names.map((name) => ({ ...smart, name, account: name }));
      const image = everyGateway.image.replace("1.96.0", "1.97.0");
      const fallbacks = Object.fromEntries(names.map((name) => [name, names.filter((one) => one !== name)]));
      built.push(new ModelGateway(stack, "models", { ...everyGateway, namespace, image, models, fallbacks }));
    });
    // by pairs of pairs it takes a minute
    expect(built[0]?.description.liteLlm?.longestCallSeconds).toMatchObject({ m0: 150 * 10 });
    expect(findings).toEqual([]);
  });

  it.each(["1.96.0", "1.97.0"])("is known of a circle without an end: %s", (version) => {
    const findings = judge(({ stack, namespace }: Given) => {
      const image = everyGateway.image.replace("1.96.0", version);
      const fallbacks = { smart: ["smart-elsewhere"], "smart-elsewhere": ["smart"] };
      const settings = { router: { max_fallbacks: 1_000_000 } };
      new ModelGateway(stack, "models", { ...everyGateway, namespace, image, fallbacks, settings });
    });
    expect(findings.map(({ rule }) => rule)).toEqual(version === "1.96.0" ? ["GWY-01"] : []);
  });

  it("is that of the fallback of all models, for each that has none of its own", () => {
    const built: ModelGateway[] = [];
    const models = [smart, elsewhere, { ...elsewhere, name: "third", timeoutSeconds: 40 }];
    judge(({ stack, namespace }: Given) => {
      const fallbacks = { "*": ["third", "smart"], third: [] };
      built.push(new ModelGateway(stack, "models", { ...everyGateway, namespace, models, fallbacks }));
    });
    expect(built[0]?.description.liteLlm?.longestCallSeconds).toEqual({
      smart: 10 + 40,
      "smart-elsewhere": 10 + 40 + (10 + 40),
      third: 40,
    });
  });

  it("is that of the fallback of all models for the model of all names, too", () => {
    const built: ModelGateway[] = [];
    const findings = judge(({ stack, namespace }: Given) => {
      const models = [{ ...smart, name: "*" }, elsewhere];
      const fallbacks = { "*": ["smart-elsewhere"] };
      built.push(new ModelGateway(stack, "models", { ...everyGateway, namespace, models, fallbacks }));
    });
    expect(built[0]?.description.liteLlm?.longestCallSeconds).toEqual({ "*": 10 + 10, "smart-elsewhere": 10 });
    expect(findings).toEqual([]);
  });

  it("is that of the slowest deployment of a name, streamed or not, and of every fallback in turn", () => {
    const models = [smart, { ...smart, streamTimeoutSeconds: 30 }, elsewhere, { ...elsewhere, name: "third" }];
    const fallbacks = { smart: ["smart-elsewhere", "third"], "smart-elsewhere": ["third"] };
    const { fallbacks: _none, ...gateway } = everyGateway;
    const built: ModelGateway[] = [];
    judge(({ stack, namespace }: Given) => {
      built.push(new ModelGateway(stack, "models", { ...gateway, namespace, models, fallbacks, retries: 1 }));
    });
    const two = (seconds: number) => 2 * seconds + 8;
    expect(built[0]?.description.liteLlm?.longestCallSeconds).toEqual({
      smart: two(30) + (two(10) + two(10)) + two(10),
      "smart-elsewhere": two(10) + two(10),
      third: two(10),
    });
  });

  it("is that of the longest list where several kinds of failures have one, and of all lists on the way", () => {
    const { models: _models, fallbacks: _none, ...gateway } = everyGateway;
    const models = [smart, elsewhere, { ...elsewhere, name: "long", timeoutSeconds: 40 }];
    const built: ModelGateway[] = [];
    judge(({ stack, namespace }: Given) => {
      const fallbacks = { smart: ["smart-elsewhere"] };
      const contextWindowFallbacks = { smart: ["long"] };
      const contentPolicyFallbacks = { "smart-elsewhere": ["long"] };
      const kinds = { fallbacks, contextWindowFallbacks, contentPolicyFallbacks };
      built.push(new ModelGateway(stack, "models", { ...gateway, namespace, models, ...kinds }));
    });
    expect(built[0]?.description.liteLlm?.longestCallSeconds).toEqual({
      smart: 10 + (10 + 40),
      "smart-elsewhere": 10 + 40,
      long: 40,
    });
  });
});
