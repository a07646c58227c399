// KUB: texts and numbers that an API server refuses at apply, where a plan has nothing against them.
//
// Source: validation of pods, ConfigMaps, Ingresses and HTTPRoutes in the API server; a variable that comes from a ConfigMap is a key of it;
// a CronJob takes what robfig/cron takes, also `@daily`, and no zone within its schedule.
import {
  annotationFaults,
  cronFaults,
  type Fault,
  labelFaults,
  limitFaults,
  quantityFaults,
  subdomainFaults,
  timeZoneFaults,
} from "../../kubernetes/index.js";
import { ERROR } from "../../rules/index.js";
import type { WorkloadDescription } from "../description.js";
import { isLater } from "../later.js";
import { containersOf } from "./containers.js";
import { each, type OwnBreach, probesOf, when, type WorkloadRule } from "./rule.js";

const MOST_PORT = 65_535;
const OTHERWISE = "The cluster refuses it at apply.";

/** What helpers find, but for what Terraform knows later. */
function breaches(faults: readonly Fault[]): readonly OwnBreach[] {
  return faults.flatMap(({ path, value, why, fix }) =>
    when(!isLater(value), () => ({ option: path, value, why, fix })),
  );
}

const quantities: WorkloadRule = {
  id: "KUB-01",
  source: "Kubernetes",
  must: "What a container asks for is quantities, and no limit is below its request.",
  otherwise: OTHERWISE,
  severity: ERROR,
  unacknowledgeable: "write quantities, as 500m or 2Gi",
  check: each((workload) =>
    containersOf(workload).flatMap(({ at, resources: { requests, limits } }) => {
      const spelt = Object.entries({ requests, limits }).flatMap(([kind, asked]) =>
        Object.entries(asked).flatMap(([name, text]) => quantityFaults(`${at}resources.${kind}.${name}`, text)),
      );
      const below = Object.entries(requests).flatMap(([name, request]) =>
        isLater(limits[name]) || isLater(request)
          ? []
          : limitFaults(`${at}resources.limits.${name}`, limits[name], request, `${at}resources.requests.${name}`),
      );
      return breaches([...spelt, ...below]);
    }),
  ),
};

const ports: WorkloadRule = {
  id: "KUB-02",
  source: "Kubernetes",
  must: "A port is a whole number from 1 to 65535.",
  otherwise: OTHERWISE,
  severity: ERROR,
  unacknowledgeable: "give a port that there is",
  check: each((workload) => [
    ...containersOf(workload).flatMap(({ at, port, probes, preStop }) => [
      ...portFaults(`${at}port`, port),
      ...probesOf({ probes }).flatMap(({ kind, probe: { action } }) =>
        "path" in action ? portFaults(`${at}probes.${kind}.port`, action.port) : [],
      ),
      ...(preStop !== undefined && "path" in preStop ? portFaults(`${at}preStop.port`, preStop.port) : []),
    ]),
    ...portFaults("network.exposure.port", workload.network.exposure?.port),
  ]),
};

function portFaults(option: string, port: number | undefined): readonly OwnBreach[] {
  const isPort = port === undefined || (Number.isInteger(port) && port >= 1 && port <= MOST_PORT);
  return when(!isLater(port) && !isPort, () => ({
    option,
    value: port,
    why: "it is no port that there can be",
    fix: `give a whole number from 1 to ${MOST_PORT}`,
  }));
}

const keys: WorkloadRule = {
  id: "KUB-03",
  source: "Kubernetes",
  must: "Labels, annotations and variables are named and written as a cluster takes them.",
  otherwise: OTHERWISE,
  severity: ERROR,
  unacknowledgeable: "respell it",
  check: each((workload) => {
    const { labels, annotations, nodes, pod } = workload;
    return [
      ...breaches([
        ...labelFaults("labels", labels),
        ...annotationFaults("annotations", annotations),
        ...annotationFaults("serviceAccount.annotations", pod.accountAnnotations),
        ...labelFaults("nodes.selector", nodes.selector),
      ]),
      ...containersOf(workload).flatMap(({ at, environment }) =>
        Object.keys(environment).flatMap((name) =>
          when(!isLater(name) && !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name), () => ({
            option: `${at}environment[${JSON.stringify(name)}]`,
            why: "a variable is named by letters, digits, '_', '-' and '.', and begins with no digit",
            fix: "respell the name",
          })),
        ),
      ),
    ];
  }),
};

const hosts: WorkloadRule = {
  id: "KUB-04",
  source: "Ingress, HTTPRoute",
  must: "The host of a way in is a name, without scheme, port and path.",
  otherwise: OTHERWISE,
  severity: ERROR,
  unacknowledgeable: "write the name alone",
  check: each(({ network: { exposure } }) => {
    const { host = "" } = exposure ?? {};
    const isName = subdomainFaults("host", host.replace(/^\*\./, "")).length === 0 && !/^[\d.]+$/.test(host);
    return when(exposure !== undefined && !isLater(host) && !isName, () => ({
      option: "network.exposure.host",
      value: host,
      why: "a host is a DNS name in lower case, and nothing else",
      fix: "write it like agents.example.com; scheme and port go under url and port",
    }));
  }),
};

/** Names of robfig/cron for schedules. */
const NAMED_SCHEDULE = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/;

const schedules: WorkloadRule = {
  id: "KUB-05",
  source: "CronJob",
  must: "A schedule has five fields, and a time zone that there is.",
  otherwise: OTHERWISE,
  severity: ERROR,
  unacknowledgeable: "write it as cron, and the zone by its name",
  check: each(({ job, system }) => {
    const { schedule, timeZone } = job ?? {};
    if (schedule === undefined) return [];
    const at = system === "agent-service" ? "trigger." : "";
    return breaches([
      ...(NAMED_SCHEDULE.test(schedule) ? [] : cronFaults(`${at}schedule`, schedule)),
      ...timeZoneFaults(`${at}timeZone`, timeZone),
    ]);
  }),
};

/** The rules of spelling. */
export const spellingRules: readonly WorkloadRule[] = [quantities, ports, keys, hosts, schedules];
