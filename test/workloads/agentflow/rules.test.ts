import {
  AgentFlowAuth,
  type AgentFlowConfig,
  type AgentFlowServiceProps,
  Checkpointer,
  fromAgentflowBuild,
  Probe,
  SecretKey,
} from "../../../src/workloads/index";
import { agentFlowRules } from "../../../src/workloads/rules/agentflow";
import { budgets, found, type Setting } from "../support";
import { agentFlow, dsn, rightProps, stores, wayIn } from "./support";

type Change = (setting: Setting) => Partial<AgentFlowServiceProps>;
interface Case {
  readonly rule: string;
  readonly of: string;
  readonly wrong: Change;
  /** The nearest thing that is right. */
  readonly right: Change;
  readonly option: string;
  readonly severity: "error" | "warning";
  readonly why: RegExp;
}

const gunicorn = ["gunicorn", "agentflow_cli.src.app.main:app", "-k", "uvicorn.workers.UvicornWorker"];
const whole = [...gunicorn, "-b", "0.0.0.0:8000", "--graceful-timeout", "150"];
const uvicorn = ["python", "-m", "uvicorn", "agentflow_cli.src.app.main:app"];
const config = (change: Partial<AgentFlowConfig>): Change => {
  return (setting) => ({ config: { ...rightProps(setting).config, ...change } });
};
const limit = (change: object): Change =>
  config({ rateLimit: { backend: "redis", redis: { url: SecretKey.of("limits-redis", "url") }, ...change } });

const cases: readonly Case[] = [
  {
    rule: "AFL-01",
    of: "the mode of development",
    wrong: () => ({ mode: "development" }),
    right: () => ({ mode: "production" }),
    option: "mode",
    severity: "error",
    why: /any caller may read any thread/,
  },
  {
    rule: "AFL-01",
    of: "a mode written as a variable",
    wrong: () => ({ environment: { MODE: "prod" } }),
    right: () => ({ environment: { MODE: "Production" } }),
    option: "mode",
    severity: "error",
    why: /unsafe settings pass/,
  },
  {
    rule: "AFL-02",
    of: "debugging",
    wrong: () => ({ debug: true }),
    right: () => ({ debug: false }),
    option: "debug",
    severity: "error",
    why: /show callers/,
  },
  {
    rule: "AFL-03",
    of: "pages of documentation",
    wrong: () => ({ docs: { docsPath: "/docs" } }),
    right: () => ({ docs: { docsPath: "" } }),
    option: "docs.docsPath",
    severity: "warning",
    why: /what can be called/,
  },
  {
    rule: "AFL-04",
    of: "a server that reloads",
    wrong: () => ({ command: [...whole, "--reload"] }),
    right: () => ({ command: whole }),
    option: "command",
    severity: "error",
    why: /for development/,
  },
  {
    rule: "AFL-04",
    of: "the server of the CLI, which reloads by itself",
    wrong: () => ({ command: ["agentflow", "api", "--host", "0.0.0.0"] }),
    right: () => ({ command: ["agentflow", "api", "--host", "0.0.0.0", "--no-reload"] }),
    option: "command",
    severity: "error",
    why: /watches files/,
  },
  {
    rule: "AFL-05",
    of: "a server on the loopback",
    wrong: () => ({ command: [...uvicorn, "--host", "127.0.0.1"] }),
    right: () => ({ command: [...uvicorn, "--host", "0.0.0.0"] }),
    option: "command",
    severity: "error",
    why: /neither the Service nor a probe/,
  },
  {
    rule: "AFL-05",
    of: "gunicorn without an address",
    wrong: () => ({ command: [...gunicorn, "--graceful-timeout", "150"] }),
    right: () => ({ command: whole }),
    option: "command",
    severity: "error",
    why: /listens on 127\.0\.0\.1/,
  },
  {
    rule: "AFL-05",
    of: "another port",
    wrong: () => ({ command: whole, port: 8001 }),
    right: () => ({ command: whole, port: 8000 }),
    option: "command",
    severity: "error",
    why: /port 8000, and the Service sends to 8001/,
  },
  {
    rule: "AFL-06",
    of: "a dotenv file",
    wrong: config({ env: ".env" }),
    right: config({}),
    option: "config.env",
    severity: "error",
    why: /in the image/,
  },
  {
    rule: "AFL-07",
    of: "a graph that is no variable of a module",
    wrong: config({ agent: "graph/react.py" }),
    right: config({ agent: "graph.react:app" }),
    option: "config.agent",
    severity: "error",
    why: /<module>:<variable>/,
  },
  {
    rule: "AFL-07",
    of: "an authorization that is neither built in nor a class",
    wrong: config({ authorization: "owners" }),
    right: config({ authorization: "ownership" }),
    option: "config.authorization",
    severity: "error",
    why: /does not start/,
  },
  {
    rule: "AFL-07",
    of: "an authentication of no class",
    wrong: () => ({ auth: AgentFlowAuth.custom("auth") }),
    right: () => ({ auth: AgentFlowAuth.custom("auth:Mine") }),
    option: "auth.path",
    severity: "error",
    why: /does not start/,
  },
  {
    rule: "AFL-07",
    of: "no requests at all",
    wrong: limit({ requests: 0 }),
    right: limit({ requests: 1 }),
    option: "config.rateLimit.requests",
    severity: "error",
    why: /does not start/,
  },
  {
    rule: "AFL-07",
    of: "a window of no time",
    wrong: limit({ windowSeconds: 0 }),
    right: limit({ windowSeconds: 1 }),
    option: "config.rateLimit.windowSeconds",
    severity: "error",
    why: /does not start/,
  },
  {
    rule: "AFL-07",
    of: "no proxy that is trusted",
    wrong: limit({ trustedProxyHops: 0 }),
    right: limit({ trustedProxyHops: 2 }),
    option: "config.rateLimit.trustedProxyHops",
    severity: "error",
    why: /does not start/,
  },
  {
    rule: "AFL-07",
    of: "fewer than no web sockets",
    wrong: config({ webSocket: { maxConnections: -1 } }),
    right: config({ webSocket: { maxConnections: 0 } }),
    option: "config.webSocket.maxConnections",
    severity: "error",
    why: /does not start/,
  },
  {
    rule: "AFL-07",
    of: "a variable where none is expanded",
    wrong: config({ observability: { langsmith: { project: "${PROJECT}" } } }),
    right: config({ observability: { langsmith: { project: "support" } } }),
    option: "config.observability.langsmith.project",
    severity: "error",
    why: /reads it as it stands/,
  },
  {
    rule: "AFL-08",
    of: "an algorithm that is taken away",
    wrong: () => ({ environment: { JWT_ALGORITHM: "" } }),
    right: () => ({ environment: { JWT_ALGORITHM: "HS512" } }),
    option: "environment.JWT_ALGORITHM",
    severity: "error",
    why: /asks for it/,
  },
  {
    rule: "AFL-09",
    of: "a limiter that lets everybody pass",
    wrong: limit({ failOpen: true }),
    right: limit({ failOpen: false }),
    option: "config.rateLimit.failOpen",
    severity: "warning",
    why: /everybody passes/,
  },
  {
    rule: "AFL-10",
    of: "a limiter that counts the proxy",
    wrong: limit({ trustedProxyHeaders: false }),
    right: limit({ trustedProxyHeaders: false, by: "user" }),
    option: "config.rateLimit.trustedProxyHeaders",
    severity: "warning",
    why: /share one limit/,
  },
  {
    rule: "AFL-11",
    of: "one Redis for the limiter and the cache",
    wrong: limit({ redis: { url: SecretKey.of("support-stores", "redis") } }),
    right: limit({ redis: { url: SecretKey.of("support-stores", "limits") } }),
    option: "config.rateLimit.redis.url",
    severity: "error",
    why: /REDIS_URL too/,
  },
  {
    rule: "AFL-12",
    of: "the command of an older generator, without graceful flags",
    wrong: () => ({ command: [...gunicorn, "-b", "0.0.0.0:8000"] }),
    right: () => ({ command: whole }),
    option: "command",
    severity: "error",
    why: /30 s after SIGTERM, and a step with what follows takes 150 s/,
  },
  {
    rule: "AFL-12",
    of: "the command of the generator in a pod that ends sooner",
    wrong: () => ({ command: [...whole, "--graceful-timeout=600"] }),
    right: () => ({ command: [...whole, "--graceful-timeout=600"], gracePeriodSeconds: 660 }),
    option: "command",
    severity: "error",
    why: /SIGKILL comes after 175 s/,
  },
  {
    rule: "AFL-13",
    of: "a call to a model that takes longer than a step",
    wrong: () => ({ llmTimeoutSeconds: 121 }),
    right: () => ({ llmTimeoutSeconds: 120 }),
    option: "llmTimeoutSeconds",
    severity: "error",
    why: /the longest step takes 120 s/,
  },
  {
    rule: "AFL-14",
    of: "a Postgres that nobody may reach",
    wrong: () => ({ checkpointer: Checkpointer.postgres({ dsn }) }),
    right: () => ({ checkpointer: Checkpointer.postgres({ dsn }), network: { internet: true, egress: [stores] } }),
    option: "checkpointer.peer",
    severity: "error",
    why: /go nowhere where Postgres could be/,
  },
  {
    rule: "AFL-15",
    of: "a readiness that asks nobody",
    wrong: () => ({ probes: {} }),
    right: () => ({ probes: { readiness: Probe.http("/readyz") } }),
    option: "probes.readiness",
    severity: "warning",
    why: /while Postgres is away/,
  },
  {
    rule: "AFL-16",
    of: "a generated file that can't be read",
    wrong: () => ({ build: fromAgentflowBuild({ dockerfile: "FROM python:3.13.1-slim\nGARBAGE" }) }),
    right: () => ({ build: fromAgentflowBuild({ dockerfile: "FROM python:3.13.1-slim\nEXPOSE 8000" }) }),
    option: "build.dockerfile:2",
    severity: "error",
    why: /no instruction/,
  },
  {
    rule: "AFL-17",
    of: "uploads in a folder that is read only",
    wrong: () => ({ replicas: 1, media: { storage: "local", path: "/app/uploads" } }),
    right: () => ({ replicas: 1, media: { storage: "local", path: "/tmp/mine" } }),
    option: "media.path",
    severity: "error",
    why: /read only/,
  },
  {
    rule: "AFL-18",
    of: "tables that nobody makes",
    wrong: () => ({ migration: false }),
    right: () => ({ migration: { timeoutSeconds: 60 } }),
    option: "migration",
    severity: "warning",
    why: /nothing here makes its tables/,
  },
];

test.each(cases)("$rule finds $of, and nothing where it is right", ({ rule, wrong, right, option, severity, why }) => {
  const findings = found((setting) => agentFlow(setting, wrong(setting)));
  expect(findings.map((one) => [one.rule, one.path, one.severity])).toEqual([[rule, `test/flow.${option}`, severity]]);
  expect(findings[0]?.why).toMatch(why);
  expect(findings[0]?.fix).not.toBe("");
  expect(found((setting) => agentFlow(setting, right(setting)))).toEqual([]);
});

test("every rule of AgentFlow has a case", () => {
  expect([...new Set(cases.map(({ rule }) => rule))]).toEqual(agentFlowRules.map(({ id }) => id));
});

test("what is wrong all at once is found all at once", () => {
  const findings = found((setting) =>
    agentFlow(setting, {
      mode: "development",
      debug: true,
      docs: { docsPath: "/docs" },
      origins: ["*"],
      auth: AgentFlowAuth.none(),
      checkpointer: Checkpointer.memory(),
      command: ["agentflow", "api", "--workers", "2"],
      llmTimeoutSeconds: 600,
      media: { storage: "local", path: "./uploads" },
      config: {
        agent: "graph.py",
        env: ".env",
        rateLimit: { backend: "memory", failOpen: true, trustedProxyHeaders: false },
      },
      exposure: wayIn,
    }),
  );
  expect([...new Set(findings.map(({ rule }) => rule))].sort()).toEqual([
    ...["AFL-01", "AFL-02", "AFL-03", "AFL-04", "AFL-05", "AFL-06", "AFL-07", "AFL-09", "AFL-10", "AFL-13", "AFL-17"],
    ...["NET-06", "SEC-09", "STA-01"],
  ]);
});

test("while one tries things, development is no finding", () => {
  const findings = found(
    (setting) =>
      agentFlow(setting, {
        mode: "development",
        debug: true,
        docs: { docsPath: "/docs", redocsPath: "/redocs" },
        origins: ["*"],
        auth: AgentFlowAuth.none(),
      }),
    { budgets, stage: "dev" },
  );
  expect(findings).toEqual([]);
});

test("a secret of tokens that is given as text is refused twice, and shown nowhere", () => {
  const text = "a-secret-that-signs-every-token-0123";
  const findings = found((setting) =>
    agentFlow(setting, { auth: AgentFlowAuth.none(), environment: { JWT_SECRET_KEY: text } }),
  );
  expect(findings.map(({ rule }) => rule)).toContain("SEC-01");
  expect(JSON.stringify(findings)).not.toContain(text);
});
