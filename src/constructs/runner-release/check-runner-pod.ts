// What is wrong with the settings of a runner's pod: what the chart would overwrite or ignore, and what the API server would refuse at
// apply.
//
// Source: validation of Kubernetes (tolerations, limits and requests, names of annotations and of priority classes).
import { isLabelKey, isLabelValue } from "../../kubernetes/index.js";
import { checkAnnotations, checkDataKey, checkLabels, checkSubdomain } from "../names.js";
import { checkText, type Problem } from "../problems.js";
import { checkLimit, checkQuantity } from "../quantity.js";
import { REVISION_ANNOTATION } from "../token-delivery/index.js";
import {
  type CertificateAuthority,
  RUNNER_REQUESTS,
  type RunnerPodOptions,
  type RunnerPodResources,
  type RunnerProxy,
  type Toleration,
} from "./runner-pod.js";

/** Labels by which the chart finds its pods; a second one of the same key would take its place. */
const CHART_LABEL = /^(app\.kubernetes\.io|helm\.sh)\//;
const MAX_PORT = 65_535;

const checkProxyAddress = checkText(
  (address) => {
    const [, port] = /^https?:\/\/[^\s/@]+:([1-9]\d{0,4})\/?$/.exec(address) ?? [];
    return port !== undefined && Number(port) <= MAX_PORT;
  },
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
    ...checkResources(`${path}.resources`, resources),
    ...checkAnnotations(`${path}.serviceAccountAnnotations`, pod.serviceAccountAnnotations ?? {}),
    ...checkAnnotations(`${path}.annotations`, annotations),
    ...checkLabels(`${path}.labels`, pod.labels ?? {}),
    ...Object.entries(pod.labels ?? {})
      .filter(([key]) => CHART_LABEL.test(key))
      .map(([key, value]) => ownLabel(`${path}.labels[${JSON.stringify(key)}]`, value)),
    ...(REVISION_ANNOTATION in annotations
      ? [ownAnnotation(`${path}.annotations[${JSON.stringify(REVISION_ANNOTATION)}]`, annotations[REVISION_ANNOTATION])]
      : []),
    ...checkLabels(`${path}.nodeSelector`, pod.nodeSelector ?? {}),
    ...(pod.tolerations ?? []).flatMap((toleration, index) =>
      checkToleration(`${path}.tolerations[${index}]`, toleration),
    ),
    ...checkSubdomain(`${path}.priorityClassName`, pod.priorityClassName),
  ];
}

function checkResources(path: string, resources: RunnerPodResources): readonly Problem[] {
  const { limitCpu, limitMemory } = resources;
  const { requestCpu = RUNNER_REQUESTS.requestCpu, requestMemory = RUNNER_REQUESTS.requestMemory } = resources;
  return [
    ...checkQuantity(`${path}.requestCpu`, requestCpu),
    ...checkQuantity(`${path}.requestMemory`, requestMemory),
    ...checkQuantity(`${path}.limitCpu`, limitCpu),
    ...checkQuantity(`${path}.limitMemory`, limitMemory),
    ...checkLimit(`${path}.limitCpu`, limitCpu, requestCpu, "requestCpu"),
    ...checkLimit(`${path}.limitMemory`, limitMemory, requestMemory, "requestMemory"),
  ];
}

function checkToleration(path: string, toleration: Toleration): readonly Problem[] {
  const { key = "", operator = "Equal", value = "", effect, tolerationSeconds } = toleration;
  const wrong = (why: string, fix: string): Problem => ({ path, value: toleration, why, fix });
  return [
    ...(operator === "Exists" && value !== ""
      ? [wrong("a cluster refuses a value beside the operator Exists", "leave the value out, or write Equal")]
      : []),
    ...(operator === "Equal" && key === ""
      ? [wrong("a cluster refuses a toleration that names no key, unless it tolerates all", "name it, or write Exists")]
      : []),
    ...(key === "" || isLabelKey(key) ? [] : [wrong("the key of a taint is [prefix/]name", "respell the key")]),
    ...(isLabelValue(value)
      ? []
      : [wrong("the value of a taint is letters, digits, '.', '_' and '-'", "respell the value")]),
    ...(tolerationSeconds !== undefined && effect !== "NoExecute"
      ? [wrong("a cluster refuses tolerationSeconds of another effect than NoExecute", "leave it out")]
      : []),
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
    ...checkDataKey(`${path}.key`, key),
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
