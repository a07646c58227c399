// POD: containers beside the agent, volumes, and how pods are exchanged and placed.
//
// Source: validation of pods in the API server; `MaxUnavailable` and `MaxSurge` of a Deployment; a ReadWriteOnce claim is attached to one
// node; a Job is done when all of its containers are; litellm-helm has no priority class (BerriAI/litellm#31336), and of
// probes the path and the numbers only.
import { isDnsLabel, MAX_LABEL_CHARS, quantityValue } from "../../kubernetes/index.js";
import { ERROR, WARNING_IN_PROD } from "../../rules/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import { isLater } from "../later.js";
import { AGENT_CONTAINER } from "../objects/container.js";
import { isExchangedAlone, keepsForItself, mostPods, partsOf, podsOf } from "../lifecycle/rollout.js";
import { isServed } from "../lifecycle/shapes.js";
import type { Volume } from "../options/volumes.js";
import type { Probe, Probes } from "../lifecycle/probes.js";
import { each, type OwnBreach, probesOf, when, type WorkloadRule } from "./rule.js";

const names: WorkloadRule = {
  id: "POD-01",
  source: "Kubernetes",
  must: "Each container of a pod has a name of its own, as a DNS label, and a port of its own.",
  otherwise: "The cluster refuses the pod, or the second that listens finds the port taken.",
  severity: ERROR,
  unacknowledgeable: "give each a name and a port of its own",
  check: each(({ network, pod: { containers } }) =>
    containers.flatMap(({ option, name, port }, index) => {
      const before = [network.port, ...containers.slice(0, index).map((one) => one.port)];
      const isTaken = name === AGENT_CONTAINER || containers.findIndex((one) => one.name === name) < index;
      const isName = isDnsLabel(name) && name.length <= MAX_LABEL_CHARS;
      return [
        ...when(!isLater(name) && (isTaken || !isName), () => ({
          option: `${option}.name`,
          value: name,
          why: isTaken ? "another container of the pod has that name" : "a container's name is a DNS label",
          fix: "give a name of its own, of lower-case letters, digits and hyphens, at most 63",
        })),
        ...when(port !== undefined && !isLater(port) && before.includes(port), () => ({
          option: `${option}.port`,
          value: port,
          why: "the containers of a pod share one network, and another listens there",
          fix: "let it listen on another port",
        })),
      ];
    }),
  ),
};

const paths: WorkloadRule = {
  id: "POD-02",
  source: "Kubernetes",
  must: "A file or a volume has an absolute path at which nothing else is, and a folder of the pod a size.",
  otherwise: "The cluster refuses the pod.",
  severity: ERROR,
  unacknowledgeable: "give another path, or a size like 2Gi",
  check: each((workload) => {
    const { files, security, pod, charts } = workload;
    const ofChart = charts.length > 0 && security.readOnlyRootFilesystem ? ["/tmp", "/.cache", "/.npm"] : [];
    const taken = new Set([...Object.keys(files), ...security.hostPaths, ...ofChart]);
    return [
      ...Object.keys(files).flatMap((path) => when(!isPath(path), () => notAPath(`files["${path}"]`))),
      ...volumeFaults("volumes", pod.volumes, taken),
      ...pod.containers.flatMap(({ option, volumes }) => volumeFaults(`${option}.volumes`, volumes, new Set())),
    ];
  }),
};

/** One path has one spelling: with a slash behind it another container path would be the same folder. */
const isPath = (path: string): boolean =>
  isLater(path) ||
  (/^\/[^:]*[^:/]$/.test(path) && !path.split("/").some((step, index) => index > 0 && /^\.{0,2}$/.test(step)));

const notAPath = (option: string): OwnBreach => ({
  option,
  why: "it is no absolute path, or has a colon, a step like .. or a slash too many",
  fix: "write it from the root on, as /var/cache/agent",
});

function volumeFaults(
  option: string,
  volumes: Readonly<Record<string, Volume>>,
  taken: ReadonlySet<string>,
): readonly OwnBreach[] {
  return Object.entries(volumes).flatMap(([path, { source }]) => {
    const at = `${option}["${path}"]`;
    const size = source.kind === "emptyDir" ? source.sizeLimit : undefined;
    return [
      ...when(!isPath(path), () => notAPath(at)),
      ...when(taken.has(path), () => ({
        option: at,
        why: "something else is at that path already",
        fix: "give another path, or leave the other out",
      })),
      ...when(size !== undefined && !isLater(size) && quantityValue(size) === undefined, () => ({
        option: at,
        value: size,
        why: "it is no quantity, so nothing bounds it",
        fix: "write a quantity, as 2Gi",
      })),
    ];
  });
}

/** Whether two pods may be there at a time, when nothing is exchanged or when something is. */
function isEverTwo(workload: WorkloadDescription): boolean {
  if ((mostPods(workload) ?? 1) > 1) return true;
  return workload.kind === "Deployment" && !isExchangedAlone(workload) && surgeOf(workload) > 0;
}

/** Pods beyond their number while they are exchanged. */
function surgeOf(workload: WorkloadDescription): number {
  const { rollout = {} } = workload.pod;
  if (rollout === "recreate") return 0;
  return podsOf(partsOf(rollout).maxSurge, mostPods(workload) ?? 1, Math.ceil);
}

const claims: WorkloadRule = {
  id: "POD-03",
  source: "Kubernetes",
  must: "A claim that more than one pod has can be shared between nodes.",
  otherwise: "The second pod waits for a volume that the first one's node keeps, and a rollout never ends.",
  severity: ERROR,
  check: each((workload) => {
    if (!isEverTwo(workload)) return [];
    const { pod } = workload;
    const all = [
      { option: "volumes", volumes: pod.volumes },
      ...pod.containers.map(({ option, volumes }) => ({ option: `${option}.volumes`, volumes })),
    ];
    const seen = new Set<Volume>();
    return all.flatMap(({ option, volumes }) =>
      Object.entries(volumes).flatMap(([path, volume]) => {
        const { source } = volume;
        const isSeen = seen.has(volume);
        seen.add(volume);
        return when(!isSeen && source.kind === "claim" && !source.shared, () => ({
          option: `${option}["${path}"]`,
          value: "name" in source ? source.name : undefined,
          why: "more than one pod may have it, also while pods are exchanged, and one node at a time can",
          fix: 'give a claim of ReadWriteMany as Volume.claim(<name>, { shared: true }), or replicas: 1 and rollout: "recreate"',
        }));
      }),
    );
  }),
};

const endless: WorkloadRule = {
  id: "POD-04",
  source: "kubernetes provider #2446",
  must: "A run that ends has nothing beside it that does not.",
  otherwise: "The run is never done, and is ended at its deadline as one that failed.",
  severity: ERROR,
  check: each(({ kind, pod: { containers } }) =>
    containers.flatMap(({ role, option, name }) =>
      when(role === "sidecar" && (kind === "Job" || kind === "CronJob"), () => ({
        option,
        value: name,
        why: "a Job is done when all of its containers are, and the provider can't say that this one ends with the agent",
        fix: "start it by JobTrigger.perTask, whose sidecars end with the agent, or leave it out",
      })),
    ),
  ),
};

const possible: WorkloadRule = {
  id: "POD-05",
  source: "Kubernetes",
  must: "A rollout is one that there can be.",
  otherwise: "The cluster refuses it, or does something else.",
  severity: ERROR,
  unacknowledgeable: "give numbers of pods or parts of them, not both 0",
  check: each((workload) => {
    const { kind, pod } = workload;
    const { rollout } = pod;
    if (rollout === undefined) return [];
    if (kind !== "Deployment") {
      const why = `a ${kind} exchanges its pods in its own way, so this would do nothing`;
      return [{ option: "rollout", why, fix: "leave it out" }];
    }
    if (rollout === "recreate") return [];
    if (keepsForItself(workload)) {
      const why = "its one process keeps what no second one may have, so the old pod goes first whatever this says";
      return [{ option: "rollout", why, fix: 'leave it out, or write "recreate"' }];
    }
    const parts = Object.entries(partsOf(rollout));
    const wrong = parts.flatMap(([key, part]) =>
      when(!isPart(part), () => ({
        option: `rollout.${key}`,
        value: part,
        why: "it is neither a number of pods nor a part of them",
        fix: 'write a whole number, or a percentage as "25%"',
      })),
    );
    if (wrong.length > 0) return wrong;
    return when(
      parts.every(([, part]) => Number.parseFloat(String(part)) === 0),
      () => ({
        option: "rollout",
        value: rollout,
        why: "with none more and none less no pod can be exchanged",
        fix: "leave maxSurge out, or give maxUnavailable: 1",
      }),
    );
  }),
};

function isPart(part: number | string): boolean {
  if (isLater(part)) return true;
  return typeof part === "number" ? Number.isInteger(part) && part >= 0 : /^\d{1,3}%$/.test(part);
}

const served: WorkloadRule = {
  id: "POD-06",
  source: "D10",
  must: "While pods are exchanged somebody answers.",
  otherwise: "Every change of the configuration is an outage, for as long as pods end and start.",
  severity: WARNING_IN_PROD,
  check: each((workload) => {
    const { shape, pod, end } = workload;
    const { rollout } = pod;
    const most = mostPods(workload);
    if (!isServed(shape) || rollout === undefined || most === undefined) return [];
    if (rollout !== "recreate" && isLater(rollout.maxUnavailable)) return [];
    const gone = rollout === "recreate" ? most : podsOf(partsOf(rollout).maxUnavailable, most, Math.floor);
    return when(gone >= most, () => ({
      option: rollout === "recreate" ? "rollout" : "rollout.maxUnavailable",
      value: rollout === "recreate" ? rollout : rollout.maxUnavailable,
      why: `all pods go before one comes, and that may take ${end.gracePeriodSeconds + pod.startSeconds} s`,
      fix: "leave it out, or let fewer go at a time; with a claim of one node acknowledge POD-06",
    }));
  }),
};

const chartLacks: WorkloadRule = {
  id: "POD-07",
  source: "litellm-helm",
  must: "Nothing is asked for that the chart can't make.",
  otherwise: "It is left out, and nobody says so.",
  severity: ERROR,
  check: each((workload) => {
    const { priorityClassName } = workload.pod;
    if (!workload.charts.some(({ name }) => name === "litellm-helm")) return [];
    return [
      ...when(priorityClassName !== undefined, () => ({
        option: "priorityClassName",
        value: priorityClassName,
        why: "the chart has no value for it, so its pods would have the cluster's",
        fix: "leave it out, or leave chart out",
      })),
      ...probesOf(workload).flatMap(({ kind, probe }) => probeLacks(workload, kind, probe)),
    ];
  }),
};

/** What the chart leaves out of a probe: it has a value for the path and for each number. */
function probeLacks({ network }: WorkloadDescription, kind: keyof Probes, { action }: Probe): readonly OwnBreach[] {
  const option = `probes.${kind}`;
  if ("command" in action) {
    const why = "the chart asks over HTTP only, so its pods would have the chart's own probe";
    return [{ option, value: action.command, why, fix: "ask over HTTP, or leave chart out" }];
  }
  const { port = network.port, headers } = action;
  return [
    ...when(port !== network.port, () => ({
      option: `${option}.port`,
      value: port,
      why: "the chart asks the gateway's own port only, where this path is another one or none",
      fix: "leave port out, or leave chart out",
    })),
    ...when(Object.keys(headers).length > 0, () => ({
      option: `${option}.headers`,
      value: Object.keys(headers),
      why: "the chart has no value for headers, so the probe would be asked without",
      fix: "leave headers out, or leave chart out",
    })),
  ];
}

/** The rules of pods. */
export const podRules: readonly WorkloadRule[] = [names, paths, claims, endless, possible, served, chartLacks];
