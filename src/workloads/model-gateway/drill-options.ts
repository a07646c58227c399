// How the fallbacks of a gateway are tried, and what judges the answers.
import type { SecretKey } from "../secrets/secret-key.js";

/** Somebody's program that judges the answers of the fallbacks. */
export interface DrillEvaluation {
  /** Program and arguments, one by one: exits with anything but 0 when the fallbacks are worse than the threshold. */
  readonly command: readonly string[];
  /** Name of the fixed set of cases. */
  readonly set: string;
  /** Least share of the cases that has to be right, 0 to 1. */
  readonly threshold: number;
  /** Part of its cases, or of a recorded day, that it plays, percent. @default 10 */
  readonly sharePercent?: number;
}

/** How fallbacks are tried. */
export interface DrillOptions {
  /** With curl and a shell for the drill of ours, else the evaluation's. */
  readonly image: string;
  /** Key of a caller of the gateway: one of its own, not the master key. */
  readonly key: SecretKey;
  /** When, as cron in UTC. @default "0 9 1 * *", the first of each month at nine */
  readonly schedule?: string;
  /** What judges the answers. @default - none: it is proved only that each fallback takes over and answers */
  readonly evaluation?: DrillEvaluation;
  /** Most seconds that it may take. @default 1800, or more where its calls with their retries and fallbacks may take longer */
  readonly timeoutSeconds?: number;
}
