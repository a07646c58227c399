// What is known of an AgentFlow service beside what is known of every workload, and what its options say otherwise than what was derived.
//
// Source: facts 2.1; the server compares hosts for every path but /ping.
import type { PreStopHook } from "../description/container.js";
import type { WorkloadDescription } from "../description/workload.js";
import { isLater } from "../later.js";
import { HIDDEN, type Override } from "../description/overrides.js";
import type { Peer } from "../options/peer.js";
import { readCommand } from "./command.js";
import { CONFIG_PATH } from "./config.js";
import { configFaults, describeLimiter } from "./config-file.js";
import type { NumberDescription, StoreDescription } from "./description.js";
import { derivedFile, derivedVariables, serviceHost } from "./describe.js";
import { environmentOverrides, UPLOADS } from "./environment.js";
import type { AgentFlowServiceProps } from "./options.js";

/** What is known of it beside. */
export function adaptDescription(props: AgentFlowServiceProps, described: WorkloadDescription): WorkloadDescription {
  const { checkpointer, config, auth, build, origins, migration } = props;
  const { rateLimit } = config;
  const { media = { storage: "none" } } = props;
  const hasWayIn = props.exposure !== undefined;
  const hostNames = described.network.origins.slice(origins.length).map((_, index) => index);
  return {
    ...described,
    given: props,
    end: { ...described.end, preStop: withHost(described.end.preStop, serviceHost(described.name, props)) },
    scale: { ...described.scale, processesPerPod: processesOf(described) },
    state: {
      ...described.state,
      processLocal: [
        ...(rateLimit?.backend === "memory" && rateLimit.enabled !== false
          ? [{ what: "memory", path: "config.rateLimit.backend" }]
          : []),
        ...(media.storage === "memory" || (media.storage === "local" && isOfPod(media.path ?? UPLOADS, described))
          ? [{ what: media.storage, path: "media.storage" }]
          : []),
        ...(props.ids?.generator === "snowflake" ? [{ what: String(props.ids.workerId), path: "ids.workerId" }] : []),
      ],
    },
    agentflow: {
      checkpointer: checkpointer.kind,
      cache: checkpointer.postgres?.redis,
      closedStores: described.network.hasPolicy ? closedStores(props, described) : [],
      migrates: migration !== false,
      hasWayIn,
      limiter: describeLimiter(rateLimit, hasWayIn),
      dotenv: config.env,
      uploads: media.storage === "local" ? (media.path ?? UPLOADS) : undefined,
      numbers: numbersOf(props),
      configFaults: configFaults(config, auth),
      unreadable: build?.faults ?? [],
    },
    overrides: [...(described.overrides ?? []), ...overridesOf(props, described)],
    optionNames: {
      ...described.optionNames,
      "sight.collector": "telemetry.peer",
      "state.sessions": "checkpointer",
      authentication: "auth",
      "state.connections.perProcess": "checkpointer.connections.perProcess",
      ...Object.fromEntries(origins.map((_, index) => [`network.origins[${index}]`, `origins[${index}]`])),
      ...Object.fromEntries(hostNames.map((at) => [`network.origins[${origins.length + at}]`, "allowedHosts"])),
    },
  };
}

/** Not in a claim that pods share; a path of the node is no other, because pods on two nodes see two folders. */
function isOfPod(folder: string, { pod }: WorkloadDescription): boolean {
  return !Object.entries(pod.volumes).some(
    ([path, { source }]) =>
      source.kind === "claim" && source.shared && (folder === path || folder.startsWith(`${path}/`)),
  );
}

/** Ports of stores, and of what stands before them: a pool of connections, TLS, sentinels; and those that clouds give them. */
const STORE_PORTS = {
  Postgres: [5432, 6432, 6543, 25_060, 25_061],
  Redis: [6379, 6380, 10_000, 25_061, 26_379],
} as const;

/** A way that is meant for something else is none: its ports say so. One that is said to be Redis' is, whatever its ports. */
function closedStores(
  { checkpointer: { postgres }, config: { rateLimit, redis }, network: { egress = [] } = {} }: AgentFlowServiceProps,
  { network }: WorkloadDescription,
): readonly StoreDescription[] {
  const limiter = rateLimit?.backend === "redis" && rateLimit.enabled !== false ? rateLimit.redis : undefined;
  const stores = [
    { option: "checkpointer.peer", what: "Postgres", by: postgres?.dsn, at: postgres?.peer },
    { option: "checkpointer.redisPeer", what: "Redis", by: postgres?.redis, at: postgres?.redisPeer },
    { option: "config.rateLimit.redis.peer", what: "Redis", by: limiter?.url, at: limiter?.peer },
    // it has no peer of its own: it is one of those, or under egress, at whichever port
    {
      option: "network.egress",
      what: "Redis",
      by: redis,
      at: postgres?.redisPeer ?? limiter?.peer ?? egress.find(isOther),
    },
  ] as const;
  const ways = network.peers.filter(({ option, peer }) => option === "network.egress" && peer.protocol !== "UDP");
  return stores.flatMap(({ option, what, by, at }) => {
    const ports: readonly number[] = STORE_PORTS[what];
    const isOpen = ways.some(({ peer }) => peer.ports?.some((port) => isLater(port) || ports.includes(port)) ?? true);
    return by === undefined || at !== undefined || isOpen ? [] : [{ option, what, port: ports[0] ?? 0 }];
  });
}

/** Whether more may be there than Postgres. */
function isOther({ ports, protocol }: Peer): boolean {
  const known: readonly number[] = STORE_PORTS.Postgres;
  return protocol !== "UDP" && (ports?.some((port) => !known.includes(port)) ?? true);
}

/** Numbers that have a least. */
function numbersOf(props: AgentFlowServiceProps): readonly NumberDescription[] {
  const { migration, media, securityHeaders = {} } = props;
  const { hsts } = securityHeaders;
  const given = {
    workers: [props.workers, 1],
    maxRequestBytes: [props.maxRequestBytes, 1],
    "media.maxSizeMebibytes": [media?.storage === "none" ? undefined : media?.maxSizeMebibytes, 1],
    "migration.timeoutSeconds": [migration === false ? undefined : migration?.timeoutSeconds, 1],
    "securityHeaders.hsts.maxAgeSeconds": [hsts === false ? undefined : hsts?.maxAgeSeconds, 0],
  } as const;
  return Object.entries(given).flatMap(([option, [value, least]]) =>
    value === undefined ? [] : [{ option, value, least }],
  );
}

/** Variables, the file and the command, as far as they say otherwise than the options. */
function overridesOf(props: AgentFlowServiceProps, { name }: WorkloadDescription): readonly Override[] {
  const { command = [], workers = 1 } = props;
  const started = readCommand(command).workers ?? workers;
  return [
    ...environmentOverrides(derivedVariables(name, props), props),
    ...(isGiven(props) ? [{ option: `files["${CONFIG_PATH}"]`, value: HIDDEN, follows: "config" }] : []),
    ...(started === workers ? [] : [{ option: "command", value: command.join(" "), follows: "workers" }]),
  ];
}

/** Whether the user writes agentflow.json as text. */
function isGiven(props: AgentFlowServiceProps): boolean {
  const text = props.files?.[CONFIG_PATH];
  return text !== undefined && text !== derivedFile(props);
}

/** Processes that the command starts, or the environment where the command names none. */
function processesOf({ command = [], environment }: WorkloadDescription): number {
  const named = readCommand(command).workers ?? Number(environment["WEB_CONCURRENCY"]);
  return Number.isInteger(named) && named >= 1 ? named : 1;
}

function withHost(hook: PreStopHook | undefined, host: string): PreStopHook | undefined {
  return hook === undefined || "command" in hook ? hook : { ...hook, headers: { Host: host, ...hook.headers } };
}
