// The pod of a workload, made from its description alone.
//
// Source: `kubernetes_deployment_v1` of hashicorp/kubernetes 2.38, whose lifecycle has exec, http_get and tcp_socket and no sleep
// (#2837); a ConfigMap that changes restarts no pod, so its checksum stands in an annotation.
import { createHash } from "node:crypto";
import type { DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { escapeTemplates } from "../../constructs/index.js";
import type { PreStopHook, WorkloadDescription } from "../description.js";
import { type Probe, type Probes, probeTimes } from "../probes.js";
import { SecretKey } from "../secrets.js";

/** Name of the container. */
const CONTAINER = "agent";
const CONFIG_VOLUME = "config";
const SCRATCH = "/tmp";
const CHECKSUM_ANNOTATION = "checksum/config";
/** Label by which a workload's pods are found; it can never change. */
export const NAME_LABEL = "app.kubernetes.io/name";

/** What a pod has beside its description. */
export interface PodSurroundings {
  /** Of the content of its ConfigMap. */
  readonly configChecksum: string;
  readonly tolerations: readonly object[];
  readonly pullSecrets: readonly string[];
  readonly restartPolicy?: "Never";
}

/** Labels of the pods of a workload. */
export function podLabels({ name, system, shape, labels }: WorkloadDescription): Record<string, string> {
  return {
    ...labels,
    [NAME_LABEL]: name,
    "app.kubernetes.io/managed-by": "cdktf-agyn",
    "app.kubernetes.io/component": system,
    "cdktf-agyn/shape": shape,
  };
}

/**
 * What the ConfigMap of a workload holds: variables by name, and files by a key made of their number.
 *
 * @param derived variables that are known only when all workloads are
 */
export function configData(
  { environment, files }: WorkloadDescription,
  derived: Readonly<Record<string, string>>,
): Record<string, string> {
  const texts = Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(
    [
      ...Object.entries(derived),
      ...texts,
      ...Object.values(files).map((text, index) => [fileKey(index), text] as const),
    ].map(([key, text]) => [key, escapeTemplates(text)]),
  );
}

const fileKey = (index: number): string => `file-${index}`;

/** The template of its pods. */
export function podTemplate(workload: WorkloadDescription, around: PodSurroundings): DeploymentV1SpecTemplate {
  const { name, security, end, nodes } = workload;
  return {
    metadata: {
      labels: podLabels(workload),
      annotations: { ...workload.annotations, [CHECKSUM_ANNOTATION]: around.configChecksum },
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
      topologySpreadConstraint: [
        {
          maxSkew: 1,
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: [{ matchLabels: { [NAME_LABEL]: name } }],
        },
      ],
      container: [container(workload)],
      volume: volumes(workload),
    },
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
  const references = Object.entries(environment).filter(([, value]) => typeof value !== "string");
  return {
    name: CONTAINER,
    image: image.reference,
    ...(command === undefined ? {} : { command: command.map(escapeTemplates) }),
    envFrom: [{ configMapRef: { name: workload.name } }],
    env: references.map(([name, value]) => ({ name, valueFrom: sourceOf(value as Exclude<typeof value, string>) })),
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
    ...(Object.keys(files).length === 0 ? [] : [{ name: CONFIG_VOLUME, configMap: { name } }]),
    ...security.hostPaths.map((path, index) => ({ name: `host-${index}`, hostPath: { path } })),
  ];
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
      ? { exec: { command: [...action.command] } }
      : { httpGet: { path: action.path, port: String(action.port ?? network.port), ...headersOf(action.headers) } }),
  };
}

function headersOf(headers: Readonly<Record<string, string>>) {
  const list = Object.entries(headers).map(([name, value]) => ({ name, value: escapeTemplates(value) }));
  return list.length === 0 ? {} : { httpHeader: list };
}

function hook(preStop: PreStopHook) {
  return "command" in preStop
    ? { exec: { command: [...preStop.command] } }
    : { httpGet: { path: preStop.path, port: String(preStop.port) } };
}

/** A few characters are enough to tell one content from the next. */
export function checksum(data: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
}
