// The values of the k8s-runner chart, by layout: the one the published charts read (a whole `env` list), and the one the platform's
// documentation shows (which no published chart reads). Plus how values are written: one line of sorted JSON, because Terraform
// shows a structural difference of it, with `${` and `%{` escaped, because Terraform would take them for templates.
//
// Source: k8s-runner charts/k8s-runner/values.yaml (0.9.0 rendered, 0.10 read); platform docs/operate/runners.md; escaping
// measured with terraform 1.11.4.
import type { Gateway } from "../gateway.js";
import type { CatalogStorageClass, Flavor } from "../tiers/catalog.js";
import { podEnvironment, podValues, sidecarsOf } from "./pod-values.js";
import type { RunnerPodOptions } from "./runner-pod.js";

/** How the runner isolates docker inside workloads. */
export type DockerImplementation = "rootless" | "privileged" | "kata-qemu" | "kata-fc";

/** What a release tells its chart, in no layout yet. */
export interface RunnerSettings {
  /** Name of Deployment, Service and account. */
  readonly fullName: string;
  /** Namespace in which the runner makes workload pods. */
  readonly workloadNamespace: string;
  /** How the gateway is reached. */
  readonly gateway: Gateway;
  /** Name of the Secret with the token. */
  readonly tokenSecretName: string;
  /** Key of the token in that Secret. */
  readonly tokenSecretKey: string;
  /** Managed capabilities; undefined when the runner reports its own. */
  readonly capabilities: readonly string[] | undefined;
  /** Sizes of workloads on offer; none for the chart's own. */
  readonly flavors: readonly Flavor[];
  /** Storage classes on offer; none for the chart's own. */
  readonly storageClasses: readonly CatalogStorageClass[];
  /** How docker is isolated, when workloads may use it. */
  readonly docker: DockerImplementation;
  /** Storage class of volumes, when one is set. */
  readonly storageClass: string | undefined;
  /** Default size of volumes, when one is set. */
  readonly storageSize: string | undefined;
  /** How long one attempt to enroll may take, in seconds. */
  readonly enrollmentTimeoutSeconds: number;
  /** Level of the runner's log. */
  readonly logLevel: string;
  /** Settings of the pod, when any are given. */
  readonly pod?: RunnerPodOptions;
}

/** Turns settings into values of a chart. */
export type ValuesLayout = (settings: RunnerSettings) => Readonly<Record<string, unknown>>;

/** User and group of the published image, which names its user without a number, so that runAsNonRoot can't be proved. */
const IMAGE_USER = { runAsUser: 100, runAsGroup: 101 };

/** Values of charts 0.9 and 0.10, which take environment variables as one list; Helm replaces lists whole, so all are given. */
export function envListValues(settings: RunnerSettings): Readonly<Record<string, unknown>> {
  const { fullName, gateway, pod } = settings;
  const sidecars = pod === undefined ? gateway.sidecars : sidecarsOf(gateway, pod);
  const { pullSecrets = [], serviceAccountAnnotations: annotations } = pod ?? {};
  const catalog = catalogOf(settings);
  return {
    fullnameOverride: fullName,
    replicaCount: 1,
    serviceAccount: { create: true, name: fullName, ...(annotations === undefined ? {} : { annotations }) },
    rbac: { create: false },
    securityContext: IMAGE_USER,
    ...(pullSecrets.length === 0 ? {} : { image: { pullSecrets } }),
    ...(pod === undefined ? {} : podValues(pod)),
    workloadNamespace: settings.workloadNamespace,
    ...(Object.keys(catalog).length === 0 ? {} : { catalog }),
    ...(sidecars.length === 0 ? {} : { extraContainers: sidecars }),
    env: [
      { name: "GRPC_ADDR", value: "0.0.0.0:50051" },
      { name: "KUBE_NAMESPACE", value: settings.workloadNamespace },
      ...optionalEnv("PVC_STORAGE_SIZE", settings.storageSize),
      ...optionalEnv("PVC_STORAGE_CLASS", settings.storageClass),
      { name: "ZITI_ENABLED", value: "true" },
      { name: "GATEWAY_ADDRESS", value: gateway.address },
      {
        name: "SERVICE_TOKEN",
        valueFrom: { secretKeyRef: { name: settings.tokenSecretName, key: settings.tokenSecretKey } },
      },
      { name: "ZITI_ENROLLMENT_TIMEOUT", value: `${settings.enrollmentTimeoutSeconds}s` },
      { name: "LOG_LEVEL", value: settings.logLevel },
      ...optionalEnv("CAPABILITY_IMPLEMENTATIONS", dockerImplementations(settings)),
      ...(pod === undefined ? [] : podEnvironment(gateway, pod)),
    ],
  };
}

/** What the runner reports of itself; newer charts read it, older ones of 0.10 pass over it. */
function catalogOf({ capabilities, flavors, storageClasses }: RunnerSettings): Readonly<Record<string, unknown>> {
  return {
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(flavors.length === 0 ? {} : { flavors }),
    ...(storageClasses.length === 0 ? {} : { storageClasses }),
  };
}

/** Values as the platform's documentation shows them. */
export function documentedValues(settings: RunnerSettings): Readonly<Record<string, unknown>> {
  const { fullName, gateway, capabilities, storageClass } = settings;
  return {
    fullnameOverride: fullName,
    replicaCount: 1,
    serviceAccount: { create: true, name: fullName },
    rbac: { create: false },
    gateway: { url: gateway.url },
    serviceToken: { existingSecret: settings.tokenSecretName },
    resources: { workloadNamespace: settings.workloadNamespace, pullSecrets: [] },
    ...(storageClass === undefined ? {} : { storage: { class: storageClass } }),
    ...(capabilities === undefined ? {} : { capabilities }),
  };
}

/** Values as the text of `helm_release.values`. */
export function valuesText(values: Readonly<Record<string, unknown>>): string {
  return escapeTemplates(JSON.stringify(sortKeys(values)));
}

/** Doubles the start of a Terraform template, except of the CDKTF core's own tokens, which it replaces at synth. */
export function escapeTemplates(text: string): string {
  return text.replace(/\$\{(?!TfToken\[)/g, () => "$${").replace(/%\{/g, "%%{");
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
  }
  return value;
}

function optionalEnv(name: string, value: string | undefined): readonly { name: string; value: string }[] {
  return value === undefined ? [] : [{ name, value }];
}

function dockerImplementations({ capabilities, docker }: RunnerSettings): string | undefined {
  return capabilities?.includes("docker") === true ? JSON.stringify({ docker }) : undefined;
}
