// What is known of a pool of Unpod runners beside what is known of every workload.
import type { UnpodWrapper } from "./wrapper.js";

/** Who opens the connection of a call: the runner (`dial_out`), or Unpod (`serve`). */
export type UnpodTransport = "dial_out" | "serve";

/** A pool of Unpod runners. */
export interface UnpodDescription {
  readonly transport: UnpodTransport;
  readonly agentId: string;
  readonly devMode: boolean;
  readonly permitsPerMinute: number | undefined;
  readonly wrapper: UnpodWrapper | undefined;
  /** Whether a command was given beside the wrapper, which has its own. */
  readonly hasOwnCommand: boolean;
  /** One host for all pods, or one for each; undefined: nobody connects. */
  readonly hosts: "shared" | "perPod" | undefined;
  /** As it was given: with a host per pod `{pod}` stands for the pod's name; undefined: nobody connects, or none was given. */
  readonly servingUrl: string | undefined;
  /** Host of the way in. */
  readonly host: string | undefined;
  /** Port of the orchestrator; undefined: Terraform knows it later. */
  readonly orchestratorPort: number | undefined;
  /** Whether the policy lets it go where the orchestrator may be. */
  readonly reachesOrchestrator: boolean;
  /** Options that the transport ignores. */
  readonly ignored: readonly string[];
}
