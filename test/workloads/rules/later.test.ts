// without stack traces of tokens: ten times as fast under a test runner
import "../../constructs/support";
import { App, TerraformVariable } from "cdktf";
import { AgynStack } from "../../../src/constructs/index";
import {
  Drain,
  Exposure,
  type GatewayModel,
  type GatewayOptions,
  HttpService,
  ModelGateway,
  Queue,
  QueueWorker,
  Scaling,
  Volume,
} from "../../../src/workloads/index";
import { asked, elsewhere, type Given, list, smart } from "./examples/example";
import { judge } from "./judge";

/** A value that Terraform knows at apply. */
const later = ({ stack }: Given, name: string) => new TerraformVariable(stack, name, { type: "string" });

describe("what Terraform knows at apply", () => {
  it.each<readonly [string, (given: Given, text: string, number: number) => object]>([
    ["the image", (_, image) => ({ image })],
    ["the tag of an image", (_, tag) => ({ image: `registry.example.com/support:${tag}` })],
    ["the name", (_, name) => ({ name })],
    ["a variable", (_, REGION) => ({ environment: { REGION } })],
    ["a label", (_, team) => ({ labels: { team } })],
    ["a file", (_, text) => ({ files: { "/etc/agent.ini": text } })],
    ["a word of the command", (_, word) => ({ command: ["python", word] })],
    ["the public address", (_, url) => ({ exposure: wayIn({ url }) })],
    ["the host", (_, host) => ({ exposure: wayIn({ host }) })],
    ["how long the way in waits", (_, _text, timeoutSeconds) => ({ exposure: wayIn({ timeoutSeconds }) })],
    ["where traces go", ({ props }, traces) => ({ sight: { ...props.sight, traces } })],
    ["the public port", (_, _text, port) => ({ exposure: wayIn({ port }) })],
    ["an origin", ({ props }, origin) => ({ network: { ...props.network, origins: [origin] } })],
    ["a label of nodes", (_, zone) => ({ nodes: { selector: { zone } } })],
    ["how many pods there are", (_, _text, replicas) => ({ replicas })],
    ["most pods", (_, _text, maximum) => ({ scaling: Scaling.podMetric({ metric: "busy", minimum: 1, maximum }) })],
    ["a least number that stays", (_, _text, minAvailable) => ({ disruption: { minAvailable } })],
    ["a most number that goes", (_, _text, maxUnavailable) => ({ disruption: { maxUnavailable } })],
    [
      "least pods beside a number that stays",
      (_, _text, minimum) => ({
        scaling: Scaling.podMetric({ metric: "busy", minimum, maximum: 4 }),
        disruption: { minAvailable: 1 },
      }),
    ],
    ["how many pods are made beyond their number", (_, _text, maxSurge) => ({ rollout: { maxSurge } })],
    ["how many pods go at a time", (_, _text, maxUnavailable) => ({ rollout: { maxUnavailable } })],
    ["the port", (_, _text, port) => ({ port })],
    ["a user", (_, _text, runAsUser) => ({ security: { runAsUser } })],
    ["a quantity", (_, memory) => ({ resources: { requests: { memory }, limits: { memory } } })],
    ["the path of a volume", (_, path) => ({ volumes: { [path]: Volume.emptyDir("1Gi") } })],
    [
      "what a volume is called",
      (_, name) => ({ volumes: { "/a": Volume.secret(name), "/b": Volume.configMap(name) } }),
    ],
    ["the store of sessions", (_, sessions) => ({ state: { sessions } })],
    [
      "most connections",
      (_, _text, most) => ({ state: { sessions: "postgres", connections: { perProcess: 5, most } } }),
    ],
    ["how long an apply waits", (_, _text, waitSeconds) => ({ waitSeconds })],
    [
      "what one thing asks in how many seconds",
      (_, _text, number) => ({ models: [{ ...gpt, requestsPerMinute: number, callSeconds: number }] }),
    ],
    ["what one thing asks", (_, _text, tokensPerMinute) => ({ models: [{ ...gpt, tokensPerMinute }] })],
    ["least pods", (_, _text, minimum) => ({ scaling: Scaling.podMetric({ metric: "busy", minimum, maximum: 4 }) })],
    ["the window of a scaler", (_, _text, scaleDownWindowSeconds) => scaled({ scaleDownWindowSeconds })],
    ["what one pod is to have", (_, _text, perPod) => scaled({ perPod })],
    ["what one pod is to have, for KEDA", (_, _text, perPod) => ({ scaling: Scaling.prometheus({ ...keda, perPod }) })],
  ])("is nobody's fault: %s", (_, change) => {
    const findings = judge((given) => {
      const { stringValue, numberValue } = later(given, "later");
      new HttpService(given.stack, "answers", { ...given.props, ...change(given, stringValue, numberValue) });
    });

    expect(findings).toEqual([]);
  });

  it.each<readonly [string, Partial<GatewayOptions>, (replicas: number) => object]>([
    ["a gateway", {}, () => ({})],
    [
      "a gateway that is crowded by agents of a number known later",
      { inFlightPerPod: 1 },
      (replicas) => ({ replicas }),
    ],
  ])("is nobody's fault: how many pods there are of %s", (what, change, ofAgents) => {
    const findings = judge((given) => {
      const { stack, props } = given;
      const { scaling: _, ...gateway } = given.gateway;
      const count = later(given, "later").numberValue;
      const replicas = what === "a gateway" ? { replicas: count } : {};
      const models = new ModelGateway(stack, "models", { ...gateway, ...replicas, ...change });
      new HttpService(stack, "answers", { ...props, ...ofAgents(count), gateway: models, models: [asked] });
    });

    expect(findings).toEqual([]);
  });

  it("is nobody's fault: how long a queue lends a task", () => {
    const findings = judge((given) => {
      const visibilityTimeoutSeconds = later(given, "later").numberValue;
      const queue = Queue.redis({ ...list, visibilityTimeoutSeconds });
      new QueueWorker(given.stack, "worker", { ...given.dialling, queue });
    });

    expect(findings).toEqual([]);
  });

  it.each<readonly [string, (limit: number) => readonly GatewayModel[]]>([
    ["a model", (requestsPerMinute) => [{ ...smart, requestsPerMinute }, elsewhere]],
    ["a model in a time", (timeoutSeconds) => [smart, { ...elsewhere, timeoutSeconds }]],
    ["its fallback", (requestsPerMinute) => [smart, { ...elsewhere, requestsPerMinute }]],
  ])("is nobody's fault: what is allowed of %s", (_what, models) => {
    const findings = judge((given) => {
      const { stack, props, gateway } = given;
      const limit = later(given, "later").numberValue;
      const one = new ModelGateway(stack, "models", { ...gateway, models: models(limit), drain: gatewayDrain });
      new HttpService(stack, "answers", { ...props, gateway: one, models: [asked] });
      new HttpService(stack, "others", { ...props, gateway: one, models: [{ ...asked, model: elsewhere.name }] });
    });

    expect(findings).toEqual([]);
  });

  it.each<readonly [string, (retries: number) => Partial<GatewayOptions>]>([
    ["retries", (retries) => ({ retries })],
    ["retries and a timeout", (retries) => ({ retries, models: [{ ...smart, timeoutSeconds: retries }, elsewhere] })],
  ])("is nobody's fault where the drain of a gateway is given: its %s", (_what, change) => {
    const findings = judge((given) => {
      const { stack, props, gateway } = given;
      const own = { ...gateway, ...change(later(given, "later").numberValue), drain: gatewayDrain };
      const one = new ModelGateway(stack, "models", own);
      new HttpService(stack, "answers", { ...props, gateway: one, models: [asked] });
    });

    expect(findings).toEqual([]);
  });

  it("is refused where budgets and targets follow from it: what one pod has in flight", () => {
    const findings = judge((given) => {
      const inFlightPerPod = later(given, "later").numberValue;
      const scaling = Scaling.podMetric({ metric: "busy", minimum: 1, maximum: 4 });
      new HttpService(given.stack, "answers", { ...given.props, inFlightPerPod, scaling });
    });

    expect(findings.map(({ rule, value }) => [rule, value])).toEqual([
      ["SCL-08", "known at apply"],
      ["SCL-01", 0],
    ]);
  });

  it("is refused where the lease follows from it: what a worker fetches", () => {
    const findings = judge((given) => {
      const prefetch = later(given, "later").numberValue;
      new QueueWorker(given.stack, "worker", { ...given.dialling, queue: Queue.redis({ ...list, prefetch }) });
    });

    expect(findings.map(({ rule, value }) => [rule, value])).toEqual([["QUE-01", "known at apply"]]);
  });

  it("is shown in words where something else is wrong with it", () => {
    const findings = judge((given) => {
      const security = { hostPaths: [later(given, "later").stringValue] };
      new HttpService(given.stack, "answers", { ...given.props, security });
    });

    expect(findings).toMatchObject([{ rule: "SEC-07", value: "known at apply" }]);
  });

  it("is nobody's fault: what a provider allows", () => {
    const app = new App({ stackTraces: false });
    const { numberValue } = new TerraformVariable(new AgynStack(app, "limits", {}), "later", { type: "number" });
    const limits = { requestsPerMinute: numberValue, tokensPerMinute: numberValue, concurrency: numberValue };
    const budgets = [{ name: "gpt", provider: "openai", ...limits }];
    const findings = judge(({ stack, props }) => new HttpService(stack, "answers", props), { budgets });

    expect(findings).toEqual([]);
  });

  it("is refused where durations follow from it", () => {
    const findings = judge((given) => {
      const drain = Drain.of({ longestStepSeconds: later(given, "later").numberValue });
      new HttpService(given.stack, "answers", { ...given.props, drain });
    });

    expect(findings.filter(({ rule }) => rule === "DRN-01").map(({ why }) => why)).toEqual([
      expect.stringContaining("known at synth"),
    ]);
  });

  it("is refused as a grace period, once, into which nobody knows whether a drain fits", () => {
    const findings = judge((given) => {
      const gracePeriodSeconds = later(given, "later").numberValue;
      new HttpService(given.stack, "answers", { ...given.props, gracePeriodSeconds });
    });

    expect(findings).toMatchObject([
      {
        rule: "DRN-01",
        path: "europe/answers.gracePeriodSeconds",
        value: "known at apply",
        fix: expect.stringMatching(/^leave it out, which is 45,/) as string,
      },
    ]);
  });

  it.each([
    ["workers", "how many processes there are"],
    ["retries", "how long calls take"],
  ])("is refused as %s of a gateway, with what follows from it", (option, what) => {
    const findings = judge((given) => {
      new ModelGateway(given.stack, "models", { ...given.gateway, [option]: later(given, "later").numberValue });
    });

    expect(findings.filter(({ rule }) => rule === "LLM-17").map(({ why }) => why)).toEqual([
      expect.stringContaining(what),
    ]);
  });

  it("is refused as text of a variable that is called a secret: it would be in the state", () => {
    const findings = judge((given) => {
      const environment = { CRM_API_KEY: later(given, "later").stringValue };
      new HttpService(given.stack, "answers", { ...given.props, environment });
    });

    expect(findings.map(({ rule }) => rule)).toEqual(["SEC-01"]);
  });
});

const keda = { minimum: 1, maximum: 4, server: "http://prometheus.monitoring:9090", query: "sum(busy)" };

const scaled = (more: object) => ({
  scaling: Scaling.podMetric({ metric: "busy", minimum: 1, maximum: 4, ...more }),
});
const gatewayDrain = Drain.of({ longestStepSeconds: 300 });
const gpt = { model: "gpt", requestsPerMinute: 3, tokensPerMinute: 9_000 };

const wayIn = (more: object) =>
  Exposure.route({ host: "agents.example.com", gateway: "edge", fromNamespace: "gateways", ...more });
