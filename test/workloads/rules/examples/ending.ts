// What ends, and what may take how long: DRN, SHP.
import {
  DialOutService,
  Drain,
  HttpService,
  PreStop,
  Probe,
  Queue,
  QueueWorker,
} from "../../../../src/workloads/index";
import { IMAGE, list, type RuleExample } from "./example";

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
    what: "a step in milliseconds",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 20_000 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds: 20 }) }),
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

export const endingExamples: readonly RuleExample[] = [...drains, ...shapes];
