// What a runner's own pod has beside the runner: rights at a cloud, images from a private registry, certificates of a private
// authority, a proxy, and a place on the nodes. Nothing here reaches the pods of workloads, which the runner makes by itself.
//
// Source: agynio/base-chart (`_deployment.tpl`, `_helpers.tpl`, 0.1.0 to 0.1.4): pull secrets are names, podLabels stand behind the
// selector's labels, priorityClassName is read. Kubernetes: tolerations, names of priority classes.
import { checkLabels, checkSubdomain } from "../names.js";
import { checkText, type Problem } from "../problems.js";
import { checkQuantity } from "../quantity.js";

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

/** Labels by which the chart finds its pods; a second one of the same key would take its place. */
const CHART_LABEL = /^(app\.kubernetes\.io|helm\.sh)\//;
const REVISION_ANNOTATION = "agyn.dev/service-token-revision";

const checkKey = checkText(
  (key) => /^[-._a-zA-Z0-9]{1,253}$/.test(key),
  "a key of a ConfigMap or a Secret is letters, digits, '-', '_' and '.'",
  'leave it out for "ca.crt", or respell it',
);
const checkProxyAddress = checkText(
  (address) => /^https?:\/\/[^\s/@]+:\d{1,5}\/?$/.test(address),
  "it is no address of a proxy, or it holds a password, which would be in the synthesized JSON",
  'write it like "http://proxy.example.com:3128"; a proxy that wants a password is reached by one of your own that needs none',
);
const checkDirect = checkText(
  (host) => /^[^\s,]+$/.test(host),
  "it is no host, domain or CIDR",
  'give one for each, like ".example.com" or "10.0.0.0/8"',
);

/** What is wrong with the settings of a runner's pod, if anything. `isRead`: whether the chart reads them. */
export function checkRunnerPod(path: string, pod: RunnerPodOptions, isRead: boolean): readonly Problem[] {
  if (!isRead) return [ignored(path, pod)];
  const { resources = {}, annotations = {}, certificateAuthority: authority, proxy } = pod;
  return [
    ...(pod.pullSecrets ?? []).flatMap((name, index) => checkSubdomain(`${path}.pullSecrets[${index}]`, name)),
    ...(authority === undefined ? [] : checkAuthority(`${path}.certificateAuthority`, authority)),
    ...(proxy === undefined ? [] : checkProxy(`${path}.proxy`, proxy)),
    ...Object.entries(resources).flatMap(([name, value]) =>
      checkQuantity(`${path}.resources.${name}`, value as string),
    ),
    ...checkLabels(`${path}.labels`, pod.labels ?? {}),
    ...Object.entries(pod.labels ?? {})
      .filter(([key]) => CHART_LABEL.test(key))
      .map(([key, value]) => ownLabel(`${path}.labels[${JSON.stringify(key)}]`, value)),
    ...(REVISION_ANNOTATION in annotations
      ? [ownAnnotation(`${path}.annotations[${JSON.stringify(REVISION_ANNOTATION)}]`, annotations[REVISION_ANNOTATION])]
      : []),
    ...checkLabels(`${path}.nodeSelector`, pod.nodeSelector ?? {}),
    ...checkSubdomain(`${path}.priorityClassName`, pod.priorityClassName),
  ];
}

function checkAuthority(path: string, authority: CertificateAuthority): readonly Problem[] {
  const { certificates, configMap, secret, key } = authority;
  const places = [certificates, configMap, secret].filter((place) => place !== undefined);
  const why = "the certificates are in one place: text, a ConfigMap or a Secret";
  const fix = "give certificates, configMap or secret";
  return [
    ...(places.length === 1 ? [] : [{ path, value: Object.keys(authority), why, fix }]),
    ...checkCertificates(`${path}.certificates`, certificates),
    ...checkSubdomain(`${path}.configMap`, configMap),
    ...checkSubdomain(`${path}.secret`, secret),
    ...checkKey(`${path}.key`, key),
  ];
}

/** A private key that stands beside them by mistake is not shown either. */
function checkCertificates(path: string, text: string | undefined): readonly Problem[] {
  const isFine = checkText(
    (pem) => pem.includes("-----BEGIN CERTIFICATE-----") && !pem.includes("PRIVATE KEY"),
    "it is no list of certificates alone",
    "give PEM that starts with -----BEGIN CERTIFICATE-----, without a key",
  );
  return isFine(path, text).map((problem) => ({ ...problem, value: "[hidden]" }));
}

/** Certificates as text for a release alone, which makes no ConfigMap. */
export function checkNoCertificates(path: string, pod: RunnerPodOptions | undefined): readonly Problem[] {
  if (pod?.certificateAuthority?.certificates === undefined) return [];
  const why = "a release makes no ConfigMap of certificates; a pool does";
  const fix = "give configMap or secret";
  return [{ path: `${path}.certificateAuthority.certificates`, value: "[hidden]", why, fix }];
}

function checkProxy(path: string, { https, http, noProxy = [] }: RunnerProxy): readonly Problem[] {
  const why = "without an address nothing goes through a proxy";
  return [
    ...(https === undefined && http === undefined ? [{ path, value: {}, why, fix: "give https, http or both" }] : []),
    ...withoutPassword(checkProxyAddress(`${path}.https`, https)),
    ...withoutPassword(checkProxyAddress(`${path}.http`, http)),
    ...noProxy.flatMap((host, index) => checkDirect(`${path}.noProxy[${index}]`, host)),
  ];
}

/** What stands before the host may be a password. */
function withoutPassword(problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, value: String(problem.value).replace(/\/\/.*@/, "//[hidden]@") }));
}

function ignored(path: string, pod: RunnerPodOptions): Problem {
  const why = "a chart with the documented values reads nothing of it, so it would be ignored in silence";
  return { path, value: Object.keys(pod), why, fix: "leave it out, or use RunnerChart.envList()" };
}

function ownLabel(path: string, value: string): Problem {
  const why = "the chart finds its pods by it";
  return { path, value, why, fix: "choose another key" };
}

function ownAnnotation(path: string, value: string | undefined): Problem {
  const why = "by it the pod restarts for a new token";
  return { path, value, why, fix: "leave it out" };
}
