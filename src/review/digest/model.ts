// A digest: what the plan of one stack comes to, with nothing secret in it. It is made in the job that plans and is the only thing that
// leaves it; everything a review shows comes from digests and from synthesized apps.
//
// Source: Terraform's JSON output format for plans, major version 1 (also OpenTofu's), as measured with 1.11.4.
import type { Json } from "../../synthesized/index.js";

/** First field of the file, so that nobody takes it for something else. */
export const DIGEST_FORMAT = "cdktf-agyn digest";
/** Grows when a reader of the old form would misread the new one. */
export const DIGEST_VERSION = 1;

/** What happens to an object. Both kinds of replacement end its life: they differ in the gap. */
export type Action =
  | "create"
  | "update"
  | "delete"
  /** Destroyed, then created anew. */
  | "delete-create"
  /** Created anew, then the old one destroyed. */
  | "create-delete"
  /** Left as it is, and no longer managed. */
  | "forget"
  /** Made anew, while the old one stays and is no longer managed. */
  | "forget-create"
  | "read"
  | "no-op"
  /** Actions that this version does not know. */
  | "not-understood";

/** Why a plan can't be trusted to say all that will happen. */
export type DoubtKind =
  /** The plan failed on its way. */
  | "errored"
  /** It says of itself that it is not complete: `-target`, or deferred changes. */
  | "incomplete"
  | "deferred"
  /** The file is no plan, or broken off. */
  | "unreadable"
  /** A major version of the format that this version does not know. */
  | "newer-format"
  /** Actions or modes that this version does not know. */
  | "not-understood"
  /** A refresh-only plan says nothing of what an apply would do. */
  | "refresh-only"
  /** Made for other JSON than what is reviewed. */
  | "stale"
  /** A stack of the app without a plan. */
  | "missing"
  /** A mask of sensitive values that can't be read: nothing of that object is shown. */
  | "unreadable-mask"
  /** What is hidden or known only after the apply decides what the change does: labels of a runner, rights of a role. */
  | "open-values";

/** One reason why a stack can't be judged. */
export interface Doubt {
  readonly kind: DoubtKind;
  /** A sentence, with what to do. */
  readonly sentence: string;
}

/** Where a digest comes from. */
export interface DigestSource {
  /** `plan`: a plan's JSON; `synth`: two synthesized apps compared, which knows nothing of states. */
  readonly kind: "plan" | "synth";
  /** Version of Terraform or OpenTofu that planned. @default - unknown */
  readonly terraform?: string;
  /** When it was planned, ISO 8601. @default - unknown */
  readonly timestamp?: string;
  /** SHA-256 of the plan's JSON, hex. @default - no plan */
  readonly sha256?: string;
  /** SHA-256 of what the stack's cdk.tf.json configured where the digest was made, hex. @default - made without it */
  readonly configuration?: string;
  /** The saved plan. @default - it was not given */
  readonly saved?: SavedPlanRecord;
}

/** What is known of a saved plan: which file it is, and the state it was made for. */
export interface SavedPlanRecord {
  /** Of the file, hex. */
  readonly sha256: string;
  /** Of the state it was made for; 0: there was none. @default - can't be read */
  readonly serial?: number;
  /** Of the state it was made for; empty: there was none. @default - can't be read */
  readonly lineage?: string;
  /** Why it can't be looked into, as a clause: it is encrypted. @default - it can */
  readonly closed?: string;
}

/** A value that may be shown, or why not. */
export type Shown =
  | { readonly value: Json }
  /** Known only after the apply. */
  | { readonly unknown: true }
  /** Not shown: marked as sensitive, or not on the list of what may be shown. */
  | { readonly hidden: "sensitive" | "policy" }
  /** There is none. */
  | { readonly absent: true };

/** What changes at one place of an object. */
export interface AttributeChange {
  /** Dotted, list items in brackets: `labels.tier`, `values.env[LOG_LEVEL].value`. */
  readonly path: string;
  readonly before: Shown;
  readonly after: Shown;
}

/** What happens to one object. */
export interface Change {
  /** As the plan names it, secrets scrubbed. */
  readonly address: string;
  /** @default - it did not move */
  readonly previousAddress?: string;
  readonly mode: "managed" | "data";
  /** `agyn_runner`. */
  readonly type: string;
  /** Construct path of the resource, from the app that has it. @default - neither app knows it */
  readonly path?: string;
  /** Id of the pool it belongs to, as in `PoolOfApp.id`. @default - none */
  readonly pool?: string;
  readonly action: Action;
  /** `action_reason` of the plan, for display. @default - none given */
  readonly reason?: string;
  /** Attributes that can't be changed in place, dotted. Empty when none is named. */
  readonly forcedBy: readonly string[];
  readonly imported: boolean;
  readonly deposed: boolean;
  /** What changes and may be told, by path. Of created and deleted objects only what identifies them. */
  readonly attributes: readonly AttributeChange[];
  /** What identifies the object where it lives: `name`, `namespace`, `id`; only what may be shown. */
  readonly identity: Readonly<Record<string, string>>;
  /** It is destroyed, and the block of its provider is gone with it: Terraform refuses ("Provider configuration not present"). */
  readonly providerGone?: true;
}

/** A registration before and after, also of one that does not change: what placement and the capacity ledger are worked out from. */
export interface RunnerChange {
  readonly address: string;
  readonly path?: string;
  readonly pool?: string;
  readonly action: Action;
  /** @default - there is none before */
  readonly before?: RunnerFacts;
  /** @default - there is none after */
  readonly after?: RunnerFacts;
}

/** A registration. */
export interface RunnerFacts {
  readonly name: string;
  /** Slug of the organization where it is known, else its id; undefined: cluster-scoped. */
  readonly organization?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** @default - not managed: its runner reports them */
  readonly capabilities?: readonly string[];
  /**
   * Places of which nobody knows what stands there, because it is known only after the apply or secret: `labels` or `capabilities` as a
   * whole, `labels.zone`. Labels and capabilities hold a word for people there. A judgement adds `organization` where nobody knows whose id it is. @default - all is known
   */
  readonly open?: readonly string[];
  /** As the state has it. @default - unknown */
  readonly status?: string;
  /** The runner's id on the platform, for questions to a gateway. @default - not made yet */
  readonly id?: string;
}

/** What is planned for one stack. */
export interface Digest {
  readonly format: typeof DIGEST_FORMAT;
  readonly version: typeof DIGEST_VERSION;
  readonly stack: string;
  readonly source: DigestSource;
  /** Empty when the plan can be judged. */
  readonly doubts: readonly Doubt[];
  /** Everything but no-ops without move or import, by address. */
  readonly changes: readonly Change[];
  /** All registrations, by address. */
  readonly runners: readonly RunnerChange[];
  /** Slugs of organizations whose ids the plan knows, sorted: a registration with another id is in another. @default - none */
  readonly organizations?: readonly string[];
  /** Objects that stay as they are. */
  readonly unchanged: number;
  /** What was found changed outside Terraform, without what changes by itself (a runner's status). */
  readonly drift: readonly Change[];
  /** Outputs that change; their values are never shown. */
  readonly outputs: readonly { readonly name: string; readonly action: Action; readonly sensitive: boolean }[];
  /** Checks and conditions that do not pass; their words may hold values and are not shown. */
  readonly checks: readonly { readonly address: string; readonly status: string }[];
  /** Token fields that are fed from the state of another stack, by address and attribute. */
  readonly remoteStateTokens: readonly { readonly address: string; readonly attribute: string }[];
  /** Places whose new value is secret: only the plan's file can tell whether two plans set the same. @default 0 */
  readonly hiddenChanges?: number;
  /** SHA-256 over what will happen, hex: equal for plans that do the same, whenever they were made, but for secrets they set. */
  readonly semantic: string;
}
