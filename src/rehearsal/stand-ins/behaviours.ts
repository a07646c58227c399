// What a schema does not say and the types we emit need: the value when the configuration leaves it out, whether a change makes
// a new object, and which computed values an update leaves alone.
//
// Sources: hashicorp/terraform-provider-helm `helm/resource_helm_release.go` (`defaultAttributes`, plan modifiers);
// hashicorp/terraform-provider-kubernetes `kubernetes/schema_metadata.go`, `schema_rbac.go` and `resource_kubernetes_*_v1.go`
// (`Default`, `ForceNew`). The SDK of the kubernetes provider gives defaults to attributes that are not computed, under a rule for
// old providers; here such an attribute is computed too, which is the only difference a user can see in the schema.

/** How one attribute behaves. */
export interface Behaviour {
  readonly default?: string | boolean | number;
  /** A change makes a new object. */
  readonly replaces?: true;
  /** An update leaves the computed value alone. */
  readonly keeps?: true;
}

const replaces: Behaviour = { replaces: true };
const keeps: Behaviour = { keeps: true };

/** Metadata is the same for every object; `resource_version` and `generation` move with each update. */
function metadata(type: string, namespaced: boolean): Record<string, Behaviour> {
  return {
    [`${type}.id`]: keeps,
    [`${type}.metadata.name`]: { replaces: true, keeps: true },
    [`${type}.metadata.generate_name`]: replaces,
    [`${type}.metadata.uid`]: keeps,
    ...(namespaced ? { [`${type}.metadata.namespace`]: { default: "default", replaces: true } } : {}),
  };
}

/** Behaviours by `type.attribute.attribute`. */
export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  "helm_release.atomic": { default: false },
  "helm_release.cleanup_on_fail": { default: false },
  "helm_release.create_namespace": { default: false },
  "helm_release.dependency_update": { default: false },
  "helm_release.description": keeps,
  "helm_release.disable_crd_hooks": { default: false },
  "helm_release.disable_openapi_validation": { default: false },
  "helm_release.disable_webhooks": { default: false },
  "helm_release.force_update": { default: false },
  "helm_release.id": keeps,
  "helm_release.lint": { default: false },
  "helm_release.max_history": { default: 0 },
  "helm_release.name": replaces,
  "helm_release.namespace": { default: "default", replaces: true },
  "helm_release.pass_credentials": { default: false },
  "helm_release.recreate_pods": { default: false },
  "helm_release.render_subchart_notes": { default: true },
  "helm_release.replace": { default: false },
  "helm_release.reset_values": { default: false },
  "helm_release.reuse_values": { default: false },
  "helm_release.set.type": { default: "" },
  "helm_release.skip_crds": { default: false },
  "helm_release.take_ownership": { default: false },
  "helm_release.timeout": { default: 300 },
  "helm_release.upgrade_install": { default: false },
  "helm_release.verify": { default: false },
  "helm_release.version": keeps,
  "helm_release.wait": { default: true },
  "helm_release.wait_for_jobs": { default: false },

  ...metadata("kubernetes_limit_range_v1", true),
  "kubernetes_limit_range_v1.spec.limit.default_request": keeps,
  ...metadata("kubernetes_namespace_v1", false),
  "kubernetes_namespace_v1.wait_for_default_service_account": { default: false },
  ...metadata("kubernetes_resource_quota_v1", true),
  "kubernetes_resource_quota_v1.spec.scopes": replaces,
  ...metadata("kubernetes_role_binding_v1", true),
  "kubernetes_role_binding_v1.role_ref.api_group": replaces,
  "kubernetes_role_binding_v1.role_ref.kind": replaces,
  "kubernetes_role_binding_v1.role_ref.name": replaces,
  "kubernetes_role_binding_v1.subject.api_group": keeps,
  "kubernetes_role_binding_v1.subject.namespace": { default: "default" },
  ...metadata("kubernetes_role_v1", true),
  ...metadata("kubernetes_secret_v1", true),
  "kubernetes_secret_v1.data": keeps,
  "kubernetes_secret_v1.type": { default: "Opaque", replaces: true },
  "kubernetes_secret_v1.wait_for_service_account_token": { default: true },
  ...metadata("kubernetes_service_account_v1", true),
  "kubernetes_service_account_v1.automount_service_account_token": { default: true },
  "kubernetes_service_account_v1.default_secret_name": keeps,
};

/** The defaults of a type's own attributes, by name; without those that say where an object is. */
export function topLevelDefaults(type: string): Readonly<Record<string, string | boolean | number>> {
  const own = Object.entries(BEHAVIOURS).flatMap(([path, { default: value, replaces: where }]) => {
    const [of, name = "", ...inside] = path.split(".");
    return of !== type || inside.length > 0 || value === undefined || where ? [] : [[name, value] as const];
  });
  return Object.fromEntries(own);
}
