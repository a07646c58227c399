// Services that a bridge connects to and holds a connection with for as long as a call lasts, as Unpod's serve transport.
//
// Source: facts 1.0, 1.2: whoever places calls chooses a runner by its address, so behind one host the balancer may choose another; a
// host per pod needs a StatefulSet, a headless Service and a way in for each. A registry knows a runner until it has said that it leaves,
// which it does at SIGTERM: until then it is given calls, and until it has left its callers come back to its host. So with a host per pod
// nothing waits before SIGTERM, and a pod that is not ready any more is reached nevertheless.
import type { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import type { Construct } from "../core.js";
import type { EndDescription, WorkloadDescription } from "../description/workload.js";
import type { EnvironmentValue } from "../description/container.js";
import { LONGEST_START_SECONDS } from "../lifecycle/drain.js";
import type { Exposure } from "../exposure/exposure.js";
import { knownOr } from "../later.js";
import type { HostOptions, ServedWorkloadProps } from "../options/served.js";
import { mostPods } from "../lifecycle/rollout.js";
import { overridesIn } from "../description/overrides.js";
import { AgentWorkload } from "./agent-workload.js";
import { requireReadable } from "../given/readable.js";

/** Settings of a BridgeService. */
export type BridgeServiceProps = Omit<ServedWorkloadProps, "exposure" | "replicas" | "scaling"> & {
  /** The way in from outside; with a host per pod, of the domain that their hosts are below. */
  readonly exposure: Exposure;
} & HostOptions;

/**
 * Is connected to by a bridge for as long as a call lasts. The program is told AGENT_PUBLIC_URL, which is its own with a host per pod.
 * For what it makes see {@link AgentWorkload}.
 */
export class BridgeService extends AgentWorkload {
  declare readonly service: ServiceV1;
  declare readonly url: string;

  constructor(scope: Construct, id: string, props: BridgeServiceProps) {
    requireReadable(scope, id, "BridgeServiceProps", props);
    const { hosts = "shared", exposure, ...rest } = props;
    const adapt =
      hosts === "shared"
        ? shared
        : (description: WorkloadDescription) => perPod(description, exposure, props.waitSeconds);
    const own = hosts === "shared" ? {} : { drain: props.drain.withPreStop(0) };
    super(scope, id, { system: "agent-service", shape: "bridge-serve", adapt }, { ...rest, ...own, exposure });
  }
}

const PUBLIC_URL = "AGENT_PUBLIC_URL";

function shared(description: WorkloadDescription): WorkloadDescription {
  const own = { [PUBLIC_URL]: description.network.exposure?.url ?? "" };
  return withVariables(withOverrides(description, own, { [PUBLIC_URL]: "exposure" }), own);
}

function perPod(
  description: WorkloadDescription,
  exposure: Exposure,
  waitSeconds: number | undefined,
): WorkloadDescription {
  const url = (pod: string): string => {
    const { options } = exposure.forPod(pod);
    return options.url ?? `https://${options.host}`;
  };
  const judged = withOverrides(description, { [PUBLIC_URL]: url("{pod}") }, { [PUBLIC_URL]: "exposure" });
  return withHostPerPod(judged, PUBLIC_URL, url, waitSeconds);
}

/**
 * The same with a host for each pod, whose address the program is told by a variable.
 *
 * @param waitSeconds as it was given
 */
export function withHostPerPod(
  description: WorkloadDescription,
  variable: string,
  url: (pod: string) => string,
  waitSeconds: number | undefined,
): WorkloadDescription {
  const { end, network, pod } = description;
  const podName = { POD_NAME: { fieldPath: "metadata.name" } };
  return {
    ...withVariables(withOverrides(description, podName, { POD_NAME: "hosts" }), {
      ...podName,
      [variable]: { expanded: url("$(POD_NAME)") },
    }),
    kind: "StatefulSet",
    // one pod is exchanged after the other; what was given is judged (DRN-06), not changed
    end: {
      ...end,
      waitSeconds:
        waitSeconds ?? Math.max(end.waitSeconds, rolloutSeconds(end, mostPods(description) ?? 1, pod.startSeconds)),
    },
    network: {
      ...network,
      exposure: network.exposure && { ...network.exposure, url: url(`${description.name}-0`) },
    },
  };
}

/** With a grace period of its own, each pod takes as much longer. */
function rolloutSeconds({ drain, gracePeriodSeconds }: EndDescription, pods: number, startSeconds: number): number {
  const start = knownOr(startSeconds, LONGEST_START_SECONDS);
  return drain.rolloutSeconds(pods, start) + pods * Math.max(0, gracePeriodSeconds - drain.gracePeriodSeconds);
}

/** Variables that are not there yet were given by nobody else. */
function withOverrides(
  description: WorkloadDescription,
  derived: Readonly<Record<string, unknown>>,
  follows: Readonly<Record<string, string>>,
): WorkloadDescription {
  const { environment, overrides = [] } = description;
  return { ...description, overrides: [...overrides, ...overridesIn("environment", derived, environment, follows)] };
}

function withVariables(
  description: WorkloadDescription,
  variables: Readonly<Record<string, EnvironmentValue>>,
): WorkloadDescription {
  return { ...description, environment: { ...variables, ...description.environment } };
}
