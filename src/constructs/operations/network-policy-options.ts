// What can be said of the network policies of a pool.
//
// Source: NetworkPolicy of Kubernetes: peers are addresses or pods of namespaces, ports those of pods.

/** Something that may be reached: addresses, or pods of a namespace. */
export interface NetworkPeer {
  /**
   * Addresses, like "10.20.0.0/16". Give this or `namespace`.
   *
   * @default - none
   */
  readonly cidr?: string;

  /**
   * Namespace whose pods may be reached.
   *
   * @default - none
   */
  readonly namespace?: string;

  /**
   * Labels of the pods in the namespace.
   *
   * @default - all of its pods
   */
  readonly podLabels?: Readonly<Record<string, string>>;

  /**
   * TCP ports; of a pod the port that it listens on, which may not be that of its service.
   *
   * @default - all ports
   */
  readonly ports?: readonly number[];
}

/** Settings of the network policies of a pool. */
export interface NetworkPolicyOptions {
  /**
   * Addresses that answer DNS, at port 53: the service of the cluster's DNS where NodeLocal DNSCache answers at that ("10.96.0.10/32"), a
   * resolver of the cloud, one of your own.
   *
   * @default - none beside the pods of the cluster's DNS and NodeLocal DNSCache at 169.254.20.10; on GKE also its own pods and Cloud DNS
   */
  readonly dns?: readonly string[];

  /**
   * Addresses of the API server.
   *
   * @default - any address, at ports 443 and 6443
   */
  readonly apiServer?: readonly string[];

  /**
   * Addresses of a gateway outside of the cluster. A gateway in the cluster is known by its namespace.
   *
   * @default - any address, at the gateway's port
   */
  readonly gateway?: readonly string[];

  /**
   * Controllers and routers of the overlay that runners and workloads connect to.
   *
   * @default - the namespace `ziti` where the gateway is in the cluster, and public addresses
   */
  readonly overlay?: readonly NetworkPeer[];

  /**
   * What else runners may reach, for example a proxy in a private network.
   *
   * @default - nothing
   */
  readonly runnerEgress?: readonly NetworkPeer[];

  /**
   * What else workloads may reach.
   *
   * @default - nothing
   */
  readonly workloadEgress?: readonly NetworkPeer[];

  /**
   * Whether workloads reach public addresses.
   *
   * @default true
   */
  readonly publicInternet?: boolean;

  /**
   * Addresses of your own that are public in form, like those of pods and services of some clusters: they are no public internet.
   *
   * @default - none beside private, link-local and loopback addresses
   */
  readonly internalCidrs?: readonly string[];
}
