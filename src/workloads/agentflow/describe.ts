// From the options of an AgentFlow service to those of the base.
//
// Source: facts 2.1, 2.2; the server waits up to 30 s for background tasks after the last answer (`SHUTDOWN_DRAIN_TIMEOUT_SECONDS` of
// 10xscale-agentflow-cli 0.6), within gunicorn's graceful timeout. Hosts are compared for every path but /ping, so whatever the kubelet asks
// names one.
import { Drain } from "../lifecycle/drain.js";
import type { ServedWorkloadProps } from "../options/served.js";
import { Probe } from "../lifecycle/probes.js";
import { secretVariables, textVariables } from "../records.js";
import { type Shape, SHAPES } from "../lifecycle/shapes.js";
import { serverCommand } from "./command.js";
import { CONFIG_PATH } from "./config.js";
import { configFile } from "./config-file.js";
import { agentFlowEnvironment, type AgentFlowVariables, agentFlowVariables, largestBodyBytes } from "./environment.js";
import type { AgentFlowServiceProps } from "./options.js";

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
  const { name = id, exposure, network = {}, build } = props;
  const { port = build?.port ?? PORT, workers = 1, telemetry, checkpointer, config, command } = props;
  const drain = drainOf(props.drain);
  const hosts = hostsOf(name, props);
  const ours = agentFlowEnvironment(derivedVariables(name, props));
  const server = {
    port,
    workers,
    gracefulSeconds: drain.drainSeconds,
    hungSeconds: drain.drainSeconds + drain.marginSeconds,
  };
  const host = serviceHost(name, props);
  const { liveness = Probe.http(PING), readiness = Probe.http(PING), startup } = props.probes ?? {};
  const endpoint = telemetry?.endpoint;
  return {
    ...props,
    drain,
    port,
    command: command ?? serverCommand(server),
    environment: { ...textVariables(ours), ...props.environment },
    secrets: { ...secretVariables(ours), ...props.secrets },
    files: { [CONFIG_PATH]: derivedFile(props), ...props.files },
    authentication: props.auth.kind,
    whenFull: props.whenFull ?? "shed",
    state: {
      sessions: checkpointer.kind === "postgres" ? "postgres" : "process",
      ...(checkpointer.postgres?.connections === undefined ? {} : { connections: checkpointer.postgres.connections }),
    },
    sight: {
      ...(endpoint === undefined ? {} : { traces: endpoint }),
      ...(telemetry?.peer === undefined ? {} : { collector: telemetry.peer }),
      ...props.sight,
    },
    security: { runAsUser: APP_USER, ...props.security },
    ...(props.resources === undefined && build?.resources !== undefined ? { resources: build.resources } : {}),
    probes: {
      liveness: withHost(liveness, host),
      readiness: withHost(readiness, host),
      ...(startup === undefined ? {} : { startup: withHost(startup, host) }),
    },
    network: {
      ...network,
      origins: [...props.origins, ...hosts.filter((one) => one === "*")],
      egress: [
        ...(network.egress ?? []),
        ...checkpointer.peers,
        ...(config.rateLimit?.backend === "redis" && config.rateLimit.redis.peer !== undefined
          ? [config.rateLimit.redis.peer]
          : []),
      ],
    },
    ...(exposure === undefined ? {} : { exposure: exposure.withLargestBody(largestBodyBytes(props)) }),
  };
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

/** What its variables are by its options alone. */
export function derivedVariables(name: string, props: AgentFlowServiceProps): AgentFlowVariables {
  const { workers = 1, drain } = props;
  const { longestStepSeconds } = drain;
  return agentFlowVariables(props, { name, hosts: hostsOf(name, props), workers, longestStepSeconds });
}

/** agentflow.json by its options alone. */
export function derivedFile({
  config,
  auth,
  exposure,
  inFlightPerPod,
  workers = 1,
  checkpointer,
}: AgentFlowServiceProps): string {
  return configFile(config, {
    auth,
    hasWayIn: exposure !== undefined,
    socketsPerProcess: Math.max(1, Math.ceil(inFlightPerPod / Math.max(1, workers))),
    checkpointer: checkpointer.postgres?.path,
  });
}

/** Host that the kubelet names, which asks by the address of the pod. */
export function serviceHost(name: string, { namespace }: AgentFlowServiceProps): string {
  return `${name}.${namespace.name}.svc`;
}

/** Names by which it is called: those of the Service, which the kubelet uses too, that of the way in, and what is allowed beside. */
function hostsOf(name: string, { namespace, exposure, allowedHosts }: AgentFlowServiceProps): readonly string[] {
  const inside = ["", `.${namespace.name}`, `.${namespace.name}.svc`, `.${namespace.name}.svc.cluster.local`];
  const service = inside.map((suffix) => `${name}${suffix}`);
  if (allowedHosts?.includes("*") === true) return ["*"];
  const wayIn = exposure === undefined ? [] : [exposure.options.host];
  return [...new Set([...(allowedHosts ?? []), ...wayIn, ...service])];
}

function withHost(probe: Probe, host: string): Probe {
  if ("command" in probe.action) return probe;
  return Probe.http(probe.action.path, { ...probe.options, headers: { Host: host, ...probe.options.headers } });
}
