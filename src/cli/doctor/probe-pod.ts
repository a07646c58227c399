// A pod as the k8s-runner makes one for a workload, to be judged by an API server and never made.
//
// Source: pod assembly of agynio/k8s-runner: containers[0] is the main one, named differently each time; the overlay is a native
// side-car with NET_ADMIN; no resources, no selector, no account are set. A runtime class is named for docker in kata only.

const IMAGE = "registry.invalid/cdktf-agyn-doctor:probe";

/** The pod, with one container beside the main one, so that it shows where an accelerator lands. */
export function probePod(runtimeClassName?: string): object {
  const container = (name: string): object => ({ name, image: IMAGE });
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "cdktf-agyn-doctor",
      labels: { "agyn.dev/managed-by": "agents-orchestrator", "app.kubernetes.io/managed-by": "cdktf-agyn-doctor" },
    },
    spec: {
      restartPolicy: "Never",
      ...(runtimeClassName !== undefined && { runtimeClassName }),
      initContainers: [
        {
          ...container("ziti-sidecar"),
          restartPolicy: "Always",
          securityContext: { capabilities: { add: ["NET_ADMIN"] } },
        },
        container("ziti-gateway-wait"),
        container("agent-init"),
      ],
      containers: [container("agent-00000000-00000000"), container("mcp-0")],
    },
  };
}

/** What is read of the pod that the API server would have made. */
export interface Judged {
  readonly spec: {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: readonly Toleration[];
    readonly priority?: number;
    readonly containers: readonly JudgedContainer[];
    readonly initContainers?: readonly JudgedContainer[];
  };
}

/** A toleration; no key tolerates everything. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** A container of it. */
export interface JudgedContainer {
  readonly name: string;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}
