// What every policy of a cluster has to know of its network: where names are resolved, and which addresses are no internet.
//
// Source: NodeLocal DNSCache (169.254.20.10 on each node); Cloud DNS of GKE (169.254.169.254, at other ports the metadata service);
// OpenShift's DNS operator (pods in openshift-dns at 5353); elsewhere the pods carry the label of kube-dns.

/** Where something is: addresses, or pods of a namespace. */
export type NetworkPlace =
  | { readonly cidr: string; readonly namespace?: undefined }
  | {
      readonly cidr?: undefined;
      readonly namespace: string;
      readonly podLabels?: Readonly<Record<string, string>>;
    };

const NODE_LOCAL_DNS = "169.254.20.10/32";
const CLOUD_DNS = "169.254.169.254/32";

/**
 * Where names are resolved, and at which ports, by UDP and TCP.
 *
 * @param kind of the cluster, as it is stated
 * @param cidrs addresses that answer beside
 */
export function clusterDns(
  kind: string | undefined,
  cidrs: readonly string[] = [],
): { readonly places: readonly NetworkPlace[]; readonly ports: readonly number[] } {
  const system = "kube-system";
  const isOpenShift = kind === "openshift";
  const gke = [{ namespace: system, podLabels: { "k8s-app": "node-local-dns" } }, { cidr: CLOUD_DNS }];
  return {
    places: [
      isOpenShift ? { namespace: "openshift-dns" } : { namespace: system, podLabels: { "k8s-app": "kube-dns" } },
      { cidr: NODE_LOCAL_DNS },
      ...(kind === "gke" ? gke : []),
      ...cidrs.map((cidr) => ({ cidr })),
    ],
    ports: isOpenShift ? [53, 5353] : [53],
  };
}

/** Addresses of clusters and their nodes, which are not the internet; metadata services among them. */
export const INTERNAL_CIDRS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"];
/** The same of IPv6. */
export const INTERNAL_CIDRS_6 = ["fc00::/7", "fe80::/10", "::1/128"];
/** Shared by providers and their customers: of overlays, of pods of some clusters. */
export const SHARED_CIDR = "100.64.0.0/10";
