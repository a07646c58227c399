import { AgentFlowAuth, type AgentFlowServiceProps, Checkpointer, SecretKey } from "../../../src/workloads/index";
import { found } from "../support";
import { agentFlow, agentFlowConfig, dsn, stores } from "./support";
import { container, synthesized, variables } from "./synthesized";
import { inside } from "../synthesized";

/** All options that give a variable. */
const all: Partial<AgentFlowServiceProps> = {
  replicas: 1,
  app: { name: "Support", version: "2.0.0", summary: "Answers" },
  corsCredentials: true,
  rootPath: "/",
  securityHeaders: {
    enabled: true,
    hsts: { maxAgeSeconds: 60, includeSubdomains: true, preload: false },
    frameOptions: "DENY",
    contentTypeOptions: "nosniff",
    referrerPolicy: "no-referrer",
    permissionsPolicy: "camera=()",
    contentSecurityPolicy: "default-src 'self'",
  },
  media: {
    storage: "cloud",
    provider: "aws",
    bucket: "uploads",
    region: "eu-west-1",
    prefix: "p",
    contentTypes: ["image/*"],
    credentials: { MEDIA_CLOUD_ACCESS_KEY_ID: SecretKey.of("media", "id") },
  },
  ids: { generator: "snowflake", nodeId: 1, workerId: 2, epoch: 0, timeBits: 39, nodeBits: 5, workerBits: 8 },
  telemetry: { endpoint: "http://otel.monitoring:4317", level: "spans", serviceName: "s" },
  sentryDsn: SecretKey.of("sentry", "dsn"),
  auth: AgentFlowAuth.jwt({ secret: SecretKey.of("support-jwt", "secret"), issuer: "i", audience: "a" }),
  config: { ...agentFlowConfig, redis: SecretKey.of("owners", "url") },
};
/** None that can be left out, but for a checkpointer with a variable of its own name. */
const few: Partial<AgentFlowServiceProps> = {
  checkpointer: Checkpointer.postgres({ dsn, dsnVariable: "DATABASE", peer: stores }),
  config: { agent: "graph.react:app" },
};

const deployed = (props: Partial<AgentFlowServiceProps>): readonly string[] => {
  const output = synthesized(() => props);
  const references = inside(container(output), "env") as readonly { name: string }[];
  return [...Object.keys(variables(output)), ...references.map(({ name }) => name)].filter(
    (name) => !name.startsWith("AGENT_"),
  );
};
const same = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, "said otherwise"]));
const twice = (props: Partial<AgentFlowServiceProps>) =>
  found((setting) => agentFlow(setting, props)).filter(({ rule }) => rule === "SET-01");

test.each([
  ["all options", all],
  ["few options", few],
])("with %s every variable of the pod is refused under environment, and under secrets", (_, props) => {
  const names = deployed(props);
  const key = SecretKey.of("somebody", "else");
  const inEnvironment = twice({ ...props, environment: same(names) }).map(({ path }) => path);
  const inSecrets = twice({ ...props, secrets: Object.fromEntries(names.map((name) => [name, key])) });

  expect(inEnvironment.sort()).toEqual(names.map((name) => `test/flow.environment.${name}`).sort());
  expect(inSecrets.map(({ path }) => path).sort()).toEqual(names.map((name) => `test/flow.secrets.${name}`).sort());
});

test("a variable whose option is left out is the option's all the same", () => {
  const names = deployed(all).filter((name) => !deployed(few).includes(name) && name !== "POSTGRES_DSN");
  // names of accounts are the user's, and only some of them are known here; a limiter and tokens are in both or of their option
  const known = names.filter((name) => name !== "MEDIA_CLOUD_ACCESS_KEY_ID");
  const findings = twice({ ...few, environment: same(known) });

  expect(known.length).toBeGreaterThan(20);
  expect(findings.map(({ path }) => path).sort()).toEqual(known.map((name) => `test/flow.environment.${name}`).sort());
});

test.each<[string, string]>([
  ["ORIGINS", "give origins"],
  ["MEDIA_STORAGE_TYPE", "give media.storage"],
  ["SNOWFLAKE_WORKER_ID", "give ids.workerId"],
  ["REDIS_URL", "give checkpointer.redis"],
  ["WEB_CONCURRENCY", "give workers"],
  ["MODE", "give mode"],
  ["DATABASE", "give checkpointer.dsn"],
  ["GRAPH_PATH", "take it out"],
  ["HOME", "take it out"],
])("the fix for %s names its option, if there is one: %s", (name, fix) => {
  const [finding] = twice({ ...few, environment: same([name]) });

  expect(finding?.fix.endsWith(fix)).toBe(true);
});

test("of a variable that holds a secret nothing is shown, whether its option is given or not", () => {
  const text = "hunter2-and-more";
  const names = ["SENTRY_DSN", "JWT_SECRET_KEY", "REDIS_URL", "DATABASE", "AGENTFLOW_OWNERSHIP_REDIS_URL"];
  const environment = Object.fromEntries(names.map((name) => [name, text]));
  const findings = found((setting) => agentFlow(setting, { ...few, environment }));

  expect(findings.filter(({ rule }) => rule === "SET-01")).toHaveLength(names.length);
  expect(JSON.stringify(findings)).not.toContain(text);
});

test.each<[string, Partial<AgentFlowServiceProps>]>([
  ["of a class that knows callers by tokens", { auth: AgentFlowAuth.custom("graph.auth:Company"), secrets: jwt() }],
  ["of a cache of owners without Postgres", { checkpointer: Checkpointer.memory(), replicas: 1, secrets: cache() }],
])("variables %s are the program's own", (_, props) => {
  expect(found((setting) => agentFlow(setting, props))).toEqual([]);
});

function jwt() {
  return { JWT_SECRET_KEY: SecretKey.of("company", "key") };
}

function cache() {
  return { REDIS_URL: SecretKey.of("owners", "redis") };
}
