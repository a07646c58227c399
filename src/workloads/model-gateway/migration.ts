// The migration of a gateway's database: once per version, before its pods, which leave the schema alone.
//
// Source: the chart's migrations job (program, DISABLE_SCHEMA_UPDATE); a Job's template can't be changed, so another image is another Job.
import { Construct, type ITerraformDependable } from "../core.js";
import type { JobDescription } from "../description/workload.js";
import { shortDigest } from "../objects/digest.js";
import { runSpec, verdictSeconds } from "../objects/runs.js";
import { prebuilt } from "../prebuilt.js";
import { variablesOf } from "./config.js";
import { referenceOf } from "./version.js";
import { gatewayJobPods } from "./job-pods.js";
import type { GatewayDatabase } from "./stores.js";
import type { ModelGatewayProps } from "./options.js";

/** Relative to the image's working folder, as the chart has it. */
const PROGRAM = ["python", "litellm/proxy/prisma_migration.py"];
const TIMEOUT_SECONDS = 900;
const RETRIES = 4;
const HASH_CHARS = 8;
/** Terraform waits for it, and makes it again when it is gone. */
const JOB: JobDescription = {
  schedule: undefined,
  timeZone: undefined,
  overlap: "skip",
  retries: RETRIES,
  deadlineSeconds: TIMEOUT_SECONDS,
  keptSeconds: 0,
};

/**
 * Migrates the database, and waits until it is done.
 *
 * Children: `Account`, `Config`, `Policy`, `Job` (kubernetes_job_v1).
 */
export class GatewayMigration extends Construct {
  /** What has to be there before the gateway's pods. */
  readonly dependencies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, name: string, gateway: ModelGatewayProps, database: GatewayDatabase) {
    super(scope, id);
    const job = `${name}-migrate`;
    const all = variablesOf(gateway, 0);
    const { image } = gateway;
    const kept = ["LITELLM_LOG", "LITELLM_NON_ROOT", "LITELLM_MIGRATION_DIR", "XDG_CACHE_HOME", "DATABASE_URL"];
    const { description, template, provider, dependencies } = gatewayJobPods(this, {
      name: job,
      gateway,
      image,
      command: PROGRAM,
      files: {},
      environment: {
        ...Object.fromEntries(Object.entries(all).filter(([key]) => kept.includes(key))),
        DISABLE_SCHEMA_UPDATE: "false",
      },
      egress: [database.peer],
      job: JOB,
      dependsOn: [],
    });
    const reference = referenceOf(image);
    const wait = `${verdictSeconds(TIMEOUT_SECONDS, description.end.gracePeriodSeconds)}s`;
    this.dependencies = [
      new prebuilt.JobV1(this, "Job", {
        metadata: { name: `${job}-${hashOf(reference)}`, namespace: gateway.namespace.name },
        spec: { ...runSpec(JOB), template },
        waitForCompletion: true,
        timeouts: { create: wait, update: wait },
        provider,
        dependsOn: [...dependencies],
      }),
    ];
  }
}

/** Tells one image from the next. */
function hashOf(reference: string): string {
  return shortDigest(JSON.stringify([["reference", reference]]), HASH_CHARS);
}
