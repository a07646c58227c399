import { Drain, Exposure, PreStop, Probe, SecretKey } from "../../../src/workloads/index";
import { found } from "../support";
import { agentFlow, agentFlowConfig, agentFlowProps } from "./support";
import {
  type Change,
  container,
  deployment,
  file,
  named,
  pod,
  secretVariables,
  synthesized,
  variables,
} from "./synthesized";
import { inside } from "../synthesized";

test("no rule finds anything in an AgentFlow service that is right", () => {
  expect(found((setting) => agentFlow(setting))).toEqual([]);
});

test("the server is gunicorn with uvicorn's workers, on all interfaces, one process, with the drain to finish", () => {
  const command = inside(container(synthesized()), "command");
  expect(command).toEqual(
    [
      ["gunicorn", "agentflow_cli.src.app.main:app", "--worker-class", "uvicorn.workers.UvicornWorker"],
      ["--bind", "0.0.0.0:8000", "--workers", "1", "--graceful-timeout", "150", "--timeout", "165"],
    ].flat(),
  );
});

test("the grace period has the longest step, what the server does after it, preStop and a margin in it", () => {
  expect(inside(pod(synthesized()), "termination_grace_period_seconds")).toBe(120 + 30 + 10 + 15);
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

test("hosts that are allowed stand beside that of the way in, which would lead nowhere else", () => {
  const { ALLOWED_HOST: hosts } = variables(synthesized(() => ({ allowedHosts: ["b.example.com"] })));
  expect(hosts).toMatch(/^b\.example\.com,agents\.example\.com,flow,/);
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

test("the way in streams, waits longer than the longest step, and takes what the server takes", () => {
  const annotationsOf = (change: Change): unknown =>
    inside(named(synthesized(change), "kubernetes_ingress_v1", /./), "metadata", "annotations");
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
    expect(inside(asked, kind, "http_get", "http_header")).toEqual([{ name: "Host", value: "flow.support.svc" }]);
  }
  expect(inside(asked, "liveness_probe", "http_get", "path")).toBe("/ping");
});

test("the container runs as a user by number: the kubelet takes none by name where root is refused", () => {
  expect(inside(pod(synthesized()), "security_context")).toMatchObject({ run_as_non_root: true, run_as_user: "999" });
});

test.each<[string, string, Change]>([
  ["under 30 s is an http service", "http", () => ({ drain: Drain.of({ longestStepSeconds: 29 }) })],
  ["of 30 s and more is a stream", "stream", () => ({ drain: Drain.of({ longestStepSeconds: 30 }) })],
])("a longest step %s", (_, shape, change) => {
  const labels = inside(deployment(synthesized(change)), "spec", "template", "metadata", "labels");
  expect(labels).toMatchObject({ "cdktf-agyn/shape": shape });
});

test("a longest step of more than five minutes is refused, and a queue is named", () => {
  const [finding, ...others] = found((setting) => agentFlow(setting, { drain: Drain.of({ longestStepSeconds: 301 }) }));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ rule: "SHP-01", path: "test/flow.drain.longestStepSeconds" });
  expect(finding?.fix).toContain("QueueWorker");
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
  // which the server compares with ALLOWED_HOST
  expect(inside(container(output), "lifecycle", "pre_stop", 0, "http_get")).toEqual({
    path: "/drain",
    port: "8000",
    http_header: [{ name: "Host", value: "flow.support.svc" }],
  });
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
  expect(inside(container(output), "readiness_probe", "exec", "command")).toEqual(["ready"]);
  expect(secretVariables(container(output))).toMatchObject({ AGENTFLOW_OWNERSHIP_REDIS_URL: { name: "owners" } });
  expect(file(output)).toMatchObject({ redis: "${AGENTFLOW_OWNERSHIP_REDIS_URL}" });
});
