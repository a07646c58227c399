// What is known of a gateway to models: which models it offers, what they may be asked, and what takes over when one fails.

/** One deployment of a model behind a gateway. Several of one name share the load. */
export interface ModelDeployment {
  /** Name that agents ask for. */
  readonly name: string;
  /** Provider and model, as `openai/gpt-5`. */
  readonly target: string;
  /** What tells the account at the provider: name and key of the Secret. */
  readonly account: string;
  readonly requestsPerMinute: number | undefined;
  readonly tokensPerMinute: number | undefined;
  /** Undefined: the gateway's default, which is 6,000 s. */
  readonly timeoutSeconds: number | undefined;
}

/** A gateway to models. */
export interface GatewayDescription {
  /** Construct path. */
  readonly path: string;
  readonly namespace: string;
  readonly cluster: string;
  readonly models: readonly ModelDeployment[];
  /** What takes over, by name of the model. */
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
  /** Whether a fallback with less headroom is meant. */
  readonly acceptsLessHeadroom: boolean;
  /** When the fallback is tried, as cron; undefined: never. */
  readonly drillSchedule: string | undefined;
}
