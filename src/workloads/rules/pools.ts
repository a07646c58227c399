// POL: workloads beside each other, their names, and the tokens they share.
//
// Source: limits of Kubernetes (63 characters of a label, of which a CronJob and a StatefulSet need 11) and Helm (53 of a release). KEDA's
// own, 54 of a ScaledObject, is wider than that of the release that brings one.
import { dnsLabelFaults, MAX_LABEL_CHARS, MAX_RELEASE_NAME_CHARS } from "../../kubernetes/index.js";
import { type Breach, ERROR, WARNING } from "../../rules/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import { type SecretDescription, SecretKey } from "../secrets/secret-key.js";
import { isLater } from "../later.js";
import { containersOf } from "./containers.js";
import { namesTaken } from "./made-names.js";
import { each, pathOf, when, type WorkloadRule } from "./rule.js";

/** Secrets that say who a runner is: shared by two, revoking one stops both. Keys of providers of models are none. */
const IDENTITY = /^UNPOD_(API_KEY|AGENT_SECRET)$|(^|_)(SERVICE|RUNNER)_TOKEN$/;
/** Values of a label that say that a node has none. */
const ABSENT = /^(false|none|no|0)$/i;
/** What a CronJob puts behind its name, and a StatefulSet behind its own in a label: a time, or a hash. */
const MADE_CHARS = 11;

const twice: WorkloadRule = {
  id: "POL-01",
  source: "ARC, Buildkite",
  must: "No two workloads have one name in a namespace, nor that of what another one makes, and no two Secrets.",
  otherwise: "They overwrite each other, or the second is refused, and work goes to either by chance.",
  severity: ERROR,
  unacknowledgeable: "name one of them otherwise",
  check: ({ workloads, secrets }) => [
    ...namedTwice(workloads, (workload) => pathOf(workload, "name"), ", and takes the same work"),
    ...namesTaken(workloads),
    ...namedTwice(secrets, ({ path }) => `${path}.name`, ""),
  ],
};

/** In the order of their paths, so that it is the same one of two that is named, whichever was made first. */
function byPath<Placed extends { readonly path: string }>(all: readonly Placed[]): readonly Placed[] {
  return [...all].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Those that have a name which another one has before them. */
function namedTwice<Named extends Pick<SecretDescription, "path" | "name" | "namespace" | "cluster">>(
  all: readonly Named[],
  at: (one: Named) => string,
  harm: string,
): readonly Breach[] {
  const first = new Map<string, Named>();
  return byPath(all).flatMap((one): readonly Breach[] => {
    const key = JSON.stringify([one.cluster, one.namespace, one.name]);
    const other = first.get(key);
    first.set(key, other ?? one);
    return when(other !== undefined, () => ({
      path: at(one),
      value: one.name,
      why: `${other?.path ?? ""} has this name in namespace ${one.namespace} of the same cluster${harm}`,
      fix: "name one of them otherwise",
    }));
  });
}

const accelerators: WorkloadRule = {
  id: "POL-02",
  source: "runner systems",
  must: "A workload that is to run on nodes with accelerators asks for them, in whole numbers.",
  otherwise: "It holds a node without using it, or never starts.",
  severity: ERROR,
  check: each((workload) => {
    const { selector, accelerators: asked } = workload.nodes;
    // Kubernetes names what is no cpu, memory or storage by a domain
    const isAsked = containersOf(workload).some(({ resources: { limits } }) =>
      Object.keys(limits).some((name) => name.includes("/")),
    );
    const label = Object.keys(selector).find((key) => {
      const value = selector[key] ?? "";
      return !ABSENT.test(value) && (/(gpu|accelerator)/i.test(key) || /gpu/i.test(value));
    });
    return [
      ...when(label !== undefined && Object.keys(asked).length === 0 && !isAsked, () => ({
        option: "nodes.selector",
        value: `${label ?? ""}: ${selector[label ?? ""] ?? ""}`,
        why: "it runs on nodes with accelerators and asks for none, so it holds a place that others need",
        fix: 'ask for them, as accelerators: { "nvidia.com/gpu": 1 }, or choose other nodes',
      })),
      ...Object.entries(asked).flatMap(([name, count]) =>
        when(!isLater(count) && !(Number.isInteger(count) && count >= 1), () => ({
          option: `nodes.accelerators["${name}"]`,
          value: count,
          why: "a cluster hands out accelerators whole",
          fix: "give 1 or more, or leave it out",
        })),
      ),
    ];
  }),
};

/** How long a name may be, for each thing that is called after it with more behind. */
function roomsFor({ kind, scale, network }: WorkloadDescription): { readonly most: number; readonly why: string }[] {
  const most = MAX_LABEL_CHARS - MADE_CHARS;
  const isPerPod = kind === "StatefulSet";
  const lastPod = `-${Math.max(0, (scale.replicas ?? 1) - 1)}`;
  const releases = [
    ...when(kind === "ScaledJob", () => "-jobs"),
    ...when(kind !== "ScaledJob" && scale.scalers.some(({ by }) => by === "keda"), () => "-scaler"),
    ...when(network.exposure?.kind === "route", () => `${isPerPod ? lastPod : ""}-route`),
  ];
  return [
    ...when(kind === "CronJob" || isPerPod, () => ({
      most,
      why: `a ${kind} takes ${most}, because what it makes is called after it`,
    })),
    ...releases.map((suffix) => ({
      most: MAX_RELEASE_NAME_CHARS - suffix.length,
      why: `with ${suffix} behind it Helm takes ${MAX_RELEASE_NAME_CHARS}`,
    })),
  ];
}

const names: WorkloadRule = {
  id: "POL-03",
  source: "Kubernetes, Helm, KEDA",
  must: "Names fit where they are used.",
  otherwise: "The cluster refuses them at apply.",
  severity: ERROR,
  unacknowledgeable: "shorten or respell the name",
  check: each((workload) => {
    const { name, namespace, network } = workload;
    const faults = isLater(name) ? [] : dnsLabelFaults("name", name);
    const isSpelt = faults.length === 0 && !isLater(name);
    const [tightest] = roomsFor(workload).sort((one, other) => one.most - other.most);
    return [
      ...faults.map(({ why, fix }) => ({ option: "name", value: name, why, fix })),
      ...(isLater(namespace) ? [] : dnsLabelFaults("namespace", namespace)).map(({ why, fix }) => ({
        option: "namespace",
        value: namespace,
        why,
        fix,
      })),
      ...when(isSpelt && tightest !== undefined && name.length > tightest.most, () => ({
        option: "name",
        value: name,
        why: `it has ${name.length} characters, and ${tightest?.why ?? ""}`,
        fix: `take ${name.length - (tightest?.most ?? 0)} or more away`,
      })),
      ...when(isSpelt && network.hasService && /^\d/.test(name), () => ({
        option: "name",
        value: name,
        why: "the name of a Service begins with a letter",
        fix: "put a letter before it",
      })),
    ];
  }),
};

const sharedToken: WorkloadRule = {
  id: "POL-04",
  source: "runner systems",
  must: "Each pool says with a secret of its own who it is.",
  otherwise: "Revoking the secret of one stops the other.",
  severity: ERROR,
  check: ({ workloads }) => {
    const owners = new Map<string, WorkloadDescription>();
    return workloads.flatMap((workload) =>
      Object.entries(workload.environment).flatMap(([name, value]) => {
        if (!(value instanceof SecretKey) || workload.system !== "unpod" || !IDENTITY.test(name)) return [];
        const key = JSON.stringify([workload.cluster, workload.namespace, value.name, value.key]);
        const other = owners.get(key);
        owners.set(key, other ?? workload);
        return when(other !== undefined && other !== workload, () => ({
          path: pathOf(workload, `environment.${name}`),
          value: value.toString(),
          why: `${other?.path ?? ""} uses the same secret, so revoking that of one stops both`,
          fix: "give each pool a key of its own",
        }));
      }),
    );
  },
};

const rotation: WorkloadRule = {
  id: "POL-05",
  source: "GitLab",
  must: "A Secret that is made says when its values are renewed.",
  otherwise: "A key that leaks is good for ever.",
  severity: WARNING,
  check: ({ secrets }) =>
    secrets.flatMap(({ path, renewEveryDays }) =>
      when(renewEveryDays === undefined || !(renewEveryDays > 0), () => ({
        path: `${path}.renewEveryDays`,
        value: renewEveryDays,
        why: "nobody has said how long its values are good, so one that leaks is good for ever",
        fix: "say after how many days they are renewed",
      })),
    ),
};

const hosts: WorkloadRule = {
  id: "POL-06",
  source: "HTTPRoute, Ingress",
  must: "No two workloads of a cluster are reached by one host.",
  otherwise: "Callers of one reach the other, or the controller refuses the second.",
  severity: ERROR,
  check: ({ workloads }) => {
    const first = new Map<string, WorkloadDescription>();
    return byPath(workloads).flatMap((workload): readonly Breach[] => {
      const { cluster, kind, name, network } = workload;
      const host = network.exposure?.host;
      if (host === undefined || isLater(host)) return [];
      // with a host per pod it is that of its pods
      const key = JSON.stringify([cluster, kind === "StatefulSet" ? `${name}.${host}` : host]);
      const other = first.get(key);
      first.set(key, other ?? workload);
      return when(other !== undefined, () => ({
        path: pathOf(workload, "network.exposure.host"),
        value: host,
        why: `${other?.path ?? ""} is reached by it too, and a way in leads to all paths of its host`,
        fix: "give each a host of its own",
      }));
    });
  },
};

/** The rules of workloads beside each other. */
export const poolRules: readonly WorkloadRule[] = [twice, accelerators, names, sharedToken, rotation, hosts];
