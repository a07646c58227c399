// What the prebuilt bindings do not hold of the schemas they were made from: which values Terraform hides and which it keeps
// nowhere, which version a schema has, and how each provider writes an object inside another. The schemas beside it are generated with this table.
//
// Sources: hashicorp/terraform-provider-helm `helm/resource_helm_release.go` (3.1: `Sensitive`, `WriteOnly`);
// hashicorp/terraform-provider-kubernetes `kubernetes/resource_kubernetes_secret_v1.go` (2.38: the same),
// `resource_kubernetes_*_v1.go` (`SchemaVersion`).

/** A mark the bindings lack. */
export type Mark = "sensitive" | "write_only";

/** A provider whose schema is rebuilt. */
export interface StandInSource {
  /** The type in resource names. */
  readonly name: "helm" | "kubernetes";
  /** The npm package of prebuilt bindings. */
  readonly package: string;
  /**
   * How an object inside another is written. helm 3 is made with the plugin framework, whose objects are nested attributes;
   * kubernetes 2 with the SDK, whose objects are blocks. The bindings can not tell a single object of one from the other.
   */
  readonly objects: "attributes" | "blocks";
  /** Folder of the bindings by resource type: the types our constructs emit. */
  readonly resources: Readonly<Record<string, string>>;
  /** Versions of the schemas that have one, by type: a state that the real provider wrote names it. */
  readonly versions: Readonly<Record<string, number>>;
  /** Marks by `type.attribute.attribute`. */
  readonly marks: Readonly<Record<string, Mark>>;
}

/** The providers that have a stand-in. */
export const STAND_IN_SOURCES: readonly StandInSource[] = [
  {
    name: "helm",
    package: "@cdktf/provider-helm",
    objects: "attributes",
    resources: { helm_release: "release" },
    versions: {},
    marks: {
      "helm_release.repository_password": "sensitive",
      "helm_release.set_sensitive.value": "sensitive",
      "helm_release.set_wo": "write_only",
      "helm_release.set_wo.name": "write_only",
      "helm_release.set_wo.type": "write_only",
      "helm_release.set_wo.value": "write_only",
    },
  },
  {
    name: "kubernetes",
    package: "@cdktf/provider-kubernetes",
    objects: "blocks",
    resources: {
      kubernetes_config_map_v1: "config-map-v1",
      kubernetes_cron_job_v1: "cron-job-v1",
      kubernetes_deployment_v1: "deployment-v1",
      kubernetes_horizontal_pod_autoscaler_v2: "horizontal-pod-autoscaler-v2",
      kubernetes_ingress_v1: "ingress-v1",
      kubernetes_job_v1: "job-v1",
      kubernetes_limit_range_v1: "limit-range-v1",
      kubernetes_namespace_v1: "namespace-v1",
      kubernetes_network_policy_v1: "network-policy-v1",
      kubernetes_pod_disruption_budget_v1: "pod-disruption-budget-v1",
      kubernetes_resource_quota_v1: "resource-quota-v1",
      kubernetes_role_binding_v1: "role-binding-v1",
      kubernetes_role_v1: "role-v1",
      kubernetes_secret_v1: "secret-v1",
      kubernetes_service_account_v1: "service-account-v1",
      kubernetes_service_v1: "service-v1",
      kubernetes_stateful_set_v1: "stateful-set-v1",
    },
    versions: {
      kubernetes_deployment_v1: 1,
      kubernetes_job_v1: 1,
      kubernetes_service_v1: 1,
      kubernetes_stateful_set_v1: 1,
    },
    marks: {
      "kubernetes_secret_v1.binary_data": "sensitive",
      "kubernetes_secret_v1.binary_data_wo": "write_only",
      "kubernetes_secret_v1.data": "sensitive",
      "kubernetes_secret_v1.data_wo": "write_only",
    },
  },
];
