// What holds while pods are exchanged, and in each of their processes: DRN-06, STA-03, STA-04, and what SCL and LLM say of models.
import {
  AgentFlowService,
  BridgeService,
  Drain,
  Exposure,
  HttpService,
  type GatewayModel,
  ModelGateway,
  SecretKey,
} from "../../../../src/workloads/index";
import { agentFlowProps } from "../../agentflow/support";
import { asked, elsewhere, type RuleExample, smart, wayIn } from "./example";

/** Of three pods with hosts of their own. */
const hosts = Exposure.route({ ...wayIn, url: "wss://{pod}.example.com" });

const waits: readonly RuleExample[] = [
  {
    rule: "DRN-06",
    what: "an apply that waits no longer than the one pod with all sessions takes to end",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 1, state: { sessions: "process" }, waitSeconds: 45 }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 1, state: { sessions: "redis" }, waitSeconds: 45 }),
    at: "answers.waitSeconds",
  },
  {
    rule: "DRN-06",
    what: "an apply that waits no longer than three pods take to end, one after the other",
    wrong: ({ stack, props: { scaling: _, ...props } }) =>
      new BridgeService(stack, "calls", { ...props, hosts: "perPod", replicas: 3, exposure: hosts, waitSeconds: 105 }),
    right: ({ stack, props: { scaling: _, ...props } }) =>
      new BridgeService(stack, "calls", { ...props, hosts: "perPod", replicas: 3, exposure: hosts, waitSeconds: 106 }),
    at: "calls.waitSeconds",
  },
  {
    rule: "DRN-06",
    what: "an apply that does not wait at all",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, waitSeconds: 0 }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, waitSeconds: 30 }),
    at: "answers.waitSeconds",
  },
];

const connections = { perProcess: 10, most: 120 };

const state: readonly RuleExample[] = [
  {
    rule: "STA-03",
    what: "too few connections for eight pods and as many that drain for half a minute",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 8, state: { sessions: "postgres", connections } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        replicas: 8,
        drain: Drain.of({ longestStepSeconds: 4, preStopSeconds: 1 }),
        state: { sessions: "postgres", connections },
      }),
    at: "answers.state.connections.perProcess",
  },
  {
    rule: "STA-04",
    what: "the memory of a process that passes for a store",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, state: { sessions: "memory" } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, state: { sessions: "mem0" } }),
    at: "answers.state.sessions",
  },
  ...["In-Memory", "in process", "local"].map(
    (sessions): RuleExample => ({
      rule: "STA-04",
      what: `sessions in "${sessions}"`,
      wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, state: { sessions } }),
      right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, state: { sessions: "mem0" } }),
      at: "answers.state.sessions",
    }),
  ),
  {
    rule: "STA-04",
    what: "another word for no sessions",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, state: { sessions: "None" } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, state: { sessions: "none" } }),
    at: "answers.state.sessions",
  },
];

/** The second of two fallbacks. */
const last: GatewayModel = {
  ...elsewhere,
  timeoutSeconds: 5,
  name: "last",
  target: "gemini/pro",
  apiKey: SecretKey.of("google", "key"),
};

const models: readonly RuleExample[] = [
  {
    rule: "SCL-04",
    what: "a deployment of an account that has no budget, though its model has one",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        models: [{ ...smart, target: "openai/gpt", account: "second" }, elsewhere],
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, models: [{ ...smart, target: "openai/gpt" }, elsewhere] }),
    at: "models.models[0].account",
  },
  {
    rule: "SCL-08",
    what: "a pod that takes less than it has processes",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), inFlightPerPod: 3, workers: 4 }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), inFlightPerPod: 4, workers: 4 }),
    at: "flow.inFlightPerPod",
  },
  {
    rule: "SCL-09",
    what: "two models whose limits one variable would tell",
    wrong: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, { ...smart, name: "SMART" }, elsewhere],
        fallbacks: { smart: ["smart-elsewhere"], SMART: ["smart-elsewhere"] },
      });
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked, { ...asked, model: "SMART" }] });
    },
    right: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, { ...smart, name: "smart-2" }, elsewhere],
        fallbacks: { smart: ["smart-elsewhere"], "smart-2": ["smart-elsewhere"] },
      });
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked, { ...asked, model: "smart-2" }] });
    },
    at: "answers.models[1].model",
  },
  {
    rule: "LLM-10",
    what: "a fallback that two models of one provider fall to at once, with room for one of them",
    wrong: ({ stack, props, gateway }) => {
      const own = { apiKey: SecretKey.of("google", "key") };
      const other = { ...smart, ...own, name: "other", target: "openai/gpt-5-mini" };
      const models = new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, other, elsewhere],
        fallbacks: { smart: ["smart-elsewhere"], other: ["smart-elsewhere"] },
      });
      new HttpService(stack, "answers", { ...props, gateway: models, models: [{ ...asked, requestsPerMinute: 63 }] });
      new HttpService(stack, "summaries", {
        ...props,
        gateway: models,
        models: [{ ...asked, model: "other", requestsPerMinute: 63 }],
      });
    },
    right: ({ stack, props, gateway }) => {
      const own = { apiKey: SecretKey.of("google", "key") };
      const other = { ...smart, ...own, name: "other", target: "gemini/pro" };
      const models = new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, other, elsewhere],
        fallbacks: { smart: ["smart-elsewhere"], other: ["smart-elsewhere"] },
      });
      new HttpService(stack, "answers", { ...props, gateway: models, models: [{ ...asked, requestsPerMinute: 63 }] });
      new HttpService(stack, "summaries", {
        ...props,
        gateway: models,
        models: [{ ...asked, model: "other", requestsPerMinute: 63 }],
      });
    },
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "LLM-10",
    what: "the second of two fallbacks, with less room than both loads need",
    wrong: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, elsewhere, last],
        fallbacks: { smart: ["smart-elsewhere", "last"] },
      });
      new HttpService(stack, "answers", {
        ...props,
        drain: Drain.of({ longestStepSeconds: 25 }),
        gateway: models,
        models: [asked],
      });
      new HttpService(stack, "summaries", {
        ...props,
        gateway: models,
        models: [{ ...asked, model: "last", requestsPerMinute: 123 }],
      });
    },
    right: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, elsewhere, last],
        fallbacks: { smart: ["smart-elsewhere", "last"] },
      });
      new HttpService(stack, "answers", {
        ...props,
        drain: Drain.of({ longestStepSeconds: 25 }),
        gateway: models,
        models: [asked],
      });
      new HttpService(stack, "summaries", {
        ...props,
        gateway: models,
        models: [{ ...asked, model: "last", requestsPerMinute: 122 }],
      });
    },
    at: 'models.fallbacks["smart"]',
  },
];

export const rolloutExamples: readonly RuleExample[] = [...waits, ...state, ...models];
