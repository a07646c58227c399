// POD, as far as an API server refuses at apply what is spelt, counted or measured otherwise.
//
// Source: validation of the API server (k8s.io/kubernetes pkg/apis/core/validation, apps, batch): ports, users, numbers of pods, periods
// of probes, weights, quantities, labels, names of variables.
import {
  annotationFaults,
  dataKeyFaults,
  dnsLabelFaults,
  type Fault,
  hostFaults,
  isLabelKey,
  labelFaults,
  subdomainFaults,
  tolerationFaults,
} from "../../kubernetes/index.js";
import { ERROR } from "../../rules/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import { isLater } from "../later.js";
import { HIDDEN } from "../description/overrides.js";
import type { Affinity, NodeRequirement } from "../description/pod.js";
import { secretKeysOf } from "../secrets/read.js";
import { containersOf } from "./containers.js";
import { asBreaches, memberOf } from "./faults.js";
import { quantities } from "./quantities.js";
import { each, probesOf, when, type WorkloadRule } from "./rule.js";

const MOST = { port: 65_535, user: 2 ** 31 - 1, count: 2 ** 31 - 1, weight: 100, seconds: 99_999 };

/** A number by its option, with the least and the most that it may be. */
type Counted = readonly [option: string, value: number | undefined, least: number, most: number];

function countsOf(workload: WorkloadDescription): readonly Counted[] {
  const { network, scale, security, pod, job, sight } = workload;
  const disruption: Readonly<Record<string, number>> = { ...scale.disruption };
  const { exposure } = network;
  return [
    ["port", network.port, 1, MOST.port],
    ["sight.metrics", sight.metricsPort, 1, MOST.port],
    ["sight.traces", sight.tracesPort, 1, MOST.port],
    ["exposure.port", exposure?.port, 1, MOST.port],
    // a route takes five digits of each unit
    ["exposure.timeoutSeconds", exposure?.timeoutSeconds, 1, exposure?.kind === "route" ? MOST.seconds : MOST.count],
    ["replicas", scale.replicas, 0, MOST.count],
    ...Object.entries(disruption).map(([key, count]): Counted => [`disruption.${key}`, count, 0, MOST.count]),
    ["security.runAsUser", security.runAsUser, 0, MOST.user],
    ["security.fsGroup", pod.fsGroup, 0, MOST.user],
    ["keptSeconds", job?.keptSeconds, 0, MOST.count],
    ["retries", job?.retries, 0, MOST.count],
    ...pod.containers.flatMap(({ option, port, security: { runAsUser } }): readonly Counted[] => [
      [`${option}.port`, port, 1, MOST.port],
      [`${option}.security.runAsUser`, runAsUser, 0, MOST.user],
    ]),
    ...containersOf(workload).flatMap(({ at, probes, preStop }): readonly Counted[] => [
      ...probesOf({ probes }).flatMap(({ kind, probe: { options } }): readonly Counted[] => [
        [`${at}probes.${kind}.port`, options.port, 1, MOST.port],
        [`${at}probes.${kind}.periodSeconds`, options.periodSeconds, 1, MOST.count],
        [`${at}probes.${kind}.timeoutSeconds`, options.timeoutSeconds, 1, MOST.count],
        [`${at}probes.${kind}.failureThreshold`, options.failureThreshold, 1, MOST.count],
      ]),
      [`${at}preStop.port`, preStop !== undefined && "port" in preStop ? preStop.port : undefined, 1, MOST.port],
    ]),
    ...weightsOf(pod.affinity),
  ];
}

function weightsOf(affinity: Affinity): readonly Counted[] {
  return (["node", "pod", "podAnti"] as const).flatMap((of) =>
    (affinity[of]?.preferred ?? []).map(
      ({ weight }, index): Counted => [`nodes.affinity.${of}.preferred[${index}].weight`, weight, 1, MOST.weight],
    ),
  );
}

const numbers: WorkloadRule = {
  id: "POD-09",
  source: "Kubernetes",
  must: "Ports, users, numbers of pods and tries, and the numbers of probes are whole, and in the range that Kubernetes takes.",
  otherwise: "The cluster refuses the workload.",
  severity: ERROR,
  unacknowledgeable: "give a number that the cluster takes",
  check: each((workload) => [
    ...countsOf(workload).flatMap(([option, value, least, most]) =>
      when(
        value !== undefined && !isLater(value) && !(Number.isInteger(value) && value >= least && value <= most),
        () => ({
          option,
          value,
          why: "a cluster takes whole numbers in a range there",
          fix: `give ${least} to ${most}, whole`,
        }),
      ),
    ),
    // the deadline follows from them
    ...when(Number.isNaN(workload.job?.deadlineSeconds), () => ({
      option: "retries",
      value: "known at apply",
      why: "the deadline of a run follows from it, and is written at synth",
      fix: "write the number, or give deadlineSeconds",
    })),
    ...when(!isFine(workload.job?.deadlineSeconds), () => ({
      option: "deadlineSeconds",
      value: workload.job?.deadlineSeconds,
      why: "a cluster takes whole seconds there",
      fix: "give whole seconds, or leave it out",
    })),
  ]),
};

/** What follows from something that Terraform knows later is no number, which is said there. */
const isFine = (seconds: number | undefined): boolean =>
  seconds === undefined || isLater(seconds) || Number.isNaN(seconds) || Number.isInteger(seconds);

/** As the API server has it, older ones too. */
const VARIABLE = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

function affinityFaults({ node, pod, podAnti }: Affinity): readonly Fault[] {
  const nodeFaults = (["required", "preferred"] as const).flatMap((list) =>
    (node?.[list] ?? []).flatMap((one, index) => requirementFaults(`nodes.affinity.node.${list}[${index}]`, one)),
  );
  const podFaults = Object.entries({ pod, podAnti }).flatMap(([of, requirements]) =>
    (["required", "preferred"] as const).flatMap((list) =>
      (requirements?.[list] ?? []).flatMap(({ matchLabels, topologyKey }, index) => {
        const at = `nodes.affinity.${of}.${list}[${index}]`;
        return [...labelFaults(`${at}.matchLabels`, matchLabels), ...keyFaults(`${at}.topologyKey`, topologyKey)];
      }),
    ),
  );
  return [...nodeFaults, ...podFaults];
}

function keyFaults(path: string, key: string | undefined): readonly Fault[] {
  if (key === undefined || isLater(key) || isLabelKey(key)) return [];
  return [{ path, value: key, why: "it is no key of a label", fix: "write it as kubernetes.io/arch" }];
}

/** How many values an operator takes, in words. */
function requirementFaults(path: string, { key, operator = "In", values = [] }: NodeRequirement): readonly Fault[] {
  const numbersOf = ["Gt", "Lt"].includes(operator);
  const isNone = ["Exists", "DoesNotExist"].includes(operator);
  const isRight = isNone
    ? values.length === 0
    : numbersOf
      ? values.length === 1 && values.every((value) => isLater(value) || /^-?\d+$/.test(value))
      : values.length > 0;
  const takes = isNone ? "no values" : numbersOf ? "one whole number" : "one value or more";
  return [
    ...keyFaults(`${path}.key`, key),
    ...when(!isRight, () => ({
      path: `${path}.values`,
      value: values,
      why: `the operator ${operator} takes ${takes}`,
      fix: `give ${takes}, or another operator`,
    })),
  ];
}

const spellings: WorkloadRule = {
  id: "POD-10",
  source: "Kubernetes",
  must: "Labels, keys, hosts, and names of variables and objects are spelt as Kubernetes has them.",
  otherwise: "The cluster refuses the workload, or leaves a variable out.",
  severity: ERROR,
  unacknowledgeable: "respell it",
  check: each((workload) => {
    const { labels, annotations, nodes, pod, network } = workload;
    const volumes = [
      { at: "volumes", volumes: pod.volumes },
      ...pod.containers.map((one) => ({ at: `${one.option}.volumes`, volumes: one.volumes })),
    ].flatMap(({ at, volumes: given }) =>
      Object.entries(given).flatMap(([path, { source }]) =>
        source.kind === "emptyDir" ? [] : subdomainFaults(`${at}["${path}"]`, source.name),
      ),
    );
    const variables = containersOf(workload).flatMap(({ at, environment }) =>
      Object.entries(environment).flatMap(([name, value]): readonly Fault[] =>
        VARIABLE.test(name) || isLater(name)
          ? []
          : [
              {
                path: memberOf(`${at}${typeof value === "string" ? "environment" : "secrets"}`, name),
                value: name,
                why: "the name of a variable is letters, digits, '_', '-' and '.', and begins with no digit",
                fix: "respell it",
              },
            ],
      ),
    );
    const keys = secretKeysOf(workload).flatMap(({ option, value: { name, key } }) => [
      ...subdomainFaults(option, name),
      // whoever takes the key for the value writes a secret there
      ...dataKeyFaults(option, key).map((fault) => ({
        ...fault,
        shown: HIDDEN,
        fix: "respell it as kubectl shows it",
      })),
    ]);
    return asBreaches([
      ...labelFaults("labels", labels),
      ...annotationFaults("annotations", annotations),
      ...annotationFaults("serviceAccount.annotations", pod.accountAnnotations),
      ...labelFaults("nodes.selector", nodes.selector),
      ...nodes.tolerations.flatMap((one, index) => tolerationFaults(`nodes.tolerations[${index}]`, one)),
      ...subdomainFaults("priorityClassName", pod.priorityClassName),
      ...hostFaults("exposure.host", network.exposure?.host),
      ...annotationFaults("exposure.annotations", network.exposure?.annotations ?? {}),
      ...(network.exposure?.names ?? []).flatMap(({ option, name, of }) =>
        (of === "object" ? subdomainFaults : dnsLabelFaults)(option, name),
      ),
      ...affinityFaults(pod.affinity),
      ...volumes,
      ...variables,
      ...keys,
    ]);
  }),
};

/** The rules of what an API server takes. */
export const acceptedRules: readonly WorkloadRule[] = [quantities, numbers, spellings];
