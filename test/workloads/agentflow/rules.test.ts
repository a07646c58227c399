import { type AgentFlowConfig, AgentFlowAuth, Checkpointer, type Peer, SecretKey } from "../../../src/workloads/index";
import { budgets, found } from "../support";
import { agentFlow, dsn, rateLimit, wayIn } from "./support";

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

describe("a way to a store is one at whichever port it has there (AFL-14)", () => {
  const address = "10.5.0.0/16";
  const postgres: Peer = { cidr: "10.1.0.0/16", ports: [5432] };
  const owners = { agent: "graph.react:app", redis: SecretKey.of("owners", "url") };
  const limited = { ...rateLimit, redis: { ...rateLimit.redis, peer: { cidr: address, ports: [10_900] } } };

  it.each<[what: string, config: AgentFlowConfig, peer: Peer | undefined, egress: readonly Peer[], options: string[]]>([
    [
      "a pool of connections in a cloud",
      { agent: "graph.react:app" },
      undefined,
      [{ cidr: address, ports: [6543] }],
      [],
    ],
    ["owners in a Redis of their own", owners, postgres, [{ cidr: address, ports: [17_001] }], []],
    ["owners in the Redis of the limiter", { ...owners, rateLimit: limited }, postgres, [], []],
    ["owners in a Redis that is nowhere", owners, postgres, [], ["network.egress"]],
    ["owners where Postgres is", owners, postgres, [postgres], ["network.egress"]],
  ])("%s", (_what, config, peer, egress, options) => {
    const checkpointer = Checkpointer.postgres({ dsn, ...(peer === undefined ? {} : { peer }) });
    const findings = found((setting) =>
      agentFlow(setting, { config, checkpointer, network: { internet: true, egress } }),
    );
    expect(findings.map(({ rule, path }) => [rule, path])).toEqual(
      options.map((option) => ["AFL-14", `test/flow.${option}`]),
    );
  });
});
