// All that is on a control plane, so that a test can tell what an app has left behind.
import type { ControlPlane } from "./control-plane";

/** What comes and goes by itself: of nodes and leaders, of APIs that definitions bring, and addresses that the server hands out. */
const BY_THEMSELVES = /^(events|leases|endpoints|endpointslices|apiservices|ipaddresses|servicecidrs)\b/;
/** Objects that controllers make in every namespace, at a moment of their own. */
const IN_EVERY_NAMESPACE = /^(ConfigMap \S+\/kube-root-ca\.crt|ServiceAccount \S+\/default)$/;
/** Namespaces of Kubernetes itself. */
const OF_KUBERNETES = /^\S+ kube-/;

const NAMES = String.raw`jsonpath={range .items[*]}{.kind}{" "}{.metadata.namespace}/{.metadata.name}{"\n"}{end}`;

/** Every object of every kind that can be listed and deleted, `Kind namespace/name`, sorted. */
export async function inventoryOf({ kubectl }: ControlPlane): Promise<readonly string[]> {
  const listed = await kubectl.run(["api-resources", "--verbs=list,delete", "--output", "name"]);
  const kinds = listed.split("\n").filter((kind) => kind !== "" && !BY_THEMSELVES.test(kind));
  const found = await kubectl.run(["get", kinds.join(), "--all-namespaces", "--output", NAMES]);
  return found
    .split("\n")
    .filter((line) => line !== "" && !IN_EVERY_NAMESPACE.test(line) && !OF_KUBERNETES.test(line))
    .sort();
}

/**
 * Compares two inventories of a control plane.
 * @throws {Error} that names what came and what went
 */
export function requireSame({ context }: ControlPlane, before: readonly string[], after: readonly string[]): void {
  const left = after.filter((line) => !before.includes(line));
  const missing = before.filter((line) => !after.includes(line));
  if (left.length > 0) throw new Error(`left on ${context}: ${left.join(", ")}`);
  if (missing.length > 0) throw new Error(`gone from ${context}: ${missing.join(", ")}`);
}
