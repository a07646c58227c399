// Settings of pools of Unpod runners: two types, because what the serve transport needs the dial_out transport ignores.
//
// Source: facts 1.0, 1.1 (SDK 0.2.1): arguments of the runner's constructor, and its environment.
import type { Exposure } from "../exposure/exposure.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { HostOptions } from "../options/served.js";
import type { StateOptions } from "../options/state.js";
import type { Peer } from "../options/peer.js";
import type { SecretKey } from "../secrets/secret-key.js";
import type { UnpodWrapper } from "./wrapper.js";

/** What a runner says of the machine it runs on; for people only. */
export interface UnpodWorkerLabels {
  /** UNPOD_WORKER_REGION. @default - what the cloud says */
  readonly region?: string;
  /** UNPOD_WORKER_DEPLOYMENT. @default - `cloud` in a cluster */
  readonly deployment?: "cloud" | "local";
  /** UNPOD_WORKER_HOSTNAME. @default - the pod's */
  readonly hostname?: string;
  /** UNPOD_WORKER_ADDRESS. @default - none */
  readonly address?: string;
}

/** Where usage is sent. */
export interface UnpodUsageExport {
  /** UNPOD_USAGE_INGEST_URL. */
  readonly url: string;
  /** UNPOD_USAGE_INGEST_TOKEN. */
  readonly token: SecretKey;
}

/** Settings of every pool of Unpod runners. */
export interface UnpodPoolProps extends Omit<AgentWorkloadProps, "inFlightPerPod" | "state"> {
  /** The agent that all replicas answer for; handed to the program as AGENT_ID. */
  readonly agentId: string;

  /** Key of the management API, `sk_...`; UNPOD_API_KEY. */
  readonly apiKey: SecretKey;

  /**
   * Most calls of one pod at a time. The SDK's own default is 50, which is rarely what a pod's memory and the budget of its models
   * bear, so it has to be given; handed to the program as AGENT_IN_FLIGHT_LIMIT, for `max_sessions`.
   */
  readonly maxSessions: number;

  /**
   * Calls that are accepted per minute; handed to the program as AGENT_PERMITS_PER_MINUTE. SDK 0.2 stores the number and never reads it.
   *
   * @default - not given
   */
  readonly permitsPerMinute?: number;

  /**
   * Starts the runner by a program that handles SIGTERM, answers probes and shows metrics; `command` is then left out.
   *
   * @default - the image's program, of which handlesSigterm has to be stated
   */
  readonly wrapper?: UnpodWrapper;

  /**
   * Bare host of Unpod, without a scheme: UNPOD_BASE_URL.
   *
   * @default - the SDK's
   */
  readonly baseUrl?: string;

  /**
   * Address of the orchestrator, wss: UNPOD_ORCHESTRATOR_URL. Instead of baseUrl.
   *
   * @default - from baseUrl
   */
  readonly orchestratorUrl?: string;

  /**
   * Address of the management API: UNPOD_SERVICE_BASE_URL.
   *
   * @default - from baseUrl
   */
  readonly serviceUrl?: string;

  /**
   * Addresses of the orchestrator, as CIDRs: with them the policy opens those, at port 443 and the one that its address names, and
   * not the internet.
   *
   * @default - the internet at port 443
   */
  readonly orchestratorCidrs?: readonly string[];

  /**
   * Who may read the wrapper's metrics: `monitoring` of sight.
   *
   * @default - nobody
   */
  readonly metricsFrom?: Peer;

  /** Labels by which Unpod tells its runners apart: region, deployment, host name, address. @default - none */
  readonly worker?: UnpodWorkerLabels;
  /** Where usage is sent, and the token for it. @default - none */
  readonly usage?: UnpodUsageExport;

  /**
   * Whether it registers as `<agent>@dev`, where no normal call comes; handed to the program as AGENT_DEV_MODE.
   *
   * @default false
   */
  readonly devMode?: boolean;

  /**
   * Where what is known of a caller between calls is kept.
   *
   * @default { sessions: "none" }; a call itself is held by its connection
   */
  readonly state?: StateOptions;
}

/** Settings of a pool whose runners open the connection of each call themselves. */
export interface UnpodDialOutProps extends UnpodPoolProps {
  /** Nobody connects to such a pool. */
  readonly servingUrl?: never;
  /** Nobody connects to such a pool. */
  readonly agentSecret?: never;
  /** Nobody connects to such a pool. */
  readonly exposure?: never;
  /** Nobody connects to such a pool. */
  readonly hosts?: never;
}

/** Settings of a pool that Unpod connects to for each call; the SDK calls this transport legacy. */
export type UnpodServeProps = Omit<UnpodPoolProps, "replicas" | "scaling"> & {
  /**
   * Public address of the bridge, `wss://host[:port]`: UNPOD_RUNNER_URL. Pods listen on the port that it names, else on 8765. With a
   * host per pod `{pod}` stands for the pod's name, as in `wss://{pod}.agents.example.com`.
   */
  readonly servingUrl: string;

  /** By it callers sign each connection: UNPOD_AGENT_SECRET. `none` is refused in production. */
  readonly agentSecret: SecretKey | "none";

  /** The way in, of the host of servingUrl; with a host per pod, of the domain that they are below. */
  readonly exposure: Exposure;
} & HostOptions;
