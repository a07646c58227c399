// What the pod of a k8s-runner release does with its values: start, and with which token, or not, and why. A wrong piece leaves
// the runner pending for a reason that a person can act on; no reason ever holds the token.
//
// Source: chart agynio/k8s-runner 0.9.0 to 0.10 (values.yaml: the `env` list and its defaults) and the runner's own
// configuration; chart rendered with Helm 3.20 (unknown values are ignored without a word).
import { gatewayWay } from "./gateway-way.js";
import { at, isObject, type Json, type JsonObject, objectsOf } from "../../synthesized/index.js";

/** The chart whose releases act. */
export const RUNNER_CHART = "k8s-runner";

/** Defaults of the chart's `env` list that matter here. */
const DEFAULT_ENV: readonly JsonObject[] = [
  { name: "KUBE_NAMESPACE", value: "agyn-workloads" },
  { name: "ZITI_ENABLED", value: "false" },
  { name: "GATEWAY_ADDRESS", value: "gateway:8080" },
  { name: "SERVICE_TOKEN", value: "" },
];

/** Values of the public documentation that no published chart has. */
const DOCUMENTED_ONLY = [
  ["gateway", "url"],
  ["serviceToken"],
  ["resources", "workloadNamespace"],
  ["storage", "class"],
];

/** What the pod sees of its cluster. */
export interface PodSurroundings {
  hasNamespace(name: string): boolean;
  hasServiceAccount(name: string): boolean;
  /** Content of a Secret of the release's namespace; undefined when there is none. */
  secret(name: string): Readonly<Record<string, string>> | undefined;
  /** Every `host:port` at which the gateway answers; undefined: any. */
  readonly gatewayAddresses: readonly string[] | undefined;
}

/** A pod that dials the gateway with a token, at a `host:port`, or the reason why it does not. */
export type PodStart = { readonly token: string; readonly gatewayAddress: string } | { readonly reason: string };

/** Starts the pod of a release in the mind's eye. */
export function startRunnerPod(values: JsonObject | undefined, around: PodSurroundings): PodStart {
  if (values === undefined) {
    return { reason: "its values could not be read: write them as JSON, which is YAML too (jsonencode in Terraform)" };
  }
  if (values["replicaCount"] === 0) return { reason: "replicaCount is 0, so no pod runs" };
  const account = at(values, "serviceAccount", "name");
  if (at(values, "serviceAccount", "create") === false && typeof account === "string" && account !== "") {
    if (!around.hasServiceAccount(account)) {
      return { reason: `serviceaccount ${quote(account)} not found, so its pod can not be created` };
    }
  }
  const list = values["env"];
  if (list !== undefined && list !== null && !Array.isArray(list)) {
    return { reason: "`env` is not a list of {name, value} entries" };
  }
  const entries = [...(Array.isArray(list) ? objectsOf(list) : DEFAULT_ENV), ...objectsOf(values["extraEnvVars"])];
  const refused = entries.map(entryFault).find((fault) => fault !== undefined);
  if (refused !== undefined) return { reason: refused };
  const env = new Map(entries.map((entry) => [entry["name"], entry])); // the last of a name wins, as in the kubelet
  const text = (name: string): string => textOf(env.get(name)?.["value"]);

  const namespace = text("KUBE_NAMESPACE");
  if (namespace === "") return { reason: "KUBE_NAMESPACE is not set, without which the runner's process ends" };
  if (text("ZITI_ENABLED") !== "true") {
    const ignored = DOCUMENTED_ONLY.filter((path) => at(values, ...path) !== undefined).map((path) => path.join("."));
    const why =
      ignored.length > 0 ? `; the chart ignores ${ignored.join(", ")}, which only the documentation knows` : "";
    return { reason: `ZITI_ENABLED is ${quote(text("ZITI_ENABLED"))}, not "true", so the runner never enrolls${why}` };
  }
  if (!around.hasNamespace(namespace)) return { reason: `KUBE_NAMESPACE: namespaces ${quote(namespace)} not found` };
  const way = gatewayWay(text("GATEWAY_ADDRESS"), values["extraContainers"], around.gatewayAddresses);
  if ("fault" in way) return { reason: way.fault };
  const found = serviceToken(env.get("SERVICE_TOKEN"), around);
  return "reason" in found ? found : { token: found.token, gatewayAddress: way.address };
}

/** Why an API server refuses a Deployment with this entry; the chart passes the list on as it is. */
function entryFault({ name, value, valueFrom }: JsonObject): string | undefined {
  if (value !== undefined && value !== null && typeof value !== "string") {
    return `env ${textOf(name)}: value is ${JSON.stringify(value)}, and an API server takes only text there: quote it`;
  }
  return isObject(valueFrom) && textOf(value) !== ""
    ? `env ${textOf(name)}: valueFrom may not be given when value is not empty`
    : undefined;
}

function serviceToken(
  entry: JsonObject | undefined,
  around: PodSurroundings,
): { readonly token: string } | { readonly reason: string } {
  const reference = at(entry, "valueFrom", "secretKeyRef");
  if (!isObject(reference)) {
    const literal = textOf(entry?.["value"]);
    return literal === "" ? { reason: "SERVICE_TOKEN is empty" } : { token: literal };
  }
  const name = textOf(reference["name"]);
  const key = textOf(reference["key"]);
  const data = around.secret(name);
  if (data === undefined) return { reason: `SERVICE_TOKEN: secret ${quote(name)} not found` };
  const token = data[key];
  if (token === undefined) {
    const keys = Object.keys(data).sort();
    const has = keys.length === 0 ? "it is empty" : `it has ${keys.map(quote).join(", ")}`;
    return { reason: `SERVICE_TOKEN: couldn't find key ${quote(key)} in secret ${quote(name)}; ${has}` };
  }
  if (token === "") return { reason: `SERVICE_TOKEN: key ${quote(key)} of secret ${quote(name)} is empty` };
  return { token };
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
}

const quote = (text: string): string => JSON.stringify(text);
