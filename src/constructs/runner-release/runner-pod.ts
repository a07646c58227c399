// What a runner's own pod has beside the runner: rights at a cloud, images from a private registry, certificates of a private
// authority, a proxy, and a place on the nodes. Nothing here reaches the pods of workloads, which the runner makes by itself.
//
// Source: agynio/base-chart (`_deployment.tpl`, `_helpers.tpl`, 0.1.0 to 0.1.4): pull secrets are names, podLabels stand behind the
// selector's labels, priorityClassName is read. Kubernetes: tolerations, names of priority classes.
import { POD_UNREAD, runnerPodFaults } from "../../kubernetes/index.js";
import { type Problem, problemsOf } from "../problems.js";

/** Certificates of a private authority: as text, or in a ConfigMap or a Secret of the runner's namespace. One of the three. */
export interface CertificateAuthority {
  /**
   * The certificates, PEM, of which a pool makes a ConfigMap; a release alone makes none.
   *
   * @default - none
   */
  readonly certificates?: string;

  /**
   * Name of the ConfigMap that holds them.
   *
   * @default - none
   */
  readonly configMap?: string;

  /**
   * Name of the Secret that holds them.
   *
   * @default - none
   */
  readonly secret?: string;

  /**
   * Key of the certificates, PEM.
   *
   * @default "ca.crt"
   */
  readonly key?: string;
}

/** A proxy for what the runner asks for outside of its cluster. */
export interface RunnerProxy {
  /**
   * Proxy of https addresses, `http://` or `https://` with host and port, without a password: this is no secret's place.
   *
   * @default - none
   */
  readonly https?: string;

  /**
   * Proxy of http addresses, in the same form.
   *
   * @default - none
   */
  readonly http?: string;

  /**
   * Hosts, domains and CIDRs that are asked directly, beside the gateway, the API server and the services of the cluster.
   *
   * @default - none
   */
  readonly noProxy?: readonly string[];
}

/** A toleration as Kubernetes writes it. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: "Equal" | "Exists";
  readonly value?: string;
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
  readonly tolerationSeconds?: number;
}

/** What the runner's container asks for and may use, as Kubernetes quantities. */
export interface RunnerPodResources {
  /**
   * Requested cpu.
   *
   * @default "100m"
   */
  readonly requestCpu?: string;

  /**
   * Requested memory.
   *
   * @default "128Mi"
   */
  readonly requestMemory?: string;

  /**
   * Limit of cpu.
   *
   * @default - none
   */
  readonly limitCpu?: string;

  /**
   * Limit of memory. A runner that reaches it restarts; its workloads go on.
   *
   * @default - none
   */
  readonly limitMemory?: string;
}

/** Settings of the pod of a runner. */
export interface RunnerPodOptions {
  /**
   * Annotations of the runner's service account: by them a cloud gives it an identity.
   *
   * @default - none
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;

  /**
   * Names of Secrets with the credentials of image registries, in the runner's namespace.
   *
   * @default - none
   */
  readonly pullSecrets?: readonly string[];

  /**
   * A private authority that the runner trusts, and whose certificates alone the proxy of `Gateway.viaTlsProxy` takes.
   *
   * @default - the authorities of the images
   */
  readonly certificateAuthority?: CertificateAuthority;

  /**
   * A proxy.
   *
   * @default - none
   */
  readonly proxy?: RunnerProxy;

  /**
   * What the runner asks for and may use.
   *
   * @default - requests of 100m and 128Mi, no limits
   */
  readonly resources?: RunnerPodResources;

  /**
   * Annotations of the pod.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;

  /**
   * Labels of the pod, beside those of the chart.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Labels of the nodes that the runner may run on. For the nodes of workloads see the tier.
   *
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;

  /**
   * Taints that the runner tolerates.
   *
   * @default - none
   */
  readonly tolerations?: readonly Toleration[];

  /**
   * Affinity of the pod, as Kubernetes writes it.
   *
   * @default - none
   */
  readonly affinity?: Readonly<Record<string, unknown>>;

  /**
   * PriorityClass of the pod, which the cluster has.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
}

/** What is wrong with the settings of a runner's pod, if anything. `isRead`: whether the chart reads them. */
export function checkRunnerPod(path: string, pod: RunnerPodOptions, isRead: boolean): readonly Problem[] {
  if (isRead) return problemsOf(runnerPodFaults(path, pod));
  return [{ path, value: Object.keys(pod), why: POD_UNREAD, fix: "leave it out, or use RunnerChart.envList()" }];
}

/** Certificates as text for a release alone, which makes no ConfigMap. */
export function checkNoCertificates(path: string, pod: RunnerPodOptions | undefined): readonly Problem[] {
  if (pod?.certificateAuthority?.certificates === undefined) return [];
  const why = "a release makes no ConfigMap of certificates; a pool does";
  const fix = "give configMap or secret";
  return [{ path: `${path}.certificateAuthority.certificates`, value: "[hidden]", why, fix }];
}
