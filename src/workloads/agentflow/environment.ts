// The environment of an AgentFlow server, from its options.
//
// Source: facts 2.1; `Settings` and `MediaSettings` of 10xscale-agentflow-cli 0.6; AGENTFLOW_LLM_TIMEOUT of 10xscale-agentflow 0.10.
import type { EnvironmentValue } from "../description.js";
import { dsnVariable } from "./checkpointer.js";
import { CONFIG_PATH, OWNERSHIP_REDIS_VARIABLE, RATE_LIMIT_REDIS_VARIABLE } from "./config.js";
import type { AgentFlowServiceProps, IdOptions, MediaOptions, SecurityHeaderOptions } from "./options.js";

const MEBIBYTE = 1_048_576;
const MEDIA_MEBIBYTES = 25;
/** What the server allows an upload beyond its file. */
const MULTIPART_BYTES = 65_536;
const MAX_REQUEST_BYTES = 10 * MEBIBYTE;
/** What can be written. */
const SCRATCH = "/tmp";
/** Folder of uploads, of a volume of the pod. */
export const UPLOADS = "/tmp/uploads";
/** A type that no file has: whatever is uploaded is refused. */
const NO_TYPE = "application/x-none";

/** What variables come from beside the options. */
export interface EnvironmentSurroundings {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly workers: number;
  readonly longestStepSeconds: number;
}

type Variables = Readonly<Record<string, EnvironmentValue | undefined>>;

/** The variables. What the user writes under `environment` comes later, and is judged as it then is. */
export function agentFlowEnvironment(
  props: AgentFlowServiceProps,
  around: EnvironmentSurroundings,
): Readonly<Record<string, EnvironmentValue>> {
  const { app = {}, docs = {}, telemetry, config, checkpointer } = props;
  const { postgres } = checkpointer;
  return defined({
    APP_NAME: app.name,
    APP_VERSION: app.version,
    SUMMARY: app.summary,
    MODE: props.mode ?? "production",
    LOG_LEVEL: props.logLevel ?? "INFO",
    IS_DEBUG: String(props.debug ?? false),
    ORIGINS: props.origins.join(","),
    CORS_ALLOW_CREDENTIALS: flag(props.corsCredentials),
    ALLOWED_HOST: around.hosts.join(","),
    ROOT_PATH: props.rootPath,
    DOCS_PATH: docs.docsPath ?? "",
    REDOCS_PATH: docs.redocsPath ?? "",
    MAX_REQUEST_SIZE: String(props.maxRequestBytes ?? MAX_REQUEST_BYTES),
    GRAPH_PATH: CONFIG_PATH,
    // gunicorn and clients of models write below it, and the rest of the container is read only
    HOME: SCRATCH,
    WEB_CONCURRENCY: String(around.workers),
    AGENTFLOW_LLM_TIMEOUT: String(props.llmTimeoutSeconds ?? around.longestStepSeconds),
    ...headers(props.securityHeaders ?? {}),
    ...media(props.media ?? { storage: "none" }),
    ...ids(props.ids ?? { generator: "uuid" }),
    OTEL_ENABLED: String(telemetry !== undefined),
    OTEL_SERVICE_NAME: telemetry === undefined ? undefined : (telemetry.serviceName ?? around.name),
    OTEL_EXPORTER_OTLP_ENDPOINT: telemetry?.endpoint,
    OTEL_LEVEL: telemetry?.level,
    SENTRY_DSN: props.sentryDsn,
    ...props.auth.environment,
    ...(postgres === undefined ? {} : { [dsnVariable(postgres)]: postgres.dsn, REDIS_URL: postgres.redis }),
    [RATE_LIMIT_REDIS_VARIABLE]: config.rateLimit?.backend === "redis" ? config.rateLimit.redis.url : undefined,
    [OWNERSHIP_REDIS_VARIABLE]: config.redis,
  });
}

/** Largest body that the server takes: of a request, or of an upload. */
export function largestBodyBytes({
  maxRequestBytes = MAX_REQUEST_BYTES,
  media: uploads = { storage: "none" },
}: AgentFlowServiceProps): number {
  if (uploads.storage === "none") return maxRequestBytes;
  return Math.max(maxRequestBytes, (uploads.maxSizeMebibytes ?? MEDIA_MEBIBYTES) * MEBIBYTE + MULTIPART_BYTES);
}

function headers({
  enabled,
  hsts = {},
  frameOptions,
  contentTypeOptions,
  referrerPolicy,
  permissionsPolicy,
  contentSecurityPolicy,
}: SecurityHeaderOptions): Variables {
  const { maxAgeSeconds, includeSubdomains, preload } = hsts === false ? {} : hsts;
  return {
    SECURITY_HEADERS_ENABLED: flag(enabled),
    HSTS_ENABLED: hsts === false ? "false" : undefined,
    HSTS_MAX_AGE: maxAgeSeconds === undefined ? undefined : String(maxAgeSeconds),
    HSTS_INCLUDE_SUBDOMAINS: flag(includeSubdomains),
    HSTS_PRELOAD: flag(preload),
    FRAME_OPTIONS: frameOptions,
    CONTENT_TYPE_OPTIONS: contentTypeOptions,
    REFERRER_POLICY: referrerPolicy,
    PERMISSIONS_POLICY: permissionsPolicy,
    CSP_POLICY: contentSecurityPolicy,
  };
}

function media(uploads: MediaOptions): Variables {
  if (uploads.storage === "none") {
    const nothing = { MEDIA_MAX_SIZE_MB: "0", MEDIA_ALLOWED_CONTENT_TYPES: NO_TYPE };
    return { MEDIA_STORAGE_TYPE: "memory", ...nothing };
  }
  const common = {
    MEDIA_STORAGE_TYPE: uploads.storage,
    MEDIA_MAX_SIZE_MB: String(uploads.maxSizeMebibytes ?? MEDIA_MEBIBYTES),
    MEDIA_ALLOWED_CONTENT_TYPES: uploads.contentTypes?.join(","),
  };
  if (uploads.storage === "local") return { ...common, MEDIA_STORAGE_PATH: uploads.path ?? UPLOADS };
  if (uploads.storage === "memory") return common;
  return {
    ...common,
    MEDIA_CLOUD_PROVIDER: uploads.provider,
    MEDIA_CLOUD_BUCKET: uploads.bucket,
    MEDIA_CLOUD_REGION: uploads.region,
    MEDIA_CLOUD_PREFIX: uploads.prefix,
    ...uploads.credentials,
  };
}

function ids(options: IdOptions): Variables {
  if (options.generator === "uuid") return {};
  const { nodeId, workerId, epoch, timeBits, nodeBits, workerBits } = options;
  return {
    SNOWFLAKE_EPOCH: String(epoch),
    SNOWFLAKE_NODE_ID: String(nodeId),
    SNOWFLAKE_WORKER_ID: String(workerId),
    SNOWFLAKE_TIME_BITS: String(timeBits),
    SNOWFLAKE_NODE_BITS: String(nodeBits),
    SNOWFLAKE_WORKER_BITS: String(workerBits),
  };
}

const flag = (value: boolean | undefined): string | undefined => (value === undefined ? undefined : String(value));

function defined(variables: Variables): Readonly<Record<string, EnvironmentValue>> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, EnvironmentValue] => entry[1] !== undefined),
  );
}
