// POL: workloads beside each other, their names, and the tokens they share. OBS: what can be seen of them.
//
// Source: limits of Kubernetes (63 characters of a label), Helm (53 of a release), KEDA (54 of a ScaledObject, whose autoscaler is
// called keda-hpa-<name>).
import { dnsLabelFaults } from "../../kubernetes/index.js";
import { type Breach, ERROR, WARNING, WARNING_IN_PROD } from "../../rules/index.js";
import type { WorkloadDescription, WorkloadKind } from "../description.js";
import { SecretKey } from "../secrets.js";
import { each, pathOf, when, type WorkloadRule } from "./rule.js";

const MAX_SCALED_OBJECT_CHARS = 54;
const MAX_RELEASE_CHARS = 53;
/** A CronJob appends 11 characters, a StatefulSet makes a label of its name and 11 more. */
const LONGEST_NAME: Readonly<Record<WorkloadKind, number>> = {
  CronJob: 52,
  Deployment: 63,
  Job: 63,
  ScaledJob: 63,
  StatefulSet: 52,
};

/** Names of the Helm releases of a workload, the longest of each sort. */
function releasesOf({ name, kind, scale, network }: WorkloadDescription): readonly string[] {
  const pod = kind === "StatefulSet" ? `${name}-${Math.max(0, (scale.replicas ?? 1) - 1)}` : name;
  return [
    ...when(kind === "ScaledJob", () => `${name}-jobs`),
    ...when(kind !== "ScaledJob" && scale.scalers.some(({ by }) => by === "keda"), () => `${name}-scaler`),
    ...when(network.exposure?.kind === "route", () => `${pod}-route`),
  ];
}

/** Secrets that say who a runner is: shared by two, revoking one stops both. */
const IDENTITY = /(^|_)(SERVICE_TOKEN|API_KEY|AGENT_SECRET|RUNNER_TOKEN)$/;

const twice: WorkloadRule = {
  id: "POL-01",
  source: "ARC, Buildkite",
  must: "No two workloads have one name in a namespace, or take the same work without meaning to.",
  otherwise: "They overwrite each other, or work goes to either by chance.",
  severity: ERROR,
  check: ({ workloads }) => {
    const first = new Map<string, WorkloadDescription>();
    return workloads.flatMap((workload): readonly Breach[] => {
      const key = JSON.stringify([workload.cluster, workload.namespace, workload.name]);
      const other = first.get(key);
      first.set(key, other ?? workload);
      return when(other !== undefined, () => ({
        path: pathOf(workload, "name"),
        value: workload.name,
        why: `${other?.path ?? ""} has this name in namespace ${workload.namespace} of the same cluster, and takes the same work`,
        fix: "name one of them otherwise",
      }));
    });
  },
};

const accelerators: WorkloadRule = {
  id: "POL-02",
  source: "runner systems",
  must: "A workload that is to run on nodes with accelerators asks for them, and one that asks has such nodes.",
  otherwise: "It holds a node without using it, or never starts.",
  severity: ERROR,
  check: each(({ nodes: { selector, accelerators: asked } }) => {
    const label = Object.keys(selector).find(
      (key) => /(gpu|accelerator)/i.test(key) || /gpu/i.test(selector[key] ?? ""),
    );
    return when(label !== undefined && Object.keys(asked).length === 0, () => ({
      option: "nodes.selector",
      value: `${label ?? ""}: ${selector[label ?? ""] ?? ""}`,
      why: "it runs on nodes with accelerators and asks for none, so it holds a place that others need",
      fix: 'ask for them, as accelerators: { "nvidia.com/gpu": 1 }, or choose other nodes',
    }));
  }),
};

const names: WorkloadRule = {
  id: "POL-03",
  source: "Kubernetes, Helm, KEDA",
  must: "Names fit where they are used.",
  otherwise: "The cluster refuses them at apply.",
  severity: ERROR,
  unacknowledgeable: "shorten or respell the name",
  check: each((workload) => {
    const { name, namespace, kind, scale } = workload;
    return [
      ...dnsLabelFaults("name", name).map(({ why, fix }) => ({ option: "name", value: name, why, fix })),
      ...dnsLabelFaults("namespace", namespace).map(({ why, fix }) => ({
        option: "namespace",
        value: namespace,
        why,
        fix,
      })),
      ...when(name.length > LONGEST_NAME[kind], () => ({
        option: "name",
        value: name,
        why: `it has ${name.length} characters, and a ${kind} takes ${LONGEST_NAME[kind]}, because what it makes is called after it`,
        fix: "shorten it",
      })),
      ...releasesOf(workload).flatMap((release) =>
        when(release.length > MAX_RELEASE_CHARS, () => ({
          option: "name",
          value: name,
          why: `its release ${release} has ${release.length} characters, and Helm takes ${MAX_RELEASE_CHARS}`,
          fix: "shorten it",
        })),
      ),
      ...scale.scalers.flatMap(({ by, name: scaler }) =>
        when(by === "keda" && scaler.length > MAX_SCALED_OBJECT_CHARS, () => ({
          option: "name",
          value: name,
          why: `its ScaledObject ${scaler} has ${scaler.length} characters, and KEDA takes ${MAX_SCALED_OBJECT_CHARS}`,
          fix: "shorten it",
        })),
      ),
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
  check: each(({ secrets }) =>
    secrets.flatMap(({ name, renewEveryDays }) =>
      when(renewEveryDays === undefined, () => ({
        option: `secrets.${name}.renewEveryDays`,
        why: "nobody has said how long its values are good, so one that leaks is good for ever",
        fix: "say after how many days they are renewed",
      })),
    ),
  ),
};

const sight: WorkloadRule = {
  id: "OBS-01",
  source: "U12, D18",
  must: "Metrics and traces of a workload go somewhere.",
  otherwise: "What is slow, dear or wrong is learnt from its users.",
  severity: WARNING_IN_PROD,
  check: each(({ sight: { metrics, traces } }) => {
    const missing = [...when(metrics === undefined, () => "metrics"), ...when(traces === undefined, () => "traces")];
    return when(missing.length > 0, () => ({
      option: "sight",
      value: `no ${missing.join(", no ")}`,
      why: "what is slow, dear or wrong is learnt from its users",
      fix: "say where they go",
    }));
  }),
};

/** The rules of workloads beside each other, and of what can be seen of them. */
export const poolRules: readonly WorkloadRule[] = [twice, accelerators, names, sharedToken, rotation, sight];
