// A plan as it was gathered, with secrets still in it: nothing of it may be shown before `finish` in digest-plan.ts took them out.
import type { PlanHead } from "../input/plan.js";
import type { NewValues } from "./hidden-values.js";
import type { Likeness } from "./likeness.js";
import type { Action } from "./model.js";
import type { RawChange } from "./raw-change.js";
import type { RawFacts } from "./runner-facts.js";
import type { Taint } from "./taint.js";

/** A registration with its secrets still in it. */
export interface RawRunner {
  readonly address: string;
  readonly previousAddress?: string;
  readonly action: Action;
  readonly before?: RawFacts;
  readonly after?: RawFacts;
}

/** A plan, gathered. */
export interface CollectedPlan {
  readonly head: PlanHead;
  /** Of the file, hex. */
  readonly sha256: string;
  readonly taint: Taint;
  readonly changes: readonly RawChange[];
  readonly drift: readonly RawChange[];
  readonly runners: readonly RawRunner[];
  readonly unchanged: number;
  readonly deferred: number;
  readonly outputs: readonly {
    readonly name: string;
    readonly action: Action;
    readonly sensitive: boolean;
    readonly values: NewValues;
  }[];
  readonly checks: readonly { readonly address: string; readonly status: string }[];
  readonly remoteStateTokens: readonly { readonly address: string; readonly attribute: string }[];
  /** Slugs of organizations, by id. */
  readonly organizations: ReadonlyMap<string, string>;
  /** Addresses of all managed objects, without index. */
  readonly addresses: ReadonlySet<string>;
  /** Addresses of objects that are in the state, and that the plan says nothing of. */
  readonly leftOut: readonly string[];
  /** Addresses whose masks can't be read. */
  readonly unreadableMasks: readonly string[];
  /** Entries of the plan that are no changes of objects. */
  readonly notUnderstood: number;
  readonly likeness: ReadonlyMap<string, Likeness>;
}
