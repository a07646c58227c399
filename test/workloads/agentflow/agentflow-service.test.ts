import { TerraformVariable } from "cdktf";
import {
  type AgentFlowServiceProps,
  Checkpointer,
  Drain,
  Exposure,
  PreStop,
  Probe,
  Scaling,
  SecretKey,
} from "../../../src/workloads/index";
import { type Block, type Output, resources } from "../../constructs/support";
import { found, type Setting, synthWorkloads } from "../support";
import { agentFlow, agentFlowConfig, agentFlowProps, dsn, stores } from "./support";

type Change = (setting: Setting) => Partial<AgentFlowServiceProps>;

const synthesized = (change: Change = () => ({})): Output =>
  synthWorkloads((setting) => agentFlow(setting, change(setting)));
const dig = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | undefined)?.[step], value);
/** The one object of a kind that is called by a name. */
function named({ stacks }: Output, kind: string, name: RegExp): Block {
  const stack = stacks["test"];
  const all = stack === undefined ? [] : resources(stack, kind);
  const [one] = all.filter((block) => name.test(String(dig(block, "metadata", "name"))));
  if (one === undefined) throw new Error(`no ${kind} ${name.source}`);
  return one;
}
const deployment = (output: Output): Block => named(output, "kubernetes_deployment_v1", /^flow$/);
const pod = (output: Output): unknown => dig(deployment(output), "spec", "template", "spec");
const container = (output: Output): unknown => dig(pod(output), "container", 0);
const variables = (output: Output): Readonly<Record<string, string>> =>
  named(output, "kubernetes_config_map_v1", /^flow$/)["data"] as Readonly<Record<string, string>>;
const secretVariables = (holder: unknown): unknown =>
  Object.fromEntries(
    (dig(holder, "env") as readonly { name: string; value_from: { secret_key_ref: unknown } }[]).map((one) => [
      one.name,
      one.value_from.secret_key_ref,
    ]),
  );
/** agentflow.json, as the pod reads it. */
function file(output: Output): Readonly<Record<string, unknown>> {
  const text = resources(output.stacks["test"] as never, "kubernetes_config_map_v1")
    .flatMap((block) => Object.values(block["data"] as Readonly<Record<string, string>>))
    .find((one) => one.startsWith("{"));
  return JSON.parse((text ?? "").replaceAll("$${", "${")) as Readonly<Record<string, unknown>>;
}

test("no rule finds anything in an AgentFlow service that is right", () => {
  expect(found((setting) => agentFlow(setting))).toEqual([]);
});

test("the server is gunicorn with uvicorn's workers, on all interfaces, one process, with the drain to finish", () => {
  const command = dig(container(synthesized()), "command");
  expect(command).toEqual(
    [
      ["gunicorn", "agentflow_cli.src.app.main:app", "--worker-class", "uvicorn.workers.UvicornWorker"],
      ["--bind", "0.0.0.0:8000", "--workers", "1", "--graceful-timeout", "150", "--timeout", "165"],
    ].flat(),
  );
});

test("the grace period has the longest step, what the server does after it, preStop and a margin in it", () => {
  expect(dig(pod(synthesized()), "termination_grace_period_seconds")).toBe(120 + 30 + 10 + 15);
});

test("the environment is that of production: no debugging, no documentation, named origins and hosts", () => {
  expect(variables(synthesized())).toMatchObject({
    MODE: "production",
    IS_DEBUG: "false",
    LOG_LEVEL: "INFO",
    ORIGINS: "https://app.example.com",
    ALLOWED_HOST: "agents.example.com,flow,flow.support,flow.support.svc,flow.support.svc.cluster.local",
    DOCS_PATH: "",
    REDOCS_PATH: "",
    MAX_REQUEST_SIZE: "10485760",
    JWT_ALGORITHM: "HS256",
    WEB_CONCURRENCY: "1",
    AGENTFLOW_LLM_TIMEOUT: "120",
    GRAPH_PATH: "/etc/agentflow/agentflow.json",
    HOME: "/tmp",
    OTEL_ENABLED: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://otel.monitoring:4317",
    MEDIA_MAX_SIZE_MB: "0",
  });
});

test("every option has its variable", () => {
  const environment = variables(
    synthesized(() => ({
      app: { name: "Support", version: "2.0.0", summary: "Answers" },
      logLevel: "WARNING",
      corsCredentials: false,
      rootPath: "/support",
      maxRequestBytes: 1_000,
      securityHeaders: {
        enabled: true,
        hsts: { maxAgeSeconds: 60, includeSubdomains: false, preload: true },
        frameOptions: "SAMEORIGIN",
        contentTypeOptions: "nosniff",
        referrerPolicy: "no-referrer",
        permissionsPolicy: "camera=()",
        contentSecurityPolicy: "default-src 'self'",
      },
      llmTimeoutSeconds: 60,
      media: {
        storage: "cloud",
        provider: "gcp",
        bucket: "uploads",
        region: "eu",
        prefix: "p",
        contentTypes: ["image/*"],
      },
      telemetry: { endpoint: "http://otel.monitoring:4317", level: "spans", serviceName: "s" },
    })),
  );
  expect(environment).toMatchObject({
    APP_NAME: "Support",
    APP_VERSION: "2.0.0",
    SUMMARY: "Answers",
    LOG_LEVEL: "WARNING",
    CORS_ALLOW_CREDENTIALS: "false",
    ROOT_PATH: "/support",
    MAX_REQUEST_SIZE: "1000",
    SECURITY_HEADERS_ENABLED: "true",
    HSTS_MAX_AGE: "60",
    HSTS_INCLUDE_SUBDOMAINS: "false",
    HSTS_PRELOAD: "true",
    FRAME_OPTIONS: "SAMEORIGIN",
    CONTENT_TYPE_OPTIONS: "nosniff",
    REFERRER_POLICY: "no-referrer",
    PERMISSIONS_POLICY: "camera=()",
    CSP_POLICY: "default-src 'self'",
    AGENTFLOW_LLM_TIMEOUT: "60",
    MEDIA_STORAGE_TYPE: "cloud",
    MEDIA_CLOUD_PROVIDER: "gcp",
    MEDIA_CLOUD_BUCKET: "uploads",
    MEDIA_CLOUD_REGION: "eu",
    MEDIA_CLOUD_PREFIX: "p",
    MEDIA_ALLOWED_CONTENT_TYPES: "image/*",
    OTEL_LEVEL: "spans",
    OTEL_SERVICE_NAME: "s",
  });
});

test("keys and addresses with passwords come from Secrets", () => {
  const output = synthesized();
  expect(secretVariables(container(output))).toEqual({
    POSTGRES_DSN: { name: "support-stores", key: "dsn" },
    REDIS_URL: { name: "support-stores", key: "redis" },
    JWT_SECRET_KEY: { name: "support-jwt", key: "secret" },
    AGENTFLOW_RATE_LIMIT_REDIS_URL: { name: "limits-redis", key: "url" },
  });
  expect(Object.keys(variables(output))).not.toContain("JWT_SECRET_KEY");
});

test("agentflow.json names the limiter's own Redis by a variable, and believes the one proxy before it", () => {
  expect(file(synthesized())).toEqual({
    agent: "graph.react:app",
    auth: "jwt",
    authorization: null,
    checkpointer: "graph.store:checkpointer",
    env: null,
    injectq: null,
    observability: null,
    rate_limit: {
      backend: "redis",
      by: "ip",
      enabled: true,
      exclude_paths: ["/ping"],
      fail_open: false,
      redis: { prefix: "agentflow:rate-limit", url: "${AGENTFLOW_RATE_LIMIT_REDIS_URL}" },
      requests: 60,
      trusted_proxy_headers: true,
      trusted_proxy_hops: 1,
      window: 60,
    },
    store: null,
    thread_name_generator: null,
    websocket: { max_connections: 4 },
  });
});

test("agentflow.json has the same bytes whatever order its value was written in", () => {
  const observability = { level: "standard", logfire: { enabled: true, console: false } };
  const turned = { logfire: { console: false, enabled: true }, level: "standard" };
  const [one, other] = [observability, turned].map((given) =>
    JSON.stringify(file(synthesized(() => ({ config: { ...agentFlowConfig, observability: given } })))),
  );
  expect(other).toBe(one);
  expect(one).toContain('"console":false');
});

test("the tables are made by a Job of the same image before the Deployment, which reaches its stores and nothing else", () => {
  const output = synthesized();
  const job = named(output, "kubernetes_job_v1", /./);
  const work = dig(job, "spec", "template", "spec", "container", 0);
  expect(dig(work, "command")).toEqual([
    "python",
    "-c",
    'import asyncio, importlib, os\ncheckpointer = getattr(importlib.import_module("graph.store"), "checkpointer")\nasyncio.run(checkpointer.asetup())',
  ]);
  expect(dig(work, "image")).toBe(dig(container(output), "image"));
  expect(dig(job, "wait_for_completion")).toBe(true);
  expect(dig(job, "spec", "template", "spec", "restart_policy")).toBe("Never");
  expect(JSON.stringify(dig(deployment(output), "depends_on"))).toContain("kubernetes_job_v1.");
  const policy = named(output, "kubernetes_network_policy_v1", /^flow-migrate$/);
  expect(dig(policy, "spec", "pod_selector", "match_labels")).toEqual({ "app.kubernetes.io/name": "flow-migrate" });
  expect(dig(job, "spec", "template", "metadata", "labels")).toMatchObject({
    "app.kubernetes.io/name": "flow-migrate",
  });
  expect(JSON.stringify(dig(policy, "spec", "egress"))).toContain('"stores"');
  expect(JSON.stringify(dig(policy, "spec", "egress"))).not.toContain("0.0.0.0/0");
});

test("a new image is a new migration, and a new setting is none", () => {
  const nameOf = (change: Change): unknown =>
    dig(named(synthesized(change), "kubernetes_job_v1", /./), "metadata", "name");
  const before = nameOf(() => ({}));
  expect(before).toMatch(/^flow-migrate-[0-9a-f]{10}$/);
  expect(nameOf(() => ({ logLevel: "ERROR" }))).toBe(before);
  expect(nameOf(() => ({ image: `registry.example.com/support-flow@sha256:${"b2".repeat(32)}` }))).not.toBe(before);
});

test("of an image that is known only when it is applied the migration's name is made by Terraform", () => {
  const output = synthesized(({ stack }) => ({ image: new TerraformVariable(stack, "image", {}).stringValue }));
  const job = named(output, "kubernetes_job_v1", /./);
  expect(dig(job, "metadata", "name")).toMatch(/^flow-migrate-\$\{substr\(sha256\(jsonencode\(/);
  expect(dig(job, "metadata", "name")).toContain("var.image");
});

test("a setting changes nothing in what the migration runs", () => {
  const specOf = (change: Change): unknown => dig(named(synthesized(change), "kubernetes_job_v1", /./), "spec");
  expect(specOf(() => ({ logLevel: "ERROR", environment: { FLAG: "1" } }))).toEqual(specOf(() => ({})));
});

test("without a checkpointer of the program the migration makes one from the address", () => {
  const output = synthesized(() => ({
    checkpointer: Checkpointer.postgres({
      dsn,
      dsnVariable: "DATABASE",
      schema: "agents",
      idType: "bigint",
      peer: stores,
    }),
  }));
  expect(
    dig(named(output, "kubernetes_job_v1", /./), "spec", "template", "spec", "container", 0, "command", 2),
  ).toContain(
    'PgCheckpointer(postgres_dsn=os.environ["DATABASE"], redis_url=os.environ.get("REDIS_URL"), schema="agents", user_id_type="string", id_type="bigint")',
  );
});

test("there is no migration without Postgres, nor where somebody else makes the tables", () => {
  const own = synthesized(() => ({ checkpointer: Checkpointer.memory(), replicas: 1 }));
  expect(own.stacks["test"]?.resource).not.toHaveProperty("kubernetes_job_v1");
  const others = synthesized(() => ({ migration: false }));
  expect(others.stacks["test"]?.resource).not.toHaveProperty("kubernetes_job_v1");
});

test("the way in streams, waits longer than the longest step, and takes what the server takes", () => {
  const annotationsOf = (change: Change): unknown =>
    dig(named(synthesized(change), "kubernetes_ingress_v1", /./), "metadata", "annotations");
  expect(annotationsOf(() => ({}))).toMatchObject({
    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-read-timeout": "135",
    "nginx.ingress.kubernetes.io/proxy-body-size": "10485760",
  });
  const media = { storage: "cloud", provider: "aws", bucket: "uploads", maxSizeMebibytes: 50 } as const;
  expect(annotationsOf(() => ({ media }))).toMatchObject({
    "nginx.ingress.kubernetes.io/proxy-body-size": String(50 * 1_048_576 + 65_536),
  });
});

test("probes name a host that the server answers", () => {
  const asked = container(synthesized());
  for (const kind of ["startup_probe", "liveness_probe", "readiness_probe"]) {
    expect(dig(asked, kind, "http_get", "http_header")).toEqual([{ name: "Host", value: "flow.support.svc" }]);
  }
  expect(dig(asked, "liveness_probe", "http_get", "path")).toBe("/ping");
});

test("the container runs as a user by number: the kubelet takes none by name where root is refused", () => {
  expect(dig(pod(synthesized()), "security_context")).toMatchObject({ run_as_non_root: true, run_as_user: "999" });
});

test.each<[string, string, Change]>([
  ["under 30 s is an http service", "http", () => ({ drain: Drain.of({ longestStepSeconds: 29 }) })],
  ["of 30 s and more is a stream", "stream", () => ({ drain: Drain.of({ longestStepSeconds: 30 }) })],
])("a longest step %s", (_, shape, change) => {
  const labels = dig(deployment(synthesized(change)), "spec", "template", "metadata", "labels");
  expect(labels).toMatchObject({ "cdktf-agyn/shape": shape });
});

test("a longest step of more than five minutes is refused, and a queue is named", () => {
  const [finding, ...others] = found((setting) => agentFlow(setting, { drain: Drain.of({ longestStepSeconds: 301 }) }));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ rule: "SHP-01", path: "test/flow.drain.longestStepSeconds" });
  expect(finding?.fix).toContain("QueueWorker");
});

const scaling = Scaling.prometheus({ minimum: 1, maximum: 3, server: "http://prometheus:9090", query: "flow" });
const oneProcess = { replicas: 1, disruption: { maxUnavailable: 1 } };

test.each<[string, string, Change]>([
  ["a checkpointer in memory", "checkpointer", () => ({ checkpointer: Checkpointer.memory() })],
  [
    "a checkpointer in memory and two workers",
    "checkpointer",
    () => ({ checkpointer: Checkpointer.memory(), replicas: 1, workers: 2 }),
  ],
  [
    "a checkpointer in memory and workers of a command",
    "checkpointer",
    (setting) => ({
      checkpointer: Checkpointer.memory(),
      replicas: 1,
      command: gunicorn(setting, "-w", "2"),
    }),
  ],
  ["a checkpointer in memory and a scaler", "checkpointer", () => ({ checkpointer: Checkpointer.memory(), scaling })],
  ["a checkpointer in a file", "checkpointer", () => ({ checkpointer: Checkpointer.sqlite() })],
  [
    "a limiter in memory",
    "config.rateLimit.backend",
    () => ({ config: { agent: "g:app", rateLimit: { backend: "memory" } } }),
  ],
  ["uploads in a folder of the pod", "media.storage", () => ({ media: { storage: "local" } })],
  ["uploads in memory", "media.storage", () => ({ media: { storage: "memory" } })],
  ["one snowflake worker for all", "ids.workerId", () => ({ ids: snowflake })],
])("%s is refused with more than one process", (_, option, change) => {
  const findings = found((setting) => agentFlow(setting, change(setting)));
  expect(findings.map(({ rule, path }) => [rule, path])).toEqual([["STA-01", `test/flow.${option}`]]);
});

test.each<[string, Change]>([
  ["a checkpointer in memory", () => ({ checkpointer: Checkpointer.memory() })],
  ["a limiter in memory", () => ({ config: { agent: "g:app", rateLimit: { backend: "memory" } } })],
  ["uploads in a folder", () => ({ media: { storage: "local" } })],
  ["snowflakes", () => ({ ids: snowflake })],
])("%s is fine with one process", (_, change) => {
  expect(found((setting) => agentFlow(setting, { ...oneProcess, ...change(setting) }))).toEqual([]);
});

const snowflake = {
  generator: "snowflake",
  nodeId: 1,
  workerId: 2,
  epoch: 1_609_459_200_000,
  timeBits: 39,
  nodeBits: 5,
  workerBits: 8,
} as const;

function gunicorn(_setting: Setting, ...more: readonly string[]): readonly string[] {
  return ["gunicorn", "agentflow_cli.src.app.main:app", "-b", "0.0.0.0:8000", "--graceful-timeout", "150", ...more];
}

test("connections of all processes are held against what the database takes", () => {
  const findings = found((setting) =>
    agentFlow(setting, {
      workers: 2,
      checkpointer: Checkpointer.postgres({ dsn, peer: stores, connections: { perProcess: 30, most: 100 } }),
    }),
  );
  expect(findings.map(({ rule }) => rule)).toEqual(["STA-03"]);
});

test.each<[string, string, string, Change]>([
  ["origins for everybody", "NET-06", "origins[0]", () => ({ origins: ["*"] })],
  ["hosts for everybody", "NET-06", "allowedHosts", () => ({ allowedHosts: ["*"] })],
  ["an image without a version", "IMG-01", "image", () => ({ image: "agentflow-cli:latest" })],
  [
    "a proxy that cuts",
    "NET-05",
    "exposure.timeoutSeconds",
    () => ({
      exposure: Exposure.route({ host: "a.example.com", gateway: "g", fromNamespace: "gw", timeoutSeconds: 60 }),
    }),
  ],
  ["too short a grace period", "DRN-01", "gracePeriodSeconds", () => ({ gracePeriodSeconds: 170 })],
])("%s is refused by the rule of all workloads", (_, rule, option, change) => {
  const findings = found((setting) => agentFlow(setting, change(setting)));
  expect(findings.map((one) => [one.rule, one.path])).toContainEqual([rule, `test/flow.${option}`]);
});

test("an image without a shell waits on a path before SIGTERM", () => {
  const output = synthesized((setting) => ({
    image: { reference: agentFlowProps(setting.namespace).image as string, hasShell: false },
    preStop: PreStop.http("/drain", 8000),
  }));
  expect(dig(container(output), "lifecycle", "pre_stop", 0, "http_get", "path")).toBe("/drain");
});

test("a probe that runs a command stays one, and a Redis of owners is a Secret", () => {
  const output = synthesized(() => ({
    probes: {
      readiness: Probe.command(["ready"]),
      liveness: Probe.command(["alive"]),
      startup: Probe.http("/started"),
    },
    config: { ...agentFlowConfig, redis: SecretKey.of("owners", "url") },
  }));
  expect(dig(container(output), "readiness_probe", "exec", "command")).toEqual(["ready"]);
  expect(secretVariables(container(output))).toMatchObject({ AGENTFLOW_OWNERSHIP_REDIS_URL: { name: "owners" } });
  expect(file(output)).toMatchObject({ redis: "${AGENTFLOW_OWNERSHIP_REDIS_URL}" });
});
