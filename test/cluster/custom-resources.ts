// Definitions of custom resources that take any object: what constructs write there has to be known to the API server, and who acts
// on it (Kyverno, Prometheus, external-secrets, KEDA, a Gateway) is not here.
//
// Source: group, version, plural and scope of the definitions that each project publishes.
import { setTimeout as sleep } from "node:timers/promises";
import type { Kubectl } from "./kubectl";

interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly scope?: "Cluster" | "Namespaced";
}

const KINDS: readonly CustomKind[] = [
  { group: "policies.kyverno.io", version: "v1", kind: "MutatingPolicy", scope: "Cluster" },
  { group: "kyverno.io", version: "v1", kind: "ClusterPolicy", scope: "Cluster" },
  { group: "monitoring.coreos.com", version: "v1", kind: "PrometheusRule" },
  { group: "external-secrets.io", version: "v1", kind: "ExternalSecret" },
  ...["ScaledObject", "ScaledJob", "TriggerAuthentication"].map((kind) => ({
    group: "keda.sh",
    version: "v1alpha1",
    kind,
  })),
  { group: "gateway.networking.k8s.io", version: "v1", kind: "HTTPRoute" },
];

/** Makes the kinds known, and waits until the API server serves them. */
export async function addCustomResources(kubectl: Kubectl): Promise<void> {
  await kubectl.apply(KINDS.map(definition));
  const names = KINDS.map(({ group, kind }) => `crd/${plural(kind)}.${group}`);
  await kubectl.run(["wait", "--for=condition=Established", "--timeout=60s", ...names]);
  // established is not served yet
  for (const { group, kind } of KINDS) {
    while (!(await kubectl.try(["get", `${plural(kind)}.${group}`, "--all-namespaces"])).ok) await sleep(POLL_MS);
  }
}

const POLL_MS = 100;

function definition({ group, version, kind, scope = "Namespaced" }: CustomKind): object {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural(kind)}.${group}`,
      // groups of k8s.io ask who approved them
      annotations: { "api-approved.kubernetes.io": "unapproved, of a test" },
    },
    spec: {
      group,
      scope,
      names: { kind, listKind: `${kind}List`, plural: plural(kind), singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

function plural(kind: string): string {
  return kind.toLowerCase().replace(/y$/, "ie").concat("s");
}
