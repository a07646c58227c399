// What a simulation's file may say, and everything that is wrong with one, at once.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSimulationPlan, type SimulationPlan } from "../../../src/emulator/index.js";
import { requirePlan } from "../../../src/emulator/simulation/plan-file.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "simulation-plan-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Reads a file with this text; what it throws is its message. */
async function read(name: string, text: string): Promise<SimulationPlan> {
  const file = join(folder, name);
  writeFileSync(file, text);
  return await readSimulationPlan(file);
}
async function refusal(name: string, text: string): Promise<string> {
  const error = await read(name, text).then(
    () => new Error("it was read"),
    (thrown: unknown) => thrown as Error,
  );
  return error.message.replaceAll(`${folder}/`, "");
}

const YAML = `seed: 7
agents:
  reviewer:
    organization: acme
    labels:
      tier: gpu
    capabilities: [docker]
    requests: {cpu: 500m, memory: 1Gi, gpu: 1}
    sidecars:
      - name: mcp
        requests: {cpu: 1}
      - {}
    concurrency: 3
    runsFor: 10m
    startsEvery: 30s
    misbehaviour:
      - reason: crashloop
        chance: 0.5
        crashes: 2
  coder:
    organization: acme
    sidecars: 2
`;

it("reads YAML, with the platform's intervals and one workload at a time as defaults", async () => {
  expect(requirePlan(await read("plan.yaml", YAML))).toEqual({
    seed: 7,
    pollEveryMs: 30_000,
    reconcileEveryMs: 60_000,
    agents: [
      {
        name: "reviewer",
        organization: "acme",
        labels: { tier: "gpu" },
        capabilities: ["docker"],
        cpuMillicores: 1500,
        ramBytes: 2 ** 30,
        sidecars: ["mcp", "sidecar-2"],
        concurrency: 3,
        runsForMs: 600_000,
        startsEveryMs: 30_000,
        startsInMs: 20_000,
        stopsInMs: 10_000,
        misbehaviour: [
          { reason: "crashloop", chance: 0.5, times: Number.POSITIVE_INFINITY, crashes: 2, afterMs: 5_000 },
        ],
      },
      {
        name: "coder",
        organization: "acme",
        labels: {},
        capabilities: [],
        cpuMillicores: 0,
        ramBytes: 0,
        sidecars: ["sidecar-1", "sidecar-2"],
        concurrency: 1,
        runsForMs: 300_000,
        startsEveryMs: 0,
        startsInMs: 20_000,
        stopsInMs: 10_000,
        misbehaviour: [],
      },
    ],
  });
});

it("reads the same from JSON as from YAML, and passes over what else a fleet says", async () => {
  const agents = { a: { organization: "acme", runner: "ml-eu-1", flavor: "small", capabilities: ["docker"] } };
  const json = await read("fleet.json", JSON.stringify({ name: "acme", pools: { ml: {} }, stage: "prod", agents }));
  const yaml = await read("fleet.yaml", "agents:\n  a: {organization: acme, capabilities: [docker]}\n");

  expect(requirePlan(json)).toEqual(requirePlan(yaml));
});

it.each<[string | number, number]>([
  ["500m", 500],
  ["2", 2000],
  [1.5, 1500],
  ["1e1", 10_000],
  ["0.1m", 1],
])("takes %j for %s thousandths of a CPU", (cpu, expected) => {
  const plan = requirePlan({ agents: { a: { organization: "acme", requests: { cpu } } } });

  expect(plan.agents[0]?.cpuMillicores).toBe(expected);
});

it("fails with everything that is wrong, each with path, value, reason, fix, and place in the file", async () => {
  const text = await refusal(
    "bad.yaml",
    `pollEvery: 10
agents:
  reviewer:
    labels:
      tier: 1
    concurrency: -1
    runFor: 10m
    capabilities: docker
    requests: {cpu: lots}
    misbehaviour:
      - reason: tired
  "a.b":
    organization: acme
    sidecars: [mcp]
`,
  );

  const one = (at: string, why: string, fix: string) =>
    expect.stringContaining(`    ${at}\n    ${why}\n    Fix: ${fix}`) as string;
  expect(text).toContain("The simulation bad.yaml can't be used:");
  for (const expected of [
    one(
      "pollEvery = 10 (bad.yaml:1:12)",
      "nobody would know when work is started and stopped",
      'write a duration from 1s to 24h, such as "90s" or "1h30m".',
    ),
    one(
      "agents.reviewer.organization (bad.yaml:4:5)",
      "no runner could be looked for",
      "write a text that is not empty.",
    ),
    one(
      "agents.reviewer.labels.tier = 1 (bad.yaml:5:13)",
      "the platform compares labels as texts",
      "write a text (quote what YAML",
    ),
    one(
      "agents.reviewer.concurrency = -1 (bad.yaml:6:18)",
      "nobody would know how many workloads to start",
      "write a whole number from 0 to 100000.",
    ),
    one(
      'agents.reviewer.runFor = "10m" (bad.yaml:7:13)',
      "there is no such key, so it would be passed over",
      "write runsFor.",
    ),
    one('agents.reviewer.capabilities = "docker" (bad.yaml:8:19)', "there may be several", "write a list."),
    one(
      'agents.reviewer.requests.cpu = "lots" (bad.yaml:9:21)',
      "the workload's record could not show it",
      "write a Kubernetes quantity",
    ),
    one(
      'agents.reviewer.misbehaviour[0].reason = "tired" (bad.yaml:11:17)',
      "a workload fails for no other reason",
      "write one of start_failed, image_pull_failed",
    ),
    one(
      'agents["a.b"].sidecars[0] = "mcp" (bad.yaml:14:16)',
      "its fields are read by name",
      "write a map of keys and values.",
    ),
  ]) {
    expect(text).toEqual(expected);
  }
  expect(text).toMatch(/\n9 errors$/);
});

it.each<[string, string, string]>([
  ["a key that is there twice", "agents: {}\nagents: {}\n", "Map keys must be unique"],
  ["aliases that unfold without end", `a: &a [x]\n${bomb()}agents: {}\n`, "can't be unfolded"],
  ["no agents", "seed: 1\n", "agents (file.yaml:1:1)\n    a simulation needs agents"],
  ["nothing", "", "(the whole)"],
  ["JSON that is not whole", '{"agents": ', "The simulation file.yaml is not whole JSON"],
])("fails for %s", async (_name, text, expected) => {
  expect(await refusal("file.yaml", text)).toContain(expected);
});

/** Lists of lists of aliases, each ten times as long as the one before. */
function bomb(): string {
  const names = ["a", "b", "c", "d"];
  return names
    .slice(1)
    .map(
      (name, index) =>
        `${name}: &${name} [${Array<string>(10)
          .fill(`*${names[index] ?? ""}`)
          .join(", ")}]\n`,
    )
    .join("");
}

it("fails for an agent of the newer placement, which would end up on any runner", async () => {
  const agents = { a: { organization: "acme", environment: { runner: "ml-eu-1", flavor: "small" } } };

  expect(await refusal("fleet.json", JSON.stringify({ agents }))).toContain(
    "only placement by labels and capabilities is simulated, which would put it on any runner",
  );
});

it("fails for a file that is not there", async () => {
  await expect(readSimulationPlan(join(folder, "none.yaml"))).rejects.toThrow("none.yaml can't be read (ENOENT).");
});
