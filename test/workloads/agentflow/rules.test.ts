import { AgentFlowAuth, Checkpointer } from "../../../src/workloads/index";
import { budgets, found } from "../support";
import { agentFlow, wayIn } from "./support";

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
