// The same runner on a machine outside the cluster: the texts are read back by a YAML parser, by a small one for units, and by systemd.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Token } from "cdktf";
import { parse } from "yaml";
import { SecretKey, type UnpodDialOutProps, UnpodRunnerPool } from "../../../src/workloads/index";
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
  readonly configs: Readonly<Record<string, object>>;
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

  it("does not start a runner again that is not what is declared", () => {
    expect(unit["Service"]?.["RestartPreventExitStatus"]).toEqual(["78"]);
  });

  it("gives the runner its drain and the margin before it is killed, and tells it alone", () => {
    expect(unit["Service"]).toMatchObject({ TimeoutStopSec: ["915"], KillMode: ["mixed"], KillSignal: ["SIGTERM"] });
    const longer = readUnit(
      made((pool) => pool.systemdUnit({ workingDirectory: "/opt/voice" }), { gracePeriodSeconds: 2_000 }),
    );
    expect(longer["Service"]?.["TimeoutStopSec"]).toEqual(["2000"]);
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

  it("starts the image by the wrapper, which is a file of the machine: compose takes no text where the root file system is read only", () => {
    expect(runner["entrypoint"]).toEqual(["python3", "-u", "/etc/unpod-runner/wrapper.py", "agent.main:runner"]);
    expect(runner["configs"]).toEqual([{ source: "file-0", target: "/etc/unpod-runner/wrapper.py" }]);
    expect(file.configs).toEqual({ "file-0": { file: "/etc/unpod-runner/wrapper.py" } });
    expect(made((pool) => pool.composeFile())).toMatch(/^# \/etc\/unpod-runner\/wrapper\.py has to be there\.$/m);
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
      files: { "/etc/gre$eting": "hello" },
    });
    const { services, configs } = parse(nasty) as Compose;
    const environment = services.runner["environment"] as Readonly<Record<string, string>>;

    expect(interpolated(environment["GREETING"] ?? "")).toBe(NASTY);
    expect(environment).toMatchObject({ LINES: "a\n b\n\n", EMPTY: "" });
    expect(configs["file-1"]).toEqual({ file: "/etc/gre$$eting" });
    expect(nasty).toMatch(/^# \/etc\/gre\$eting has to be there\.$/m);
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

test.each([
  ["1Gi", "1G", "1g"],
  ["512Mi", "512M", "512m"],
  ["1536Mi", "1536M", "1536m"],
  ["1.5Gi", "1536M", "1536m"],
  ["2Ti", "2T", "2048g"],
  ["1500Ki", "1500K", "1500k"],
  ["512M", "500000K", "500000k"], // a decimal unit, which theirs are not
  ["1G", "1000000000", "1000000000b"],
  ["1e9", "1000000000", "1000000000b"],
])("a limit of %s of memory is as much to systemd and to compose", (memory, ofSystemd, ofCompose) => {
  const change = { resources: { limits: { memory } } };
  const unit = readUnit(made((pool) => pool.systemdUnit({ workingDirectory: "/opt/voice" }), change));
  const { services } = parse(made((pool) => pool.composeFile(), change)) as Compose;

  expect(unit["Service"]?.["MemoryMax"]).toEqual([ofSystemd]);
  expect(services.runner["mem_limit"]).toBe(ofCompose);
});

test.each([
  ["500m", "50%", "0.5"],
  ["2", "200%", "2"],
  ["1.25", "125%", "1.25"],
])("a limit of %s of processors is as much to systemd and to compose", (cpu, ofSystemd, ofCompose) => {
  const change = { resources: { limits: { cpu } } };
  const unit = readUnit(made((pool) => pool.systemdUnit({ workingDirectory: "/opt/voice" }), change));
  const { services } = parse(made((pool) => pool.composeFile(), change)) as Compose;

  expect(unit["Service"]?.["CPUQuota"]).toEqual([ofSystemd]);
  expect(services.runner["cpus"]).toBe(ofCompose);
});

test("a limit that is no quantity fails", () => {
  const change = { resources: { limits: { memory: "1 GB" } } };

  expect(() => made((pool) => pool.composeFile(), change)).toThrow(
    'test/voice: resources.limits.memory is "1 GB", which is no quantity, so a machine would keep to no limit; write it as 1Gi',
  );
});

test.each([
  { what: "unit", text: (pool: UnpodRunnerPool) => pool.systemdUnit({ workingDirectory: "/opt/voice" }) },
  { what: "compose file", text: (pool: UnpodRunnerPool) => pool.composeFile() },
])(
  "a $what leaves the address of the gateway to models to the machine, which does not reach the cluster's",
  ({ text }) => {
    const gateway = { url: "http://models.models.svc:4000", peer: { namespace: "models", ports: [4000] } };
    const written = made(text, { gateway, models: [] });

    expect(written).toContain("brings: MODEL_GATEWAY_URL, UNPOD_API_KEY\n");
    expect(written).not.toContain("models.models");
  },
);

describe("a text that was asked for before all workloads were made", () => {
  const unit = (pool: UnpodRunnerPool): string => pool.systemdUnit({ workingDirectory: "/opt/voice" });
  // two pods with four calls of three requests, or a third of that when another pool is there, which asks for too much
  const budgets = [{ name: "gpt", provider: "openai", requestsPerMinute: 24, tokensPerMinute: 1_000_000 }];
  const acknowledge = [{ rule: "SCL-04", path: "", reason: "calls wait" }];

  function voiceAndMail(ask: "early" | "late"): string | undefined {
    let text: string | undefined;
    synthWorkloads(
      ({ stack, namespace }) => {
        const props = diallingProps(namespace);
        const voice = UnpodRunnerPool.dialOut(stack, "voice", props);
        if (ask === "early") text = unit(voice);
        const apiKey = SecretKey.of("unpod", "second-key");
        UnpodRunnerPool.dialOut(stack, "mail", { ...props, agentId: "mail", apiKey });
        if (ask === "late") text = unit(voice);
      },
      { budgets, acknowledge },
    );
    return text;
  }

  it("is refused at synth where the budget gives each pod another part since", () => {
    expect(() => voiceAndMail("early")).toThrow(
      /test\/voice: its unit or compose file was asked for before all workloads were made: it says AGENT_MODEL_LIMIT=4, and pods are told \d+; ask for it when all are/,
    );
  });

  it("says what pods are told when it is asked for at the end", () => {
    expect(voiceAndMail("late")).toMatch(/^Environment=AGENT_MODEL_LIMIT=[123]$/m);
  });
});

test("fails when a part of the text is known only when Terraform runs", () => {
  const later = { environment: { REGION: Token.asString({ resolve: () => "eu" }) } };

  expect(() => made((pool) => pool.systemdUnit({ workingDirectory: "/opt/voice" }), later)).toThrow(
    "test/voice: environment.REGION is known only when Terraform runs",
  );
  expect(() => made((pool) => pool.composeFile(), later)).toThrow("write it as plain text");
  expect(() => made((pool) => pool.systemdUnit({ workingDirectory: later.environment.REGION }))).toThrow(
    "test/voice: workingDirectory is known only when Terraform runs",
  );
});

test("says which numbers are missing when the pods that share a budget are counted by Terraform", () => {
  const replicas = Token.asNumber({ resolve: () => 3 });

  expect(() => made((pool) => pool.composeFile(), { replicas })).toThrow(
    /test\/voice: AGENT_MODEL_LIMIT and AGENT_MODEL_LIMIT_GPT are known only when Terraform runs, .*write replicas, and what a scaler has at most, as numbers/,
  );
});

test("on a machine the wrapper answers at the loopback address, unless another one is named", () => {
  const host = (text: string) => /^Environment=UNPOD_WRAPPER_HOST=(.*)$/m.exec(text)?.[1];

  expect(host(made((pool) => pool.systemdUnit({ workingDirectory: "/opt/voice" })))).toBe("127.0.0.1");
  const unit = made((pool) => pool.systemdUnit({ workingDirectory: "/opt/voice", metricsAddress: "10.20.0.7" }));
  expect(host(unit)).toBe("10.20.0.7");
  // its port is the container's, and not published
  expect(made((pool) => pool.composeFile())).not.toMatch(/WRAPPER_HOST=|8081:8081|UNPOD_WRAPPER_HOST: /);
});
