// The environment of an Unpod runner: variables of the SDK, by the options they come from, and those that hand a program what it has to
// give to the runner's constructor, for which the SDK has no variable.
//
// Source: facts 1.1, environment variables (SDK 0.2.1). Precedence of the orchestrator's address: base_url= of the constructor,
// UNPOD_ORCHESTRATOR_URL, host of UNPOD_BASE_URL, the SDK's own; of the management API: base_url=, UNPOD_SERVICE_BASE_URL, from
// UNPOD_BASE_URL.
import { given } from "../records.js";
import type { SecretKey } from "../secrets/secret-key.js";
import type { UnpodTransport } from "./description.js";
import type { UnpodPoolProps } from "./options.js";
import { wrapperEnvironment } from "./wrapper.js";

/** What a pool sets, by kind. */
export interface UnpodEnvironment {
  readonly texts: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretKey>>;
}

/**
 * The variables that follow from a pool's options; those that are not given are left out.
 *
 * @param agentSecret undefined: calls are not signed
 */
export function unpodEnvironment(
  props: UnpodPoolProps,
  transport: UnpodTransport,
  agentSecret: SecretKey | undefined,
): UnpodEnvironment {
  const { agentId, apiKey, drain, wrapper, permitsPerMinute, devMode, worker = {}, usage } = props;
  return {
    texts: given({
      AGENT_ID: agentId,
      AGENT_TRANSPORT: transport,
      AGENT_PERMITS_PER_MINUTE: permitsPerMinute === undefined ? undefined : String(permitsPerMinute),
      AGENT_DEV_MODE: devMode === true ? "true" : undefined,
      UNPOD_BASE_URL: props.baseUrl,
      UNPOD_ORCHESTRATOR_URL: props.orchestratorUrl,
      UNPOD_SERVICE_BASE_URL: props.serviceUrl,
      UNPOD_WORKER_REGION: worker.region,
      UNPOD_WORKER_DEPLOYMENT: worker.deployment,
      UNPOD_WORKER_HOSTNAME: worker.hostname,
      UNPOD_WORKER_ADDRESS: worker.address,
      UNPOD_USAGE_INGEST_URL: usage?.url,
      ...(wrapper === undefined ? {} : wrapperEnvironment(wrapper, drain.drainSeconds)),
    }),
    secrets: given({
      UNPOD_API_KEY: apiKey,
      UNPOD_AGENT_SECRET: agentSecret,
      UNPOD_USAGE_INGEST_TOKEN: usage?.token,
    }),
  };
}

/** Options by the variables that follow from them. The transport follows from the function that makes the pool. */
export const UNPOD_FOLLOWS: Readonly<Record<string, string>> = {
  AGENT_ID: "agentId",
  AGENT_DRAIN_SECONDS: "drain",
  AGENT_PERMITS_PER_MINUTE: "permitsPerMinute",
  AGENT_DEV_MODE: "devMode",
  UNPOD_API_KEY: "apiKey",
  UNPOD_AGENT_SECRET: "agentSecret",
  UNPOD_RUNNER_URL: "servingUrl",
  UNPOD_BASE_URL: "baseUrl",
  UNPOD_ORCHESTRATOR_URL: "orchestratorUrl",
  UNPOD_SERVICE_BASE_URL: "serviceUrl",
  UNPOD_WORKER_REGION: "worker.region",
  UNPOD_WORKER_DEPLOYMENT: "worker.deployment",
  UNPOD_WORKER_HOSTNAME: "worker.hostname",
  UNPOD_WORKER_ADDRESS: "worker.address",
  UNPOD_USAGE_INGEST_URL: "usage.url",
  UNPOD_USAGE_INGEST_TOKEN: "usage.token",
  UNPOD_WRAPPER_PORT: "wrapper.port",
  UNPOD_WRAPPER_DRAIN_SECONDS: "drain",
  UNPOD_WRAPPER_LINGER_SECONDS: "drain",
};

/** What the user of a pool calls what is known of it, for findings: a variable is its option, unless it was written as a variable. */
export function optionNamesOf(set: readonly string[], written: readonly string[]): Readonly<Record<string, string>> {
  const isOption = ([name]: readonly [string, string]): boolean => set.includes(name) && !written.includes(name);
  const follows = Object.entries(UNPOD_FOLLOWS).filter(isOption);
  return {
    authentication: "agentSecret",
    inFlightPerPod: "maxSessions",
    "network.exposure.url": "servingUrl",
    "sight.monitoring": "metricsFrom",
    ...Object.fromEntries(follows.map(([name, option]) => [`environment.${name}`, option])),
  };
}
