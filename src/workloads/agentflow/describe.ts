// From the options of an AgentFlow service to those of the base, and what is known beside.
//
// Source: facts 2.1, 2.2; the server waits up to 30 s for background tasks after the last answer (`SHUTDOWN_DRAIN_TIMEOUT_SECONDS` of
// 10xscale-agentflow-cli 0.6), within gunicorn's graceful timeout. Hosts are compared for every path but /ping, so probes name one.
import type { WorkloadDescription } from "../description.js";
import { Drain } from "../drain.js";
import type { Peer, ServedWorkloadProps } from "../options.js";
import { Probe } from "../probes.js";
import type { Shape } from "../shapes.js";
import { SHAPES } from "../shapes.js";
import { readCommand, serverCommand } from "./command.js";
import { CONFIG_PATH } from "./config.js";
import { configFaults, configFile, describeLimiter } from "./config-file.js";
import { agentFlowEnvironment, largestBodyBytes, UPLOADS } from "./environment.js";
import type { AgentFlowServiceProps, MediaOptions } from "./options.js";

const PORT = 8_000;
/** How long the server waits for what it does in the background. */
const BACKGROUND_SECONDS = 30;
/** The image's `appuser`, the first system user of Debian: the kubelet takes no user by name where root is refused. */
const APP_USER = 999;
const PING = "/ping";

/** The shape: streamed answers take up to five minutes, and what takes longer belongs on a queue. */
export function shapeOf({ drain }: AgentFlowServiceProps): Shape {
  return drain.longestStepSeconds <= SHAPES.http.longestStepSeconds ? "http" : "stream";
}

/** Options of the base. */
export function workloadProps(id: string, props: AgentFlowServiceProps): ServedWorkloadProps {
  const { name = id, namespace, exposure, network = {}, build } = props;
  const { port = build?.port ?? PORT, workers = 1, telemetry, checkpointer, config, command } = props;
  const drain = drainOf(props.drain);
  const hosts = hostsOf(id, props);
  const around = { name, hosts, workers, longestStepSeconds: drain.longestStepSeconds };
  const ours = agentFlowEnvironment(props, around);
  const server = {
    port,
    workers,
    gracefulSeconds: drain.drainSeconds,
    hungSeconds: drain.drainSeconds + drain.marginSeconds,
  };
  const probeHost = `${name}.${namespace.name}.svc`;
  const { liveness = Probe.http(PING), readiness = Probe.http(PING), startup } = props.probes ?? {};
  const endpoint = telemetry?.endpoint;
  return {
    ...props,
    drain,
    port,
    command: command ?? serverCommand(server),
    environment: { ...texts(ours), ...props.environment },
    secrets: { ...references(ours), ...props.secrets },
    files: { [CONFIG_PATH]: fileOf(props, workers), ...props.files },
    authentication: props.auth.kind,
    whenFull: props.whenFull ?? "shed",
    state: {
      sessions: checkpointer.kind === "postgres" ? "postgres" : "process",
      ...(checkpointer.postgres?.connections === undefined ? {} : { connections: checkpointer.postgres.connections }),
    },
    sight: { ...(endpoint === undefined ? {} : { traces: endpoint }), ...props.sight },
    security: { runAsUser: APP_USER, ...props.security },
    ...(props.resources === undefined && build?.resources !== undefined ? { resources: build.resources } : {}),
    probes: {
      liveness: withHost(liveness, probeHost),
      readiness: withHost(readiness, probeHost),
      ...(startup === undefined ? {} : { startup: withHost(startup, probeHost) }),
    },
    network: {
      ...network,
      origins: [...props.origins, ...hosts.filter((host) => host === "*")],
      egress: [
        ...(network.egress ?? []),
        ...checkpointer.peers,
        ...[telemetry?.peer, config.rateLimit?.backend === "redis" ? config.rateLimit.redis.peer : undefined].filter(
          (peer): peer is Peer => peer !== undefined,
        ),
      ],
    },
    ...(exposure === undefined ? {} : { exposure: exposure.withLargestBody(largestBodyBytes(props)) }),
  };
}

/** What is known of it beside. */
export function adaptDescription(props: AgentFlowServiceProps, described: WorkloadDescription): WorkloadDescription {
  const { checkpointer, config, auth, build, network = {}, origins } = props;
  const { rateLimit } = config;
  const { media = { storage: "none" } } = props;
  const hasWayIn = props.exposure !== undefined;
  const reachesStores = checkpointer.postgres?.peer !== undefined || (network.egress ?? []).length > 0;
  const hostNames = described.network.origins.slice(origins.length).map((_, index) => index);
  return {
    ...described,
    scale: { ...described.scale, processesPerPod: processesOf(described) },
    state: {
      ...described.state,
      processLocal: [
        ...(rateLimit?.backend === "memory" && rateLimit.enabled !== false
          ? [{ what: "memory", path: "config.rateLimit.backend" }]
          : []),
        ...(media.storage === "memory" || (media.storage === "local" && isOfPod(media, described))
          ? [{ what: media.storage, path: "media.storage" }]
          : []),
        ...(props.ids?.generator === "snowflake" ? [{ what: String(props.ids.workerId), path: "ids.workerId" }] : []),
      ],
    },
    agentflow: {
      checkpointer: checkpointer.kind,
      cache: checkpointer.postgres?.redis,
      reachesStores: checkpointer.kind !== "postgres" || !described.network.hasPolicy || reachesStores,
      migrates: props.migration !== false,
      hasWayIn,
      neededVariables: auth.neededVariables,
      limiter: describeLimiter(rateLimit, hasWayIn),
      dotenv: config.env,
      uploads: media.storage === "local" ? (media.path ?? UPLOADS) : undefined,
      configFaults: configFaults(config, auth),
      unreadable: build?.faults ?? [],
    },
    optionNames: {
      ...described.optionNames,
      "state.sessions": "checkpointer",
      authentication: "auth",
      "state.connections.perProcess": "checkpointer.connections.perProcess",
      ...Object.fromEntries(origins.map((_, index) => [`network.origins[${index}]`, `origins[${index}]`])),
      ...Object.fromEntries(hostNames.map((at) => [`network.origins[${origins.length + at}]`, "allowedHosts"])),
    },
  };
}

/** Processes that the command starts, or the environment where the command names none. */
function processesOf({ command = [], environment }: WorkloadDescription): number {
  const named = readCommand(command).workers ?? Number(environment["WEB_CONCURRENCY"]);
  return Number.isInteger(named) && named >= 1 ? named : 1;
}

/** Not on the node, and not in a claim that pods share. */
function isOfPod(media: Extract<MediaOptions, { storage: "local" }>, { security, pod }: WorkloadDescription): boolean {
  const shared = Object.entries(pod.volumes).flatMap(([path, { source }]) =>
    source.kind === "claim" && source.shared ? [path] : [],
  );
  return ![...security.hostPaths, ...shared].some((path) => media.path === path || media.path?.startsWith(`${path}/`));
}

/** The drain with what the server does after its last answer. */
function drainOf({ longestStepSeconds, drainSeconds, preStopSeconds, marginSeconds }: Drain): Drain {
  return Drain.of({
    longestStepSeconds,
    drainSeconds: Math.max(drainSeconds, longestStepSeconds + BACKGROUND_SECONDS),
    marginSeconds,
    ...(preStopSeconds === undefined ? {} : { preStopSeconds }),
  });
}

/** Names by which it is called: those of the Service, which probes use too, and that of the way in. */
function hostsOf(id: string, { name = id, namespace, exposure, allowedHosts }: AgentFlowServiceProps) {
  const inside = ["", `.${namespace.name}`, `.${namespace.name}.svc`, `.${namespace.name}.svc.cluster.local`];
  const service = inside.map((suffix) => `${name}${suffix}`);
  if (allowedHosts?.includes("*") === true) return ["*"];
  return [...new Set([...(allowedHosts ?? (exposure === undefined ? [] : [exposure.options.host])), ...service])];
}

function fileOf(props: AgentFlowServiceProps, workers: number): string {
  return configFile(props.config, {
    auth: props.auth,
    hasWayIn: props.exposure !== undefined,
    socketsPerProcess: Math.max(1, Math.ceil(props.inFlightPerPod / Math.max(1, workers))),
    checkpointer: props.checkpointer.postgres?.path,
  });
}

function withHost(probe: Probe, host: string): Probe {
  if ("command" in probe.action) return probe;
  return Probe.http(probe.action.path, { ...probe.options, headers: { Host: host, ...probe.options.headers } });
}

type Environment = ReturnType<typeof agentFlowEnvironment>;

function texts(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function references(environment: Environment): NonNullable<ServedWorkloadProps["secrets"]> {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => typeof value !== "string"),
  ) as NonNullable<ServedWorkloadProps["secrets"]>;
}
