// What is known of a gateway to models: which models it offers, what they may be asked, and what takes over when one fails.

/** One deployment of a model behind a gateway. Several of one name share the load. */
export interface ModelDeployment {
  /** Name that agents ask for. */
  readonly name: string;
  /** Provider and model, as `openai/gpt-5`. */
  readonly target: string;
  /** What tells the account at the provider: its name, else name and key of the Secret. */
  readonly account: string;
  /** Name of that account, where budgets have names of accounts; left out: the only one. */
  readonly accountName?: string;
  readonly requestsPerMinute: number | undefined;
  readonly tokensPerMinute: number | undefined;
  /** Most calls at a time of each process of the gateway; left out: not bounded. */
  readonly callsPerProcess?: number;
  /** Undefined: the gateway's default, which is 6,000 s. */
  readonly timeoutSeconds: number | undefined;
  /** Whether it is what the gateway says of all models; left out: no. */
  readonly hasCommonTimeout?: boolean;
}

/** A gateway to models. */
export interface GatewayDescription {
  /** Construct path. */
  readonly path: string;
  readonly namespace: string;
  readonly cluster: string;
  readonly models: readonly ModelDeployment[];
  /** What takes over, by name of the model; under `*` that of all models that have none of their own. */
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
  /** The same of single kinds of failures, by the option that names them; left out: none. */
  readonly specialFallbacks?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** How many steps from fallback to fallback a call may come round in to a model that it has asked; left out: there is no end. */
  readonly stepsRound?: number;
  /** Whether a fallback with less headroom is meant. */
  readonly acceptsLessHeadroom: boolean;
  /** When the fallback is tried, as cron; undefined: never. */
  readonly drillSchedule: string | undefined;
  /** What is true of LiteLLM only; left out: another gateway. */
  readonly liteLlm?: LiteLlmDescription;
}

/** A gateway that is LiteLLM. */
export interface LiteLlmDescription {
  /** Name of its objects. */
  readonly name: string;
  /** Name of its image. */
  readonly image: string;
  /** Version of LiteLLM, as the tag of its image has it; undefined: it has none. */
  readonly version: string | undefined;
  /** Whether our own program drills its fallbacks. */
  readonly forcesFallbacks: boolean;
  /** How long its drill waits for a call, and how long what takes over may take; undefined: there is no drill. */
  readonly drillSeconds: { readonly each: number; readonly longest: number } | undefined;
  readonly routingStrategy: string;
  /** Numbers of its options, and the least that something can be done with; other numbers follow from one that has to be known at synth. */
  readonly numbers: readonly {
    readonly option: string;
    readonly value: number;
    readonly least: number;
    readonly isNeeded: boolean;
  }[];
  readonly longestStepSeconds: number;
  /** The longest call of each model with its retries and fallbacks, seconds, by its name; one without any timeout is left out. */
  readonly longestCallSeconds: Readonly<Record<string, number>>;
  readonly hasDatabase: boolean;
  readonly hasSaltKey: boolean;
  /** Who may come by an address, beside the way in. */
  readonly callers: readonly { readonly option: string; readonly cidr: string }[];
  /** Addresses of providers that are not their own. */
  readonly providers: readonly { readonly option: string; readonly address: string }[];
  /** Where it may go beside the internet at port 443, its stores and DNS. */
  readonly egress: readonly { readonly namespace?: string; readonly cidr?: string }[];
  /** Undefined: its objects are ours. */
  readonly chart: LiteLlmChartDescription | undefined;
}

/** The chart that a LiteLLM is made with. */
export interface LiteLlmChartDescription {
  readonly image: string;
  /** By what its pods are scaled, in words; undefined: they are not. */
  readonly scaledBy: string | undefined;
  /** Values that are given as they are. */
  readonly values: Readonly<Record<string, unknown>>;
}
