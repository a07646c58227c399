// From the options of a pool of Unpod runners to those of every workload, and to what is known of it beside. Nothing is refused here;
// the rules do.
import type { WorkloadDescription } from "../description/workload.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { ProbesOptions } from "../options/container.js";
import type { ServedWorkloadProps } from "../options/served.js";
import type { Peer } from "../options/peer.js";
import { Probe } from "../lifecycle/probes.js";
import { isLater } from "../later.js";
import type { SecretKey } from "../secrets/secret-key.js";
import { type Override, overridesIn } from "../description/overrides.js";
import { withHostPerPod } from "../service/bridge-service.js";
import type { UnpodTransport } from "./description.js";
import { optionNamesOf, UNPOD_FOLLOWS, unpodEnvironment } from "./environment.js";
import type { UnpodDialOutProps, UnpodPoolProps, UnpodServeProps } from "./options.js";
import { listenPort, servingUrlOf } from "./serving.js";
import { UNPOD_WRAPPER, WRAPPER_PATH, WRAPPER_PORT, wrapperCommand } from "./wrapper.js";

/** Options that one of the transports has; a program without types may give them to the other. */
type BridgeOptions = Partial<Pick<UnpodServeProps, "servingUrl" | "agentSecret" | "exposure" | "hosts">>;
type AnyPoolProps = UnpodPoolProps & BridgeOptions;

const HTTPS_PORT = 443;
/** Variables that the dial_out transport ignores, with a warning in the logs. */
const SERVE_VARIABLES = ["UNPOD_RUNNER_URL", "UNPOD_AGENT_SECRET"];
const TRACING_VARIABLE = "LANGFUSE_SECRET_KEY";

/** A pool's options as one type, whichever transport. */
export const anyTransport = (props: UnpodDialOutProps | UnpodServeProps): AnyPoolProps => props;

/** Options of every workload, as they follow from a pool's. */
export function workloadProps(
  transport: UnpodTransport,
  props: AnyPoolProps,
): AgentWorkloadProps & Partial<ServedWorkloadProps> {
  const { wrapper, servingUrl, agentSecret, maxSessions, secrets } = props;
  const isServed = transport === "serve";
  const ours = unpodEnvironment(props, transport, isServed ? secretOf(agentSecret) : undefined);
  const traces = secrets?.[TRACING_VARIABLE] === undefined ? {} : { traces: "langfuse" };
  const monitoring = props.metricsFrom === undefined ? {} : { monitoring: props.metricsFrom };
  const metrics = wrapper === undefined ? {} : { metrics: `:${wrapper.port ?? WRAPPER_PORT}/metrics` };
  return {
    ...props,
    ...(isServed && props.hosts === "perPod" && servingUrl !== undefined ? { drain: props.drain.withPreStop(0) } : {}),
    ...(wrapper === undefined ? {} : { command: wrapperCommand(wrapper) }),
    handlesSigterm: props.handlesSigterm ?? wrapper !== undefined,
    files: { ...(wrapper === undefined ? {} : { [WRAPPER_PATH]: UNPOD_WRAPPER }), ...props.files },
    environment: { ...ours.texts, ...urlVariable(props, isServed), ...props.environment },
    secrets: { ...ours.secrets, ...secrets },
    inFlightPerPod: maxSessions,
    state: props.state ?? { sessions: "none" },
    sight: { ...metrics, ...monitoring, ...traces, ...props.sight },
    probes: { ...wrapperProbes(props), ...props.probes },
    network: networkOf(props),
    ...(isServed ? { port: listenPort(servingUrl), authentication: signing(agentSecret) } : {}),
  };
}

/** What is known of a pool beside what is known of every workload. */
export function describePool(
  transport: UnpodTransport,
  props: AnyPoolProps,
  described: WorkloadDescription,
): WorkloadDescription {
  const { agentId, wrapper, servingUrl, exposure, hosts = "shared", environment = {}, secrets = {} } = props;
  const isServed = transport === "serve";
  const theirs = [...Object.keys(environment), ...Object.keys(secrets)];
  const derived = derivedVariables(transport, props);
  const set = Object.keys(derived).filter((name) => (derived[name] ?? undefined) !== undefined);
  const bridgeOptions = (["servingUrl", "agentSecret", "hosts"] as const).filter((name) => props[name] !== undefined);
  const pool: WorkloadDescription = {
    ...described,
    given: props,
    network: {
      ...described.network,
      exposure: described.network.exposure && {
        ...described.network.exposure,
        ...(isServed && servingUrl !== undefined ? { url: servingUrl } : {}),
      },
    },
    unpod: {
      transport,
      agentId,
      devMode: props.devMode ?? false,
      permitsPerMinute: props.permitsPerMinute,
      wrapper,
      hasOwnCommand: wrapper !== undefined && props.command !== undefined,
      hosts: isServed ? hosts : undefined,
      servingUrl,
      host: exposure?.options.host,
      orchestratorPort: orchestratorPort(props),
      reachesOrchestrator: isReached(props, described),
      ignored: isServed
        ? []
        : [
            ...bridgeOptions,
            ...theirs.filter((name) => SERVE_VARIABLES.includes(name)).map((name) => `environment.${name}`),
          ],
    },
    overrides: [...(described.overrides ?? []), ...overridesOf(derived, props)],
    optionNames: {
      ...described.optionNames,
      ...optionNamesOf(set, theirs),
      // open only because nobody has named the orchestrator
      ...(props.network?.internet === undefined && { "network.internet": "orchestratorCidrs" }),
    },
  };
  if (!isServed || hosts === "shared" || servingUrl === undefined) return pool;
  return withHostPerPod(pool, "UNPOD_RUNNER_URL", (pod) => servingUrlOf(servingUrl, pod), props.waitSeconds);
}

/** Every variable that follows from an option, also from one that was left out where a rule judges the option alone. */
function derivedVariables(transport: UnpodTransport, props: AnyPoolProps): Readonly<Record<string, unknown>> {
  const isServed = transport === "serve";
  const { texts, secrets } = unpodEnvironment(props, transport, isServed ? secretOf(props.agentSecret) : undefined);
  return {
    AGENT_PERMITS_PER_MINUTE: undefined,
    AGENT_DEV_MODE: undefined,
    ...(isServed ? { UNPOD_RUNNER_URL: props.servingUrl, UNPOD_AGENT_SECRET: NO_TEXT } : {}),
    ...texts,
    ...secrets,
  };
}

/** Stands for a secret that was left out, beside which none is shown. */
const NO_TEXT = null;

function overridesOf(
  derived: Readonly<Record<string, unknown>>,
  { environment, secrets }: AnyPoolProps,
): readonly Override[] {
  return [
    ...overridesIn("environment", derived, environment, UNPOD_FOLLOWS),
    ...overridesIn("secrets", derived, secrets, UNPOD_FOLLOWS),
  ];
}

/** With a host per pod the variable is made of the pod's name. */
function urlVariable({ servingUrl, hosts }: AnyPoolProps, isServed: boolean): Readonly<Record<string, string>> {
  return !isServed || servingUrl === undefined || hosts === "perPod" ? {} : { UNPOD_RUNNER_URL: servingUrl };
}

/** A text that a program without types gives goes on as it is: it is refused as a secret in clear. */
function secretOf(agentSecret: AnyPoolProps["agentSecret"]): SecretKey | undefined {
  return agentSecret === "none" ? undefined : agentSecret;
}

function signing(agentSecret: AnyPoolProps["agentSecret"]): string {
  return secretOf(agentSecret) === undefined ? "none" : "hmac";
}

function wrapperProbes({ wrapper }: AnyPoolProps): ProbesOptions {
  if (wrapper === undefined) return {};
  const { port = WRAPPER_PORT } = wrapper;
  return { liveness: Probe.http("/livez", { port }), readiness: Probe.http("/readyz", { port }) };
}

/** Port of the orchestrator; undefined: Terraform knows its address later. */
function orchestratorPort({ orchestratorUrl, baseUrl }: AnyPoolProps): number | undefined {
  const address = orchestratorUrl ?? baseUrl ?? "";
  if (isLater(address)) return undefined;
  const [, port] = /^(?:[a-z]+:\/\/)?(?:\[[^\]]*\]|[^/:?#]*):(\d+)/i.exec(address.trim()) ?? [];
  return port === undefined ? HTTPS_PORT : Number(port);
}

/** Whether a way leads there; one that is meant for something else has other ports. */
function isReached(props: AnyPoolProps, { network: { allowsInternet } }: WorkloadDescription): boolean {
  const at = orchestratorPort(props);
  const isThere = (port: number): boolean => at === undefined || isLater(port) || port === at;
  const { egress } = networkOf(props);
  return (
    (allowsInternet && isThere(HTTPS_PORT)) ||
    egress.some(({ ports, protocol }) => protocol !== "UDP" && (ports?.some(isThere) ?? true))
  );
}

function networkOf(props: AnyPoolProps) {
  const { network = {}, orchestratorCidrs } = props;
  const ports = [...new Set([HTTPS_PORT, orchestratorPort(props) ?? HTTPS_PORT])];
  const orchestrator = (orchestratorCidrs ?? []).map((cidr): Peer => ({ cidr, ports }));
  return {
    internet: orchestratorCidrs === undefined,
    ...network,
    egress: [...orchestrator, ...(network.egress ?? [])],
  };
}
