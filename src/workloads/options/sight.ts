// What can be seen of an agent workload.
import type { Peer } from "./peer.js";

/** What can be seen of a workload. */
export interface SightOptions {
  /** Where metrics are, as `:9090/metrics`, or what collects them. @default - nowhere */
  readonly metrics?: string;
  /** Who reads the metrics, at their port unless it names others: the policy lets it in. @default - nobody, which OBS-02 warns of */
  readonly monitoring?: Peer;
  /** Where traces go, as an address of OTLP, `http://otel.monitoring:4318`, or what collects them. @default - nowhere */
  readonly traces?: string;

  /**
   * Where that address is: the policy lets traces go there.
   *
   * @default - what an address of the cluster says; of any other OBS-02 warns unless it is the internet and that is open
   */
  readonly collector?: Peer;

  /** Set of cases that guards a change of models. @default - none */
  readonly evaluations?: string;
}
