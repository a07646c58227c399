// The pod of a workload, made from its description alone.
//
// Source: a ConfigMap that changes restarts no pod, so its checksum stands in an annotation.
import { createHash } from "node:crypto";
import type { DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { escapeTemplates } from "../../constructs/index.js";
import { Fn, Token } from "../core.js";
import type { WorkloadDescription } from "../description.js";
import { agentContainer, type Mount } from "./container.js";

const CONFIG_VOLUME = "config";
const SCRATCH = "/tmp";
const CHECKSUM_ANNOTATION = "checksum/config";
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
  readonly tolerations: readonly object[];
  readonly pullSecrets: readonly string[];
  readonly restartPolicy?: "Never";
}

/** Labels of the pods of a workload. */
function podLabels({ name, system, shape, labels }: WorkloadDescription): Record<string, string> {
  return {
    ...labels,
    [NAME_LABEL]: name,
    "app.kubernetes.io/managed-by": "cdktf-agyn",
    "app.kubernetes.io/component": system,
    "cdktf-agyn/shape": shape,
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
  const texts = Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return { ...derived, ...Object.fromEntries(texts) };
}

/** Files of a workload, by a key made of their number. They have a ConfigMap of their own: a pod has no variable for each. */
export function filesOf({ files }: WorkloadDescription): Record<string, string> {
  return Object.fromEntries(Object.values(files).map((text, index) => [fileKey(index), text]));
}

/** Texts as the data of a ConfigMap. */
export function configData(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, escapeTemplates(text)]));
}

const fileKey = (index: number): string => `file-${index}`;

/** Name of the ConfigMap with the files of a workload. */
export function filesName(name: string): string {
  return `${name}-files`;
}

/** The template of its pods. */
export function podTemplate(workload: WorkloadDescription, around: PodSurroundings): DeploymentV1SpecTemplate {
  const { name, security, end, nodes } = workload;
  return {
    metadata: {
      labels: podLabels(workload),
      annotations: { ...annotationsOf(workload, around.configChecksum) },
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
      ...(around.tolerations.length === 0 ? {} : { toleration: [...around.tolerations] }),
      securityContext: {
        runAsNonRoot: security.runAsNonRoot,
        ...(security.runAsUser === undefined ? {} : { runAsUser: String(security.runAsUser) }),
        seccompProfile: { type: "RuntimeDefault" },
      },
      topologySpreadConstraint: SPREAD_OVER.map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: [{ matchLabels: { [NAME_LABEL]: name } }],
      })),
      container: [agentContainer(workload, mounts(workload))],
      volume: volumes(workload),
    },
  };
}

function annotationsOf({ annotations, end, job }: WorkloadDescription, configChecksum: string | undefined) {
  const isLong = job !== undefined || end.gracePeriodSeconds > AUTOSCALER_PATIENCE_SECONDS;
  return {
    ...(isLong && !end.isRestartable ? { [SAFE_TO_EVICT_ANNOTATION]: "false" } : {}),
    ...configData(annotations),
    ...(configChecksum === undefined ? {} : { [CHECKSUM_ANNOTATION]: configChecksum }),
  };
}

function mounts({ files, security }: WorkloadDescription): readonly Mount[] {
  return [
    ...(security.readOnlyRootFilesystem ? [{ name: "scratch", mountPath: SCRATCH }] : []),
    ...Object.keys(files).map((path, index) => ({
      name: CONFIG_VOLUME,
      mountPath: path,
      subPath: fileKey(index),
      readOnly: true,
    })),
    ...security.hostPaths.map((path, index) => ({ name: `host-${index}`, mountPath: path })),
  ];
}

function volumes({ name, files, security }: WorkloadDescription) {
  return [
    ...(security.readOnlyRootFilesystem ? [{ name: "scratch", emptyDir: {} }] : []),
    ...(Object.keys(files).length === 0 ? [] : [{ name: CONFIG_VOLUME, configMap: { name: filesName(name) } }]),
    ...security.hostPaths.map((path, index) => ({ name: `host-${index}`, hostPath: { path } })),
  ];
}

/** What tells one content from the next; of what is known only when it is applied Terraform makes it. */
export function checksum(texts: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify(sorted);
  if (Token.isUnresolved(text)) return Fn.sha256(Fn.jsonencode(Object.fromEntries(sorted)));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
