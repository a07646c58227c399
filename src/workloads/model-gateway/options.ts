// What a gateway to models is given: its models, what takes over, and how it is deployed.
import type { AgentWorkloadProps } from "../options/workload.js";
import type { SightOptions } from "../options/sight.js";
import type { Peer } from "../options/peer.js";
import type { Exposure } from "../exposure/exposure.js";
import type { Scaling, ScalingOptions } from "../scaling/scaling.js";
import type { PrometheusTriggerOptions } from "../scaling/triggers.js";
import type { SecretKey } from "../secrets/secret-key.js";
import type { DrillOptions } from "./drill-options.js";
import type { GatewayDatabase, GatewayRedis } from "./stores.js";

/** One deployment of a model. Several of one name share its load. */
export interface GatewayModel {
  /** Name that agents ask for. */
  readonly name: string;
  /** Provider and model, as `openai/gpt-5`. */
  readonly target: string;

  /**
   * Key of the provider's account. Its variable is called `<PROVIDER>_API_KEY`, of a second account `<PROVIDER>_API_KEY_2`.
   *
   * @default - none: the provider knows the pod, or asks nobody
   */
  readonly apiKey?: SecretKey;

  /**
   * Name of the provider's account, as a budget of the AgentPlatform names it, where there are several.
   *
   * @default - the only one
   */
  readonly account?: string;

  /**
   * Address of the provider. One that is not on the internet at port 443 has to be named under `egress`, too.
   *
   * @default - the provider's own
   */
  readonly apiBase?: string;

  /** What this deployment may be asked for, requests per minute. */
  readonly requestsPerMinute: number;
  /** What this deployment may be asked for, tokens per minute. */
  readonly tokensPerMinute: number;

  /**
   * How long one try of a call may take, seconds.
   *
   * @default - the gateway's timeoutSeconds
   */
  readonly timeoutSeconds?: number;

  /**
   * How long a streamed call may take to its first part, seconds.
   *
   * @default - as long as the call
   */
  readonly streamTimeoutSeconds?: number;

  /**
   * Most calls at a time of each process of the gateway: LiteLLM counts them there, and lets others wait, beyond the timeout of a try.
   *
   * @default - not bounded
   */
  readonly maxParallelRequests?: number;

  /**
   * Other `litellm_params`, as `{ api_version: "2026-05-01" }`. No keys; SET-01 refuses what an option says otherwise.
   *
   * @default - none
   */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

/** Scaled by the calls in flight, as Prometheus has them. */
export interface GatewayScalingOptions
  extends ScalingOptions,
    Pick<PrometheusTriggerOptions, "server" | "perPod" | "authentication"> {}

/** The chart of LiteLLM in place of objects of ours. */
export interface GatewayChart {
  /** Exact version: since 1.81 that of LiteLLM. */
  readonly version: string;
  /** Registry that the chart `litellm-helm` is taken from. @default "oci://ghcr.io/berriai" */
  readonly repository?: string;
  /**
   * Values beside those that follow from the other options. They win in the release, so SET-01 refuses one that says otherwise;
   * `extraEnvVars` come behind ours. No secrets.
   *
   * @default - none
   */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** How the gateway is deployed, and what that leaves possible. */
type Deployed =
  | {
      /** @default - objects of ours */
      readonly chart?: undefined;
      /** The way in from outside the cluster. @default - none: agents call it from within */
      readonly exposure?: Exposure;
    }
  | { /** The chart of LiteLLM. */ readonly chart: GatewayChart; readonly exposure?: undefined };

type FromWorkload = Pick<
  AgentWorkloadProps,
  | "namespace"
  | "image"
  | "name"
  | "inFlightPerPod"
  | "environment"
  | "secrets"
  | "agentSecrets"
  | "volumes"
  | "initContainers"
  | "sidecars"
  | "serviceAccount"
  | "priorityClassName"
  | "rollout"
  | "replicas"
  | "resources"
  | "security"
  | "probes"
  | "nodes"
  | "preStop"
  | "gracePeriodSeconds"
  | "waitSeconds"
  | "disruption"
  | "labels"
  | "annotations"
  | "pullSecrets"
  | "prerequisites"
> &
  Partial<Pick<AgentWorkloadProps, "drain">>;

/** Settings that every ModelGateway has. */
export interface GatewayOptions extends FromWorkload {
  /** Key of whoever administers it; its value begins with `sk-`. */
  readonly masterKey: SecretKey;
  /** The models, in the order of their file. */
  readonly models: readonly GatewayModel[];

  /**
   * What takes over when a model fails, by its name; under `*` that of all models that have none of their own.
   *
   * @default - nothing, which GWY-03 warns of
   */
  readonly fallbacks?: Readonly<Record<string, readonly string[]>>;

  /**
   * What takes over a call that is too long for a model, by its name, in place of `fallbacks`.
   *
   * @default - nothing: such a call fails, or goes to a fallback
   */
  readonly contextWindowFallbacks?: Readonly<Record<string, readonly string[]>>;

  /**
   * What takes over a call whose content a model's provider refuses, by its name, in place of `fallbacks`.
   *
   * @default - nothing: such a call fails, or goes to a fallback
   */
  readonly contentPolicyFallbacks?: Readonly<Record<string, readonly string[]>>;

  /**
   * Whether a fallback that allows less than what it stands in for is meant.
   *
   * @default false
   */
  readonly acceptLessHeadroom?: boolean;

  /**
   * How long one try of a call may take, seconds, of models that say nothing.
   *
   * @default - none, which GWY-02 refuses: LiteLLM's own is 6,000 s
   */
  readonly timeoutSeconds?: number;

  /**
   * How often a call is tried again at the same model. Each try may take the whole timeout, and so may each of every fallback.
   *
   * @default 2
   */
  readonly retries?: number;

  /**
   * How deployments of one name share its load.
   *
   * @default "simple-shuffle"
   */
  readonly routingStrategy?:
    | "simple-shuffle"
    | "least-busy"
    | "latency-based-routing"
    | "cost-based-routing"
    | "usage-based-routing"
    | "usage-based-routing-v2";

  /**
   * Processes in each pod.
   *
   * @default 1
   */
  readonly workers?: number;

  /**
   * The Redis by which limits hold for all processes together.
   *
   * @default - none, which STA-02 refuses of more than one process
   */
  readonly redis?: GatewayRedis;

  /**
   * The Postgres for keys of callers, their budgets and what they spent.
   *
   * @default - none: one master key, no keys of callers
   */
  readonly database?: GatewayDatabase;

  /**
   * By what the number of its pods follows: calls in flight as Prometheus has them, or a scaler of your own.
   *
   * @default - none, `replicas` stands
   */
  readonly scaling?: GatewayScalingOptions | Scaling;

  /**
   * Whether the image waits at /health/drain until nothing is in flight (LiteLLM since June 2026). Whoever reaches its port may ask there
   * too, and takes the process out: with DRAIN_ENDPOINT_TOKEN under `secrets` only who has the token, as preStop has.
   *
   * @default true; without, ten seconds of sleep, and what SIGTERM leaves
   */
  readonly drainEndpoint?: boolean;

  /**
   * Who reads its metrics, at its port under /metrics: `monitoring` of sight.
   *
   * @default - nobody
   */
  readonly monitoring?: Peer;

  /**
   * Who may come beside the workloads of the app that name it.
   *
   * @default - nobody
   */
  readonly callers?: readonly Peer[];

  /**
   * Where it may go beside the internet at port 443, its stores and DNS: models of your own.
   *
   * @default - nowhere
   */
  readonly egress?: readonly Peer[];

  /**
   * Namespaces of the same cluster, not made by AgentNamespace, whose pods are closed but for DNS and this gateway. Policies add up: a
   * pod that another policy lets out stays let out.
   *
   * @default - none
   */
  readonly closedNamespaces?: readonly string[];

  /** How its fallbacks are tried. @default - not, which GWY-03 warns of */
  readonly drill?: DrillOptions;

  /** Traces, and metrics where they are elsewhere. @default - metrics at its port */
  readonly sight?: SightOptions;

  /**
   * Settings of its file beside those that follow from the other options, by section. They win in the file, so SET-01 refuses one that
   * says otherwise. No keys.
   *
   * @default - none
   */
  readonly settings?: {
    readonly general?: Readonly<Record<string, unknown>>;
    readonly liteLlm?: Readonly<Record<string, unknown>>;
    readonly router?: Readonly<Record<string, unknown>>;
  };
}

/** Settings of a ModelGateway. */
export type ModelGatewayProps = GatewayOptions & Deployed;

/** Options that name what takes over, by the settings of the file that say so. A call that fails goes to those of one of them. */
export const FALLBACKS = {
  fallbacks: "fallbacks",
  context_window_fallbacks: "contextWindowFallbacks",
  content_policy_fallbacks: "contentPolicyFallbacks",
} as const;

/** How long one try may take, of each model. */
export function timeoutOf(model: GatewayModel, { timeoutSeconds }: GatewayOptions): number | undefined {
  return model.timeoutSeconds ?? timeoutSeconds;
}
