import { Checkpointer, Scaling } from "../../../src/workloads/index";
import { found } from "../support";
import { agentFlow, dsn, stores } from "./support";
import type { Change } from "./synthesized";

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
    () => ({
      checkpointer: Checkpointer.memory(),
      replicas: 1,
      workers: 2,
      command: gunicorn("-w", "2"),
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
  [
    "uploads in a folder of the node, which another node has not,",
    "media.storage",
    () => ({ media: { storage: "local", path: "/data/uploads" }, ...onNode("/data/uploads") }),
  ],
  ["uploads in memory", "media.storage", () => ({ media: { storage: "memory" } })],
  ["one snowflake worker for all", "ids.workerId", () => ({ ids: snowflake })],
])("%s is refused with more than one process", (_, option, change) => {
  const findings = found((setting) => agentFlow(setting, change(setting)));
  const others = findings.filter(({ rule }) => rule !== "SEC-07");
  expect(others.map(({ rule, path }) => [rule, path])).toEqual([["STA-01", `test/flow.${option}`]]);
});

test.each<[string, Change]>([
  ["a checkpointer in memory", () => ({ checkpointer: Checkpointer.memory() })],
  ["a limiter in memory", () => ({ config: { agent: "g:app", rateLimit: { backend: "memory" } } })],
  ["uploads in a folder", () => ({ media: { storage: "local" } })],
  ["snowflakes", () => ({ ids: snowflake })],
])("%s is fine with one process", (_, change) => {
  expect(found((setting) => agentFlow(setting, { ...oneProcess, ...change(setting) }))).toEqual([]);
});

/** Which SEC-07 refuses, whatever is in it. */
const onNode = (path: string) => ({ security: { hostPaths: [path] } });

const snowflake = {
  generator: "snowflake",
  nodeId: 1,
  workerId: 2,
  epoch: 1_609_459_200_000,
  timeBits: 39,
  nodeBits: 5,
  workerBits: 8,
} as const;

function gunicorn(...more: readonly string[]): readonly string[] {
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
