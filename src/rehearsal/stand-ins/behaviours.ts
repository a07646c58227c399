// What a schema does not say and the types we emit need: the value when the configuration leaves it out, whether a change makes
// a new object, and which computed values an update leaves alone.
//
// Sources: hashicorp/terraform-provider-helm `helm/resource_helm_release.go` (`defaultAttributes`, plan modifiers);
// hashicorp/terraform-provider-kubernetes `kubernetes/schema_metadata.go`, `schema_rbac.go` and `resource_kubernetes_*_v1.go`
// (`Default`, `ForceNew`), at v2.38.0. The SDK of the kubernetes provider gives defaults to attributes that are not computed, under a
// rule for old providers; here such an attribute is computed too, which is the only difference a user can see in the schema. What is
// optional and computed there keeps what the state has (schema-from-json.ts).

import type { Behaviour } from "./behaviour.js";
import { podTemplate } from "./pod-behaviours.js";

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

  ...metadata("kubernetes_config_map_v1", true),
  ...metadata("kubernetes_cron_job_v1", true),
  "kubernetes_cron_job_v1.spec.concurrency_policy": { default: "Allow" },
  "kubernetes_cron_job_v1.spec.failed_jobs_history_limit": { default: 1 },
  "kubernetes_cron_job_v1.spec.starting_deadline_seconds": { default: 0 },
  "kubernetes_cron_job_v1.spec.successful_jobs_history_limit": { default: 3 },
  "kubernetes_cron_job_v1.spec.suspend": { default: false },
  ...job("kubernetes_cron_job_v1.spec.job_template.spec", { updatable: true }),
  ...metadata("kubernetes_deployment_v1", true),
  "kubernetes_deployment_v1.spec.min_ready_seconds": { default: 0 },
  "kubernetes_deployment_v1.spec.paused": { default: false },
  "kubernetes_deployment_v1.spec.progress_deadline_seconds": { default: 600 },
  "kubernetes_deployment_v1.spec.revision_history_limit": { default: 10 },
  ...selector("kubernetes_deployment_v1.spec.selector"),
  "kubernetes_deployment_v1.spec.strategy.rolling_update.max_surge": { default: "25%" },
  "kubernetes_deployment_v1.spec.strategy.rolling_update.max_unavailable": { default: "25%" },
  "kubernetes_deployment_v1.spec.strategy.type": { default: "RollingUpdate" },
  ...podTemplate("kubernetes_deployment_v1.spec.template.spec"),
  "kubernetes_deployment_v1.wait_for_rollout": { default: true },
  ...metadata("kubernetes_horizontal_pod_autoscaler_v2", true),
  "kubernetes_horizontal_pod_autoscaler_v2.spec.min_replicas": { default: 1 },
  ...metadata("kubernetes_ingress_v1", true),
  "kubernetes_ingress_v1.spec.rule.http.path.path_type": { default: "ImplementationSpecific" },
  "kubernetes_ingress_v1.wait_for_load_balancer": { default: false },
  ...metadata("kubernetes_job_v1", true),
  ...job("kubernetes_job_v1.spec", { updatable: false }),
  "kubernetes_job_v1.wait_for_completion": { default: true },
  ...metadata("kubernetes_limit_range_v1", true),
  ...metadata("kubernetes_namespace_v1", false),
  "kubernetes_namespace_v1.wait_for_default_service_account": { default: false },
  ...metadata("kubernetes_network_policy_v1", true),
  "kubernetes_network_policy_v1.spec.egress.ports.protocol": { default: "TCP" },
  "kubernetes_network_policy_v1.spec.ingress.ports.protocol": { default: "TCP" },
  ...metadata("kubernetes_pod_disruption_budget_v1", true),
  "kubernetes_pod_disruption_budget_v1.spec.max_unavailable": replaces,
  "kubernetes_pod_disruption_budget_v1.spec.min_available": replaces,
  ...selector("kubernetes_pod_disruption_budget_v1.spec.selector"),
  ...metadata("kubernetes_resource_quota_v1", true),
  "kubernetes_resource_quota_v1.spec.scopes": replaces,
  ...metadata("kubernetes_role_binding_v1", true),
  "kubernetes_role_binding_v1.role_ref.api_group": replaces,
  "kubernetes_role_binding_v1.role_ref.kind": replaces,
  "kubernetes_role_binding_v1.role_ref.name": replaces,
  "kubernetes_role_binding_v1.subject.namespace": { default: "default" },
  ...metadata("kubernetes_role_v1", true),
  ...metadata("kubernetes_secret_v1", true),
  "kubernetes_secret_v1.type": { default: "Opaque", replaces: true },
  "kubernetes_secret_v1.wait_for_service_account_token": { default: true },
  ...metadata("kubernetes_service_account_v1", true),
  "kubernetes_service_account_v1.automount_service_account_token": { default: true },
  "kubernetes_service_account_v1.default_secret_name": keeps,
  ...metadata("kubernetes_service_v1", true),
  "kubernetes_service_v1.spec.allocate_load_balancer_node_ports": { default: true },
  "kubernetes_service_v1.spec.cluster_ip": replaces,
  "kubernetes_service_v1.spec.cluster_ips": replaces,
  "kubernetes_service_v1.spec.health_check_node_port": replaces,
  "kubernetes_service_v1.spec.load_balancer_class": replaces,
  "kubernetes_service_v1.spec.port.protocol": { default: "TCP" },
  "kubernetes_service_v1.spec.publish_not_ready_addresses": { default: false },
  "kubernetes_service_v1.spec.session_affinity": { default: "None" },
  "kubernetes_service_v1.spec.type": { default: "ClusterIP" },
  "kubernetes_service_v1.wait_for_load_balancer": { default: true },
  ...metadata("kubernetes_stateful_set_v1", true),
  "kubernetes_stateful_set_v1.spec.min_ready_seconds": { default: 0 },
  "kubernetes_stateful_set_v1.spec.persistent_volume_claim_retention_policy.when_deleted": { default: "Retain" },
  "kubernetes_stateful_set_v1.spec.persistent_volume_claim_retention_policy.when_scaled": { default: "Retain" },
  "kubernetes_stateful_set_v1.spec.pod_management_policy": replaces,
  "kubernetes_stateful_set_v1.spec.revision_history_limit": replaces,
  ...selector("kubernetes_stateful_set_v1.spec.selector"),
  "kubernetes_stateful_set_v1.spec.service_name": replaces,
  ...podTemplate("kubernetes_stateful_set_v1.spec.template.spec"),
  "kubernetes_stateful_set_v1.spec.update_strategy.rolling_update.partition": { default: 0 },
  "kubernetes_stateful_set_v1.spec.update_strategy.type": { default: "RollingUpdate" },
  "kubernetes_stateful_set_v1.wait_for_rollout": { default: true },
};

/** A selector that can not be changed. */
function selector(path: string): Record<string, Behaviour> {
  const of = ["match_labels", "match_expressions.key", "match_expressions.operator", "match_expressions.values"];
  return Object.fromEntries(of.map((name) => [`${path}.${name}`, replaces]));
}

/** A Job: its template can not be changed, where it is not that of a CronJob, which makes new ones. */
function job(path: string, { updatable }: { readonly updatable: boolean }): Record<string, Behaviour> {
  return {
    [`${path}.backoff_limit`]: { default: 6 },
    [`${path}.backoff_limit_per_index`]: replaces,
    [`${path}.completion_mode`]: replaces,
    [`${path}.completions`]: { default: 1, replaces: true },
    [`${path}.parallelism`]: { default: 1 },
    ...selector(`${path}.selector`),
    ...podTemplate(`${path}.template.spec`, { updatable, restartPolicy: "Never" }),
  };
}

/** The defaults of a type's own attributes, by name; without those that say where an object is. */
export function topLevelDefaults(type: string): Readonly<Record<string, string | boolean | number>> {
  const own = Object.entries(BEHAVIOURS).flatMap(([path, { default: value, replaces: where }]) => {
    const [of, name = "", ...inside] = path.split(".");
    return of !== type || inside.length > 0 || value === undefined || where ? [] : [[name, value] as const];
  });
  return Object.fromEntries(own);
}
