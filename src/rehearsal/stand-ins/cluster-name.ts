// Which cluster a provider block means, as far as Terraform knows the block by now.
import { CLUSTER_ATTRIBUTES, clusterName, type JsonObject } from "../../synthesized/index.js";
import { isWhollyKnown, type ValueRecord } from "../../values/index.js";

/** The cluster's name; undefined while the configuration is not known. */
export function knownClusterName(connection: ValueRecord): string | undefined {
  const attributes = CLUSTER_ATTRIBUTES.map((name) => [name, connection[name] ?? null] as const);
  if (!attributes.every(([, value]) => isWhollyKnown(value))) return undefined;
  return clusterName(Object.fromEntries(attributes) as JsonObject); // texts and lists of texts, by their schemas
}
