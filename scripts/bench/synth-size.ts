// What the programs of the synth bench share, so that they make the same resources.

/** Name of the one region, and of the stack. */
export const REGION = "us-east-1";
/** Context of its cluster. */
export const CONTEXT = "acme-us-east-1";

/** Name of a pool by its number. */
export function poolName(index: number): string {
  return `pool-${index}`;
}
