// What the prebuilt bindings do not hold of the schemas they were made from: which values Terraform hides and which it keeps
// nowhere, and how each provider writes an object inside another. The schemas beside it are generated with this table.
//
// Sources: hashicorp/terraform-provider-helm `helm/resource_helm_release.go` (3.1: `Sensitive`, `WriteOnly`);
// hashicorp/terraform-provider-kubernetes `kubernetes/resource_kubernetes_secret_v1.go` (2.38: the same).

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
      kubernetes_limit_range_v1: "limit-range-v1",
      kubernetes_namespace_v1: "namespace-v1",
      kubernetes_resource_quota_v1: "resource-quota-v1",
      kubernetes_role_binding_v1: "role-binding-v1",
      kubernetes_role_v1: "role-v1",
      kubernetes_secret_v1: "secret-v1",
      kubernetes_service_account_v1: "service-account-v1",
    },
    marks: {
      "kubernetes_secret_v1.binary_data": "sensitive",
      "kubernetes_secret_v1.binary_data_wo": "write_only",
      "kubernetes_secret_v1.data": "sensitive",
      "kubernetes_secret_v1.data_wo": "write_only",
    },
  },
];
