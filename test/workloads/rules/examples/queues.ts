// What takes its work from a queue: QUE.
import { Drain, Queue, QueueWorker } from "../../../../src/workloads/index";
import { list, type RuleExample } from "./example";

const temporal = { endpoint: "temporal.queues:7233", taskQueue: "reports", peer: { namespace: "queues" } };
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
      new QueueWorker(stack, "old", { ...dialling, queue: Queue.temporal({ ...temporal, buildId: "1" }) });
      new QueueWorker(stack, "new", { ...dialling, image: NEXT, queue: Queue.temporal({ ...temporal, buildId: "2" }) });
    },
    at: "new.queue.buildId",
  },
];
