// LiteLLM's config.yaml, and the variables that it is read with. Written as JSON, which is YAML: the same bytes for the same options.
//
// Source: facts 3.1 (settings, environment); docs.litellm.ai load_test_rpm (rpm and tpm over several instances: pre-call checks and
// Redis) and io_token_rate_limits (`enforce_model_rate_limits`: without it rpm and tpm are weights only); BerriAI/litellm #35423 (since
// 1.96 test flags of requests are refused unless `dangerously_allow_mock_testing_request_params`).
import type { EnvironmentValue } from "../description/container.js";
import { SCRATCH } from "../objects/volumes.js";
import type { SecretKey } from "../secrets/secret-key.js";
import { DEFAULT_RETRIES } from "./longest-call.js";
import { FALLBACKS, type GatewayModel, type GatewayOptions, timeoutOf } from "./options.js";

/** Port that LiteLLM listens on. */
export const GATEWAY_PORT = 4000;
/** Where its file is. */
export const CONFIG_PATH = "/etc/litellm/config.yaml";
/** What it writes, below the one directory that is a volume of the pod. */
const WRITABLE = `${SCRATCH}/litellm`;
const REDIS_PORT = 6379;
/** Seconds between two writes of what was spent: the default of 10 is too often for many processes. */
const BATCH_WRITE_SECONDS = 60;
const DATABASE_TIMEOUT_SECONDS = 60;
export const CONNECTIONS_PER_PROCESS = 10;
export const DEFAULT_ROUTING = "simple-shuffle";

/** A variable of the environment as the file names it. */
const fromEnvironment = (name: string): string => `os.environ/${name}`;

/** The variable of each account's key: by provider, and counted where one has several. */
export function keyVariables(models: readonly GatewayModel[]): ReadonlyMap<string, readonly [string, SecretKey]> {
  const variables = new Map<string, readonly [string, SecretKey]>();
  const counts = new Map<string, number>();
  for (const { apiKey, target } of models) {
    if (apiKey === undefined || variables.has(String(apiKey))) continue;
    const provider = (target.split("/")[0] ?? "").toUpperCase().replace(/[^A-Z0-9]+/g, "_");
    const count = (counts.get(provider) ?? 0) + 1;
    counts.set(provider, count);
    variables.set(String(apiKey), [count === 1 ? `${provider}_API_KEY` : `${provider}_API_KEY_${count}`, apiKey]);
  }
  return variables;
}

type Settings = Readonly<Record<string, unknown>>;

/** The file, as far as we write it. */
export interface LiteLlmFile {
  readonly model_list: readonly { readonly model_name: string; readonly litellm_params: Settings }[];
  readonly litellm_settings: Settings;
  readonly router_settings: Settings;
  readonly general_settings: Settings;
}

/** The file, as a value. */
export function configOf(options: GatewayOptions): LiteLlmFile {
  const { models, redis, database, retries = DEFAULT_RETRIES, settings = {} } = options;
  const { drill, drainEndpoint = true, routingStrategy = DEFAULT_ROUTING, timeoutSeconds } = options;
  const variables = keyVariables(models);
  const longest = longestTimeout(options);
  return {
    model_list: models.map((model) => ({
      model_name: model.name,
      litellm_params: {
        model: model.target,
        ...optional("api_key", model.apiKey && fromEnvironment(variables.get(String(model.apiKey))?.[0] ?? "")),
        ...optional("api_base", model.apiBase),
        rpm: model.requestsPerMinute,
        tpm: model.tokensPerMinute,
        ...optional("timeout", timeoutOf(model, options)),
        ...optional("stream_timeout", model.streamTimeoutSeconds),
        ...optional("max_parallel_requests", model.maxParallelRequests),
        ...model.parameters,
      },
    })),
    litellm_settings: {
      ...optional("request_timeout", timeoutSeconds ?? longest),
      callbacks: ["prometheus"],
      json_logs: true,
      set_verbose: false,
      ...settings.liteLlm,
    },
    router_settings: {
      routing_strategy: routingStrategy,
      num_retries: retries,
      ...optional("timeout", longest),
      enable_pre_call_checks: true,
      optional_pre_call_checks: ["enforce_model_rate_limits"],
      ...fallbacksOf(options),
      ...(redis === undefined
        ? {}
        : {
            redis_host: fromEnvironment("REDIS_HOST"),
            redis_port: fromEnvironment("REDIS_PORT"),
            ...optional("redis_password", redis.password && fromEnvironment("REDIS_PASSWORD")),
          }),
      ...settings.router,
    },
    general_settings: {
      master_key: fromEnvironment("LITELLM_MASTER_KEY"),
      background_health_checks: false, // they are real calls
      ...(drainEndpoint ? { enable_drain_endpoint: true } : {}),
      ...(drill === undefined ? {} : { dangerously_allow_mock_testing_request_params: true }),
      ...(database === undefined
        ? {}
        : {
            database_url: fromEnvironment("DATABASE_URL"),
            database_connection_pool_limit: database.connectionsPerProcess ?? CONNECTIONS_PER_PROCESS,
            database_connection_timeout: DATABASE_TIMEOUT_SECONDS,
            proxy_batch_write_at: BATCH_WRITE_SECONDS,
          }),
      ...settings.general,
    },
  };
}

/** A list of its own for each kind of error. */
function fallbacksOf(options: GatewayOptions): Readonly<Record<string, readonly object[]>> {
  const named = Object.entries(FALLBACKS).flatMap(([setting, option]) => {
    const given = option === "fallbacks" ? (options[option] ?? {}) : options[option];
    return given === undefined
      ? []
      : [[setting, Object.entries(given).map(([from, to]) => ({ [from]: [...to] }))] as const];
  });
  return Object.fromEntries(named);
}

/** The file, as text. */
export function configText(options: GatewayOptions): string {
  return `${JSON.stringify(configOf(options), null, 2)}\n`;
}

/** Longest that any model may take; undefined where none says anything. */
function longestTimeout(options: GatewayOptions): number | undefined {
  const known = options.models.flatMap((model) => timeoutOf(model, options) ?? []);
  return known.length === 0 ? options.timeoutSeconds : Math.max(...known);
}

/**
 * The variables of its pods.
 *
 * @param drainSeconds how long it waits for what is in flight
 */
export function variablesOf(options: GatewayOptions, drainSeconds: number): Readonly<Record<string, EnvironmentValue>> {
  const { redis, database, models, masterKey } = options;
  return {
    LITELLM_MODE: "PRODUCTION", // reads no dotenv file
    LITELLM_LOG: "ERROR",
    LITELLM_NON_ROOT: "true",
    LITELLM_MIGRATION_DIR: `${WRITABLE}/migrations`,
    LITELLM_UI_PATH: `${WRITABLE}/ui`,
    XDG_CACHE_HOME: `${WRITABLE}/cache`,
    GRACEFUL_SHUTDOWN_TIMEOUT: String(drainSeconds),
    NO_DOCS: "true",
    ...(redis === undefined ? {} : { REDIS_HOST: redis.host, REDIS_PORT: String(redis.port ?? REDIS_PORT) }),
    ...(database === undefined ? {} : { DISABLE_SCHEMA_UPDATE: "true" }), // the job migrates
    ...options.environment,
    ...options.secrets,
    LITELLM_MASTER_KEY: masterKey,
    ...optional("REDIS_PASSWORD", redis?.password),
    ...optional("DATABASE_URL", database?.url),
    ...optional("LITELLM_SALT_KEY", database?.saltKey),
    ...Object.fromEntries([...keyVariables(models).values()]),
  };
}

function optional<V>(key: string, value: V | undefined): Readonly<Record<string, V>> {
  return value === undefined ? {} : { [key]: value };
}
