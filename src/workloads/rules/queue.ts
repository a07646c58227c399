// QUE: a queue gives each task to one worker, and loses none. How long it lends a task is SHP-02.
import { type Breach, ERROR, redactText, WARNING } from "../../rules/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import { isLater } from "../later.js";
import { each, type OwnBreach, pathOf, when, type WorkloadRule } from "./rule.js";

/** Above this a task that waits at a worker waits too long. */
const LONG_STEP_SECONDS = 60;

const prefetch: WorkloadRule = {
  id: "QUE-01",
  source: "Celery",
  must: "A worker of long tasks takes one at a time for each that it works on.",
  otherwise: "Tasks wait at a busy worker while others have nothing to do.",
  severity: ERROR,
  check: each(({ queue, end: { drain } }) => {
    const taken = queue?.prefetch ?? 1;
    if (!Number.isInteger(taken) || taken < 1) {
      const why = "it is a number of tasks known at synth, from which the lease follows";
      return [{ option: "queue.prefetch", value: taken, why, fix: "leave it out, which is 1" }];
    }
    return when(taken > 1 && drain.longestStepSeconds > LONG_STEP_SECONDS, () => ({
      option: "queue.prefetch",
      value: taken,
      why: `a task takes up to ${drain.longestStepSeconds} s, and those that wait behind it at the same worker wait as long`,
      fix: "leave it out, which is 1",
    }));
  }),
};

const early: WorkloadRule = {
  id: "QUE-02",
  source: "Celery",
  must: "On nodes that are taken back a task is acknowledged when it is done.",
  otherwise: "It is gone with its node.",
  severity: ERROR,
  check: each(({ queue, nodes: { spotNoticeSeconds } }) =>
    when(queue?.acknowledges === "early" && spotNoticeSeconds !== undefined, () => ({
      option: "queue.acknowledges",
      value: "early",
      why: "the queue forgets a task as soon as a worker has it, and such a node takes it along",
      fix: "leave it out, which is late, or choose other nodes",
    })),
  ),
};

const durable: WorkloadRule = {
  id: "QUE-03",
  source: "Redis",
  must: "A queue outlives its server, and drops nothing when memory is short.",
  otherwise: "Tasks are lost, and nobody is told.",
  severity: WARNING,
  check: each(({ queue }) =>
    when(queue !== undefined && queue.isDurable !== true, () => ({
      option: "queue.durable",
      value: queue?.isDurable,
      why: "a Redis that is set up as a cache loses the list with a restart, or drops it when memory is short",
      fix: "set appendonly yes and maxmemory-policy noeviction there, and write durable: true",
    })),
  ),
};

const versions: WorkloadRule = {
  id: "QUE-04",
  source: "Temporal",
  must: "Workers of different programs on one task queue say which they are, each by a version of its own.",
  otherwise: "A workflow that one program began is replayed by the other, and fails.",
  severity: ERROR,
  check: ({ workloads }) => {
    const first = new Map<string, WorkloadDescription>();
    return workloads.flatMap((workload): readonly Breach[] => {
      const { queue, image } = workload;
      if (queue?.broker !== "temporal") return [];
      const { version } = queue;
      const key = JSON.stringify([queue.address, queue.name, version?.deploymentName, version?.buildId]);
      const other = first.get(key);
      first.set(key, other ?? workload);
      return when(other !== undefined && other.image.reference !== image.reference, () => ({
        path: pathOf(workload, "queue.version"),
        ...(version === undefined ? {} : { value: version.buildId }),
        why: `${other?.path ?? ""} takes tasks of ${queue.name} with another image${version === undefined ? "" : " as the same version"}, and the server tells neither from the other`,
        fix: "give each a version of its own, or task queues of their own",
      }));
    });
  },
};

/** A name or an address, with a port. */
const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[^\s:/@]+):\d{1,5}$/i;

const address: WorkloadRule = {
  id: "QUE-05",
  source: "KEDA",
  must: "A queue, and whatever else a scaler dials, is named as KEDA dials it: host:port.",
  otherwise: "The scaler never reaches it, and from no pod none is ever started.",
  severity: ERROR,
  unacknowledgeable: "write host:port",
  check: each(({ queue, scale: { scalers } }) => {
    const isTemporal = queue?.broker === "temporal";
    const ofQueue = isTemporal ? queue.address.split("/")[0] : queue?.address;
    const own = scalers.flatMap(({ dialled }) => dialled).filter(({ address: one }) => one !== ofQueue);
    return [
      ...(ofQueue === undefined ? [] : undialled(isTemporal ? "queue.endpoint" : "queue.address", ofQueue)),
      ...own.flatMap((one) => undialled(one.option, one.address)),
    ];
  }),
};

/** What is wrong with an address that KEDA dials. */
function undialled(option: string, value: string): readonly OwnBreach[] {
  return when(!isLater(value) && !HOST_AND_PORT.test(value), () => ({
    option,
    value: redactText(value),
    why: "the scaler dials it as it stands, and takes a host with its port, no scheme and no password",
    fix: fixOf(option),
  }));
}

function fixOf(option: string): string {
  if (option.endsWith(".endpoint"))
    return "write host:port, as temporal-frontend.temporal:7233, and give tls or apiKey for a connection by TLS";
  return `write host:port, as redis.queues:6379; ${option.startsWith("queue.") ? "what the program connects with, scheme and password, is in url" : "give tls and password beside it"}`;
}

/** The rules of queues. */
export const queueRules: readonly WorkloadRule[] = [prefetch, early, durable, versions, address];
