// What a schema does not say of the template of a pod: defaults, and what replaces a Job, whose pods can not be changed.
//
// Source: hashicorp/terraform-provider-kubernetes v2.38.0, `schema_pod_spec.go`, `schema_container.go` (`Default`, and `ForceNew`
// with `!isUpdatable`, which only `jobSpecFields(false)` makes true).
import type { Behaviour } from "./behaviour.js";

const PROBES = ["liveness_probe", "readiness_probe", "startup_probe"];

const POD_DEFAULTS: Readonly<Record<string, Behaviour["default"]>> = {
  automount_service_account_token: true,
  dns_policy: "ClusterFirst",
  enable_service_links: true,
  host_ipc: false,
  host_network: false,
  host_pid: false,
  restart_policy: "Always",
  "security_context.seccomp_profile.localhost_profile": "",
  "security_context.seccomp_profile.type": "Unconfined",
  share_process_namespace: false,
  termination_grace_period_seconds: 30,
  "toleration.operator": "Equal",
  "topology_spread_constraint.max_skew": 1,
  "topology_spread_constraint.when_unsatisfiable": "DoNotSchedule",
  "volume.config_map.default_mode": "0644",
  "volume.empty_dir.medium": "",
  "volume.persistent_volume_claim.read_only": false,
  "volume.projected.default_mode": "0644",
  "volume.secret.default_mode": "0644",
};

const CONTAINER_DEFAULTS: Readonly<Record<string, Behaviour["default"]>> = {
  "env.value_from.field_ref.api_version": "v1",
  "lifecycle.post_start.http_get.scheme": "HTTP",
  "lifecycle.pre_stop.http_get.scheme": "HTTP",
  "port.protocol": "TCP",
  "security_context.allow_privilege_escalation": true,
  "security_context.privileged": false,
  "security_context.read_only_root_filesystem": false,
  "security_context.seccomp_profile.localhost_profile": "",
  "security_context.seccomp_profile.type": "Unconfined",
  stdin: false,
  stdin_once: false,
  termination_message_path: "/dev/termination-log",
  tty: false,
  "volume_mount.mount_propagation": "None",
  "volume_mount.read_only": false,
  ...Object.fromEntries(
    PROBES.flatMap((probe): [string, Behaviour["default"]][] => [
      [`${probe}.failure_threshold`, 3],
      [`${probe}.http_get.scheme`, "HTTP"],
      [`${probe}.period_seconds`, 10],
      [`${probe}.success_threshold`, 1],
      [`${probe}.timeout_seconds`, 1],
    ]),
  ),
};

/** What replaces a Job. Probes, mounts and labels do not: the provider plans an update there, which it never sends. */
const FIXED_OF_POD = [
  "automount_service_account_token",
  "dns_policy",
  "enable_service_links",
  "host_ipc",
  "host_network",
  "host_pid",
  "hostname",
  "image_pull_secrets.name",
  "node_name",
  "node_selector",
  "priority_class_name",
  "restart_policy",
  "runtime_class_name",
  "scheduler_name",
  "security_context.fs_group",
  "security_context.run_as_group",
  "security_context.run_as_non_root",
  "security_context.run_as_user",
  "security_context.seccomp_profile.type",
  "service_account_name",
  "share_process_namespace",
  "subdomain",
  "termination_grace_period_seconds",
  "toleration.effect",
  "toleration.key",
  "toleration.operator",
  "toleration.value",
];
const FIXED_OF_CONTAINER = [
  "args",
  "command",
  "env.name",
  "env.value",
  "env.value_from.field_ref.field_path",
  "env.value_from.secret_key_ref.key",
  "env.value_from.secret_key_ref.name",
  "env_from.config_map_ref.name",
  "env_from.secret_ref.name",
  "image",
  "image_pull_policy",
  "name",
  "port.container_port",
  "port.name",
  "resources.limits",
  "resources.requests",
  "security_context.allow_privilege_escalation",
  "security_context.privileged",
  "security_context.read_only_root_filesystem",
  "security_context.run_as_non_root",
  "security_context.run_as_user",
  "termination_message_path",
  "working_dir",
];

/** How the template of a pod is made. */
export interface TemplateOptions {
  /** Whether it can be changed. @default true */
  readonly updatable?: boolean;
  /** @default "Always" */
  readonly restartPolicy?: string;
}

/** Behaviours of a template of a pod, `path` being that of its spec. */
export function podTemplate(path: string, options: TemplateOptions = {}): Record<string, Behaviour> {
  const { updatable = true, restartPolicy = "Always" } = options;
  const ofPod = { ...POD_DEFAULTS, restart_policy: restartPolicy };
  const fixed = updatable ? { pod: [], container: [] } : { pod: FIXED_OF_POD, container: FIXED_OF_CONTAINER };
  return {
    ...behaviours(path, ofPod, fixed.pod),
    ...behaviours(`${path}.container`, CONTAINER_DEFAULTS, fixed.container),
    ...behaviours(`${path}.init_container`, CONTAINER_DEFAULTS, fixed.container),
  };
}

function behaviours(
  path: string,
  defaults: Readonly<Record<string, Behaviour["default"]>>,
  fixed: readonly string[],
): Record<string, Behaviour> {
  const names = [...new Set([...Object.keys(defaults), ...fixed])];
  return Object.fromEntries(
    names.map((name): [string, Behaviour] => {
      const value = defaults[name];
      return [
        `${path}.${name}`,
        { ...(value !== undefined && { default: value }), ...(fixed.includes(name) && { replaces: true }) },
      ];
    }),
  );
}
