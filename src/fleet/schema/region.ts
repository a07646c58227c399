// Regions and teams: where pools are, and who owns them.
import { z } from "zod";
import { count, countOrNone, text } from "./texts.js";

/** By which way the pods of a tier reach its nodes; docs/tiers.md says what each needs. */
const steeringSchema = z
  .strictObject({
    /** The way; `auto` is the mutating admission policy. */
    way: z.enum(["auto", "mutatingAdmissionPolicy", "kyverno", "annotations", "limitRange", "runtimeClass"]),
    /**
     * What happens to a pod when the policy fails, for the ways that are policies.
     *
     * @default "Fail"
     */
    failurePolicy: z.enum(["Fail", "Ignore"]).optional(),
    /**
     * Accepts that every container of a workload takes the accelerators that one needs, for `annotations` and `limitRange`.
     *
     * @default false
     */
    wasteAccepted: z.boolean().optional(),
    /**
     * Whether pods may tolerate nothing else than the tier's taint, for `annotations`.
     *
     * @default false
     */
    strictTolerations: z.boolean().optional(),
    /** The container runtime that brings docker workloads to the nodes, for `runtimeClass`. */
    handler: z.enum(["kata-qemu", "kata-fc"]).optional(),
  })
  .meta({ id: "Steering" });

/** What is stated about the cluster of a region: nothing is asked of a live one. */
const clusterSchema = z
  .strictObject({
    /** Context of the kubeconfig. */
    context: text,
    /**
     * Path of the kubeconfig on the machine that runs Terraform; it goes into the synthesized JSON, so keep it relative or below `~`.
     *
     * @default "~/.kube/config"
     */
    path: text.optional(),
    /**
     * What kind of cluster it is; ways to steer GPU work differ by kind.
     *
     * @default - not stated; fine for tiers without GPU
     */
    kind: z.enum(["eks", "gke", "aks", "openshift", "selfManaged"]).optional(),
    /**
     * Kubernetes version as a text of two numbers, `"1.36"`.
     *
     * @default - not stated; fine for tiers without GPU
     */
    version: text.optional(),
    /**
     * Feature gates that are switched on beyond the defaults: `MutatingAdmissionPolicy`.
     *
     * @default - none
     */
    featureGates: z.array(text).optional(),
    /**
     * API versions that are switched on beyond the defaults: `admissionregistration.k8s.io/v1beta1`.
     *
     * @default - none
     */
    runtimeConfig: z.array(text).optional(),
    /**
     * Admission plugins that are switched on beyond the defaults: `PodNodeSelector`, `ExtendedResourceToleration`.
     *
     * @default - none; "ExtendedResourceToleration" on EKS, GKE and AKS, which have it on
     */
    admissionPlugins: z.array(text).optional(),
    /**
     * By which way pods reach the nodes of a tier.
     *
     * @default - auto
     */
    steering: steeringSchema.optional(),
    /**
     * Whether nobody but those who apply these stacks may edit labels of namespaces and admission policies.
     *
     * @default false - a pool with nodes of its own warns of it
     */
    tierLabelsProtected: z.boolean().optional(),
  })
  .meta({ id: "Cluster" });

/** How runners of a region reach the gateway: exactly one way. */
const gatewaySchema = z
  .strictObject({
    /** The gateway runs in the region's own cluster: `true`, or host:port of its service. */
    inCluster: z.union([z.literal(true), text]).optional(),
    /** Host of a gateway behind TLS, reached through a proxy in the runner's pod. */
    viaTlsProxy: text.optional(),
    /** host:port of a gateway in a private network, in clear text: whoever sees the traffic sees the service token. */
    privateAddress: text.optional(),
    /**
     * Port of the gateway behind TLS.
     *
     * @default 443
     */
    port: z.int().min(1).max(65_535).optional(),
  })
  .meta({ id: "Gateway" });

/** What the nodes of one tier in one region hold together. */
const capacitySchema = z
  .strictObject({
    /** Most nodes: with an autoscaler its upper bound. */
    nodes: countOrNone,
    /** cpu of one node that pods may request (allocatable), as a Kubernetes quantity. */
    cpu: text,
    /** Memory of one node that pods may request (allocatable), as a Kubernetes quantity. */
    memory: text,
    /**
     * Accelerators of one node in units of the tier's resource, as the node's allocatable shows them; slices count one each.
     *
     * @default - the tier's `perNode`, times the units of one GPU
     */
    gpus: count.optional(),
  })
  .meta({ id: "Capacity" });

/** A region of the fleet; runners in it carry the label `region=<name>`. */
export const regionSchema = z
  .strictObject({
    /**
     * Cluster of the region.
     *
     * @default - none; then no pool can be in the region
     */
    cluster: clusterSchema.optional(),
    /**
     * How a runner of the region reaches the gateway.
     *
     * @default - in the region's own cluster, at the platform's usual address
     */
    gateway: gatewaySchema.optional(),
    /**
     * Storage class of the volumes of workloads.
     *
     * @default - the cluster's default class
     */
    storageClass: text.optional(),
    /**
     * Size of a workload's volume when it asks for none, as a Kubernetes quantity.
     *
     * @default - the chart's, 10Gi
     */
    storageSize: text.optional(),
    /**
     * What the region's nodes hold, by tier.
     *
     * @default - not stated; then capacity is not proved
     */
    capacity: z.record(text, capacitySchema).optional(),
  })
  .meta({ id: "Region" });

/** A team; its runners carry the label `team=<name>`. */
export const teamSchema = z
  .strictObject({
    /** Slug of the organization the team owns. */
    organization: text,
    /**
     * Display name of the organization, for stacks that make it.
     *
     * @default - the slug
     */
    organizationName: text.optional(),
  })
  .meta({ id: "Team" });
