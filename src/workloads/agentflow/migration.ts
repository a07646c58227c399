// The Job that makes the tables of a checkpointer in Postgres, before the first pod of a new image starts.
//
// Source: facts 2.2; `asetup()` can be run again, so a second try does no harm. The Job's name has a hash of what it runs, so a new image
// is a new Job. It is kept when it is done, else the next plan would make it again. hashicorp/kubernetes: whatever else changes in its pods
// replaces it too, and one that failed is tainted, so the next apply runs it anew. Kubernetes: the deadline is that of all tries.
import type { JobV1Config } from "@cdktf/provider-kubernetes/lib/job-v1";
import { type Construct, type ITerraformDependable } from "../core.js";
import type { WorkloadDescription } from "../description/workload.js";
import { shortDigest } from "../objects/digest.js";
import { jobPolicy } from "../objects/before.js";
import { egressRules } from "../objects/network.js";
import { NAME_LABEL, podTemplate } from "../objects/pod.js";
import { verdictSeconds } from "../objects/runs.js";
import type { ServedWorkloadProps } from "../options/served.js";
import { prebuilt } from "../prebuilt.js";
import { SecretKey } from "../secrets/secret-key.js";
import { dsnVariable, type PostgresOptions } from "./checkpointer.js";
import { migrationName } from "./migration-name.js";
import type { AgentFlowServiceProps } from "./options.js";

const TIMEOUT_SECONDS = 600;
const TRIES = 3;
const HASH_CHARS = 10;

/** The Job and its network policy: children `Migration` (kubernetes_job_v1), `MigrationPolicy` (kubernetes_network_policy_v1). */
export function migrationObjects(
  scope: Construct,
  workload: WorkloadDescription,
  props: AgentFlowServiceProps,
  base: ServedWorkloadProps,
  dependsOn: readonly ITerraformDependable[],
): readonly ITerraformDependable[] {
  const { checkpointer, migration = {}, namespace } = props;
  const { postgres } = checkpointer;
  if (postgres === undefined || migration === false) return [];
  const { command = setupProgram(postgres, props.config.checkpointer), timeoutSeconds = TIMEOUT_SECONDS } = migration;
  const label = migrationName(workload);
  const provider = namespace.cluster.providers(scope).kubernetes;
  const closed = { ...workload.network, allowsInternet: false };
  const egress = egressRules({ network: closed }, base, namespace);
  const policies = workload.network.hasPolicy
    ? [jobPolicy(scope, "MigrationPolicy", { name: label, egress }, { namespace, dependsOn: [...dependsOn] })]
    : [];
  const timeout = `${verdictSeconds(timeoutSeconds, workload.end.drain.marginSeconds)}s`;
  const job = new prebuilt.JobV1(scope, "Migration", {
    metadata: { name: `${label}-${hash(workload, command)}`, namespace: workload.namespace },
    spec: {
      backoffLimit: TRIES - 1,
      activeDeadlineSeconds: timeoutSeconds,
      template: jobTemplate(workload, props, command, label),
    },
    waitForCompletion: true,
    timeouts: { create: timeout, update: timeout, delete: timeout },
    provider,
    dependsOn: [...dependsOn, ...policies],
  });
  return [job];
}

/** Calls `asetup()` of the program's own checkpointer, or of one that is made as the options say. */
function setupProgram(postgres: PostgresOptions, configured: string | undefined): readonly string[] {
  const { path = configured, schema = "public", userIdType = "string", idType = "string" } = postgres;
  const [module = "", variable = ""] = path?.split(":") ?? [];
  const made =
    path === undefined
      ? [
          "from agentflow.storage.checkpointer import PgCheckpointer",
          `checkpointer = PgCheckpointer(postgres_dsn=os.environ[${text(dsnVariable(postgres))}], redis_url=os.environ.get("REDIS_URL"), schema=${text(schema)}, user_id_type=${text(userIdType)}, id_type=${text(idType)})`,
        ]
      : [`checkpointer = getattr(importlib.import_module(${text(module)}), ${text(variable)})`];
  const program = ["import asyncio, importlib, os", ...made, "asyncio.run(checkpointer.asetup())"].join("\n");
  return ["python", "-c", program];
}

/** As Python writes it: what JSON escapes, Python reads. */
const text = (value: string): string => JSON.stringify(value);

function jobTemplate(
  workload: WorkloadDescription,
  { pullSecrets = [] }: AgentFlowServiceProps,
  command: readonly string[],
  label: string,
): NonNullable<JobV1Config["spec"]>["template"] {
  const own = {
    ...workload,
    command,
    files: {},
    annotations: {},
    probes: { startup: undefined, liveness: undefined, readiness: undefined },
    end: { ...workload.end, preStop: undefined, gracePeriodSeconds: workload.end.drain.marginSeconds },
    network: { ...workload.network, port: undefined },
    // what runs beside would never end; volumes may hold what the database is known by
    pod: { ...workload.pod, containers: [] },
  };
  const template = podTemplate(own, { configChecksum: "", pullSecrets, restartPolicy: "Never" });
  const { topologySpreadConstraint: _, ...spec } = template.spec;
  // nothing of it may change with a setting of the service: that would be another run
  const labels = { [NAME_LABEL]: label, "app.kubernetes.io/managed-by": "cdktf-agyn" };
  return { metadata: { labels }, spec };
}

/** What tells one run from another; of an image that is known only when it is applied Terraform makes it. */
function hash({ image, environment }: WorkloadDescription, command: readonly string[]): string {
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    value instanceof SecretKey ? [`${name}=${value.toString()}`] : [],
  );
  return shortDigest(JSON.stringify({ image: image.reference, command, secrets }), HASH_CHARS);
}
