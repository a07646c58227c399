// From what a user gives to what is known of a pod beside the container of its agent.
import { quantityValue } from "../../kubernetes/index.js";
import type { ImageOptions, InitContainerOptions, ResourceOptions, SidecarOptions } from "../container-options.js";
import { LONGEST_START_SECONDS } from "../drain.js";
import type { ImageDescription, ResourcesDescription, SecurityDescription } from "../description.js";
import { isLater } from "../later.js";
import type { AgentWorkloadProps } from "../options.js";
import { type Override, overridesIn } from "../overrides.js";
import type { ContainerDescription, PodDescription } from "../pod-description.js";
import { PERIODS, Probe } from "../probes.js";

const DEFAULTS: ResourcesDescription = { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } };

/** What is known of an image. */
export function imageOf(image: string | ImageOptions): ImageDescription {
  const { reference, hasShell = true, buildArguments = {} } = typeof image === "string" ? { reference: image } : image;
  return { reference, hasShell, buildArguments };
}

/** What a container asks for and may use. A default gives way to what is given beside it: no limit is below its request. */
export function resourcesOf(given: ResourceOptions = {}, defaults: ResourcesDescription): ResourcesDescription {
  const { requests = {}, limits = {} } = given;
  const isLess = (one: string | undefined, other: string | undefined): boolean =>
    (quantityValue(one) ?? Infinity) < (quantityValue(other) ?? 0);
  const fitted = (
    own: Readonly<Record<string, string>>,
    others: Readonly<Record<string, string>>,
    isWrong: (own: string, other: string | undefined) => boolean,
  ): Record<string, string> =>
    Object.fromEntries(
      Object.entries(own).map(([name, value]) => [
        name,
        isWrong(value, others[name]) ? (others[name] ?? value) : value,
      ]),
    );
  return {
    requests: { ...fitted(defaults.requests, limits, (request, limit) => isLess(limit, request)), ...requests },
    limits: { ...fitted(defaults.limits, requests, isLess), ...limits },
  };
}

/** What is known of a pod. */
export function describePod(props: AgentWorkloadProps, security: SecurityDescription): PodDescription {
  const { initContainers = [], sidecars = [], nodes = {}, serviceAccount = {}, volumes = {} } = props;
  return {
    containers: [
      ...initContainers.map((one, index) => containerOf("init", `initContainers[${index}]`, one, security)),
      ...sidecars.map((one, index) => containerOf("sidecar", `sidecars[${index}]`, one, security)),
    ],
    volumes,
    fsGroup: props.security?.fsGroup,
    accountAnnotations: serviceAccount.annotations ?? {},
    priorityClassName: props.priorityClassName,
    affinity: nodes.affinity ?? {},
    rollout: props.rollout,
    startSeconds: startSecondsOf(props),
  };
}

function containerOf(
  role: ContainerDescription["role"],
  option: string,
  given: InitContainerOptions & Partial<SidecarOptions>,
  { runAsNonRoot, privileged, allowPrivilegeEscalation, readOnlyRootFilesystem }: SecurityDescription,
): ContainerDescription {
  const { startup = given.probes?.liveness, liveness, readiness } = given.probes ?? {};
  return {
    role,
    option,
    name: given.name,
    image: imageOf(given.image),
    command: given.command,
    environment: { ...given.environment, ...given.secrets },
    resources: resourcesOf(given.resources, DEFAULTS),
    security: {
      runAsNonRoot,
      runAsUser: undefined, // the pod's
      privileged,
      allowPrivilegeEscalation: given.security?.privileged ?? allowPrivilegeEscalation,
      readOnlyRootFilesystem,
      ...given.security,
    },
    volumes: given.volumes ?? {},
    port: given.port,
    probes: { startup: startupOf(startup, given.probes?.startup), liveness, readiness },
    preStop: given.preStop?.hook,
  };
}

/** The probe of a start: the given one, else one that asks what liveness asks, whose numbers say nothing about a start. */
export function startupOf(probe: Probe | undefined, given: Probe | undefined): Probe | undefined {
  if (probe === undefined || probe === given) return probe;
  const { port, timeoutSeconds, headers } = probe.options;
  const options = {
    ...(port === undefined ? {} : { port }),
    ...(headers === undefined ? {} : { headers }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
  return "command" in probe.action
    ? Probe.command(probe.action.command, options)
    : Probe.http(probe.action.path, options);
}

/** What is said of a start twice. */
export function startOverrides({ probes: { startup, startupSeconds } = {} }: AgentWorkloadProps): readonly Override[] {
  if (startup === undefined || startupSeconds === undefined) return [];
  const { failureThreshold, periodSeconds = PERIODS.startup } = startup.options;
  if (failureThreshold === undefined) return [];
  const derived = { failureThreshold: Math.ceil(startupSeconds / periodSeconds) };
  return overridesIn("probes.startup", derived, { failureThreshold }, { failureThreshold: "probes.startupSeconds" });
}

/** What is said of a variable twice: as a text, and as a secret. */
export function variableOverrides({
  environment,
  secrets = {},
  initContainers = [],
  sidecars = [],
}: AgentWorkloadProps): readonly Override[] {
  const containers = [
    { at: "", environment, secrets },
    ...initContainers.map((one, index) => ({ ...one, at: `initContainers[${index}].` })),
    ...sidecars.map((one, index) => ({ ...one, at: `sidecars[${index}].` })),
  ];
  return containers.flatMap(({ at, environment: texts, secrets: keys = {} }) =>
    overridesIn(
      `${at}environment`,
      keys,
      texts,
      Object.fromEntries(Object.keys(keys).map((name) => [name, `${at}secrets.${name}`])),
    ),
  );
}

function startSecondsOf({ probes: { startup, startupSeconds } = {} }: AgentWorkloadProps): number {
  const { failureThreshold, periodSeconds = PERIODS.startup } = startup?.options ?? {};
  const later = [failureThreshold, periodSeconds].find(isLater);
  const own = failureThreshold === undefined ? undefined : (later ?? failureThreshold * periodSeconds);
  return startupSeconds ?? own ?? LONGEST_START_SECONDS;
}
