// The template of a pod as Kubernetes has it, from the one of the provider: lists have plural names there, one object is no list, and
// numbers are no texts.
//
// Source: `structures_pod.go` and `structures_container.go` of hashicorp/kubernetes 2.38, as far as `pod.ts`
// and what it is made of write.
type Members = Readonly<Record<string, unknown>>;

const PLURALS: Readonly<Record<string, string>> = {
  container: "containers",
  httpHeader: "httpHeaders",
  initContainer: "initContainers",
  nodeSelectorTerm: "nodeSelectorTerms",
  port: "ports",
  toleration: "tolerations",
  topologySpreadConstraint: "topologySpreadConstraints",
  volume: "volumes",
  volumeMount: "volumeMounts",
};
/** Blocks of one object that the bindings take as a list. */
const SINGLE = new Set(["labelSelector", "preStop"]);
const NUMBERS = new Set(["fsGroup", "runAsUser"]);
/** Texts by name, in which no name is one of ours. */
const OPAQUE = new Set(["annotations", "labels", "limits", "matchLabels", "nodeSelector", "requests"]);

/** A template, or parts of one. */
export function templateManifest(template: object): Record<string, unknown> {
  return translated({ ...template });
}

function translated(members: Members): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).map(([key, value]) => {
      if (OPAQUE.has(key)) return [key, value];
      // a port is a list of a container, and a number of a probe
      if (key === "port" && !Array.isArray(value)) return [key, Number(value)];
      if (NUMBERS.has(key)) return [key, Number(value)];
      if (SINGLE.has(key) && Array.isArray(value)) return [key, one((value as readonly unknown[])[0])];
      return [PLURALS[key] ?? key, Array.isArray(value) ? (value as readonly unknown[]).map(one) : one(value)];
    }),
  );
}

function one(value: unknown): unknown {
  return typeof value === "object" && value !== null ? translated(value as Members) : value;
}
