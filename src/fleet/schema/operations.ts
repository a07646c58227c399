// What stands around the releases of pools: the runner's pod, network policies, drains, alerts. The settings are those of the
// constructs; what a shape can't tell is judged by rules/surroundings.ts.
import { z } from "zod";
import { labels, text } from "./texts.js";

const port = z.int().min(1).max(65_535);

/** Certificates of a private authority: as text, or in a ConfigMap or a Secret of the pool's runner namespace. One of the three. */
const certificateAuthoritySchema = z
  .strictObject({
    /**
     * The certificates, PEM, of which the pool makes a ConfigMap.
     *
     * @default - none
     */
    certificates: text.optional(),
    /**
     * Name of the ConfigMap.
     *
     * @default - none
     */
    configMap: text.optional(),
    /**
     * Name of the Secret.
     *
     * @default - none
     */
    secret: text.optional(),
    /**
     * Key of the certificates, PEM.
     *
     * @default "ca.crt"
     */
    key: text.optional(),
  })
  .meta({ id: "CertificateAuthority" });

/** A proxy for what runners ask for outside of their cluster. */
const proxySchema = z
  .strictObject({
    /**
     * Proxy of https addresses, with its port and without a password.
     *
     * @default - none
     */
    https: text.optional(),
    /**
     * Proxy of http addresses, with its port and without a password.
     *
     * @default - none
     */
    http: text.optional(),
    /**
     * Hosts, domains and CIDRs that are asked directly, beside the gateway, the API server and the services of the cluster.
     *
     * @default - none
     */
    noProxy: z.array(text).optional(),
  })
  .meta({ id: "Proxy" });

/** What a runner's container asks for and may use, as Kubernetes quantities. */
const runnerResourcesSchema = z
  .strictObject({
    /**
     * Requested cpu.
     *
     * @default "100m"
     */
    requestCpu: text.optional(),
    /**
     * Requested memory.
     *
     * @default "128Mi"
     */
    requestMemory: text.optional(),
    /**
     * Limit of cpu.
     *
     * @default - none
     */
    limitCpu: text.optional(),
    /**
     * Limit of memory.
     *
     * @default - none
     */
    limitMemory: text.optional(),
  })
  .meta({ id: "RunnerResources" });

/** A toleration as Kubernetes writes it. */
const tolerationSchema = z
  .strictObject({
    /** Key of the taint. */
    key: text.optional(),
    /** How the value is compared. */
    operator: z.enum(["Equal", "Exists"]).optional(),
    /** Value of the taint. */
    value: z.string().optional(),
    /** Effect of the taint. */
    effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
    /** How long it is tolerated, in seconds. */
    tolerationSeconds: z.int().min(0).optional(),
  })
  .meta({ id: "Toleration" });

/** The pods of the runners themselves, not those of workloads. */
const runnerPodSchema = z
  .strictObject({
    /**
     * Annotations of the runners' service accounts.
     *
     * @default - none
     */
    serviceAccountAnnotations: labels.optional(),
    /**
     * Names of Secrets with the credentials of image registries, in the pool's runner namespace.
     *
     * @default - none
     */
    pullSecrets: z.array(text).optional(),
    /**
     * A private authority that the runners trust.
     *
     * @default - the authorities of the images
     */
    certificateAuthority: certificateAuthoritySchema.optional(),
    /**
     * A proxy.
     *
     * @default - none
     */
    proxy: proxySchema.optional(),
    /**
     * What a runner asks for and may use.
     *
     * @default - requests of 100m and 128Mi, no limits
     */
    resources: runnerResourcesSchema.optional(),
    /**
     * Annotations of the pods.
     *
     * @default - none
     */
    annotations: labels.optional(),
    /**
     * Labels of the pods, beside those of the chart.
     *
     * @default - none
     */
    labels: labels.optional(),
    /**
     * Labels of the nodes that the runners may run on.
     *
     * @default - any node
     */
    nodeSelector: labels.optional(),
    /**
     * Taints that the runners tolerate.
     *
     * @default - none
     */
    tolerations: z.array(tolerationSchema).optional(),
    /**
     * Affinity of the pods, as Kubernetes writes it.
     *
     * @default - none
     */
    affinity: z.record(text, z.unknown()).optional(),
    /**
     * PriorityClass of the pods, which the cluster has.
     *
     * @default - the cluster's default
     */
    priorityClassName: text.optional(),
  })
  .meta({ id: "RunnerPod" });

/** Something that may be reached: addresses, or pods of a namespace. */
const networkPeerSchema = z
  .strictObject({
    /**
     * Addresses, like "10.20.0.0/16"; either this or `namespace`.
     *
     * @default - none
     */
    cidr: text.optional(),
    /**
     * Namespace whose pods may be reached.
     *
     * @default - none
     */
    namespace: text.optional(),
    /**
     * Labels of the pods in the namespace.
     *
     * @default - all of its pods
     */
    podLabels: labels.optional(),
    /**
     * TCP ports; of a pod the port that it listens on.
     *
     * @default - all ports
     */
    ports: z.array(port).min(1).optional(),
  })
  .meta({ id: "NetworkPeer" });

/** What the runners and workloads of a pool may reach; nothing reaches them. */
const networkPolicySchema = z
  .strictObject({
    /**
     * Addresses of the API server.
     *
     * @default - any address, at ports 443 and 6443
     */
    apiServer: z.array(text).min(1).optional(),
    /**
     * Addresses of a gateway outside of the cluster.
     *
     * @default - any address, at the gateway's port
     */
    gateway: z.array(text).min(1).optional(),
    /**
     * Controllers and routers of the overlay.
     *
     * @default - the namespace `ziti` where the gateway is in the cluster, and public addresses
     */
    overlay: z.array(networkPeerSchema).optional(),
    /**
     * What else runners may reach.
     *
     * @default - nothing
     */
    runnerEgress: z.array(networkPeerSchema).optional(),
    /**
     * What else workloads may reach.
     *
     * @default - nothing
     */
    workloadEgress: z.array(networkPeerSchema).optional(),
    /**
     * Whether workloads reach public addresses.
     *
     * @default true
     */
    publicInternet: z.boolean().optional(),
    /**
     * Addresses of your own that are public in form: they are no public internet.
     *
     * @default - none beside private, link-local and loopback addresses
     */
    internalCidrs: z.array(text).optional(),
  })
  .meta({ id: "NetworkPolicy" });

/** Alerts and a dashboard of a pool. */
const observabilitySchema = z
  .strictObject({
    /**
     * Whether there are alerts, as a PrometheusRule.
     *
     * @default true
     */
    alerts: z.boolean().optional(),
    /**
     * Whether there is a dashboard, as a ConfigMap for Grafana's side-car.
     *
     * @default true
     */
    dashboard: z.boolean().optional(),
    /**
     * How long a workload may be pending, in minutes.
     *
     * @default 5
     */
    pendingMinutes: z.int().min(1).max(1440).optional(),
    /**
     * Share of a ceiling or a volume that is nearly all of it, in percent.
     *
     * @default 90
     */
    nearlyFullPercent: z.int().min(50).max(100).optional(),
    /**
     * Labels of each alert.
     *
     * @default { severity: "warning" }
     */
    alertLabels: labels.optional(),
    /**
     * Labels of the PrometheusRule, by which a Prometheus finds it.
     *
     * @default - none
     */
    ruleLabels: labels.optional(),
    /**
     * Labels of the dashboard's ConfigMap.
     *
     * @default { grafana_dashboard: "1" }
     */
    dashboardLabels: labels.optional(),
  })
  .meta({ id: "Observability" });

/** Settings of what stands around a pool's releases; `runnerPod` is merged by part, of the others a later one wins whole. */
export const operations = {
  /**
   * The runners' own pods: account, images, certificates, proxy, resources, place. Not the pods of workloads.
   *
   * @default - as the chart has it
   */
  runnerPod: runnerPodSchema.optional(),
  /**
   * What runners and workloads may reach.
   *
   * @default - everything, as far as the cluster says nothing else
   */
  networkPolicy: networkPolicySchema.optional(),
  /**
   * Level of Pod Security that holds for the runners' namespace.
   *
   * @default - the cluster's
   */
  podSecurity: z.enum(["restricted", "baseline", "privileged"]).optional(),
  /**
   * What a drain of a node does with running workloads: `evict` them, or `wait` until they are done.
   *
   * @default "evict"
   */
  nodeDrain: z.enum(["evict", "wait"]).optional(),
  /**
   * Alerts and a dashboard.
   *
   * @default - none
   */
  observability: observabilitySchema.optional(),
};
