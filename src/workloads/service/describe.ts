// From what a user gives to what is known of a workload: defaults filled in, durations derived. Nothing is refused here; the rules do.
import { clusterKey } from "../cluster-key.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { ITaskQueue } from "../options/network.js";
import type { ServedWorkloadProps } from "../options/served.js";
import type { Peer } from "../options/peer.js";
import { type Drain, LONGEST_START_SECONDS, SERVED_PRE_STOP_SECONDS } from "../lifecycle/drain.js";
import type { EnvironmentValue, PreStopHook, SecurityDescription } from "../description/container.js";
import type {
  EndDescription,
  NetworkDescription,
  ScaleDescription,
  System,
  WorkloadDescription,
} from "../description/workload.js";
import type { Exposure } from "../exposure/exposure.js";
import { ingressNeeds } from "../exposure/ingress-annotations.js";
import { isLater, knownOr } from "../later.js";
import { CHECKSUM_ANNOTATION, ownLabels } from "../objects/pod.js";
import { describeScaler } from "../objects/scaler.js";
import { type Override, overridesIn } from "../description/overrides.js";
import { podCounts, rolloutWaves } from "../lifecycle/rollout.js";
import { isServed, type Shape } from "../lifecycle/shapes.js";
import { describeSight } from "../objects/sight.js";
import { describePod, imageOf, resourcesOf, startOverrides, startupOf, variableOverrides } from "./describe-pod.js";

const DEFAULT_REPLICAS = 2;
const DEFAULT_RESOURCES = { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } };
/** Tells each process how much it may work on at a time. */
const IN_FLIGHT_LIMIT = "AGENT_IN_FLIGHT_LIMIT";

type AnyProps = AgentWorkloadProps & Partial<ServedWorkloadProps>;

/** What a construct knows beside its props. */
export interface Nature {
  readonly path: string;
  readonly id: string;
  readonly system: System;
  readonly shape: Shape;
}

/** What an option of a description is called by its user, where it differs. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  "image.reference": "image",
  "network.exposure": "exposure",
  "network.exposure.host": "exposure.host",
  "network.exposure.url": "exposure.url",
  "network.exposure.timeoutSeconds": "exposure.timeoutSeconds",
  "network.exposure.allowedCidrs": "exposure.allowedCidrs",
  "network.exposure.fromCidrs": "exposure.fromCidrs",
};

/** What is known of a workload; which Secrets its pods read is known when its system has adapted it. */
export function describeWorkload(nature: Nature, props: AnyProps): WorkloadDescription {
  const { shape, system, path, id } = nature;
  const { namespace, name = id, state, nodes = {}, network = {}, probes = {} } = props;
  const drain = props.drain.withPreStop(isServed(shape) ? SERVED_PRE_STOP_SECONDS : 0);
  const image = imageOf(props.image);
  const security = securityOf(props.security);
  const pod = describePod(props, security);
  const scale = scaleOf(name, props, drain);
  const described: WorkloadDescription = {
    path,
    system,
    shape,
    kind: "Deployment",
    job: undefined,
    name,
    namespace: namespace.name,
    cluster: clusterKey(namespace.cluster),
    image,
    command: props.command,
    environment: environmentOf(props, drain),
    files: props.files ?? {},
    labels: props.labels ?? {},
    annotations: props.annotations ?? {},
    secrets: [],
    resources: resourcesOf(props.resources, DEFAULT_RESOURCES),
    security,
    pod,
    probes: {
      startup: startupOf(probes.startup ?? probes.liveness, probes.startup),
      liveness: probes.liveness,
      readiness: probes.readiness,
    },
    end: {
      ...timesOf(props, { drain, scale, startSeconds: pod.startSeconds }),
      drain,
      preStop: props.preStop?.hook ?? sleepFor(drain, image.hasShell),
      handlesSigterm: props.handlesSigterm,
      isRestartable: props.restartable ?? false,
    },
    scale,
    network: networkOf(shape, props, drain),
    state: { sessions: state.sessions, processLocal: [], sharedLimits: [], connections: state.connections },
    sight: describeSight(props.sight ?? {}, network),
    models: props.models ?? [],
    ...(props.gateway?.description === undefined ? {} : { gateway: props.gateway.description.path }),
    nodes: {
      selector: nodes.selector ?? {},
      spotNoticeSeconds: nodes.spotNoticeSeconds,
      accelerators: nodes.accelerators ?? {},
      tolerations: nodes.tolerations ?? [],
    },
    queue: undefined,
    authentication: props.authentication,
    charts: [],
    given: props,
    optionNames: OPTION_NAMES,
  };
  return { ...described, overrides: overridesOf(described, props) };
}

/** How many pods there are, and how many of them may be away. */
function scaleOf(name: string, props: AnyProps, drain: Drain): ScaleDescription {
  const { scaling, inFlightPerPod } = props;
  const replicas = props.replicas ?? (scaling === undefined ? DEFAULT_REPLICAS : undefined);
  const around = { inFlightPerPod, windowSeconds: drain.scaleDownWindowSeconds };
  const scalers = scaling === undefined ? [] : [describeScaler(name, scaling, around)];
  const counts = podCounts({ replicas, scalers });
  // of what is known later there may be two: one that may go, of one pod, keeps no node
  const mayBeSeveral = counts.some(isLater) || Math.max(...counts) >= DEFAULT_REPLICAS;
  return {
    replicas,
    scalers,
    processesPerPod: 1,
    inFlightPerPod,
    whenFull: props.whenFull,
    parks: props.parksOn !== undefined,
    disruption: props.disruption ?? (mayBeSeveral ? { maxUnavailable: 1 } : undefined),
  };
}

/** How long a pod may take to end, and a rollout in all: with a grace period of its own each wave takes as much longer. */
function timesOf(
  props: AgentWorkloadProps,
  { drain, scale, startSeconds }: Pick<EndDescription, "drain"> & { scale: ScaleDescription; startSeconds: number },
): Pick<EndDescription, "gracePeriodSeconds" | "waitSeconds"> {
  const { gracePeriodSeconds = drain.gracePeriodSeconds } = props;
  const longerSeconds = Math.max(0, gracePeriodSeconds - drain.gracePeriodSeconds);
  const waves = rolloutWaves(props.rollout, podCounts(scale));
  const rolloutSeconds = drain.rolloutSeconds(waves, knownOr(startSeconds, LONGEST_START_SECONDS));
  return { gracePeriodSeconds, waitSeconds: props.waitSeconds ?? rolloutSeconds + waves * longerSeconds };
}

function networkOf(shape: Shape, props: AnyProps, drain: Drain): NetworkDescription {
  const { network = {}, gateway, exposure } = props;
  const { models = [], egress = [] } = network;
  return {
    port: props.port,
    hasService: isServed(shape),
    exposure: exposure === undefined ? undefined : exposureOf(exposure, drain),
    hasPolicy: network.policy ?? true,
    allowsDns: network.dns ?? true,
    allowsInternet: network.internet ?? false,
    allowsModels: gateway !== undefined || models.length > 0,
    allowsEverywhere: [...models, ...egress].some(({ cidr }) => cidr?.endsWith("/0")),
    peers: peersOf(props),
    origins: network.origins ?? [],
  };
}

function securityOf(security: NonNullable<AgentWorkloadProps["security"]> = {}): SecurityDescription {
  return {
    runAsNonRoot: security.runAsNonRoot ?? true,
    runAsUser: security.runAsUser,
    privileged: security.privileged ?? false,
    // a cluster takes no privileged container without it
    allowPrivilegeEscalation: security.allowPrivilegeEscalation ?? security.privileged ?? false,
    readOnlyRootFilesystem: security.readOnlyRootFilesystem ?? true,
    hostPaths: security.hostPaths ?? [],
    mountsServiceAccountToken: security.mountServiceAccountToken ?? false,
    callsKubernetesApi: security.callsKubernetesApi ?? false,
  };
}

function environmentOf(props: AnyProps, drain: Drain): Readonly<Record<string, EnvironmentValue>> {
  return { ...props.parksOn?.access, ...derivedVariables(props, drain), ...props.environment, ...props.secrets };
}

/** What every workload is told. */
function derivedVariables(
  { inFlightPerPod, gateway }: AgentWorkloadProps,
  { drainSeconds }: Drain,
): Readonly<Record<string, string>> {
  return {
    [IN_FLIGHT_LIMIT]: String(inFlightPerPod),
    AGENT_DRAIN_SECONDS: String(drainSeconds),
    ...(gateway === undefined ? {} : { MODEL_GATEWAY_URL: gateway.url }),
  };
}

/** Options by the variables that follow from them. */
const FOLLOWS = { [IN_FLIGHT_LIMIT]: "inFlightPerPod", AGENT_DRAIN_SECONDS: "drain", MODEL_GATEWAY_URL: "gateway" };

/** What is said twice: by an option, and as a variable, a label or an annotation. */
function overridesOf(described: WorkloadDescription, props: AnyProps): readonly Override[] {
  const needs = ingressNeeds(described);
  // what other systems are told by variables stands among those of their users here
  const variables = variableOverrides(props).filter(
    ({ option }) => described.system === "agent-service" || /^\w+\[/.test(option),
  );
  const marks = [
    ...overridesIn("labels", ownLabels(described), props.labels, {}),
    ...overridesIn("annotations", { [CHECKSUM_ANNOTATION]: undefined }, props.annotations, {}),
  ];
  return [
    ...environmentOverrides(props, described.end.drain),
    ...startOverrides(props),
    ...modelLimits(props),
    ...(needs === undefined ? [] : (props.exposure?.overrides(needs) ?? [])),
    ...variables,
    ...marks.map((mark) => ({ ...mark, isDropped: true })),
  ];
}

function environmentOverrides(props: AnyProps, drain: Drain): readonly Override[] {
  const given = { ...props.environment, ...props.secrets };
  const parking = props.parksOn?.access ?? {};
  const ofQueue = Object.fromEntries(Object.keys(parking).map((name) => [name, "parksOn"]));
  return [
    ...overridesIn("environment", derivedVariables(props, drain), given, FOLLOWS),
    ...overridesIn("environment", parking, given, ofQueue),
  ];
}

/** The part of a budget is known when all workloads are: whatever is written there is another. */
function modelLimits({ environment, secrets }: AgentWorkloadProps): readonly Override[] {
  return Object.entries({ ...environment, ...secrets })
    .filter(([name]) => name.startsWith("AGENT_MODEL_LIMIT"))
    .map(([name, value]) => ({ option: `environment.${name}`, value, follows: "models" }));
}

function sleepFor({ preStopSeconds = 0 }: Drain, hasShell: boolean): PreStopHook | undefined {
  return preStopSeconds > 0 && hasShell ? { command: ["sleep", String(preStopSeconds)] } : undefined;
}

/** Everything that the policy and the way in are told of others. */
function peersOf(props: AnyProps & { readonly queue?: ITaskQueue }): NetworkDescription["peers"] {
  const { network = {}, sight = {}, exposure, namespace, queue } = props;
  const egress = network.egress ?? [];
  const { fromCidrs = [] } = exposure?.options ?? {};
  const { allowedCidrs = [] } = exposure !== undefined && "controller" in exposure.options ? exposure.options : {};
  const cidrs = (list: readonly string[]) => list.map((cidr) => ({ cidr }));
  const given: Readonly<Record<string, readonly (Peer | undefined)[]>> = {
    "network.models": network.models ?? [],
    "network.ingress": network.ingress ?? [],
    "network.egress": egress.filter((peer) => peer !== queue?.peer),
    "queue.peer": egress.filter((peer) => peer === queue?.peer),
    "gateway.peer": [props.gateway?.peer],
    "parksOn.peer": [props.parksOn?.peer],
    "sight.monitoring": [sight.monitoring],
    "sight.collector": [sight.collector],
    "network.exposure.fromCidrs": cidrs(fromCidrs),
    "network.exposure.allowedCidrs": cidrs(allowedCidrs),
    "namespace.dns": cidrs(namespace.dns),
  };
  return Object.entries(given).flatMap(([option, peers]) =>
    peers.flatMap((peer) => (peer === undefined ? [] : [{ option, peer }])),
  );
}

function exposureOf({ kind, options }: Exposure, drain: Drain): NetworkDescription["exposure"] {
  const { host, port = 443, url = `https://${host}`, timeoutSeconds = drain.ingressTimeoutSeconds } = options;
  return {
    kind,
    host,
    url,
    port,
    timeoutSeconds,
    controller: "controller" in options ? options.controller : undefined,
    allowedCidrs: "allowedCidrs" in options ? (options.allowedCidrs ?? []) : [],
    annotations: "annotations" in options ? (options.annotations ?? {}) : {},
    names: namesIn(options),
  };
}

/** Names of what a way in leads by, as it was given. */
function namesIn(options: Exposure["options"]): NonNullable<WorkloadDescription["network"]["exposure"]>["names"] {
  const names: Readonly<Record<string, string | undefined>> =
    "controller" in options
      ? { className: options.className, tlsSecret: options.tlsSecret }
      : { gateway: options.gateway, listener: options.listener };
  const namespaces: Readonly<Record<string, string | undefined>> = {
    fromNamespace: options.fromNamespace,
    ...("controller" in options ? {} : { gatewayNamespace: options.gatewayNamespace }),
  };
  return Object.entries({ object: names, namespace: namespaces }).flatMap(([of, given]) =>
    Object.entries(given).flatMap(([option, name]) =>
      name === undefined
        ? []
        : [{ option: `exposure.${option}`, name, of: of === "object" ? ("object" as const) : ("namespace" as const) }],
    ),
  );
}

/** Each process of a pod is told its part of what the pod may have in flight. */
export function perProcess(description: WorkloadDescription): WorkloadDescription {
  const { environment, scale } = description;
  const { inFlightPerPod, processesPerPod } = scale;
  if (processesPerPod <= 1 || environment[IN_FLIGHT_LIMIT] !== String(inFlightPerPod)) return description;
  const limit = String(Math.max(1, Math.floor(inFlightPerPod / processesPerPod)));
  return { ...description, environment: { ...environment, [IN_FLIGHT_LIMIT]: limit } };
}
