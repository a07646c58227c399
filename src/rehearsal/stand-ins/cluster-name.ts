// Which cluster a provider block means: two regions are two clusters because their blocks name two.
//
// Source: provider blocks of hashicorp/kubernetes 2.38 and hashicorp/helm 3.1; an address wins over a kubeconfig.
import { isWhollyKnown, type ValueRecord } from "../../values/index.js";
import { text, texts } from "./records.js";

/** The cluster's name; undefined while the configuration is not known. Both providers name the same cluster alike. */
export function clusterName(connection: ValueRecord): string | undefined {
  const parts = ["host", "config_path", "config_paths", "config_context", "config_context_cluster"] as const;
  if (!parts.every((part) => isWhollyKnown(connection[part] ?? null))) return undefined;
  const host = text(connection["host"]);
  if (host !== "") return host;
  const path = text(connection["config_path"]) || texts(connection["config_paths"]).join(":") || "kubeconfig";
  const context = text(connection["config_context"]) || text(connection["config_context_cluster"]) || "current context";
  return `${context} of ${path}`;
}
