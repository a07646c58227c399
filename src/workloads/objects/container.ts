// The containers of a pod, made from descriptions alone.
//
// Source: `kubernetes_deployment_v1` of hashicorp/kubernetes 2.38, whose lifecycle has exec, http_get and tcp_socket and no sleep
// (#2837), and whose init containers have no restart policy (#2446): beside an agent runs an ordinary container.
import type { EnvironmentValue, PreStopHook } from "../description/container.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { ContainerDescription, ContainerSecurity } from "../description/pod.js";
import { type Probe, type Probes, probeTimes } from "../lifecycle/probes.js";
import { SecretKey } from "../secrets/secret-key.js";

/** Name of the container of the agent. */
export const AGENT_CONTAINER = "agent";

/** Where a volume of the pod is in a container. */
export interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

/** How a text of a user is written, so that no part of it is a template of Terraform. */
export type Write = (text: string) => string;

/** What a probe needs beside itself. */
interface Probed {
  readonly probes: Probes;
  readonly port: number | undefined;
  readonly livenessSeconds: number;
  readonly startSeconds: number;
}

/** The container of the agent. */
export function agentContainer(workload: WorkloadDescription, mounts: readonly Mount[], write: Write) {
  const { image, command, environment, security, network, end, pod, probes } = workload;
  return {
    name: AGENT_CONTAINER,
    image: image.reference,
    ...commandOf(command, write),
    envFrom: [{ configMapRef: { name: workload.name } }],
    env: otherVariables(environment, write),
    ...(network.port === undefined ? {} : { port: [{ name: "main", containerPort: network.port }] }),
    resources: agentResources(workload),
    securityContext: rights(security),
    ...probesOf(
      { probes, port: network.port, livenessSeconds: end.drain.livenessSeconds, startSeconds: pod.startSeconds },
      write,
    ),
    ...lifecycle(end.preStop, write),
    volumeMount: [...mounts],
  };
}

/** What the agent asks for and may use; accelerators are as much one as the other. */
export function agentResources({ resources, nodes }: WorkloadDescription) {
  const counted = Object.fromEntries(Object.entries(nodes.accelerators).map(([key, count]) => [key, String(count)]));
  return { requests: { ...resources.requests, ...counted }, limits: { ...resources.limits, ...counted } };
}

/** A container beside that of the agent. What it is told stands in the pod, and changes with it. */
export function otherContainer(
  container: ContainerDescription,
  { end, pod }: WorkloadDescription,
  mounts: readonly Mount[],
  write: Write,
) {
  const { name, image, command, environment, resources, security, port, probes, preStop } = container;
  const texts = Object.entries(environment).flatMap(([variable, value]) =>
    typeof value === "string" ? [{ name: variable, value: write(value) }] : [],
  );
  const times = { livenessSeconds: end.drain.livenessSeconds, startSeconds: pod.startSeconds };
  return {
    name,
    image: image.reference,
    ...commandOf(command, write),
    env: [...texts, ...otherVariables(environment, write)],
    ...(port === undefined ? {} : { port: [{ containerPort: port }] }),
    resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
    securityContext: {
      ...rights(security),
      ...(security.runAsUser === undefined ? {} : { runAsUser: String(security.runAsUser) }),
    },
    ...probesOf({ probes, port, ...times }, write),
    ...lifecycle(preStop, write),
    volumeMount: [...mounts],
  };
}

function commandOf(command: readonly string[] | undefined, write: Write) {
  return command === undefined ? {} : { command: command.map(write) };
}

function rights(security: ContainerSecurity) {
  return {
    runAsNonRoot: security.runAsNonRoot,
    privileged: security.privileged,
    allowPrivilegeEscalation: security.allowPrivilegeEscalation,
    readOnlyRootFilesystem: security.readOnlyRootFilesystem,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  };
}

function lifecycle(preStop: PreStopHook | undefined, write: Write) {
  return preStop === undefined ? {} : { lifecycle: { preStop: [preStopHandler(preStop, write)] } };
}

/** Variables that are no texts; those that name others come after them, else the kubelet does not replace anything. */
export function otherVariables(environment: Readonly<Record<string, EnvironmentValue>>, write: Write) {
  const references: { name: string; valueFrom: object }[] = [];
  const expanded: { name: string; value: string }[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (typeof value === "string") continue;
    if ("expanded" in value) expanded.push({ name, value: write(value.expanded) });
    else references.push({ name, valueFrom: sourceOf(value) });
  }
  return [...references, ...expanded];
}

function sourceOf(value: SecretKey | { readonly fieldPath: string }) {
  return value instanceof SecretKey
    ? { secretKeyRef: { name: value.name, key: value.key } }
    : { fieldRef: { fieldPath: value.fieldPath } };
}

function probesOf(probed: Probed, write: Write) {
  const { startup, liveness, readiness } = probed.probes;
  return {
    ...(startup === undefined ? {} : { startupProbe: probe("startup", startup, probed, write) }),
    ...(liveness === undefined ? {} : { livenessProbe: probe("liveness", liveness, probed, write) }),
    ...(readiness === undefined ? {} : { readinessProbe: probe("readiness", readiness, probed, write) }),
  };
}

function probe(kind: keyof Probes, asked: Probe, { port, livenessSeconds, startSeconds }: Probed, write: Write) {
  const { action } = asked;
  return {
    ...probeTimes(kind, asked, kind === "startup" ? startSeconds : livenessSeconds),
    ...("command" in action
      ? { exec: { command: action.command.map(write) } }
      : { httpGet: { path: action.path, port: String(action.port ?? port), ...headersOf(action.headers, write) } }),
  };
}

function headersOf(headers: Readonly<Record<string, string>>, write: Write) {
  const list = Object.entries(headers).map(([name, value]) => ({ name, value: write(value) }));
  return list.length === 0 ? {} : { httpHeader: list };
}

/** What the kubelet does before SIGTERM. */
export function preStopHandler(preStop: PreStopHook, write: Write) {
  return "command" in preStop
    ? { exec: { command: preStop.command.map(write) } }
    : { httpGet: { path: preStop.path, port: String(preStop.port), ...headersOf(preStop.headers ?? {}, write) } };
}
