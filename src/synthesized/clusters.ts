// Which cluster a provider block means: two regions are two clusters because their blocks name two.
//
// Source: provider blocks of hashicorp/kubernetes 2.38 and hashicorp/helm 3.1; an address wins over a kubeconfig.
import { isList, type JsonObject, text } from "./json.js";

/** Attributes of a provider block that say which cluster it means. */
export const CLUSTER_ATTRIBUTES = [
  "host",
  "config_path",
  "config_paths",
  "config_context",
  "config_context_cluster",
] as const;

/** The cluster's name. Both providers name the same cluster alike: `connection` is the `kubernetes` block of helm. */
export function clusterName(connection: JsonObject): string {
  const host = text(connection["host"]);
  if (host !== "") return host;
  const paths = connection["config_paths"];
  const listed = isList(paths) ? paths.map(text).join(":") : "";
  const path = text(connection["config_path"]) || listed || "kubeconfig";
  const context = text(connection["config_context"]) || text(connection["config_context_cluster"]) || "current context";
  return `${context} of ${path}`;
}
