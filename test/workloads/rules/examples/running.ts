// What runs: IMG.
import { type GatewayChart, HttpService, ModelGateway } from "../../../../src/workloads/index";
import { IMAGE, type RuleExample, TAGGED } from "./example";

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

export const runningExamples: readonly RuleExample[] = images;
