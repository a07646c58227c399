// What the runner's process would find in the pods of its Deployment: whether it runs at all, the gateway it dials, the token it
// presents, the namespace of its workloads. kwok runs no process, so the tests play its start; what it is given is real.
//
// Source: k8s-runner (environment variables of the process); Deployments of apps/v1: `status` is about the spec of
// `observedGeneration`, and `updatedReplicas` are the pods of the newest template; the annotation `deployment.kubernetes.io/revision`
// counts the templates.
import { gatewayWay } from "../../src/rehearsal/cluster-store/gateway-way";
import type { PodStart } from "../../src/rehearsal/cluster-store/index";
import type { ControlPlane } from "./control-plane";

/** Label of what the k8s-runner chart makes. */
export const RUNNERS = "app.kubernetes.io/name=k8s-runner";
const TOKEN = "SERVICE_TOKEN";
const REVISION = "deployment.kubernetes.io/revision";

/** A Deployment as far as it tells of the runner. */
export interface Deployment {
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly generation: number;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly env?: readonly EnvironmentEntry[] }[];
      };
    };
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** A variable of a container. */
interface EnvironmentEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

/** The template of its pods, by number. */
export function revisionOf({ metadata }: Deployment): string {
  return metadata.annotations?.[REVISION] ?? "";
}

/** Why no process of its newest template runs; undefined when one does. */
export function whyNotRunning({ metadata, spec, status }: Deployment): string | undefined {
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  if (metadata.deletionTimestamp !== undefined) return "its Deployment is being deleted";
  if (spec.replicas === 0) return "its Deployment has 0 replicas";
  if (observedGeneration < metadata.generation) return "its Deployment was changed a moment ago";
  if (availableReplicas === 0) return "no pod of its Deployment is available";
  // while a rollout is under way, the pods that are available may all be of the template before
  if (availableReplicas <= replicas - updatedReplicas) return "no pod of its newest template is available";
  return undefined;
}

/** What the process would do in a pod that starts now. */
export async function startOf(plane: ControlPlane, { metadata, spec }: Deployment): Promise<PodStart> {
  const { containers } = spec.template.spec;
  const enrolls = containers.find(({ env }) => env?.some(({ name }) => name === TOKEN));
  const env = new Map(enrolls?.env?.map((entry) => [entry.name, entry])); // the last of a name wins, as in the kubelet
  const text = (name: string): string => env.get(name)?.value ?? "";
  if (text("ZITI_ENABLED") !== "true") return { reason: "ZITI_ENABLED is not true" };
  const workloads = await plane.kubectl.try(["get", "namespace", text("KUBE_NAMESPACE"), "--output", "name"]);
  if (text("KUBE_NAMESPACE") === "" || !workloads.ok) return { reason: `KUBE_NAMESPACE: ${workloads.stderr.trim()}` };
  const way = gatewayWay(text("GATEWAY_ADDRESS"), containers, undefined);
  if ("fault" in way) return { reason: way.fault };
  const reference = env.get(TOKEN)?.valueFrom?.secretKeyRef;
  if (reference === undefined) return { reason: `${TOKEN} does not come from a Secret` };
  const where = ["--namespace", metadata.namespace, "--output", "json"];
  const { ok, stdout, stderr } = await plane.kubectl.try(["get", "secret", reference.name, ...where]);
  if (!ok) return { reason: stderr.trim() };
  const { data = {} } = JSON.parse(stdout) as { data?: Readonly<Record<string, string>> };
  const token = Buffer.from(data[reference.key] ?? "", "base64").toString("utf8");
  if (token === "") return { reason: `secret ${reference.name} has no ${reference.key}` };
  return { token, gatewayAddress: way.address };
}
