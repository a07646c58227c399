// agentflow.json as text, the same bytes for the same value, and what the server would not take.
//
// Source: the validations of `GraphConfig` and `RateLimitConfig` in 10xscale-agentflow-cli 0.6.
import type { AgentFlowAuth } from "./auth.js";
import {
  type AgentFlowConfig,
  OWNERSHIP_REDIS_VARIABLE,
  RATE_LIMIT_REDIS_VARIABLE,
  type RateLimitOptions,
} from "./config.js";
import { leavesOf, textsIn } from "../description/leaves.js";
import type { ConfigFault, LimiterDescription } from "./description.js";

const MODULE_VARIABLE = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*$/;
const BUILT_IN_AUTHORIZATION = new Set(["ownership", "allow_all", "default", "none"]);
const HOP_LIMIT = 1;

/** What the file needs to know beside its own value. */
export interface ConfigSurroundings {
  readonly auth: AgentFlowAuth;
  readonly hasWayIn: boolean;
  /** Most web sockets of one process. */
  readonly socketsPerProcess: number;
  /** The checkpointer of the program. */
  readonly checkpointer: string | undefined;
}

/** The file. */
export function configFile(config: AgentFlowConfig, around: ConfigSurroundings): string {
  const { rateLimit, webSocket = {}, agUi } = config;
  const { maxConnections = around.socketsPerProcess, maxConnectionsPerUser, realtimeModels } = webSocket;
  const file = {
    agent: config.agent,
    env: config.env ?? null,
    auth: around.auth.inConfig,
    authorization: config.authorization ?? null,
    checkpointer: config.checkpointer ?? around.checkpointer ?? null,
    store: config.store ?? null,
    injectq: config.injectq ?? null,
    thread_name_generator: config.threadNameGenerator ?? null,
    redis: config.redis === undefined ? undefined : expanded(OWNERSHIP_REDIS_VARIABLE),
    rate_limit: rateLimit === undefined ? undefined : limiter(rateLimit, around.hasWayIn),
    websocket: {
      max_connections: maxConnections,
      max_connections_per_user: maxConnectionsPerUser,
      realtime_models: realtimeModels,
    },
    ag_ui: agUi === undefined ? undefined : { enabled: agUi.enabled, allow_client_tools: agUi.allowClientTools },
    remote_tools: config.remoteTools,
    observability: config.observability ?? null,
    test: config.test,
    evaluation: config.evaluation,
  };
  return `${JSON.stringify(file, sorted, 2)}\n`;
}

/** What is known of a limiter; undefined when there is none. */
export function describeLimiter(
  limit: RateLimitOptions | undefined,
  hasWayIn: boolean,
): LimiterDescription | undefined {
  if (limit === undefined || limit.enabled === false) return undefined;
  return {
    by: limit.by ?? "ip",
    failsOpen: limit.failOpen ?? false,
    trustsProxies: limit.trustedProxyHeaders ?? hasWayIn,
    redis: limit.backend === "redis" ? limit.redis.url : undefined,
  };
}

function limiter(limit: RateLimitOptions, hasWayIn: boolean): object {
  const described = describeLimiter({ ...limit, enabled: true }, hasWayIn);
  return {
    enabled: limit.enabled ?? true,
    backend: limit.backend,
    requests: limit.requests ?? 100,
    window: limit.windowSeconds ?? 60,
    by: described?.by,
    exclude_paths: limit.excludePaths ?? ["/ping"],
    trusted_proxy_headers: described?.trustsProxies,
    trusted_proxy_hops: limit.trustedProxyHops ?? HOP_LIMIT,
    trusted_proxies: limit.trustedProxies,
    fail_open: described?.failsOpen,
    redis:
      limit.backend === "redis"
        ? { url: expanded(RATE_LIMIT_REDIS_VARIABLE), prefix: limit.redis.prefix ?? "agentflow:rate-limit" }
        : undefined,
  };
}

const expanded = (variable: string): string => `\${${variable}}`;

/** Keys in one order, whatever order they were written in. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the server would refuse at its start, or read otherwise than it is written. */
export function configFaults(config: AgentFlowConfig, auth: AgentFlowAuth): readonly ConfigFault[] {
  return [...pathFaults(config, auth), ...limitFaults(config), ...expansionFaults(config)];
}

function pathFaults(config: AgentFlowConfig, auth: AgentFlowAuth): readonly ConfigFault[] {
  const { agent, checkpointer, store, injectq, threadNameGenerator, authorization } = config;
  const backend =
    typeof authorization === "string" && !BUILT_IN_AUTHORIZATION.has(authorization) ? authorization : undefined;
  const paths = {
    "config.agent": agent,
    "config.checkpointer": checkpointer,
    "config.store": store,
    "config.injectq": injectq,
    "config.threadNameGenerator": threadNameGenerator,
    "config.authorization": backend,
    "auth.path": auth.path,
  };
  return Object.entries(paths).flatMap(([option, value]) =>
    value === undefined || MODULE_VARIABLE.test(value)
      ? []
      : [
          {
            option,
            value,
            why: "the server loads it as <module>:<variable>, and does not start",
            fix: 'write it as "graph.react:app"',
          },
        ],
  );
}

function limitFaults({ rateLimit, webSocket = {} }: AgentFlowConfig): readonly ConfigFault[] {
  const { requests = 1, windowSeconds = 1, trustedProxyHops = 1 } = rateLimit ?? {};
  const least = {
    "config.rateLimit.requests": [requests, 1],
    "config.rateLimit.windowSeconds": [windowSeconds, 1],
    "config.rateLimit.trustedProxyHops": [trustedProxyHops, 1],
    "config.webSocket.maxConnections": [webSocket.maxConnections ?? 0, 0],
    "config.webSocket.maxConnectionsPerUser": [webSocket.maxConnectionsPerUser ?? 0, 0],
  } as const;
  return Object.entries(least).flatMap(([option, [value, minimum]]) =>
    Number.isInteger(value) && value >= minimum
      ? []
      : [{ option, value, why: "the server does not start with it", fix: `give a whole number, ${minimum} or more` }],
  );
}

/** Texts in which somebody expects a variable. */
function expansionFaults(config: AgentFlowConfig): readonly ConfigFault[] {
  const read = { ...config, redis: undefined, rateLimit: withoutAddress(config.rateLimit) };
  return textsIn(leavesOf({ config: read }))
    .filter(({ value }) => value.includes("${"))
    .map(({ option, value }) => ({
      option,
      value,
      why: "variables are expanded in the addresses of Redis only, so the server reads it as it stands",
      fix: "write the value, or let the program read the environment",
    }));
}

function withoutAddress(limit: RateLimitOptions | undefined): object | undefined {
  return limit?.backend === "redis" ? { ...limit, redis: { ...limit.redis, url: undefined } } : limit;
}
