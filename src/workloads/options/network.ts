// Who may come to an agent workload, and where it may go.
import type { EnvironmentValue } from "../description/container.js";
import type { GatewayDescription } from "../description/gateway.js";
import type { Peer } from "./peer.js";

/** The network of a workload. */
export interface NetworkOptions {
  /**
   * Whether there is a policy.
   *
   * @default true; NET-03 refuses false
   */
  readonly policy?: boolean;

  /**
   * Whether names may be asked for.
   *
   * @default true
   */
  readonly dns?: boolean;

  /**
   * Whether the internet may be reached at port 443: for providers of models without a gateway.
   *
   * @default false
   */
  readonly internet?: boolean;

  /**
   * Where the models are that it calls, where that is neither the gateway nor the internet: a gateway of others, models of your own.
   *
   * @default - nowhere
   */
  readonly models?: readonly Peer[];

  /**
   * Who may come, beside the way in and who reads metrics.
   *
   * @default - nobody
   */
  readonly ingress?: readonly Peer[];

  /**
   * Where it may go, beside DNS, models, traces and what other options name.
   *
   * @default - nowhere
   */
  readonly egress?: readonly Peer[];

  /**
   * Origins of browsers that it answers, as `https://app.example.com`; NET-06 refuses `*`.
   *
   * @default - none
   */
  readonly origins?: readonly string[];
}

/** A gateway to models, as those see it that use it. */
export interface IModelGateway {
  /** Address within the cluster. */
  readonly url: string;
  /** Where its pods are. */
  readonly peer: Peer;
  /** What is known of it, where the app makes it: budgets of its users are then held against its models. */
  readonly description?: GatewayDescription;
  /** Told of every workload that uses it, to let it in. */
  readonly admit?: (caller: Peer) => void;
}

/** A queue, as those see it that put tasks on it. */
export interface ITaskQueue {
  /** Where its server is. */
  readonly peer: Peer;
  /** Variables by which a program finds it. */
  readonly access: Readonly<Record<string, EnvironmentValue>>;
}
