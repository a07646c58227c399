// What a gateway is given past its options: variables, settings of its file, parameters of models, values of its chart. All of it wins
// over what is derived, by which drain, budget and rules go.
//
// Source: facts 3.1 (settings that say the same in several places).
import { own } from "../../rules/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import { HIDDEN, type Override, overridesIn } from "../description/overrides.js";
import type { Scaling } from "../scaling/scaling.js";
import { derivedValues, isObject } from "./chart.js";
import { configOf, keyVariables, type LiteLlmFile, variablesOf } from "./config.js";
import { isKeyAsText } from "./keys.js";
import { FALLBACKS, type GatewayOptions, type ModelGatewayProps } from "./options.js";

type Values = Readonly<Record<string, unknown>>;
/** Options by settings. A setting that is not derived is none as long as its option is left out: it is said by the option, or not at all. */
type Follows = Readonly<Record<string, string>>;

const VARIABLES: Follows = {
  GRACEFUL_SHUTDOWN_TIMEOUT: "drain",
  LITELLM_MASTER_KEY: "masterKey",
  LITELLM_SALT_KEY: "database.saltKey",
  DATABASE_URL: "database.url",
  DATABASE_HOST: "database.url",
  REDIS_HOST: "redis.host",
  REDIS_PORT: "redis.port",
  REDIS_PASSWORD: "redis.password",
  REDIS_URL: "redis.host",
};
const ROUTER: Follows = {
  routing_strategy: "routingStrategy",
  num_retries: "retries",
  retry_policy: "retries",
  model_group_retry_policy: "retries",
  timeout: "timeoutSeconds",
  stream_timeout: "models",
  model_group_alias: "models",
  ...FALLBACKS,
  default_fallbacks: "fallbacks",
  redis_host: "redis.host",
  redis_port: "redis.port",
  redis_password: "redis.password",
  redis_url: "redis.host",
};
const LITE_LLM: Follows = {
  request_timeout: "timeoutSeconds",
  num_retries: "retries",
  ...FALLBACKS,
  default_fallbacks: "fallbacks",
};
const GENERAL: Follows = {
  master_key: "masterKey",
  database_url: "database.url",
  database_connection_pool_limit: "database.connectionsPerProcess",
  enable_drain_endpoint: "drainEndpoint",
  store_model_in_db: "models",
};
/** What is off where nothing is said. */
const OFF: Values = { enable_drain_endpoint: false, store_model_in_db: false };
/** Parameters of a model, by the options of its model. */
const PARAMETERS: Follows = {
  model: "target",
  api_key: "apiKey",
  api_base: "apiBase",
  rpm: "requestsPerMinute",
  tpm: "tokensPerMinute",
  timeout: "timeoutSeconds",
  request_timeout: "timeoutSeconds",
  stream_timeout: "streamTimeoutSeconds",
  max_parallel_requests: "maxParallelRequests",
};
const CHART: Follows = {
  nameOverride: "name",
  fullnameOverride: "name",
  image: "image",
  imagePullSecrets: "pullSecrets",
  replicaCount: "replicas",
  numWorkers: "workers",
  masterkeySecretName: "masterKey",
  masterkeySecretKey: "masterKey",
  terminationGracePeriodSeconds: "drain",
  lifecycle: "preStop",
  startupProbe: "probes.startup",
  livenessProbe: "probes.liveness",
  readinessProbe: "probes.readiness",
  resources: "resources",
  podSecurityContext: "security",
  securityContext: "security",
  podLabels: "labels",
  podAnnotations: "annotations",
  nodeSelector: "nodes",
  tolerations: "nodes",
  affinity: "nodes",
  serviceAccount: "serviceAccount",
  strategy: "rollout",
  volumes: "volumes",
  volumeMounts: "volumes",
  extraInitContainers: "initContainers",
  extraContainers: "sidecars",
  pdb: "disruption",
  keda: "scaling",
};
/** Preferences, on which nothing else relies. */
const PREFERENCES = new Set([
  "LITELLM_LOG",
  "NO_DOCS",
  "json_logs",
  "set_verbose",
  "database_connection_timeout",
  "proxy_batch_write_at",
  "logLevel",
]);

/** Everything that is said twice. */
export function gatewayOverrides(
  props: ModelGatewayProps,
  description: WorkloadDescription,
  scaling: Scaling | undefined,
): readonly Override[] {
  const { environment, secrets, settings = {}, models, chart } = props;
  const plain = withoutFreeSettings(props);
  const variables = variablesOf(plain, description.end.drain.drainSeconds);
  const config = configOf(plain);
  const follows = { ...VARIABLES, ...accountsOf(plain) };
  const values = chart?.values ?? {};
  return [
    ...metricsElsewhere(description),
    ...overridesBelow("environment", variables, environment, follows),
    ...overridesBelow("secrets", variables, secrets, follows),
    ...inSections("settings", config, [settings.general, settings.liteLlm, settings.router]),
    ...models.flatMap(({ parameters }, index) => {
      const of = (option: string): string => `models[${index}].${option}`;
      const options = Object.fromEntries(Object.entries(PARAMETERS).map(([key, option]) => [key, of(option)]));
      const derived = config.model_list[index]?.litellm_params ?? {};
      return overridesBelow(of("parameters"), derived, parameters, { ...options, num_retries: "retries" });
    }),
    ...(chart === undefined
      ? []
      : inChart(derivedValues(description, plain, scaling), values, variables, follows, config)),
  ].map(hideKeys);
}

/** A port of metrics at which nothing in the pod listens: they would be let in there, and not where LiteLLM has them. */
function metricsElsewhere({ network, pod, sight }: WorkloadDescription): readonly Override[] {
  const { metrics, metricsPort } = sight;
  const ports = [network.port, ...pod.containers.map(({ port }) => port)];
  if (metricsPort === undefined || ports.includes(metricsPort)) return [];
  return [{ option: "sight.metrics", value: metrics, follows: undefined }];
}

/** The options by which everything is derived. */
function withoutFreeSettings(props: ModelGatewayProps): ModelGatewayProps {
  const { environment: _variables, secrets: _secrets, settings: _settings, ...plain } = props;
  const models = props.models.map(({ parameters: _parameters, ...model }) => model);
  return { ...plain, models };
}

function accountsOf({ models }: GatewayOptions): Follows {
  const variables = keyVariables(models);
  return Object.fromEntries(
    models.flatMap(({ apiKey }, index) => {
      const [name] = variables.get(String(apiKey)) ?? [];
      return name === undefined ? [] : [[name, `models[${index}].apiKey`]];
    }),
  );
}

const SECTIONS = [
  { section: "general_settings", option: "general", follows: GENERAL },
  { section: "litellm_settings", option: "liteLlm", follows: LITE_LLM },
  { section: "router_settings", option: "router", follows: ROUTER },
] as const;

function inSections(
  where: string,
  config: LiteLlmFile,
  given: readonly (Values | undefined)[],
  nameOf: (section: (typeof SECTIONS)[number]) => string = ({ option }) => option,
): readonly Override[] {
  return SECTIONS.flatMap((one, index) => {
    const derived = one.section === "general_settings" ? { ...OFF, ...config[one.section] } : config[one.section];
    return overridesBelow(`${where}.${nameOf(one)}`, derived, given[index], one.follows);
  });
}

/** Values of the chart; its own database and autoscaler, and a scaler of its own, are judged by LLM-06 and LLM-07. */
function inChart(
  derived: Values,
  { extraEnvVars, envVars, proxy_config: file, ...values }: Values,
  variables: Values,
  variableFollows: Follows,
  config: LiteLlmFile,
): readonly Override[] {
  const { autoscaling: _hpa, db: _database, keda, ...others } = derived;
  const judged = isObject(keda) && keda["enabled"] === true ? { ...others, keda } : others;
  const where = "chart.values";
  const references = Array.isArray(extraEnvVars) ? (extraEnvVars as readonly unknown[]) : [];
  const byName = references.flatMap((one) => (isObject(one) ? [[String(one["name"]), one["value"] ?? one]] : []));
  const sections = isObject(file) ? SECTIONS.map(({ section }) => (isObject(file[section]) ? file[section] : {})) : [];
  return [
    ...overridesBelow(where, judged, values, CHART),
    ...overridesBelow(`${where}.envVars`, variables, isObject(envVars) ? envVars : {}, variableFollows),
    ...overridesBelow(`${where}.extraEnvVars`, variables, Object.fromEntries(byName) as Values, variableFollows),
    ...inSections(`${where}.proxy_config`, config, sections, ({ section }) => section),
    ...overridesBelow(
      `${where}.proxy_config`,
      { model_list: config.model_list },
      isObject(file) && "model_list" in file ? { model_list: file["model_list"] } : {},
      { model_list: "models" },
    ),
  ];
}

/** The same of what is nested. */
function overridesBelow(
  where: string,
  derived: Values,
  given: Values | undefined,
  follows: Follows,
): readonly Override[] {
  const known: Values = { ...Object.fromEntries(Object.keys(follows).map((key) => [key, undefined])), ...derived };
  return Object.entries(given ?? {}).flatMap(([key, value]) => {
    const [below, option] = [own(known, key), own(follows, key)];
    if (PREFERENCES.has(key) || (Array.isArray(value) && Array.isArray(below) && says(value, below, option))) return [];
    if (!isMembers(below) || !isMembers(value)) return overridesIn(where, known, { [key]: value }, follows);
    const same = option === undefined ? {} : Object.fromEntries(Object.keys(below).map((inner) => [inner, option]));
    return overridesBelow(`${where}.${key}`, below, value, same);
  });
}

/** Whether a list says the same; where no option says it, more may be in it than what is relied upon. */
function says(value: readonly unknown[], derived: readonly unknown[], option: string | undefined): boolean {
  if (option !== undefined && value.length !== derived.length) return false;
  const texts = new Set(value.map((one) => JSON.stringify(one)));
  return derived.every((one) => texts.has(JSON.stringify(one)));
}

/** A reference to a Secret is one thing, not one with members. */
function isMembers(value: unknown): value is Values {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
}

function hideKeys(override: Override): Override {
  const { option, value } = override;
  const name = option.slice(option.lastIndexOf(".") + 1);
  return typeof value === "string" && isKeyAsText([name], value) ? { ...override, value: HIDDEN } : override;
}
