// From the options of a gateway to what is known of it, twice: as a workload, which all rules of workloads judge, and as a gateway.
import { clusterKey } from "../cluster-key.js";
import { Drain, SERVED_PRE_STOP_SECONDS } from "../lifecycle/drain.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { GatewayDescription } from "../description/gateway.js";
import { isLater } from "../later.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import { PreStop } from "../options/container.js";
import type { ServedWorkloadProps } from "../options/served.js";
import { Probe } from "../lifecycle/probes.js";
import { resourcesOf } from "../service/describe-pod.js";
import { Scaling } from "../scaling/scaling.js";
import { CHART_NAME } from "./chart.js";
import {
  CONFIG_PATH,
  configText,
  CONNECTIONS_PER_PROCESS,
  DEFAULT_ROUTING,
  GATEWAY_PORT,
  variablesOf,
} from "./config.js";
import { drillCallSeconds, drillSeconds, longestFallback } from "./drill-time.js";
import { longestCalls } from "./longest-call.js";
import { type GatewayModel, type GatewayOptions, type ModelGatewayProps, timeoutOf } from "./options.js";
import { gatewayOverrides } from "./overrides.js";
import { asksOnce, mostFallbacks, referenceOf, versionOf } from "./version.js";

/** A number that LiteLLM's images, and curl's, can run as: their users have names, and the kubelet can't tell that one is not root. */
export const NOBODY = 65_534;
const DEFAULT_STEP_SECONDS = 600;
const DEFAULT_SCHEDULE = "0 9 1 * *";
/** Paths of probes that cost nothing; liveness answers 503 while it drains, so its failures outlast the drain. */
const LIVENESS = "/health/liveliness";
const READINESS = "/health/readiness";
const DRAIN_PATH = "/health/drain";
/**
 * A process with nothing in flight answers the endpoint at once, so the pod goes on for as long as others send to it, and asks then. In
 * Python, which the image has; the endpoint's token is the variable that LiteLLM reads too.
 */
const WAIT_AND_DRAIN = [
  "import os, time, urllib.request as r",
  `time.sleep(${SERVED_PRE_STOP_SECONDS})`,
  'headers = {"X-Drain-Token": os.environ.get("DRAIN_ENDPOINT_TOKEN", "")}',
  `r.build_opener(r.ProxyHandler({})).open(r.Request("http://127.0.0.1:${GATEWAY_PORT}${DRAIN_PATH}", headers=headers))`,
].join("\n");
/** What LiteLLM needs on a node. */
const RESOURCES = { requests: { cpu: "1", memory: "2Gi" }, limits: { memory: "4Gi" } };

/**
 * Its drain: as preStop the endpoint waits, when nobody sends any more, for as long as a process waits after SIGTERM, each at most the longest
 * call with its retries and fallbacks. A process waits once, but the hook reaches one of them only.
 */
function gatewayDrain(options: GatewayOptions): Drain {
  const longest = Object.values(longestCalls(options));
  const longestStepSeconds = longest.length === 0 ? DEFAULT_STEP_SECONDS : Math.max(...longest);
  const drain = options.drain ?? Drain.of({ longestStepSeconds });
  return options.drainEndpoint === false ? drain : drain.withPreStop(SERVED_PRE_STOP_SECONDS + drain.drainSeconds);
}

/** As settings of a workload. */
export function workloadProps(name: string, props: ModelGatewayProps): AgentWorkloadProps & ServedWorkloadProps {
  const { redis, database, workers = 1, sight, scaling, monitoring } = props;
  const { namespace, image, inFlightPerPod } = props;
  const passed = Object.fromEntries(
    PASSED.flatMap((key) => (props[key] === undefined ? [] : [[key, props[key]]])),
  ) as Partial<Pick<AgentWorkloadProps, (typeof PASSED)[number]>>;
  return {
    ...passed,
    ...(props.exposure === undefined ? {} : { exposure: props.exposure }),
    namespace,
    image,
    name,
    inFlightPerPod,
    drain: gatewayDrain(props),
    port: GATEWAY_PORT,
    command: ["litellm", "--config", CONFIG_PATH, "--port", String(GATEWAY_PORT), "--num_workers", String(workers)],
    files: { [CONFIG_PATH]: configText(props) },
    whenFull: "shed",
    authentication: "master key",
    ...(scaling === undefined
      ? {}
      : { scaling: "by" in scaling ? scaling : inFlightScaling(namespace.name, name, scaling) }),
    ...(props.preStop === undefined && props.drainEndpoint !== false
      ? { preStop: PreStop.command(["python", "-c", WAIT_AND_DRAIN]) }
      : {}),
    probes: {
      startup: Probe.http(READINESS, { dependsOn: "stores" }),
      liveness: Probe.http(LIVENESS),
      readiness: Probe.http(READINESS, { dependsOn: "stores" }),
      ...props.probes,
    },
    security: { runAsUser: NOBODY, ...props.security },
    resources: resourcesOf(props.resources, RESOURCES),
    network: {
      internet: true,
      ingress: (props.callers ?? []).map((peer) => ({ ...peer, ports: peer.ports ?? [GATEWAY_PORT] })),
      egress: [
        ...(redis === undefined ? [] : [redis.peer]),
        ...(database === undefined ? [] : [database.peer]),
        ...(props.egress ?? []),
      ],
    },
    state: {
      sessions: "none",
      ...(database === undefined
        ? {}
        : {
            connections: {
              perProcess: database.connectionsPerProcess ?? CONNECTIONS_PER_PROCESS,
              most: database.mostConnections,
            },
          }),
    },
    sight: {
      metrics: `:${GATEWAY_PORT}/metrics`,
      ...(monitoring === undefined ? {} : { monitoring: { ...monitoring, ports: [GATEWAY_PORT] } }),
      ...(props.drill?.evaluation === undefined ? {} : { evaluations: props.drill.evaluation.set }),
      ...sight,
    },
  };
}

/** Options that a gateway has as every workload has them. */
const PASSED = [
  "agentSecrets",
  "volumes",
  "initContainers",
  "sidecars",
  "serviceAccount",
  "priorityClassName",
  "rollout",
  "replicas",
  "nodes",
  "preStop",
  "gracePeriodSeconds",
  "waitSeconds",
  "disruption",
  "labels",
  "annotations",
  "pullSecrets",
  "prerequisites",
] as const;

/** What a Deployment puts behind its name for each pod: no other release's begins alike and goes on so. */
const OF_A_POD = "-[bcdfghj-np-tv-xz2456789]{1,10}-[bcdfghj-np-tv-xz2456789]{5}";

/** By what all its pods have in flight. */
function inFlightScaling(
  namespace: string,
  name: string,
  options: Exclude<GatewayOptions["scaling"], Scaling | undefined>,
): Scaling {
  return Scaling.prometheus({
    ...options,
    query: `sum(litellm_in_flight_requests{namespace="${namespace}",pod=~"${name}${OF_A_POD}"})`,
  });
}

/** What LiteLLM changes in the description of a workload. */
export function adaptWorkload(path: string, props: ModelGatewayProps, description: WorkloadDescription) {
  const adapted = adaptDescription(path, props, description);
  const { scaling } = workloadProps(description.name, props);
  return {
    ...adapted,
    overrides: [...(description.overrides ?? []), ...gatewayOverrides(props, adapted, scaling)],
  } satisfies WorkloadDescription;
}

function adaptDescription(path: string, props: ModelGatewayProps, description: WorkloadDescription) {
  const { workers = 1, redis, chart, drill: _ofItsOwnPods, ...given } = props;
  // LiteLLM reads no such variables
  const { AGENT_IN_FLIGHT_LIMIT: _limit, AGENT_DRAIN_SECONDS: _drain, ...environment } = description.environment;
  return {
    ...description,
    path,
    given: { ...given, chart, redis },
    environment: { ...environment, ...variablesOf(props, description.end.drain.drainSeconds) },
    scale: { ...description.scale, processesPerPod: workers },
    state: {
      ...description.state,
      sharedLimits: [
        { what: "requests and tokens a minute", through: redis === undefined ? undefined : ("redis" as const) },
      ],
    },
    optionNames: {
      ...description.optionNames,
      "sight.monitoring": "monitoring",
      "state.connections.perProcess": "database.connectionsPerProcess",
    },
    charts: chart === undefined ? [] : [{ name: CHART_NAME, version: chart.version }],
  } satisfies WorkloadDescription;
}

/** As a gateway. */
export function describeGateway(path: string, id: string, props: ModelGatewayProps): GatewayDescription {
  const { namespace, models, fallbacks = {}, acceptLessHeadroom = false, drill, settings = {}, database } = props;
  const { contextWindowFallbacks = {}, contentPolicyFallbacks = {} } = props;
  const routing = settings.router?.["routing_strategy"];
  return {
    path,
    namespace: namespace.name,
    cluster: clusterKey(namespace.cluster),
    models: models.map((model) => ({
      name: model.name,
      target: model.target,
      account: accountOf(model),
      ...(model.account === undefined ? {} : { accountName: model.account }),
      requestsPerMinute: model.requestsPerMinute,
      tokensPerMinute: model.tokensPerMinute,
      ...(model.maxParallelRequests === undefined ? {} : { callsPerProcess: model.maxParallelRequests }),
      timeoutSeconds: timeoutOf(model, props),
      hasCommonTimeout: model.timeoutSeconds === undefined && props.timeoutSeconds !== undefined,
    })),
    fallbacks,
    specialFallbacks: { contextWindowFallbacks, contentPolicyFallbacks },
    // nobody knows which version an image is that is known later
    stepsRound: asksOnce(props) || isLater(referenceOf(props.image)) ? 0 : mostFallbacks(props),
    acceptsLessHeadroom: acceptLessHeadroom,
    drillSchedule: drill === undefined ? undefined : scheduleOf(drill),
    liteLlm: {
      routingStrategy: typeof routing === "string" ? routing : (props.routingStrategy ?? DEFAULT_ROUTING),
      name: props.name ?? id,
      image: referenceOf(props.image),
      version: versionOf(props),
      drillSeconds:
        drill === undefined
          ? undefined
          : { each: drillCallSeconds(props, drillSeconds(props, drill)), longest: longestFallback(props) },
      forcesFallbacks: drill !== undefined && drill.evaluation === undefined,
      numbers: numbersOf(props),
      longestStepSeconds: gatewayDrain(props).longestStepSeconds,
      longestCallSeconds: longestCalls(props),
      hasDatabase: database !== undefined,
      hasSaltKey: database?.saltKey !== undefined,
      callers: callersOf(props),
      providers: models.flatMap(({ apiBase }, index) =>
        apiBase === undefined ? [] : [{ option: `models[${index}].apiBase`, address: apiBase }],
      ),
      egress: props.egress ?? [],
      chart: chartOf(props),
    },
  };
}

/** Timeouts that are no time are GWY-02's. */
function numbersOf({ workers, retries, timeoutSeconds, models, database, drain }: ModelGatewayProps) {
  const counts: Readonly<Record<string, readonly [value: number | undefined, least: number]>> = {
    workers: [workers, 1],
  };
  const durations: typeof counts = {
    retries: [retries, 0],
    timeoutSeconds: [isTime(timeoutSeconds) ? timeoutSeconds : undefined, 1],
    ...Object.fromEntries(
      models.flatMap(({ timeoutSeconds: own, streamTimeoutSeconds }, index) => [
        [`models[${index}].timeoutSeconds`, [isTime(own) ? own : undefined, 1]],
        [`models[${index}].streamTimeoutSeconds`, [streamTimeoutSeconds, 1]],
      ]),
    ),
  };
  const others: typeof counts = {
    "database.connectionsPerProcess": [database?.connectionsPerProcess, 1],
    "database.mostConnections": [database?.mostConnections, 1],
    ...Object.fromEntries(
      models.map(({ maxParallelRequests }, index) => [
        `models[${index}].maxParallelRequests`,
        [maxParallelRequests, 1],
      ]),
    ),
  };
  // a drain that is given follows from no timeout and no retry
  const needed = [counts, ...(drain === undefined ? [durations] : [])];
  return [counts, durations, others].flatMap((numbers) =>
    Object.entries(numbers).flatMap(([option, [value, least]]) =>
      value === undefined ? [] : [{ option, value, least, isNeeded: needed.includes(numbers) }],
    ),
  );
}

const isTime = (seconds: number | undefined): boolean => seconds !== undefined && (isLater(seconds) || seconds > 0);

/** What tells one account from another: two keys may be of one that has a name. */
function accountOf({ account, apiKey, target }: GatewayModel): string {
  const provider = target.split("/")[0] ?? "";
  if (account !== undefined) return `${provider} (${account})`;
  return apiKey === undefined ? `${provider} (no key)` : String(apiKey);
}

/** When it is tried. */
export function scheduleOf({ schedule = DEFAULT_SCHEDULE }: { readonly schedule?: string }): string {
  return schedule;
}

/** Who may come by an address. */
function callersOf({ callers = [], monitoring }: ModelGatewayProps) {
  const peers = [
    ...callers.map((peer, index) => ({ option: `callers[${index}].cidr`, ...peer })),
    ...(monitoring === undefined ? [] : [{ option: "monitoring.cidr", ...monitoring }]),
  ];
  return peers.flatMap(({ option, cidr }) => (cidr === undefined ? [] : [{ option, cidr }]));
}

function chartOf({ chart, image, scaling }: ModelGatewayProps) {
  if (chart === undefined) return undefined;
  const scaledBy = scaling === undefined ? undefined : "by" in scaling ? scaling.by : "keda";
  return {
    image: referenceOf(image),
    scaledBy,
    values: chart.values ?? {},
  };
}
