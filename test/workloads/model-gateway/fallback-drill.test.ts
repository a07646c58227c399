// The drill's own program, run as its pod would run it: sh and curl, against a server that answers as versions of LiteLLM do.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GatewayOptions, ModelGateway } from "../../../src/workloads/index";
import { drillFiles } from "../../../src/workloads/model-gateway/drill";
import { drilledOf, drillSeconds } from "../../../src/workloads/model-gateway/drill-time";
import { everyGateway } from "../rules/examples/example";
import { found, synthWorkloads } from "../support";
import { gatewayAndAgent, named, providerBudgets, rightGateway } from "./support";
import { inside } from "../synthesized";

interface Asked {
  readonly authorization: string | undefined;
  readonly body: { readonly model: string; readonly mock_testing_fallbacks: boolean };
}

/** Runs the drill against a gateway, and answers how it ended and what was asked. */
async function drill(answer: (asked: Asked, response: ServerResponse) => void) {
  const asked: Asked[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const one = { authorization: request.headers.authorization, body: JSON.parse(text) as Asked["body"] };
      asked.push(one);
      answer(one, response);
    });
  });
  const folder = mkdtempSync(join(tmpdir(), "drill-"));
  try {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    mkdirSync(join(folder, "drill"));
    const moved = (text: string) =>
      text.replaceAll("/etc/drill", join(folder, "drill")).replaceAll("/tmp/answer", join(folder, "answer"));
    for (const [path, text] of Object.entries(drillFiles(["smart", 'odd "name"']))) {
      writeFileSync(moved(path), moved(text));
    }
    const ended = await new Promise<{ readonly code: number; readonly output: string }>((done) => {
      const env = {
        PATH: process.env["PATH"],
        DRILL_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        DRILL_KEY: "sk-canary",
        DRILL_CALL_SECONDS: "5",
      };
      execFile("sh", [join(folder, "drill", "drill.sh")], { env }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
      );
    });
    return { ...ended, asked };
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    rmSync(folder, { recursive: true });
  }
}

test("what takes over for all models is tried for each that has nothing of its own, and not for itself", () => {
  const models = [everyGateway.models[0], everyGateway.models[1]].flatMap((one) => one ?? []);
  const fallbacks = { "*": ["smart-elsewhere", "smart"], "smart-elsewhere": ["smart"] };

  expect(drilledOf({ models, fallbacks }).map(({ from, targets }) => [from, targets])).toEqual([
    ["smart-elsewhere", ["smart"]],
    ["smart", ["smart-elsewhere"]],
  ]);
});

describe("the drill", () => {
  it("forces each model that has a fallback to fail, and passes where another took over each time", async () => {
    const { code, asked, output } = await drill((_asked, response) =>
      response.writeHead(200, { "x-litellm-attempted-fallbacks": "1" }).end("{}"),
    );
    expect([code, output]).toEqual([0, expect.stringContaining("a fallback took over")]);
    expect(asked.map(({ body }) => [body.model, body.mock_testing_fallbacks])).toEqual([
      ["smart", true],
      ['odd "name"', true],
    ]);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer sk-canary"]));
    expect(output).not.toContain("canary");
  });

  it.each<[what: string, respond: (asked: Asked, response: ServerResponse) => void, said: string]>([
    [
      "a version that drops the flag, as 1.85 to 1.95, answers as if all was well",
      (_asked, response) => response.writeHead(200, { "x-litellm-attempted-fallbacks": "0" }).end("{}"),
      "answered without a fallback",
    ],
    [
      "a version that has no such header answers",
      (_asked, response) => response.writeHead(200).end("{}"),
      "without a fallback",
    ],
    [
      "the flag is refused",
      (_asked, response) => response.writeHead(400).end("mock testing params are not allowed"),
      "mock testing params are not allowed",
    ],
    [
      "one of the fallbacks fails",
      ({ body }, response) =>
        response.writeHead(body.model === "smart" ? 200 : 429, { "x-litellm-attempted-fallbacks": "1" }).end("{}"),
      "no fallback answered",
    ],
    ["nobody answers", (_asked, response) => response.destroy(), "no fallback answered"],
  ])("fails where %s", async (_what, respond, said) => {
    const { code, output } = await drill(respond);
    expect(code).toBe(1);
    expect(output).toContain(said);
  });
});

describe("the CronJob of a drill", () => {
  const slowModels = everyGateway.models.map((model) => ({ ...model, timeoutSeconds: 600 }));
  const spec = (change = {}) => {
    const output = synthWorkloads((setting) => void gatewayAndAgent(setting, change), { budgets: providerBudgets });
    return { output, spec: inside(named(output, "kubernetes_cron_job_v1", "models-drill"), "spec") };
  };

  it("runs monthly, one at a time, once, and with the rights of the gateway's pods", () => {
    const { spec: all } = spec();
    expect(all).toMatchObject({ schedule: "0 9 1 * *", concurrency_policy: "Forbid", timezone: "Etc/UTC" });
    const job = inside(all, "job_template", "spec");
    expect(job).toMatchObject({ backoff_limit: 0, active_deadline_seconds: 1800 });
    const pod = inside(job, "template", "spec");
    expect(pod).toMatchObject({ restart_policy: "Never", automount_service_account_token: false });
    // the kubelet refuses a user by name where none may be root
    expect(inside(pod, "security_context")).toMatchObject({ run_as_non_root: true, run_as_user: "65534" });
    expect(inside(pod, "container", 0, "env")).toEqual([
      { name: "DRILL_KEY", value_from: { secret_key_ref: { name: "drill", key: "key" } } },
    ]);
  });

  it("runs a program of yours with the gateway, the set of cases and the threshold, where you have one", () => {
    const drill = {
      ...rightGatewayDrill(),
      evaluation: { command: ["python", "drill.py"], set: "support-2026-10", threshold: 0.9 },
    };
    const { output, spec: all } = spec({ drill });
    expect(inside(all, "job_template", "spec", "template", "spec", "container", 0, "command")).toEqual([
      "python",
      "drill.py",
    ]);
    expect(inside(named(output, "kubernetes_config_map_v1", "models-drill"), "data")).toEqual({
      DRILL_URL: "http://models.support.svc:4000",
      DRILL_MODELS: '{"smart":["smart-elsewhere"]}',
      DRILL_CALL_SECONDS: "1620",
      DRILL_SET: "support-2026-10",
      DRILL_THRESHOLD: "0.9",
      DRILL_SHARE_PERCENT: "10",
    });
  });

  it("has time for all its calls, each with its retries and fallbacks, where nobody says how much", () => {
    const gateway = { ...everyGateway, models: slowModels, retries: 2 } as unknown as GatewayOptions;
    const longest = 2 * (3 * 600 + 2 * 8);
    expect(drillSeconds(gateway, everyGateway.drill)).toBe(Math.ceil(longest / 0.9));
    expect(drillSeconds(gateway, { ...everyGateway.drill, timeoutSeconds: 60 })).toBe(60);
  });

  it.each<[calls: number, seconds: number]>([
    [1, 1_800],
    [2, 100],
    [7, 600],
  ])("asks %d times and has time left within its %d seconds to say what it found", (calls, timeoutSeconds) => {
    const { models, fallbacks } = rightGateway({ namespace: undefined } as never);
    const [first] = models;
    const names = Array.from({ length: calls - 1 }, (_, index) => `other-${index}`);
    const others = names.flatMap((name) =>
      first === undefined ? [] : [{ ...first, name, requestsPerMinute: 1, tokensPerMinute: 1 }],
    );
    const { output } = spec({
      models: [...models, ...others],
      fallbacks: { ...fallbacks, ...Object.fromEntries(names.map((name) => [name, ["smart-elsewhere"]])) },
      drill: { ...rightGatewayDrill(), timeoutSeconds },
    });
    const each = Number(
      inside(named(output, "kubernetes_config_map_v1", "models-drill"), "data", "DRILL_CALL_SECONDS"),
    );
    expect(each * calls).toBeLessThan(timeoutSeconds);
    expect(each).toBeGreaterThanOrEqual(1);
  });

  it("is judged as every workload", () => {
    const findings = found(
      (setting) => {
        const drill = { ...rightGatewayDrill(), image: "curlimages/curl:latest" };
        new ModelGateway(setting.stack, "models", { ...rightGateway(setting), drill });
      },
      { budgets: providerBudgets },
    );
    expect(findings.map(({ rule, path }) => [rule, path])).toEqual([["IMG-01", "test/models/Drill.image"]]);
  });
});

function rightGatewayDrill() {
  const { drill } = rightGateway({ namespace: undefined } as never);
  if (drill === undefined) throw new Error("the right gateway has a drill");
  return drill;
}
