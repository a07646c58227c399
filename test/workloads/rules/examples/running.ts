// What runs, is probed and ends: IMG, PRB, DRN, SHP.
import {
  DialOutService,
  Drain,
  type GatewayChart,
  HttpService,
  ModelGateway,
  PreStop,
  Probe,
  Queue,
  QueueWorker,
} from "../../../../src/workloads/index";
import { IMAGE, list, type RuleExample, TAGGED } from "./example";

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
  {
    rule: "IMG-04",
    what: "a command in one text",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, command: ["python main.py"] }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, command: ["python", "main.py"] }),
    at: "answers.command",
  },
];

const probes: readonly RuleExample[] = [
  {
    rule: "PRB-01",
    what: "liveness that asks the provider",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.http("/healthz", { dependsOn: "provider" }) },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, probes: { ...props.probes, liveness: Probe.http("/healthz") } }),
    at: "answers.probes.liveness",
  },
  {
    rule: "PRB-01",
    what: "liveness at the path of readiness",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, probes: { ...props.probes, liveness: Probe.http("/readyz") } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { liveness: Probe.http("/readyz"), readiness: Probe.http("/readyz") },
      }),
    at: "answers.probes.liveness",
  },
  {
    rule: "PRB-01",
    what: "liveness by the command of readiness",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: {
          liveness: Probe.command(["python", "check.py"]),
          readiness: Probe.command(["python", "check.py"], { dependsOn: "stores" }),
        },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: {
          liveness: Probe.command(["python", "alive.py"]),
          readiness: Probe.command(["python", "check.py"], { dependsOn: "stores" }),
        },
      }),
    at: "answers.probes.liveness",
  },
  {
    rule: "PRB-01",
    what: "a path of a gateway that calls every model",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, probes: { liveness: Probe.http("/health") } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, probes: { liveness: Probe.http("/health/liveliness") } }),
    at: "models.probes.liveness",
  },
  {
    rule: "PRB-02",
    what: "liveness that kills during a long step",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.http("/healthz", { failureThreshold: 1 }) },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.http("/healthz", { failureThreshold: 2 }) },
      }),
    at: "answers.probes.liveness.failureThreshold",
  },
  {
    rule: "PRB-02",
    what: "liveness that kills before readiness takes the pod out",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: {
          liveness: Probe.http("/healthz", { failureThreshold: 2 }),
          readiness: Probe.http("/readyz", { failureThreshold: 4 }),
        },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: {
          liveness: Probe.http("/healthz", { failureThreshold: 3 }),
          readiness: Probe.http("/readyz", { failureThreshold: 4 }),
        },
      }),
    at: "answers.probes.liveness.failureThreshold",
  },
  {
    rule: "PRB-03",
    what: "readiness that asks the provider too often",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, readiness: Probe.http("/readyz", { dependsOn: "provider", cachedSeconds: 29 }) },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, readiness: Probe.http("/readyz", { dependsOn: "provider", cachedSeconds: 30 }) },
      }),
    at: "answers.probes.readiness.cachedSeconds",
  },
  {
    rule: "PRB-03",
    what: "readiness that takes a part of a small budget",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        models: [{ model: "scarce", requestsPerMinute: 0, tokensPerMinute: 0 }],
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        models: [{ model: "scarce", requestsPerMinute: 0, tokensPerMinute: 0 }],
        probes: { ...props.probes, readiness: Probe.http("/readyz", { dependsOn: "provider", cachedSeconds: 600 }) },
      }),
    at: "answers.probes.readiness.cachedSeconds",
  },
  {
    rule: "PRB-04",
    what: "a service without readiness",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, probes: { liveness: Probe.http("/healthz") } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { liveness: Probe.http("/healthz"), readiness: Probe.http("/readyz") },
      }),
    at: "answers.probes.readiness",
  },
  {
    rule: "PRB-05",
    what: "a probe over HTTP of what listens on no port",
    wrong: ({ stack, dialling }) =>
      new DialOutService(stack, "runner", { ...dialling, probes: { liveness: Probe.http("/healthz") } }),
    right: ({ stack, dialling }) =>
      new DialOutService(stack, "runner", {
        ...dialling,
        probes: { liveness: Probe.http("/healthz", { port: 9090 }) },
      }),
    at: "runner.probes.liveness",
  },
];

const drains: readonly RuleExample[] = [
  {
    rule: "DRN-01",
    what: "a grace period that is a second too short",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, gracePeriodSeconds: 44 }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, gracePeriodSeconds: 45 }),
    at: "answers.gracePeriodSeconds",
  },
  {
    rule: "DRN-01",
    what: "a margin that is a second too short",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 20, marginSeconds: 14 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 20, marginSeconds: 15 }) }),
    at: "answers.drain.marginSeconds",
  },
  {
    rule: "DRN-01",
    what: "a preStop that sleeps longer than the drain counts with",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, preStop: PreStop.command(["sh", "-c", "sleep 11"]) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, preStop: PreStop.command(["sh", "-c", "sleep 10"]) }),
    at: "answers.preStop",
  },
  {
    rule: "DRN-01",
    what: "half a second",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 19.5 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 19 }) }),
    at: "answers.drain",
  },
  {
    rule: "DRN-02",
    what: "a process that leaves a second before its longest step ends",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 20, drainSeconds: 19 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 20, drainSeconds: 20 }) }),
    at: "answers.drain.drainSeconds",
  },
  {
    rule: "DRN-02",
    what: "a grace period that the longest step fills",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, gracePeriodSeconds: 30 }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        drain: Drain.of({ longestStepSeconds: 20, drainSeconds: 5 }),
        gracePeriodSeconds: 30,
        restartable: true,
      }),
    at: "answers.gracePeriodSeconds",
    also: ["DRN-01"],
  },
  {
    rule: "DRN-03",
    what: "a program without a handler of SIGTERM",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, handlesSigterm: false }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, handlesSigterm: true }),
    at: "answers.handlesSigterm",
  },
  {
    rule: "DRN-04",
    what: "a budget that lets no pod go",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 2, disruption: { minAvailable: 2 } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 2, disruption: { minAvailable: 1 } }),
    at: "answers.disruption.minAvailable",
  },
  {
    rule: "DRN-04",
    what: "a budget of no pod at all",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, disruption: { maxUnavailable: 0 } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 1, disruption: { maxUnavailable: 1 } }),
    at: "answers.disruption.maxUnavailable",
  },
  {
    rule: "DRN-05",
    what: "an image without a shell, in which nothing sleeps",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, image: { reference: IMAGE, hasShell: false } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        image: { reference: IMAGE, hasShell: false },
        preStop: PreStop.http("/drain", 8080),
      }),
    at: "answers.preStop",
  },
  {
    rule: "DRN-05",
    what: "a command that comes with a shell",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        image: { reference: IMAGE, hasShell: false },
        preStop: PreStop.command(["/bin/sleep", "10"]),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        image: { reference: IMAGE, hasShell: false },
        preStop: PreStop.command(["/app/agent", "drain"]),
      }),
    at: "answers.preStop",
  },
  {
    rule: "DRN-05",
    what: "a probe by a program that comes with a shell",
    wrong: ({ stack, dialling }) =>
      new DialOutService(stack, "runner", {
        ...dialling,
        image: { reference: IMAGE, hasShell: false },
        probes: { liveness: Probe.command(["cat", "/tmp/alive"]) },
      }),
    right: ({ stack, dialling }) =>
      new DialOutService(stack, "runner", {
        ...dialling,
        image: { reference: IMAGE, hasShell: false },
        probes: { liveness: Probe.command(["/app/agent", "alive"]) },
      }),
    at: "runner.probes.liveness",
  },
];

const shapes: readonly RuleExample[] = [
  {
    rule: "SHP-01",
    what: "half a minute for a request",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 30 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 29 }) }),
    at: "answers.drain.longestStepSeconds",
  },
  {
    rule: "SHP-01",
    what: "no time at all",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 0 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 1 }) }),
    at: "answers.drain.longestStepSeconds",
  },
  {
    rule: "SHP-02",
    what: "a queue that lends a task for as long as it may take, and no longer",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis({ ...list, visibilityTimeoutSeconds: 20 }),
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis({ ...list, visibilityTimeoutSeconds: 21 }),
      }),
    at: "worker.queue.visibilityTimeoutSeconds",
  },
  {
    rule: "SHP-03",
    what: "nodes that are gone when preStop and the step end",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, nodes: { spotNoticeSeconds: 30 } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, nodes: { spotNoticeSeconds: 31 } }),
    at: "answers.nodes.spotNoticeSeconds",
  },
  {
    rule: "SHP-03",
    what: "such nodes for work that nobody does again",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, nodes: { spotNoticeSeconds: 5 } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, nodes: { spotNoticeSeconds: 5 }, restartable: true }),
    at: "answers.nodes.spotNoticeSeconds",
  },
];

export const runningExamples: readonly RuleExample[] = [...images, ...probes, ...drains, ...shapes];
