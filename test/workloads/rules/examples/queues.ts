// What takes its work from a queue: QUE.
import { Drain, Queue, QueueWorker, SecretKey } from "../../../../src/workloads/index";
import type { RuleExample } from "./example";

const redis = {
  address: "redis.queues:6379",
  list: "tasks",
  url: SecretKey.of("queue", "url"),
  durable: true,
  peer: { namespace: "queues", ports: [6379] },
};
const temporal = {
  endpoint: "temporal.queues:7233",
  taskQueue: "tasks",
  peer: { namespace: "queues", ports: [7233] },
};
const OTHER_IMAGE = `registry.example.com/support@sha256:${"b2".repeat(32)}`;
const drain = Drain.of({ longestStepSeconds: 600 });

export const queueExamples: readonly RuleExample[] = [
  {
    rule: "QUE-01",
    what: "long tasks that wait behind another",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, drain, queue: Queue.redis({ ...redis, prefetch: 2 }) }),
    right: ({ stack, dialling }) => new QueueWorker(stack, "worker", { ...dialling, drain, queue: Queue.redis(redis) }),
    at: "worker.queue.prefetch",
  },
  {
    rule: "QUE-02",
    what: "tasks that go with their node",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        nodes: { spotNoticeSeconds: 120 },
        queue: Queue.redis({ ...redis, acknowledges: "early" }),
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        nodes: { spotNoticeSeconds: 120 },
        queue: Queue.redis({ ...redis, acknowledges: "late" }),
      }),
    at: "worker.queue.acknowledges",
  },
  {
    rule: "QUE-03",
    what: "a list of which nobody says that it outlives its server",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.redis({ ...redis, durable: false }) }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.redis({ ...redis, durable: true }) }),
    at: "worker.queue.durable",
  },
  {
    rule: "QUE-04",
    what: "two programs on one task queue",
    wrong: ({ stack, dialling }) => {
      const queue = Queue.temporal(temporal);
      new QueueWorker(stack, "worker", { ...dialling, queue });
      new QueueWorker(stack, "worker-2", { ...dialling, image: OTHER_IMAGE, queue });
    },
    right: ({ stack, dialling }) => {
      new QueueWorker(stack, "worker", { ...dialling, queue: Queue.temporal({ ...temporal, buildId: "1" }) });
      new QueueWorker(stack, "worker-2", {
        ...dialling,
        image: OTHER_IMAGE,
        queue: Queue.temporal({ ...temporal, buildId: "2" }),
      });
    },
    at: "worker-2.queue.buildId",
  },
];
