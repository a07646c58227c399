// The environment of an AgentFlow server, each variable with the option that it follows from.
//
// Source: facts 2.1; `Settings` and `MediaSettings` of 10xscale-agentflow-cli 0.6; AGENTFLOW_LLM_TIMEOUT of 10xscale-agentflow 0.10.
import type { EnvironmentValue } from "../description/container.js";
import { type Override, overridesIn } from "../description/overrides.js";
import { SCRATCH } from "../objects/volumes.js";
import type { SecretKey } from "../secrets/secret-key.js";
import type { AgentFlowAuth } from "./auth.js";
import { type Checkpointer, dsnVariable } from "./checkpointer.js";
import { CONFIG_PATH, OWNERSHIP_REDIS_VARIABLE, RATE_LIMIT_REDIS_VARIABLE } from "./config.js";
import type { AgentFlowServiceProps, IdOptions, MediaOptions, SecurityHeaderOptions } from "./options.js";

const MEBIBYTE = 1_048_576;
const MEDIA_MEBIBYTES = 25;
/** What the server allows an upload beyond its file. */
const MULTIPART_BYTES = 65_536;
const MAX_REQUEST_BYTES = 10 * MEBIBYTE;
/** Folder of uploads, of a volume of the pod. */
export const UPLOADS = `${SCRATCH}/uploads`;
/** A type that no file has: whatever is uploaded is refused. */
const NO_TYPE = "application/x-none";

/** What variables come from beside the options. */
export interface EnvironmentSurroundings {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly workers: number;
  readonly longestStepSeconds: number;
}

/** A variable of the server that is given by an option, whether that is left out or not, and by nothing else. */
interface Variable {
  /** Undefined: it is not set, and the server has a default of its own. */
  readonly value: EnvironmentValue | undefined;
  /** Undefined: it is always so. */
  readonly option: string | undefined;
  /** Whether its option takes a reference to a Secret. */
  readonly isSecret: boolean;
}

/** Variables by name. */
export type AgentFlowVariables = Readonly<Record<string, Variable>>;

const from = (option: string, value: string | undefined): Variable => ({ value, option, isSecret: false });
const always = (value: string): Variable => ({ value, option: undefined, isSecret: false });
const secret = (option: string, value: SecretKey | undefined): Variable => ({ value, option, isSecret: true });
const flag = (option: string, value: boolean | undefined): Variable => from(option, text(value));
const text = (value: boolean | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

/** Every variable that is given by an option. */
export function agentFlowVariables(props: AgentFlowServiceProps, around: EnvironmentSurroundings): AgentFlowVariables {
  const { app = {}, docs = {}, telemetry, config, checkpointer } = props;
  const limiter = config.rateLimit?.backend === "redis" ? config.rateLimit.redis.url : undefined;
  return {
    APP_NAME: from("app.name", app.name),
    APP_VERSION: from("app.version", app.version),
    SUMMARY: from("app.summary", app.summary),
    MODE: from("mode", props.mode ?? "production"),
    LOG_LEVEL: from("logLevel", props.logLevel ?? "INFO"),
    IS_DEBUG: flag("debug", props.debug ?? false),
    ORIGINS: from("origins", props.origins.join(",")),
    CORS_ALLOW_CREDENTIALS: flag("corsCredentials", props.corsCredentials),
    ALLOWED_HOST: from("allowedHosts", around.hosts.join(",")),
    ROOT_PATH: from("rootPath", props.rootPath),
    DOCS_PATH: from("docs.docsPath", docs.docsPath ?? ""),
    REDOCS_PATH: from("docs.redocsPath", docs.redocsPath ?? ""),
    MAX_REQUEST_SIZE: from("maxRequestBytes", String(props.maxRequestBytes ?? MAX_REQUEST_BYTES)),
    GRAPH_PATH: always(CONFIG_PATH),
    // gunicorn and clients of models write below it, and the rest of the container is read only
    HOME: always(SCRATCH),
    WEB_CONCURRENCY: from("workers", String(around.workers)),
    AGENTFLOW_LLM_TIMEOUT: from("llmTimeoutSeconds", String(props.llmTimeoutSeconds ?? around.longestStepSeconds)),
    ...headers(props.securityHeaders ?? {}),
    ...media(props.media ?? { storage: "none" }),
    ...ids(props.ids ?? { generator: "uuid" }),
    OTEL_ENABLED: flag("telemetry", telemetry !== undefined),
    OTEL_SERVICE_NAME: from("telemetry.serviceName", telemetry && (telemetry.serviceName ?? around.name)),
    OTEL_EXPORTER_OTLP_ENDPOINT: from("telemetry.endpoint", telemetry?.endpoint),
    OTEL_LEVEL: from("telemetry.level", telemetry?.level),
    SENTRY_DSN: secret("sentryDsn", props.sentryDsn),
    ...tokens(props.auth),
    ...stores(checkpointer),
    [RATE_LIMIT_REDIS_VARIABLE]: secret("config.rateLimit.redis.url", limiter),
    [OWNERSHIP_REDIS_VARIABLE]: secret("config.redis", config.redis),
  };
}

/** The variables that are set. What the user writes under `environment` is judged beside them. */
export function agentFlowEnvironment(variables: AgentFlowVariables): Readonly<Record<string, EnvironmentValue>> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** Variables that are given otherwise than by their options. */
export function environmentOverrides(
  variables: AgentFlowVariables,
  { environment, secrets }: Pick<AgentFlowServiceProps, "environment" | "secrets">,
): readonly Override[] {
  const each = Object.entries(variables);
  // what stands in place of a secret that is not given is no plain value, so nothing of it is shown
  const derived = Object.fromEntries(
    each.map(([name, { value, isSecret }]) => [name, value ?? (isSecret ? null : value)]),
  );
  const follows = Object.fromEntries(
    each.flatMap(([name, { option }]) => (option === undefined ? [] : [[name, option] as const])),
  );
  return [
    ...overridesIn("environment", derived, environment, follows),
    ...overridesIn("secrets", derived, secrets, follows),
  ];
}

/** Largest body that the server takes: of a request, or of an upload. */
export function largestBodyBytes({
  maxRequestBytes = MAX_REQUEST_BYTES,
  media: uploads = { storage: "none" },
}: AgentFlowServiceProps): number {
  if (uploads.storage === "none") return maxRequestBytes;
  return Math.max(maxRequestBytes, (uploads.maxSizeMebibytes ?? MEDIA_MEBIBYTES) * MEBIBYTE + MULTIPART_BYTES);
}

/** Of a class of the program they mean what it wants. */
function tokens({ kind, environment }: AgentFlowAuth): AgentFlowVariables {
  if (kind !== "jwt") return {};
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      { value, option: "auth", isSecret: typeof value === "object" },
    ]),
  );
}

/** Without Postgres they mean what the program wants. */
function stores({ postgres }: Checkpointer): AgentFlowVariables {
  if (postgres === undefined) return {};
  return {
    [dsnVariable(postgres)]: secret("checkpointer.dsn", postgres.dsn),
    REDIS_URL: secret("checkpointer.redis", postgres.redis),
  };
}

function headers(options: SecurityHeaderOptions): AgentFlowVariables {
  const { hsts = {} } = options;
  const { maxAgeSeconds, includeSubdomains, preload } = hsts === false ? {} : hsts;
  return {
    SECURITY_HEADERS_ENABLED: flag("securityHeaders.enabled", options.enabled),
    HSTS_ENABLED: from("securityHeaders.hsts", hsts === false ? "false" : undefined),
    HSTS_MAX_AGE: from("securityHeaders.hsts.maxAgeSeconds", text(maxAgeSeconds)),
    HSTS_INCLUDE_SUBDOMAINS: flag("securityHeaders.hsts.includeSubdomains", includeSubdomains),
    HSTS_PRELOAD: flag("securityHeaders.hsts.preload", preload),
    FRAME_OPTIONS: from("securityHeaders.frameOptions", options.frameOptions),
    CONTENT_TYPE_OPTIONS: from("securityHeaders.contentTypeOptions", options.contentTypeOptions),
    REFERRER_POLICY: from("securityHeaders.referrerPolicy", options.referrerPolicy),
    PERMISSIONS_POLICY: from("securityHeaders.permissionsPolicy", options.permissionsPolicy),
    CSP_POLICY: from("securityHeaders.contentSecurityPolicy", options.contentSecurityPolicy),
  };
}

function media(uploads: MediaOptions): AgentFlowVariables {
  const { storage } = uploads;
  const isNone = storage === "none";
  const cloud = storage === "cloud" ? uploads : undefined;
  const types = isNone ? NO_TYPE : uploads.contentTypes?.join(",");
  const credentials = Object.entries(cloud?.credentials ?? {});
  return {
    MEDIA_STORAGE_TYPE: from("media.storage", isNone ? "memory" : storage),
    MEDIA_MAX_SIZE_MB: from(
      "media.maxSizeMebibytes",
      isNone ? "0" : String(uploads.maxSizeMebibytes ?? MEDIA_MEBIBYTES),
    ),
    MEDIA_ALLOWED_CONTENT_TYPES: from("media.contentTypes", types),
    MEDIA_STORAGE_PATH: from("media.path", storage === "local" ? (uploads.path ?? UPLOADS) : undefined),
    MEDIA_CLOUD_PROVIDER: from("media.provider", cloud?.provider),
    MEDIA_CLOUD_BUCKET: from("media.bucket", cloud?.bucket),
    MEDIA_CLOUD_REGION: from("media.region", cloud?.region),
    MEDIA_CLOUD_PREFIX: from("media.prefix", cloud?.prefix),
    ...Object.fromEntries(credentials.map(([name, key]) => [name, secret("media.credentials", key)])),
  };
}

function ids(options: IdOptions): AgentFlowVariables {
  const numbers = options.generator === "snowflake" ? options : undefined;
  return {
    SNOWFLAKE_EPOCH: from("ids.epoch", text(numbers?.epoch)),
    SNOWFLAKE_NODE_ID: from("ids.nodeId", text(numbers?.nodeId)),
    SNOWFLAKE_WORKER_ID: from("ids.workerId", text(numbers?.workerId)),
    SNOWFLAKE_TIME_BITS: from("ids.timeBits", text(numbers?.timeBits)),
    SNOWFLAKE_NODE_BITS: from("ids.nodeBits", text(numbers?.nodeBits)),
    SNOWFLAKE_WORKER_BITS: from("ids.workerBits", text(numbers?.workerBits)),
  };
}
