// Which texts among a chart's values may be shown. Of all others it is only said that they change: any chart may hold a secret anywhere,
// under a name that nobody thought of. Booleans, short numbers and empty texts are shown everywhere.
//
// Source: agynio/k8s-runner values.yaml of 0.9 and 0.10 with agynio/base-chart, the environment of the runner's process, and the values of
// the platform's documentation (docs/operate/runners.md).
import { isList, isObject, type Json } from "../../synthesized/index.js";

/** Paths, each with what is below. */
const OPEN_VALUES: readonly string[] = [
  "nameOverride",
  "fullnameOverride",
  "replicaCount",
  "image",
  "global.imageRegistry",
  "global.imagePullSecrets",
  "serviceAccount.name",
  "rbac",
  "podSecurityContext",
  "securityContext",
  "service",
  "containerPorts",
  "resources",
  "nodeSelector",
  "tolerations",
  "affinity",
  "podLabels",
  "podAnnotations.agyn.dev/service-token-revision",
  "priorityClassName",
  "workloadNamespace",
  "workloadEgressNetworkPolicy",
  "catalog",
  "catalogPath",
  // names, and which Secret a variable is read from
  "env.name",
  "env.valueFrom",
  "extraEnvVars.name",
  "extraEnvVars.valueFrom",
  // the documented values
  "capabilities",
  "storage.class",
];
const LISTS_OF_VARIABLES: readonly string[] = ["env", "extraEnvVars"];
const OPEN_VARIABLES: ReadonlySet<string> = new Set([
  "GRPC_ADDR",
  "KUBE_NAMESPACE",
  "PVC_STORAGE_SIZE",
  "PVC_STORAGE_CLASS",
  "ZITI_ENABLED",
  "GATEWAY_ADDRESS",
  "ZITI_ENROLLMENT_TIMEOUT",
  "LOG_LEVEL",
  "CAPABILITY_IMPLEMENTATIONS",
  // of the libraries that the runner is made of; proxies may have a password in their address
  "SSL_CERT_FILE",
  "NO_PROXY",
]);

/**
 * Whether what stands at a path of a chart's values may be shown.
 *
 * @param keys without positions in lists
 * @param name of the item that the last key is in
 */
export function isOpenValue(keys: readonly string[], name: Json | undefined): boolean {
  const path = keys.join(".");
  if (OPEN_VALUES.some((open) => path === open || path.startsWith(`${open}.`))) return true;
  const isVariable = keys.length === 2 && LISTS_OF_VARIABLES.includes(keys[0] ?? "") && keys[1] === "value";
  return isVariable && typeof name === "string" && OPEN_VARIABLES.has(name);
}

/** Whether a setting of a chart, by a name as `a.b[0].c\.d`, may be shown. */
export function isOpenSetting(name: Json | undefined): boolean {
  if (typeof name !== "string") return false;
  const keys = name.split(/(?<!\\)\./).map((key) => key.replace(/(?:\[\d+\])+$/, "").replaceAll("\\.", "."));
  return isOpenValue(keys, undefined);
}

/** Whether a value says nothing that could be secret, wherever it stands. */
export function isHarmless(value: Json | undefined): boolean {
  if (typeof value === "string") return /^(?:|true|false|null|-?\d{1,5})$/.test(value);
  if (typeof value === "number") return /^-?\d{1,6}(?:\.\d{1,3})?$/.test(String(value));
  if (isList(value)) return value.every(isHarmless);
  // keys are told like texts
  return isObject(value) ? Object.keys(value).length === 0 : true;
}
