// Where the gateway of a region is, by the address at which runners dial it.
import { isIP } from "node:net";

/** Where the platform's gateway listens when the runner lives in the platform's own cluster. */
export const IN_CLUSTER_GATEWAY = "gateway.platform.svc.cluster.local:8080";

/** Where a runner's traffic to the gateway goes. */
export interface GatewayDestination {
  /** Whether it is in the runner's own cluster. */
  readonly inCluster: boolean;
  /** Namespace of the service; undefined for a gateway outside of the cluster, and for an address that names none. */
  readonly namespace?: string;
  /** Host name or address. */
  readonly host: string;
  /** Port that is dialled; the pods behind a service may listen on another. */
  readonly port: number;
}

/**
 * The destination of host:port. A service is `<service>.<namespace>`, with or without `.svc...`; `.svc` tells it wherever it is given.
 *
 * @param given whether it was said to be in the cluster
 */
export function gatewayDestination(address: string, given: boolean): GatewayDestination {
  const [, host = address, port = ""] = /^(.*):(\d+)$/.exec(address) ?? [];
  const [, namespace, svc] = isIP(host) === 0 ? host.split(".") : [];
  const inCluster = given || svc === "svc";
  return { inCluster, ...(inCluster && namespace !== undefined ? { namespace } : {}), host, port: Number(port) };
}
