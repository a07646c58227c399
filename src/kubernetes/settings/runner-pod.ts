// What is wrong with the settings of the pods of runners.
//
// Source: agynio/base-chart (`_deployment.tpl`, `_helpers.tpl`, 0.1.0 to 0.1.4: podLabels stand behind the selector's labels); validation
// of Kubernetes (limits and requests, names of annotations and of priority classes).
import { type Fault, textRule } from "../fault.js";
import { REVISION_ANNOTATION } from "../pool-names.js";
import {
  annotationFaults,
  dataKeyFaults,
  labelFaults,
  limitFaults,
  quantityFaults,
  subdomainFaults,
} from "../spelling.js";
import { type TolerationSettings, tolerationFaults } from "./tolerations.js";

type Texts = Readonly<Record<string, string>>;

interface AuthoritySettings {
  readonly certificates?: string | undefined;
  readonly configMap?: string | undefined;
  readonly secret?: string | undefined;
  readonly key?: string | undefined;
}

interface ProxySettings {
  readonly https?: string | undefined;
  readonly http?: string | undefined;
  readonly noProxy?: readonly string[] | undefined;
}

interface ResourceSettings {
  readonly requestCpu?: string | undefined;
  readonly requestMemory?: string | undefined;
  readonly limitCpu?: string | undefined;
  readonly limitMemory?: string | undefined;
}

/** Settings of the pods of runners, as far as there is anything to judge. */
export interface RunnerPodSettings {
  readonly pullSecrets?: readonly string[] | undefined;
  readonly certificateAuthority?: AuthoritySettings | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly resources?: ResourceSettings | undefined;
  readonly serviceAccountAnnotations?: Texts | undefined;
  readonly annotations?: Texts | undefined;
  readonly labels?: Texts | undefined;
  readonly nodeSelector?: Texts | undefined;
  readonly tolerations?: readonly TolerationSettings[] | undefined;
  readonly priorityClassName?: string | undefined;
}

/** Why settings of the pod are refused where the chart has the documented values. */
export const POD_UNREAD = "a chart with the documented values reads nothing of it, so it would be ignored in silence";

/** Labels by which the chart finds its pods; a second one of the same key would take its place. */
const CHART_LABEL = /^(app\.kubernetes\.io|helm\.sh)\//;
const MAX_PORT = 65_535;

/** What a runner's container asks for when nothing is said of it. */
export const RUNNER_REQUESTS = { requestCpu: "100m", requestMemory: "128Mi" } as const;

const proxyAddressFaults = textRule(
  (address) => {
    const [, port] = /^https?:\/\/[^\s/@]+:([1-9]\d{0,4})\/?$/.exec(address) ?? [];
    return port !== undefined && Number(port) <= MAX_PORT;
  },
  "it is no address of a proxy, or it holds a password, which would be in the synthesized JSON",
  'write it like "http://proxy.example.com:3128"; a proxy that wants a password is reached by one of your own that needs none',
);
const directFaults = textRule(
  (host) => /^[^\s,]+$/.test(host),
  "it is no host, domain or CIDR",
  'give one for each, like ".example.com" or "10.0.0.0/8"',
);

/** What is wrong with the settings of a runner's pod, if anything. */
export function runnerPodFaults(path: string, pod: RunnerPodSettings): readonly Fault[] {
  const { resources = {}, annotations = {}, certificateAuthority: authority, proxy } = pod;
  return [
    ...(pod.pullSecrets ?? []).flatMap((name, index) => subdomainFaults(`${path}.pullSecrets[${index}]`, name)),
    ...(authority === undefined ? [] : authorityFaults(`${path}.certificateAuthority`, authority)),
    ...(proxy === undefined ? [] : proxyFaults(`${path}.proxy`, proxy)),
    ...resourceFaults(`${path}.resources`, resources),
    ...annotationFaults(`${path}.serviceAccountAnnotations`, pod.serviceAccountAnnotations ?? {}),
    ...annotationFaults(`${path}.annotations`, annotations),
    ...labelFaults(`${path}.labels`, pod.labels ?? {}),
    ...Object.entries(pod.labels ?? {})
      .filter(([key]) => CHART_LABEL.test(key))
      .map(([key, value]) => ownLabel(`${path}.labels[${JSON.stringify(key)}]`, value)),
    ...(REVISION_ANNOTATION in annotations
      ? [ownAnnotation(`${path}.annotations[${JSON.stringify(REVISION_ANNOTATION)}]`, annotations[REVISION_ANNOTATION])]
      : []),
    ...labelFaults(`${path}.nodeSelector`, pod.nodeSelector ?? {}),
    ...(pod.tolerations ?? []).flatMap((toleration, index) =>
      tolerationFaults(`${path}.tolerations[${index}]`, toleration),
    ),
    ...subdomainFaults(`${path}.priorityClassName`, pod.priorityClassName),
  ];
}

function resourceFaults(path: string, resources: ResourceSettings): readonly Fault[] {
  const { limitCpu, limitMemory } = resources;
  const { requestCpu = RUNNER_REQUESTS.requestCpu, requestMemory = RUNNER_REQUESTS.requestMemory } = resources;
  return [
    ...quantityFaults(`${path}.requestCpu`, requestCpu),
    ...quantityFaults(`${path}.requestMemory`, requestMemory),
    ...quantityFaults(`${path}.limitCpu`, limitCpu),
    ...quantityFaults(`${path}.limitMemory`, limitMemory),
    ...limitFaults(`${path}.limitCpu`, limitCpu, requestCpu, "requestCpu"),
    ...limitFaults(`${path}.limitMemory`, limitMemory, requestMemory, "requestMemory"),
  ];
}

function authorityFaults(path: string, authority: AuthoritySettings): readonly Fault[] {
  const { certificates, configMap, secret, key } = authority;
  const places = [certificates, configMap, secret].filter((place) => place !== undefined);
  const why = "the certificates are in one place: text, a ConfigMap or a Secret";
  const fix = "give certificates, configMap or secret";
  return [
    ...(places.length === 1 ? [] : [{ path, value: Object.keys(authority), why, fix }]),
    ...certificatesFaults(`${path}.certificates`, certificates),
    ...subdomainFaults(`${path}.configMap`, configMap),
    ...subdomainFaults(`${path}.secret`, secret),
    ...dataKeyFaults(`${path}.key`, key),
  ];
}

/** A private key that stands beside them by mistake is not shown either. */
function certificatesFaults(path: string, text: string | undefined): readonly Fault[] {
  const isFine = textRule(
    (pem) => pem.includes("-----BEGIN CERTIFICATE-----") && !pem.includes("PRIVATE KEY"),
    "it is no list of certificates alone",
    "give PEM that starts with -----BEGIN CERTIFICATE-----, without a key",
  );
  return isFine(path, text).map((fault) => ({ ...fault, shown: "[hidden]" }));
}

function proxyFaults(path: string, { https, http, noProxy = [] }: ProxySettings): readonly Fault[] {
  const why = "without an address nothing goes through a proxy";
  return [
    ...(https === undefined && http === undefined ? [{ path, value: {}, why, fix: "give https, http or both" }] : []),
    ...withoutPassword(proxyAddressFaults(`${path}.https`, https)),
    ...withoutPassword(proxyAddressFaults(`${path}.http`, http)),
    ...noProxy.flatMap((host, index) => directFaults(`${path}.noProxy[${index}]`, host)),
  ];
}

/** What stands before the host may be a password. */
function withoutPassword(faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, shown: String(fault.value).replace(/\/\/.*@/, "//[hidden]@") }));
}

function ownLabel(path: string, value: string): Fault {
  const why = "the chart finds its pods by it";
  return { path, value, why, fix: "choose another key" };
}

function ownAnnotation(path: string, value: string | undefined): Fault {
  const why = "by it the pod restarts for a new token";
  return { path, value, why, fix: "leave it out" };
}
