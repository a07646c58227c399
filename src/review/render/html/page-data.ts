// What the page's script gets: the pools in the order of the list, with names of stacks written once. The shape is shared with
// page/, which runs in a browser; so this file imports types only.
import type { Fate } from "./fates.js";

/** Pools for the script. Indexes point into `stacks`. */
export interface PageData {
  readonly stacks: readonly string[];
  readonly pools: readonly PagePool[];
}

/** A pool: id, where links to it lead, region, team, tier, runners, risk, fates of its runners and of what changes around them. */
export interface PagePool {
  readonly id: string;
  /** @default - the id */
  readonly path?: string;
  readonly region: string;
  readonly team: string;
  readonly tier: string;
  readonly risk?: string;
  readonly before: number;
  readonly after: number;
  readonly fates: readonly Fate[];
  readonly changed: boolean;
  readonly runners: readonly PageRunner[];
}

/** A runner: its name, its stack, and, unless nothing happens to it, what does and at which address. */
export type PageRunner = readonly [name: string, stack: number, fate?: Fate, words?: string, address?: string];
