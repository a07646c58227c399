// The same runner on a machine outside the cluster: the texts are read back by a YAML parser, by a small one for units, and by systemd.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Token } from "cdktf";
import { parse } from "yaml";
import { type UnpodDialOutProps, UnpodRunnerPool, UNPOD_WRAPPER } from "../../../src/workloads/index";
import { synthWorkloads } from "../support";
import { diallingProps, servedProps } from "./pools";

function made<T>(read: (pool: UnpodRunnerPool) => T, change: Partial<UnpodDialOutProps> = {}): T {
  let answer: T | undefined;
  synthWorkloads(({ stack, namespace }) => {
    answer = read(UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), ...change }));
  });
  return answer as T;
}

function madeServed<T>(read: (pool: UnpodRunnerPool) => T): T {
  let answer: T | undefined;
  synthWorkloads(({ stack, namespace }) => {
    answer = read(UnpodRunnerPool.serve(stack, "voice", servedProps(namespace)));
  });
  return answer as T;
}

/** Settings of a unit by section and key, in order. */
function readUnit(text: string): Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> {
  const sections: Record<string, Record<string, string[]>> = {};
  let section = "";
  for (const line of text.split("\n")) {
    const [, header] = /^\[(\w+)\]$/.exec(line) ?? [];
    const [, key = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (header !== undefined) section = header;
    else if (key !== "") ((sections[section] ??= {})[key] ??= []).push(value);
    else expect(line).toMatch(/^(#.*)?$/);
  }
  return sections;
}

interface Compose {
  readonly services: { readonly runner: Readonly<Record<string, unknown>> };
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

/** As compose replaces variables. */
const interpolated = (text: string): string => text.replaceAll("$$", "$");

const NASTY = `50% of "$HOME" is \\ and '$\{X}' 'yes'`;

describe("a unit of systemd", () => {
  const unit = readUnit(made((pool) => pool.systemdUnit({ workingDirectory: "/opt/voice" })));

  it("starts the runner by the pool's command, and again whenever it ends", () => {
    expect(unit["Service"]).toMatchObject({
      ExecStart: ["python3 -u /etc/unpod-runner/wrapper.py agent.main:runner"],
      Restart: ["always"],
      RestartSec: ["5"],
      WorkingDirectory: ["/opt/voice"],
    });
    expect(unit["Unit"]?.["StartLimitIntervalSec"]).toEqual(["0"]);
  });

  it("gives the runner its drain and the margin before it is killed, and tells it alone", () => {
    expect(unit["Service"]).toMatchObject({ TimeoutStopSec: ["915"], KillMode: ["mixed"], KillSignal: ["SIGTERM"] });
  });

  it("has the pool's environment, and the secrets by a file", () => {
    expect(unit["Service"]?.["Environment"]).toContain("AGENT_ID=voice-support");
    expect(unit["Service"]?.["Environment"]).toContain("AGENT_MODEL_LIMIT=4");
    expect(unit["Service"]?.["EnvironmentFile"]).toEqual(["/etc/unpod-runner/voice.env"]);
  });

  it("lets the runner do no more than it needs", () => {
    expect(unit["Service"]).toMatchObject({
      CapabilityBoundingSet: [""],
      DynamicUser: ["yes"],
      MemoryMax: ["1G"],
      NoNewPrivileges: ["yes"],
      ProtectSystem: ["strict"],
    });
  });

  it("runs as an account that is named", () => {
    const named = readUnit(made((pool) => pool.systemdUnit({ workingDirectory: "/opt/voice", user: "voice" })));

    expect(named["Service"]).toMatchObject({ User: ["voice"] });
    expect(named["Service"]).not.toHaveProperty("DynamicUser");
  });

  const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
  (hasSystemd ? it : it.skip)("is accepted by systemd, whatever is in its texts", () => {
    const folder = mkdtempSync(join(tmpdir(), "unpod-unit-"));
    try {
      const text = made(
        (pool) =>
          pool.systemdUnit({
            workingDirectory: folder,
            command: ["/usr/bin/env", "python3", NASTY],
            environmentFile: join(folder, "voice.env"),
          }),
        { environment: { GREETING: NASTY } },
      );
      writeFileSync(join(folder, "voice.service"), text);

      const { stdout, stderr, status } = spawnSync(
        "systemd-analyze",
        ["verify", "--man=no", join(folder, "voice.service")],
        { encoding: "utf8" },
      );

      expect(stdout + stderr).not.toContain("voice.service:");
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("a compose file", () => {
  const file = parse(made((pool) => pool.composeFile())) as Compose;
  const { runner } = file.services;

  it("restarts the runner when it ends, and gives it its drain and the margin before it is killed", () => {
    expect(runner).toMatchObject({ restart: "always", stop_grace_period: "915s", stop_signal: "SIGTERM" });
  });

  it("starts the image by the wrapper, whose text comes with it", () => {
    expect(runner["entrypoint"]).toEqual(["python3", "-u", "/etc/unpod-runner/wrapper.py", "agent.main:runner"]);
    expect(runner["configs"]).toEqual([{ source: "file-0", target: "/etc/unpod-runner/wrapper.py" }]);
    expect(interpolated(file.configs["file-0"]?.content ?? "")).toBe(UNPOD_WRAPPER);
  });

  it("has the pool's environment, and the secrets by a file", () => {
    expect(runner["environment"]).toMatchObject({ AGENT_ID: "voice-support", AGENT_IN_FLIGHT_LIMIT: "4" });
    expect(runner["env_file"]).toEqual(["/etc/unpod-runner/voice.env"]);
  });

  it("lets the runner do no more than it needs, and opens no port for runners that dial out", () => {
    expect(runner).toMatchObject({
      cap_drop: ["ALL"],
      mem_limit: "1g",
      read_only: true,
      security_opt: ["no-new-privileges:true"],
    });
    expect(runner).not.toHaveProperty("ports");
  });

  it("opens the bridge's port to the machine alone, for whatever ends TLS before it", () => {
    const served = parse(madeServed((pool) => pool.composeFile())) as Compose;

    expect(served.services.runner["ports"]).toEqual(["127.0.0.1:8765:8765"]);
  });

  it("carries texts as they are", () => {
    const nasty = made((pool) => pool.composeFile(), {
      environment: { GREETING: NASTY, LINES: "a\n b\n\n", EMPTY: "" },
      files: { "/etc/greeting": `${NASTY}\n\n  indented: "yes"\nend\n` },
    });
    const { services, configs } = parse(nasty) as Compose;
    const environment = services.runner["environment"] as Readonly<Record<string, string>>;

    expect(interpolated(environment["GREETING"] ?? "")).toBe(NASTY);
    expect(environment).toMatchObject({ LINES: "a\n b\n\n", EMPTY: "" });
    expect(interpolated(configs["file-1"]?.content ?? "")).toBe(`${NASTY}\n\n  indented: "yes"\nend\n`);
  });
});

test.each([
  { what: "unit", text: (pool: UnpodRunnerPool) => pool.systemdUnit({ workingDirectory: "/opt/voice" }) },
  { what: "compose file", text: (pool: UnpodRunnerPool) => pool.composeFile() },
])("a $what names the variables of its secrets, and neither a Secret nor the cluster's own address", ({ text }) => {
  const written = madeServed(text);
  const [head = ""] = written.split("\n");

  expect(head).toBe(
    "# /etc/unpod-runner/voice.env, readable by root only, brings: UNPOD_AGENT_SECRET, UNPOD_API_KEY, UNPOD_RUNNER_URL",
  );
  expect(written.split("\n").slice(1).join("\n")).not.toMatch(/UNPOD_API_KEY|agent-secret|agents\.example\.com/);
});

test("fails when a part of the text is known only when Terraform runs", () => {
  const later = { environment: { REGION: Token.asString({ resolve: () => "eu" }) } };

  expect(() => made((pool) => pool.systemdUnit({ workingDirectory: "/opt/voice" }), later)).toThrow(
    "test/voice: a part of it is known only when Terraform runs",
  );
  expect(() => made((pool) => pool.composeFile(), later)).toThrow("give its image, command, environment and files");
});
