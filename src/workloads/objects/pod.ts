// The pod of a workload, made from its description alone.
//
// Source: a ConfigMap that changes restarts no pod, so its checksum stands in an annotation.
import type { DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { escapeTemplates } from "../../constructs/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { ContainerDescription } from "../description/pod.js";
import { textVariables } from "../records.js";
import { affinityOf } from "./affinity.js";
import { agentContainer, type Mount, otherContainer, type Write } from "./container.js";
import { shortDigest } from "./digest.js";
import {
  givenMounts,
  givenVolumes,
  hasScratch,
  hostMounts,
  hostVolumes,
  mountsOf,
  SCRATCH,
  scratchVolumes,
} from "./volumes.js";

const CONFIG_VOLUME = "config";
/** Of what the pods are configured by: a change of it exchanges them. */
export const CHECKSUM_ANNOTATION = "checksum/config";
const CHECKSUM_CHARS = 16;
/** Which keeps the cluster autoscaler from taking the node: it waits ten minutes for a pod, whatever its grace period is. */
const SAFE_TO_EVICT_ANNOTATION = "cluster-autoscaler.kubernetes.io/safe-to-evict";
const AUTOSCALER_PATIENCE_SECONDS = 600;
const SPREAD_OVER = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"];
/** Label by which a workload's pods are found; it can never change. */
export const NAME_LABEL = "app.kubernetes.io/name";

/** What a pod has beside its description. */
export interface PodSurroundings {
  /** Of the content of its ConfigMaps; undefined where each run reads them anew. */
  readonly configChecksum: string | undefined;
  readonly pullSecrets: readonly string[];
  readonly restartPolicy?: "Never";
  /** What it is written into: a resource of the provider, or an object of Kubernetes, whose texts are escaped as a whole. */
  readonly as?: "resource" | "manifest";
}

/** Labels of the pods of a workload that are always ours: by the name its objects find them, and the other is of our own domain. */
export function ownLabels({ name, shape }: Pick<WorkloadDescription, "name" | "shape">): Record<string, string> {
  return { [NAME_LABEL]: name, "cdktf-agyn/shape": shape };
}

/** All labels of its pods. Those that nothing of ours reads are what their user says. */
function labelsOf({ labels, name, system, shape }: WorkloadDescription): Record<string, string> {
  return {
    ...labels,
    [NAME_LABEL]: name,
    "app.kubernetes.io/managed-by": labels["app.kubernetes.io/managed-by"] ?? "cdktf-agyn",
    "app.kubernetes.io/component": labels["app.kubernetes.io/component"] ?? system,
    ...ownLabels({ name, shape }),
  };
}

/**
 * Variables of a workload that are texts, by name.
 *
 * @param derived those that are known only when all workloads are
 */
export function variablesOf(
  { environment }: WorkloadDescription,
  derived: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...derived, ...textVariables(environment) };
}

/** Files of a workload, by a key made of their number. They have a ConfigMap of their own: a pod has no variable for each. */
export function filesOf({ files }: WorkloadDescription): Record<string, string> {
  return Object.fromEntries(Object.values(files).map((text, index) => [fileKey(index), text]));
}

/** Texts of a user, by name, of which no part is a template of Terraform. */
export function escapedTexts(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, escapeTemplates(text)]));
}

const fileKey = (index: number): string => `file-${index}`;

/** Name of the ConfigMap with the files of a workload. */
export function filesName(name: string): string {
  return `${name}-files`;
}

/** The template of its pods. */
export function podTemplate(workload: WorkloadDescription, around: PodSurroundings): DeploymentV1SpecTemplate {
  const { name, security, end, nodes, pod } = workload;
  const write: Write = around.as === "manifest" ? (text) => text : escapeTemplates;
  const affinity = affinityOf(pod.affinity);
  const { init, beside } = othersOf(workload, around.as, write);
  return {
    metadata: {
      labels: labelsOf(workload),
      annotations: { ...annotationsOf(workload, around.configChecksum, write) },
    },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: security.mountsServiceAccountToken,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: end.gracePeriodSeconds,
      ...(around.restartPolicy === undefined ? {} : { restartPolicy: around.restartPolicy }),
      ...(around.pullSecrets.length === 0
        ? {}
        : { imagePullSecrets: around.pullSecrets.map((secret) => ({ name: secret })) }),
      ...(Object.keys(nodes.selector).length === 0 ? {} : { nodeSelector: { ...nodes.selector } }),
      ...(nodes.tolerations.length === 0 ? {} : { toleration: [...nodes.tolerations] }),
      ...(pod.priorityClassName === undefined ? {} : { priorityClassName: pod.priorityClassName }),
      ...(affinity === undefined ? {} : { affinity }),
      securityContext: {
        runAsNonRoot: security.runAsNonRoot,
        ...(security.runAsUser === undefined ? {} : { runAsUser: String(security.runAsUser) }),
        ...(pod.fsGroup === undefined ? {} : { fsGroup: String(pod.fsGroup) }),
        seccompProfile: { type: "RuntimeDefault" },
      },
      topologySpreadConstraint: SPREAD_OVER.map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: [{ matchLabels: { [NAME_LABEL]: name } }],
      })),
      ...(init.length === 0 ? {} : { initContainer: [...init] }),
      container: [agentContainer(workload, mounts(workload), write), ...beside],
      volume: volumes(workload),
    },
  };
}

/** Containers beside the agent's. Where Kubernetes is written, those beside it start before it, and end when it has. */
export function othersOf(workload: WorkloadDescription, as: PodSurroundings["as"], write: Write) {
  const make = (container: ContainerDescription) =>
    otherContainer(container, workload, mountsOf(workload, container), write);
  const of = (role: ContainerDescription["role"]) =>
    workload.pod.containers.filter((container) => container.role === role).map(make);
  if (as !== "manifest") return { init: of("init"), beside: of("sidecar") };
  const native = of("sidecar").map((container) => ({ ...container, restartPolicy: "Always" }));
  return { init: [...of("init"), ...native], beside: [] };
}

function annotationsOf(
  { annotations, end, job }: WorkloadDescription,
  configChecksum: string | undefined,
  write: Write,
) {
  const isLong = job !== undefined || end.gracePeriodSeconds > AUTOSCALER_PATIENCE_SECONDS;
  return {
    ...(isLong && !end.isRestartable ? { [SAFE_TO_EVICT_ANNOTATION]: "false" } : {}),
    ...Object.fromEntries(Object.entries(annotations).map(([key, text]) => [key, write(text)])),
    ...(configChecksum === undefined ? {} : { [CHECKSUM_ANNOTATION]: configChecksum }),
  };
}

function mounts(workload: WorkloadDescription): readonly Mount[] {
  const { files, security, pod } = workload;
  return [
    ...(hasScratch({ security, volumes: pod.volumes }) ? [{ name: "scratch", mountPath: SCRATCH }] : []),
    ...Object.keys(files).map((path, index) => ({
      name: CONFIG_VOLUME,
      mountPath: path,
      subPath: fileKey(index),
      readOnly: true,
    })),
    ...hostMounts(workload),
    ...givenMounts(workload, pod.volumes),
  ];
}

function volumes(workload: WorkloadDescription) {
  const { name, files, security, pod } = workload;
  return [
    ...(hasScratch({ security, volumes: pod.volumes }) ? [{ name: "scratch", emptyDir: {} }] : []),
    ...(Object.keys(files).length === 0 ? [] : [{ name: CONFIG_VOLUME, configMap: { name: filesName(name) } }]),
    ...hostVolumes(workload),
    ...givenVolumes(workload),
    ...scratchVolumes(workload),
  ];
}

/** What tells one content from the next; of what is known only when it is applied Terraform makes it. */
export function checksum(texts: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  return shortDigest(JSON.stringify(sorted), CHECKSUM_CHARS);
}
