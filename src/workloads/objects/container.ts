// The containers of a pod, made from descriptions alone.
//
// Source: `kubernetes_deployment_v1` of hashicorp/kubernetes 2.38, whose lifecycle has exec, http_get and tcp_socket and no sleep
// (#2837).
import type { DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { escapeTemplates } from "../../constructs/index.js";
import type { EnvironmentValue, PreStopHook, WorkloadDescription } from "../description.js";
import { type Probe, type Probes, probeTimes } from "../probes.js";
import { SecretKey } from "../secrets.js";

/** Name of the container of the agent. */
const CONTAINER = "agent";

type Container =
  NonNullable<NonNullable<DeploymentV1SpecTemplate["spec"]>["container"]> extends infer C
    ? C extends readonly (infer One)[]
      ? One
      : never
    : never;

/** Where a volume of the pod is in a container. */
export interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

/** The container of the agent. */
export function agentContainer(workload: WorkloadDescription, mounts: readonly Mount[]): Container {
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
    volumeMount: [...mounts],
  };
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
    : { httpGet: { path: preStop.path, port: String(preStop.port) } };
}
