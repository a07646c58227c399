// What a run took, a line each in the file that CLUSTER_FIGURES names; scripts/test-cluster.mjs prints them at its end.
import { appendFileSync } from "node:fs";

/** One measurement. */
export interface Figure {
  readonly what: string;
  readonly seconds: number;
  /** Objects that were written to API servers. */
  readonly objects?: number;
}

/** Notes a measurement; nowhere without a file. */
export function addFigure(figure: Figure): void {
  const file = process.env.CLUSTER_FIGURES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}

/** Seconds since a `Date.now()`. */
export function secondsSince(started: number): number {
  return (Date.now() - started) / 1000;
}
