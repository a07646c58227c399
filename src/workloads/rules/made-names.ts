// Names that are taken by what is called after a workload with more behind its name, and by what every namespace has.
import type { Breach } from "../../rules/index.js";
import { migrationName } from "../agentflow/migration-name.js";
import type { WorkloadDescription } from "../description/workload.js";
import { isLater } from "../later.js";
import { filesName } from "../objects/pod.js";
import { pathOf, when } from "./rule.js";

type Kind = "ConfigMap" | "NetworkPolicy" | "Service" | "ServiceAccount";

/** Kinds of which a workload has an object of its own name. */
function ownKinds({ network }: WorkloadDescription): readonly Kind[] {
  return [
    "ConfigMap",
    "ServiceAccount",
    ...(network.hasPolicy ? (["NetworkPolicy"] as const) : []),
    ...(network.hasService ? (["Service"] as const) : []),
  ];
}

/** What it has beside. */
function others(workload: WorkloadDescription): readonly { readonly kind: Kind; readonly name: string }[] {
  const { name, kind, files, network, scale, system, job, agentflow } = workload;
  const isMigrated = agentflow?.checkpointer === "postgres" && agentflow.migrates;
  const pods = kind === "StatefulSet" && network.hasService && !isLater(scale.replicas) ? (scale.replicas ?? 0) : 0;
  return [
    ...(Object.keys(files).length === 0 ? [] : [{ kind: "ConfigMap" as const, name: filesName(name) }]),
    ...Array.from({ length: pods }, (_, index) => ({ kind: "Service" as const, name: `${name}-${index}` })),
    ...(system === "model-gateway" && job === undefined
      ? [{ kind: "NetworkPolicy" as const, name: `${name}-callers` }]
      : []),
    ...(isMigrated && network.hasPolicy ? [{ kind: "NetworkPolicy" as const, name: migrationName(workload) }] : []),
  ];
}

/** In every AgentNamespace. */
const EVERYWHERE: readonly { readonly kind: Kind; readonly name: string; readonly why: string }[] = [
  { kind: "ServiceAccount", name: "default", why: "every namespace has an account of this name" },
  { kind: "NetworkPolicy", name: "deny-all", why: "the policy that closes its namespace has this name" },
];

/** Workloads whose name is taken. */
export function namesTaken(workloads: readonly WorkloadDescription[]): readonly Breach[] {
  const key = ({ cluster, namespace }: WorkloadDescription, kind: Kind, name: string): string =>
    JSON.stringify([cluster, namespace, kind, name]);
  const taken = new Map(
    workloads.flatMap((one) =>
      others(one).map(({ kind, name }) => [
        key(one, kind, name),
        `${one.path} makes a ${kind} of this name in namespace ${one.namespace} of the same cluster`,
      ]),
    ),
  );
  return workloads.flatMap((workload): readonly Breach[] => {
    const kinds = ownKinds(workload);
    const always = EVERYWHERE.find(({ kind, name }) => name === workload.name && kinds.includes(kind))?.why;
    const [why] = [always, ...kinds.map((kind) => taken.get(key(workload, kind, workload.name)))].filter(
      (reason) => reason !== undefined,
    );
    return when(why !== undefined, () => ({
      path: pathOf(workload, "name"),
      value: workload.name,
      why: why ?? "",
      fix: "name it otherwise",
    }));
  });
}
