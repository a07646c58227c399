// The command as a real process: one JSON line, signals, and errors that help.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GatewayClient } from "../../src/gateway/index.js";
import { CLI_FROM_SOURCES } from "../support/sources";

const ROOT = join(__dirname, "..", "..");
const children: ChildProcessWithoutNullStreams[] = [];

function command(...args: string[]) {
  const child = spawn(process.execPath, [...CLI_FROM_SOURCES, ...args], {
    cwd: ROOT,
  });
  children.push(child);
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (out.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (out.stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...out }));
  return { child, out, ended };
}

async function ready(running: ReturnType<typeof command>): Promise<{ url: string; token: string }> {
  while (!running.out.stdout.includes("\n")) {
    await Promise.race([
      once(running.child.stdout, "data"),
      running.ended.then(({ code, stderr }) => {
        throw new Error(`ended with ${code}: ${stderr}`);
      }),
    ]);
  }
  return JSON.parse(running.out.stdout) as { url: string; token: string };
}

/** Waits until something was written for people. */
async function heard({ child, out, ended }: ReturnType<typeof command>, text: string): Promise<void> {
  while (!out.stderr.includes(text)) {
    await Promise.race([
      once(child.stderr, "data"),
      ended.then(({ code, stderr }) => {
        throw new Error(`ended with ${code}: ${stderr}`);
      }),
    ]);
  }
}

afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
  }
});

describe("cdktf-agyn gateway", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("serves until %s, keeps its data, and exits with 0", async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), "cli-"));
    const data = join(folder, "deep", "state.json");
    try {
      const running = command("gateway", "--data", data, "--token", "t0ken");
      const { url, token } = await ready(running);
      expect(token).toBe("t0ken");
      const client = new GatewayClient({ url, token });
      const { runner } = await client.runners.register({ name: "r" });
      await client.close();
      running.child.kill(signal);

      const { code, stdout, stderr } = await running.ended;
      expect({ code, lines: stdout.split("\n").length }).toEqual({ code: 0, lines: 2 });
      expect(stderr).toContain(`Embedded Agyn gateway on ${url}`);
      expect(stderr).not.toContain("t0ken");
      expect(readFileSync(data, "utf8")).toContain(runner.id);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("makes a token of its own, and takes another port when the wanted one is taken", async () => {
    const first = command("gateway");
    const { url, token } = await ready(first);
    const { port } = new URL(url);
    const second = command("gateway", "--port", port);
    const other = await ready(second);

    expect(token).toMatch(/^[\w-]{32}$/);
    expect(other.token).not.toBe(token);
    expect(new URL(other.url).port).not.toBe(port);
    expect(second.out.stderr).toContain(`Port ${port} is taken; serving on`);
  });
});

it("puts the faults of the command line in force", async () => {
  const running = command("gateway", "--fault", "GetMe:error=aborted,times=1", "--fault", "GetMe:html=502,times=1");
  const { url } = await ready(running);
  const getMe = () =>
    fetch(`${url}/agynio.api.gateway.v1.UsersGateway/GetMe`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });

  expect([(await getMe()).status, (await getMe()).status, (await getMe()).status]).toEqual([409, 502, 401]);
});

describe("cdktf-agyn gateway --simulate", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cli-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("lets the file's agents work on registered runners, in real time that ticks skip ahead of", async () => {
    const file = join(folder, "simulation.yaml");
    writeFileSync(file, "agents:\n  reviewer:\n    organization: acme\n    misbehaviour: [{reason: config_invalid}]\n");
    const running = command("gateway", "--simulate", file);
    const { url, token } = await ready(running);
    expect(running.out.stderr).toContain('agent reviewer: There is no organization "acme" (yet)');

    const client = new GatewayClient({ url, token });
    const { id: organizationId } = await client.organizations.create({ name: "Acme", slug: "acme" });
    const { serviceToken } = await client.runners.register({ name: "ml", organizationId });
    await client.runners.enroll(serviceToken);
    const before = Date.now();
    const response = await fetch(`${url}/_emulator/simulation`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"tick":"3m"}',
    });
    await client.close();

    const { simulation } = (await response.json()) as { simulation: { now: string; agents: { failed: number }[] } };
    expect(Date.parse(simulation.now) - before).toBeGreaterThanOrEqual(180_000);
    expect(simulation.agents[0]?.failed).toBeGreaterThan(0);
    await heard(running, 'on ml: config_invalid: secret "agent-simulated" not found');
  });

  it("fails with all that is wrong with the file", async () => {
    const file = join(folder, "simulation.yaml");
    writeFileSync(file, "agents:\n  reviewer:\n    concurrency: many\n");

    const { code, stdout, stderr } = await command("gateway", "--simulate", file).ended;

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`agents.reviewer.concurrency = "many" (${file}:3:18)`);
    expect(stderr).toContain(`agents.reviewer.organization (${file}:3:5)`);
    expect(stderr).toMatch(/\n2 errors\n$/);
  });
});

it.each<[string[], string]>([
  [["gateway", "--port", "abc"], 'cdktf-agyn: gateway: --port is "abc"; allowed: a whole number from 0 to 65535.\n'],
  [
    ["gateway", "--port", "70000"],
    'cdktf-agyn: gateway: --port is "70000"; allowed: a whole number from 0 to 65535.\n',
  ],
  [
    ["gateway", "--latency", "1s"],
    'cdktf-agyn: gateway: --latency is "1s"; allowed: a whole number from 0 to 600000.\n',
  ],
  [
    ["gateway", "--token", "a b"],
    "cdktf-agyn: gateway: --token has to be one word of printable ASCII, without blanks.\n",
  ],
  [
    ["gateway", "--simulate", ""],
    "cdktf-agyn: gateway: --simulate is empty; allowed: the path of a YAML or JSON file.\n",
  ],
  [["gateway", "--simulate", "none.yaml"], "cdktf-agyn: The simulation none.yaml can't be read (ENOENT).\n"],
  [["gateway", "--data", ""], "cdktf-agyn: gateway: --data is empty; allowed: the path of a file.\n"],
  [
    ["gateway", "--fault", "GetMe:explode"],
    'cdktf-agyn: gateway: --fault: The fault "GetMe:explode" can\'t be used: the kind "explode" is none; allowed: latency=...,',
  ],
  [
    ["gateway", "--colour"],
    "Allowed: --port N, --data FILE, --token T, --latency MS, --fault SPEC, --simulate FILE, --cors, --help.\n",
  ],
  [
    ["gatewya"],
    'cdktf-agyn: unknown command "gatewya"; there is: init, gateway, check, add, synth, status, doctor, rehearse, review, move, provider. See cdktf-agyn --help.\n',
  ],
  [[], "Usage: cdktf-agyn <command> [options]"],
])("%j fails with exit code 1 and says why", async (args, text) => {
  const { code, stdout, stderr } = await command(...args).ended;

  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain(text);
});

it.each<[string[], string]>([
  [["--help"], "Examples:"],
  [["gateway", "--help"], "--port N"],
  [["--version"], (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version],
])("%j prints and exits with 0", async (args, text) => {
  const { code, stdout, stderr } = await command(...args).ended;

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(text);
});
