// What takes its work from a queue: QUE, and how long it is lent, which is SHP-02.
import { Drain, HttpService, Queue, QueueWorker, Scaling, ScalingTrigger } from "../../../../src/workloads/index";
import { list, type RuleExample } from "./example";

const temporal = { endpoint: "temporal.queues:7233", taskQueue: "reports", peer: { namespace: "queues" } };
const version = (buildId: string) => ({ deploymentName: "reports", buildId });
const backlog = { list: "reports", minimum: 1, maximum: 2 };
const severalOf = (endpoint: string): Scaling =>
  Scaling.keda({
    minimum: 1,
    maximum: 2,
    triggers: [
      ScalingTrigger.redis({ address: "redis:6380", list: "reports" }),
      ScalingTrigger.temporal({ endpoint, taskQueue: "reports" }),
    ],
  });
const NEXT = `registry.example.com/worker@sha256:${"b2".repeat(32)}`;

export const queueExamples: readonly RuleExample[] = [
  {
    rule: "QUE-01",
    what: "a second task taken while the first takes more than a minute",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        drain: Drain.of({ longestStepSeconds: 61 }),
        queue: Queue.redis({ ...list, prefetch: 2 }),
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        drain: Drain.of({ longestStepSeconds: 60 }),
        queue: Queue.redis({ ...list, prefetch: 2 }),
      }),
    at: "worker.queue.prefetch",
  },
  {
    rule: "QUE-01",
    what: "a prefetch that is no number of tasks",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.redis({ ...list, prefetch: 0 }) }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.redis({ ...list, prefetch: 1 }) }),
    at: "worker.queue.prefetch",
  },
  {
    rule: "SHP-02",
    what: "the second of two tasks that are fetched together, which waits for the first",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis({ ...list, prefetch: 2, visibilityTimeoutSeconds: 40 }),
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis({ ...list, prefetch: 2, visibilityTimeoutSeconds: 41 }),
      }),
    at: "worker.queue.visibilityTimeoutSeconds",
  },
  {
    rule: "QUE-02",
    what: "a task that is acknowledged before it is done, on a node that is taken back",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        nodes: { spotNoticeSeconds: 120 },
        queue: Queue.redis({ ...list, acknowledges: "early" }),
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        nodes: { spotNoticeSeconds: 120 },
        queue: Queue.redis({ ...list, acknowledges: "late" }),
      }),
    at: "worker.queue.acknowledges",
  },
  {
    rule: "QUE-03",
    what: "a Redis of which nobody says that it keeps its lists",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.redis({ ...list, durable: false }) }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.redis({ ...list, durable: true }) }),
    at: "worker.queue.durable",
  },
  {
    rule: "QUE-04",
    what: "two programs on one task queue, which nothing tells apart",
    wrong: ({ stack, dialling }) => {
      new QueueWorker(stack, "old", { ...dialling, queue: Queue.temporal(temporal) });
      new QueueWorker(stack, "new", { ...dialling, image: NEXT, queue: Queue.temporal(temporal) });
    },
    right: ({ stack, dialling }) => {
      new QueueWorker(stack, "old", { ...dialling, queue: Queue.temporal({ ...temporal, version: version("1") }) });
      new QueueWorker(stack, "new", {
        ...dialling,
        image: NEXT,
        queue: Queue.temporal({ ...temporal, version: version("2") }),
      });
    },
    at: "new.queue.version",
  },
  {
    rule: "QUE-04",
    what: "two programs that say they are the same version",
    wrong: ({ stack, dialling }) => {
      const queue = Queue.temporal({ ...temporal, version: version("1") });
      new QueueWorker(stack, "old", { ...dialling, queue });
      new QueueWorker(stack, "new", { ...dialling, image: NEXT, queue });
    },
    right: ({ stack, dialling }) => {
      const queue = Queue.temporal({ ...temporal, version: version("1") });
      new QueueWorker(stack, "old", { ...dialling, queue });
      new QueueWorker(stack, "new", { ...dialling, queue });
    },
    at: "new.queue.version",
  },
  {
    rule: "QUE-05",
    what: "the address of a Redis as programs write it",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis({ ...list, address: "rediss://redis:6380" }),
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.redis({ ...list, address: "redis:6380" }) }),
    at: "worker.queue.address",
  },
  {
    rule: "QUE-05",
    what: "the address of a scaler's own list as programs write it",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.redis({ ...backlog, address: "rediss://redis:6380" }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: Scaling.redis({ ...backlog, address: "redis:6380" }) }),
    at: "answers.scaling.address",
  },
  {
    rule: "QUE-05",
    what: "one of several things that a scaler looks at without its port",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: severalOf("temporal-frontend.temporal") }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: severalOf("temporal-frontend.temporal:7233") }),
    at: "answers.scaling.triggers[1].endpoint",
  },
  {
    rule: "QUE-05",
    what: "a Temporal without its port",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.temporal({ ...temporal, endpoint: "temporal" }) }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.temporal({ ...temporal, endpoint: "[fd00::7]:7233" }),
      }),
    at: "worker.queue.endpoint",
  },
];
