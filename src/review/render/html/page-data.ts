// What the page's script works with: the pools in the order of the list. Shared with page/, which runs in a browser; so this file imports
// types only. How the page carries it: packed-data.ts.
import type { Fate } from "./fates.js";

/** Pools for the script. Runners point into `stacks` and `happenings` by index. */
export interface PageData {
  readonly stacks: readonly string[];
  readonly happenings: readonly { readonly fate: Fate; readonly words: string }[];
  readonly pools: readonly PagePool[];
}

/** A pool. */
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
  /** @default false */
  readonly changed?: boolean;
  readonly runners: readonly PageRunner[];
}

/** A runner: its name, its stack, and, unless nothing happens to it, what does and, in a fleet that is not large, its address. */
export type PageRunner = readonly [name: string, stack: number, happening?: number, address?: string];
