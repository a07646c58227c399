// What runs and is reached: NET, IMG.
import {
  DialOutService,
  Exposure,
  type GatewayChart,
  HttpService,
  ModelGateway,
} from "../../../../src/workloads/index";
import { IMAGE, type RuleExample, TAGGED, wayIn } from "./example";

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
    at: "answers.network.egress",
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
        network: { egress: [{ namespace: "models", ports: [4000] }] },
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
      network: { egress: [{ cidr: "203.0.113.0/24", ports: [443] }] },
    });
  },
  at: "answers.network.egress",
};

const images: readonly RuleExample[] = [
  {
    rule: "IMG-01",
    what: "an image without a tag of its own",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, image: "registry.example.com/support:latest" }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, image: IMAGE }),
    at: "answers.image",
  },
  ...["registry.example.com/support", "registry.example.com:5000/support", "registry.example.com/support:3.12"].map(
    (image): RuleExample => ({
      rule: "IMG-01",
      what: `the image ${image}`,
      wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, image }),
      right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, image: IMAGE }),
      at: "answers.image",
    }),
  ),
  {
    rule: "IMG-02",
    what: "a chart without a version",
    wrong: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, chart: {} as GatewayChart }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, chart: { version: "1.96.0" } }),
    at: "models.chart.version",
  },
  ...["1", "^1.2.3", ">=1.2.3", "1.2.3 - 2.0.0"].map(
    (version): RuleExample => ({
      rule: "IMG-02",
      what: `a chart of version ${version}`,
      wrong: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, chart: { version } }),
      right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, chart: { version: "1.2.3" } }),
      at: "models.chart.version",
    }),
  ),
  {
    rule: "IMG-03",
    what: "a tag without a digest",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, image: TAGGED }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, image: IMAGE }),
    at: "answers.image",
  },
  {
    rule: "IMG-04",
    what: "a shell before the program",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, command: ["sh", "-c", "python main.py"] }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, command: ["sh", "-c", "exec python main.py"] }),
    at: "answers.command",
  },
  {
    rule: "IMG-04",
    what: "a shell behind an init and behind other flags",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        command: ["tini", "--", "/bin/bash", "-e", "-c", "python main.py"],
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        command: ["tini", "--", "bash", "-ec", "cd /app\nexec python main.py"],
      }),
    at: "answers.command",
  },
  ...[
    ["env", "X=1", "sh", "-c"],
    ["/usr/bin/env", "sh", "-c"],
    ["env", "-u", "HOME", "-i", "X=1", "bash", "-c"],
    ["env", "-S", "X=1 sh -c"],
    ["tini", "-p", "SIGTERM", "--", "env", "X=1", "sh", "-c"],
    ["dumb-init", "sh", "-c"],
    ["busybox", "sh", "-c"],
  ].map(
    (before): RuleExample => ({
      rule: "IMG-04",
      what: `a shell behind ${before.join(" ")}`,
      wrong: ({ stack, props }) =>
        new HttpService(stack, "answers", { ...props, command: [...before, "exec 2>&1; python main.py"] }),
      right: ({ stack, props }) =>
        new HttpService(stack, "answers", { ...props, command: [...before, "cd /app && exec python main.py"] }),
      at: "answers.command",
    }),
  ),
  ...[
    ["tini", "-g", "--"],
    ["dumb-init", "--"],
    ["env", "X=1"],
    ["/usr/bin/env", "-u", "HOME"],
  ].map(
    (before): RuleExample => ({
      rule: "IMG-04",
      what: `${before.join(" ")} before a shell, not before a program`,
      wrong: ({ stack, props }) =>
        new HttpService(stack, "answers", { ...props, command: [...before, "sh", "-c", "python main.py -- sh -c"] }),
      right: ({ stack, props }) =>
        new HttpService(stack, "answers", { ...props, command: [...before, "python", "main.py", "-c", "x"] }),
      at: "answers.command",
    }),
  ),
  {
    rule: "IMG-04",
    what: "a command in one text",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, command: ["python main.py"] }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, command: ["python", "main.py"] }),
    at: "answers.command",
  },
];

export const runningExamples: readonly RuleExample[] = [...network, around, ...images];
