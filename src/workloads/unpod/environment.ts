// The environment of an Unpod runner: variables of the SDK, by the options they come from, and those that hand a program what it has to
// give to the runner's constructor, for which the SDK has no variable.
//
// Source: facts 1.1, environment variables (SDK 0.2.1). Precedence of the orchestrator's address: base_url= of the constructor,
// UNPOD_ORCHESTRATOR_URL, host of UNPOD_BASE_URL, the SDK's own; of the management API: base_url=, UNPOD_SERVICE_BASE_URL, from
// UNPOD_BASE_URL.
import type { SecretKey } from "../secrets.js";
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

/** Options by the variables that come from them, for findings. */
export const UNPOD_OPTION_NAMES: Readonly<Record<string, string>> = {
  authentication: "agentSecret",
  "environment.UNPOD_AGENT_SECRET": "agentSecret",
  "environment.UNPOD_API_KEY": "apiKey",
  "environment.UNPOD_BASE_URL": "baseUrl",
  "environment.UNPOD_ORCHESTRATOR_URL": "orchestratorUrl",
  "environment.UNPOD_SERVICE_BASE_URL": "serviceUrl",
  "environment.UNPOD_USAGE_INGEST_TOKEN": "usage.token",
  "environment.UNPOD_USAGE_INGEST_URL": "usage.url",
  inFlightPerPod: "maxSessions",
  "network.exposure.url": "servingUrl",
};

function given<V>(values: Readonly<Record<string, V | undefined>>): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, V] => entry[1] !== undefined));
}
