// Who reaches a workload, by which way, and where it may go: NET.
import {
  BridgeService,
  DialOutService,
  Drain,
  Exposure,
  HttpService,
  ModelGateway,
  Queue,
  QueueWorker,
} from "../../../../src/workloads/index";
import { ingress, list, type RuleExample, wayIn } from "./example";

const network: readonly RuleExample[] = [
  {
    rule: "NET-01",
    what: "a public address in clear text",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ ...wayIn, url: "http://agents.example.com" }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ ...wayIn, url: "https://agents.example.com" }),
      }),
    at: "answers.exposure.url",
  },
  {
    rule: "NET-01",
    what: "a public address without a scheme",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ ...wayIn, url: "agents.example.com" }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ ...wayIn, url: "wss://agents.example.com" }),
      }),
    at: "answers.exposure.url",
  },
  {
    rule: "NET-02",
    what: "a port in the address at which nobody listens",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ ...wayIn, url: "wss://agents.example.com:8765" }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ ...wayIn, url: "wss://agents.example.com:8765", port: 8765 }),
      }),
    at: "answers.exposure.url",
  },
  {
    rule: "NET-03",
    what: "a policy that lets no name be asked for",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, network: { ...props.network, dns: false } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, network: { ...props.network, dns: true } }),
    at: "answers.network.dns",
  },
  {
    rule: "NET-03",
    what: "no policy",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, network: { ...props.network, policy: false } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, network: { ...props.network, policy: true } }),
    at: "answers.network.policy",
  },
  {
    rule: "NET-03",
    what: "a model that the policy lets nobody reach",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, network: {} }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, network: {}, models: [] }),
    at: "answers.network.models",
  },
  {
    rule: "NET-03",
    what: "a model of a workload that may reach its store only",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, network: { egress: [{ namespace: "stores", ports: [6379] }] } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        network: { egress: [{ namespace: "stores", ports: [6379] }], models: [{ namespace: "models", ports: [4000] }] },
      }),
    at: "answers.network.models",
  },
  {
    rule: "NET-03",
    what: "a model of a worker that may reach its queue only",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "reports", { ...dialling, network: {}, queue: Queue.redis(list) }),
    right: ({ stack, dialling }) => new QueueWorker(stack, "reports", { ...dialling, queue: Queue.redis(list) }),
    at: "reports.network.models",
  },
  {
    rule: "NET-04",
    what: "a way in to what listens nowhere",
    wrong: ({ stack, dialling }) => {
      const exposed = { ...dialling, exposure: Exposure.route(wayIn) };
      return new DialOutService(stack, "runner", exposed);
    },
    right: ({ stack, dialling }) => new DialOutService(stack, "runner", dialling),
    at: "runner.exposure",
  },
  {
    rule: "NET-05",
    what: "a proxy that waits as long as the longest step, and no longer",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, exposure: Exposure.route({ ...wayIn, timeoutSeconds: 20 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, exposure: Exposure.route({ ...wayIn, timeoutSeconds: 21 }) }),
    at: "answers.exposure.timeoutSeconds",
  },
  {
    rule: "NET-06",
    what: "every origin",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, network: { ...props.network, origins: ["*"] } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        network: { ...props.network, origins: ["https://app.example.com"] },
      }),
    at: "answers.network.origins[0]",
  },
  {
    rule: "NET-06",
    what: "every origin of a top-level domain, beside one that is named",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        network: { ...props.network, origins: ["https://app.example.com", "https://*.com"] },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        network: { ...props.network, origins: ["https://*.example.com"] },
      }),
    at: "answers.network.origins[1]",
  },
  ...["app.example.com", "https://app.example.com/"].map(
    (origin): RuleExample => ({
      rule: "NET-06",
      what: `an origin that no browser sends, ${origin}`,
      wrong: ({ stack, props }) =>
        new HttpService(stack, "answers", { ...props, network: { ...props.network, origins: [origin] } }),
      right: ({ stack, props }) =>
        new HttpService(stack, "answers", {
          ...props,
          network: { ...props.network, origins: ["https://app.example.com:8443", "capacitor://localhost"] },
        }),
      at: "answers.network.origins[0]",
    }),
  ),
  {
    rule: "NET-06",
    what: "a way in for every host",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, exposure: Exposure.route({ ...wayIn, host: "*.example.com" }) }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, exposure: Exposure.route(wayIn) }),
    at: "answers.exposure.url",
  },
  {
    rule: "NET-07",
    what: "the internet for an agent that has a gateway",
    wrong: ({ stack, props, gateway }) => {
      new ModelGateway(stack, "models", gateway);
      return new HttpService(stack, "answers", { ...props, network: { internet: true } });
    },
    right: ({ stack, props, gateway }) => {
      new ModelGateway(stack, "models", gateway);
      return new HttpService(stack, "answers", {
        ...props,
        network: { models: [{ namespace: "models", ports: [4000] }] },
      });
    },
    at: "answers.network.internet",
  },
];

const around: RuleExample = {
  rule: "NET-07",
  what: "every address for an agent that has a gateway",
  wrong: ({ stack, props, gateway }) => {
    new ModelGateway(stack, "models", gateway);
    return new HttpService(stack, "answers", { ...props, network: { egress: [{ cidr: "0.0.0.0/0", ports: [443] }] } });
  },
  right: ({ stack, props, gateway }) => {
    new ModelGateway(stack, "models", gateway);
    return new HttpService(stack, "answers", {
      ...props,
      network: { models: [{ cidr: "203.0.113.0/24", ports: [443] }] },
    });
  },
  at: "answers.network.egress",
};

const allowLists: readonly RuleExample[] = [
  {
    rule: "NET-08",
    what: "addresses that may come, named to a controller that knows no such list",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.ingress({ ...ingress, controller: "contour", allowedCidrs: ["203.0.113.0/24"] }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.ingress({ ...ingress, controller: "haproxy", allowedCidrs: ["203.0.113.0/24"] }),
      }),
    at: "answers.exposure.allowedCidrs",
  },
];

const badPeers = [
  { what: "one address without its bits", wrong: { cidr: "203.0.113.7" }, right: { cidr: "203.0.113.7/32" } },
  { what: "a name for an address", wrong: { cidr: "api.example.com" }, right: { cidr: "203.0.113.0/24" } },
  { what: "addresses of a namespace", wrong: { cidr: "10.1.0.0/16", namespace: "a" }, right: { namespace: "a" } },
  { what: "no port at all", wrong: { podLabels: { app: "a" }, ports: [] }, right: { podLabels: { app: "a" } } },
].map(
  ({ what, wrong, right }): RuleExample => ({
    rule: "NET-09",
    what,
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, network: { ...props.network, egress: [wrong] } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, network: { ...props.network, egress: [right] } }),
    at: "answers.network.egress",
  }),
);

const ofBalancer = Exposure.ingress({
  host: "calls.example.com",
  className: "alb",
  controller: "alb",
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/1",
  fromCidrs: ["10.20.0.0/16"],
});

const peers: readonly RuleExample[] = [
  {
    rule: "NET-09",
    what: "an address of a way in without its bits",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ host: "agents.example.com", gateway: "edge", fromCidrs: ["35.191.0.0"] }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ host: "agents.example.com", gateway: "edge", fromCidrs: ["35.191.0.0/16"] }),
      }),
    at: "answers.exposure.fromCidrs",
  },
  ...badPeers,
  {
    rule: "NET-09",
    what: "an address of a queue without its bits",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        whenFull: "park",
        parksOn: Queue.redis({ ...list, peer: { cidr: "10.20.0.7" } }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        whenFull: "park",
        parksOn: Queue.redis({ ...list, peer: { cidr: "10.20.0.7/32" } }),
      }),
    at: "answers.parksOn.peer",
  },
  {
    rule: "NET-09",
    what: "an address of a worker's queue without its bits",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.redis({ ...list, peer: { cidr: "10.20.0.7" } }) }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis({ ...list, peer: { cidr: "10.20.0.7/32" } }),
      }),
    at: "worker.queue.peer",
  },
  {
    rule: "NET-05",
    what: "calls that a balancer of AWS cuts when their pod ends",
    wrong: ({ stack, props }) =>
      new BridgeService(stack, "calls", {
        ...props,
        drain: Drain.of({ longestStepSeconds: 3_601 }),
        exposure: ofBalancer,
      }),
    right: ({ stack, props }) =>
      new BridgeService(stack, "calls", {
        ...props,
        drain: Drain.of({ longestStepSeconds: 3_600 }),
        exposure: ofBalancer,
      }),
    at: "calls.exposure",
  },
];

export const networkExamples: readonly RuleExample[] = [...network, ...allowLists, ...peers, around];
