// A pod as the k8s-runner makes one for a workload, without docker.
//
// Source: pod assembly of agynio/k8s-runner (containers[0] is the main one, named differently each time; the overlay is a native
// side-car with NET_ADMIN; no resources, no selector, no account are set).

/** What the workload has beside its main container. */
export interface WorkloadOptions {
  /**
   * MCP servers.
   * @default 0
   */
  readonly sidecars?: number;
  /**
   * GPUs that the main container asks for itself; the runner never does.
   * @default 0
   */
  readonly gpus?: number;
  /**
   * Runtime class, as the runner names it for docker in kata.
   * @default - none
   */
  readonly runtimeClass?: string;
}

/** The pod. */
export function workloadPod(name: string, { sidecars = 0, gpus = 0, runtimeClass }: WorkloadOptions = {}): object {
  const image = "registry.example/agent:1";
  const init = (initName: string): object => ({ name: initName, image });
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { "agyn.dev/managed-by": "agents-orchestrator", "agyn.io/workload-id": name } },
    spec: {
      restartPolicy: "Never",
      ...(runtimeClass !== undefined && { runtimeClassName: runtimeClass }),
      initContainers: [
        {
          name: "ziti-sidecar",
          image,
          restartPolicy: "Always",
          securityContext: { capabilities: { add: ["NET_ADMIN"] } },
        },
        init("ziti-gateway-wait"),
        init("agent-init"),
      ],
      containers: [
        {
          name: "agent-0a1b2c3d-4e5f6071",
          image,
          ...(gpus > 0 && { resources: { limits: { "nvidia.com/gpu": String(gpus) } } }),
        },
        ...Array.from({ length: sidecars }, (_, index) => ({ name: `mcp-${index}`, image })),
      ],
    },
  };
}
