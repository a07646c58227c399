// The pod of a workload, made from its description alone.
//
// Source: `kubernetes_deployment_v1` of hashicorp/kubernetes 2.38, whose lifecycle has exec, http_get and tcp_socket and no sleep
// (#2837); a ConfigMap that changes restarts no pod, so its checksum stands in an annotation.
import type { DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { escapeTemplates } from "../../constructs/index.js";
import type { EnvironmentValue, PreStopHook, WorkloadDescription } from "../description.js";
import { type Probe, type Probes, probeTimes } from "../probes.js";
import { SecretKey } from "../secrets.js";
import { shortDigest } from "./digest.js";

/** Name of the container. */
const CONTAINER = "agent";
const CONFIG_VOLUME = "config";
const SCRATCH = "/tmp";
const CHECKSUM_ANNOTATION = "checksum/config";
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
      container: [container(workload)],
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

type Container =
  NonNullable<NonNullable<DeploymentV1SpecTemplate["spec"]>["container"]> extends infer C
    ? C extends readonly (infer One)[]
      ? One
      : never
    : never;

function container(workload: WorkloadDescription): Container {
  const { image, command, environment, security, resources, network, end } = workload;
  const { accelerators } = workload.nodes;
  const counted = Object.fromEntries(Object.entries(accelerators).map(([key, count]) => [key, String(count)]));
  return {
    name: CONTAINER,
    image: image.reference,
    ...(command === undefined ? {} : { command: command.map(escapeTemplates) }),
    envFrom: [{ configMapRef: { name: workload.name } }],
    env: variables(environment),
    ...(network.port === undefined ? {} : { port: [{ name: "main", containerPort: network.port }] }),
    resources: { requests: { ...resources.requests, ...counted }, limits: { ...resources.limits, ...counted } },
    securityContext: {
      runAsNonRoot: security.runAsNonRoot,
      privileged: security.privileged,
      allowPrivilegeEscalation: security.allowPrivilegeEscalation,
      readOnlyRootFilesystem: security.readOnlyRootFilesystem,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...probes(workload),
    ...(end.preStop === undefined ? {} : { lifecycle: { preStop: [hook(end.preStop)] } }),
    volumeMount: [
      ...(security.readOnlyRootFilesystem ? [{ name: "scratch", mountPath: SCRATCH }] : []),
      ...Object.keys(workload.files).map((path, index) => ({
        name: CONFIG_VOLUME,
        mountPath: path,
        subPath: fileKey(index),
        readOnly: true,
      })),
      ...security.hostPaths.map((path, index) => ({ name: `host-${index}`, mountPath: path })),
    ],
  };
}

function volumes({ name, files, security }: WorkloadDescription) {
  return [
    ...(security.readOnlyRootFilesystem ? [{ name: "scratch", emptyDir: {} }] : []),
    ...(Object.keys(files).length === 0 ? [] : [{ name: CONFIG_VOLUME, configMap: { name: filesName(name) } }]),
    ...security.hostPaths.map((path, index) => ({ name: `host-${index}`, hostPath: { path } })),
  ];
}

/** Variables that are no texts; those that name others come after them, else the kubelet does not replace anything. */
function variables(environment: Readonly<Record<string, EnvironmentValue>>) {
  const references: { name: string; valueFrom: object }[] = [];
  const expanded: { name: string; value: string }[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (typeof value === "string") continue;
    if ("expanded" in value) expanded.push({ name, value: escapeTemplates(value.expanded) });
    else references.push({ name, valueFrom: sourceOf(value) });
  }
  return [...references, ...expanded];
}

function sourceOf(value: SecretKey | { readonly fieldPath: string }) {
  return value instanceof SecretKey
    ? { secretKeyRef: { name: value.name, key: value.key } }
    : { fieldRef: { fieldPath: value.fieldPath } };
}

function probes(workload: WorkloadDescription) {
  const { startup, liveness, readiness } = workload.probes;
  return {
    ...(startup === undefined ? {} : { startupProbe: probe("startup", startup, workload) }),
    ...(liveness === undefined ? {} : { livenessProbe: probe("liveness", liveness, workload) }),
    ...(readiness === undefined ? {} : { readinessProbe: probe("readiness", readiness, workload) }),
  };
}

function probe(kind: keyof Probes, asked: Probe, { network, end }: WorkloadDescription) {
  const { action } = asked;
  return {
    ...probeTimes(kind, asked, end.drain.livenessSeconds),
    ...("command" in action
      ? { exec: { command: action.command.map(escapeTemplates) } }
      : { httpGet: { path: action.path, port: String(action.port ?? network.port), ...headersOf(action.headers) } }),
  };
}

function headersOf(headers: Readonly<Record<string, string>>) {
  const list = Object.entries(headers).map(([name, value]) => ({ name, value: escapeTemplates(value) }));
  return list.length === 0 ? {} : { httpHeader: list };
}

function hook(preStop: PreStopHook) {
  return "command" in preStop
    ? { exec: { command: preStop.command.map(escapeTemplates) } }
    : { httpGet: { path: preStop.path, port: String(preStop.port), ...headersOf(preStop.headers ?? {}) } };
}

/** What tells one content from the next; of what is known only when it is applied Terraform makes it. */
export function checksum(texts: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  return shortDigest(JSON.stringify(sorted), CHECKSUM_CHARS);
}
