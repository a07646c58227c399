// Workers of a queue: how often a task is handed out under the lease that follows from the drain, and under a shorter one.
import { Drain, Queue, type QueueWorkerProps, QueueWorker, SecretKey } from "../../../src/workloads/index";
import type { Pod } from "../../support/pod-runner/index";
import { TaskQueue } from "../../support/pod-runner/task-queue";
import { redisOptions } from "../right-shapes";
import { DIGEST } from "../support";
import { IMAGE, onPods, proof, synthesized, type Synthesized } from "./support";

const TASK_SECONDS = 120;

interface Row {
  readonly visibilityTimeoutSeconds?: number;
  /** What happens to the pod that has the task. */
  readonly event?: (holder: Pod) => Promise<void>;
  readonly refusedBy?: readonly string[];
  /** How many workers got it. */
  readonly handed: number;
  readonly done: number;
}

proof("a task of two minutes, and two workers", () => {
  test.each<[string, Row]>([
    ["is handed to one of them, under the lease that was derived", { handed: 1, done: 1 }],
    [
      "is finished by the one that has it, also when that is deleted meanwhile",
      { event: (holder) => holder.delete(), handed: 1, done: 1 },
    ],
    [
      "is handed to the other when the one that has it is lost with its node",
      { event: (holder) => holder.lose(), handed: 2, done: 1 },
    ],
    [
      "is handed to both, and done twice, under a lease that is shorter than the task",
      { visibilityTimeoutSeconds: 60, refusedBy: ["SHP-02"], handed: 2, done: 2 },
    ],
  ])("%s", async (_name, { visibilityTimeoutSeconds, event, refusedBy = [], handed, done }) => {
    const settings = workers(visibilityTimeoutSeconds);
    expect(settings.refusedBy).toEqual(refusedBy);
    await onPods(async (runner) => {
      const { clock } = runner;
      const queue = await runner.with(TaskQueue.start(clock, TASK_SECONDS));
      const secrets = { redis: { url: queue.address } };
      const { pods } = await runner.run({ stack: settings.stack, name: "worker", image: IMAGE, replicas: 2, secrets });
      await clock.sleep(30);
      const holder = pods.find(({ name }) => name === queue.handed[0]);
      if (holder === undefined) throw new Error("Nobody has the task.");
      await event?.(holder);
      await clock.sleep(3 * TASK_SECONDS);
      expect([queue.handed.length, new Set(queue.handed).size, queue.done]).toEqual([handed, handed, done]);
    });
  });
});

function workers(visibilityTimeoutSeconds: number | undefined): Synthesized {
  return synthesized(({ stack, namespace }) => {
    const lease = visibilityTimeoutSeconds === undefined ? {} : { visibilityTimeoutSeconds };
    const props: QueueWorkerProps = {
      namespace,
      image: `registry.example.com/support@sha256:${DIGEST}`,
      command: ["node", "/app/queue-worker.mjs"],
      drain: Drain.of({ longestStepSeconds: TASK_SECONDS }),
      inFlightPerPod: 1,
      queue: Queue.redis({ ...redisOptions, url: SecretKey.of("redis", "url"), ...lease }),
      state: { sessions: "redis" },
      sight: {
        metrics: ":9090/metrics",
        monitoring: { namespace: "monitoring" },
        traces: "http://otel.monitoring:4318",
      },
    };
    new QueueWorker(stack, "worker", props);
  });
}
