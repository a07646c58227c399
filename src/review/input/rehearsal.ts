// A rehearsal of the app that is reviewed, as far as a review uses it, and whether it is one of this app, begun from the states that the
// plans were made for. One of other JSON or other states says nothing of this change, however green it is.
//
// Contract: api/rehearsal.schema.json. Who reads a file holds it against that first.
import { type AppFingerprint, appFingerprint } from "../../synthesized/index.js";
import type { ReviewedApp } from "../app/reviewed-app.js";
import type { Digest, Doubt } from "../digest/model.js";

/** What `cdktf-agyn rehearse --json` prints, as far as a review uses it. */
export interface RehearsalDocument {
  readonly outcome: "proved" | "kept" | "failed";
  readonly app?: AppFingerprint;
  readonly states?: readonly { readonly stack: string; readonly lineage: string; readonly serial: number }[];
  readonly timeline: readonly RehearsedItem[];
  readonly agents: readonly RehearsedAgent[];
  readonly podStartSeconds: number;
  readonly maxGapSeconds?: number;
  readonly failure?: {
    readonly step?: string;
    readonly stack?: string;
    readonly command?: string;
    readonly errors: readonly { readonly summary: string; readonly address?: string }[];
    readonly runners: readonly string[];
  };
}

/** What happened to a runner. */
export interface RehearsedItem {
  readonly number: number;
  readonly kind: string;
  readonly effect: "out" | "in" | "none";
  readonly runner: string;
  readonly pool?: string;
  readonly stack: string;
  readonly address?: string;
  readonly path?: string;
  readonly reason?: string;
  readonly lost?: readonly string[];
  readonly gained?: readonly string[];
  readonly rehearsedSeconds: number;
  readonly estimatedSeconds: number;
  readonly after?: number;
}

/** What that did to an agent. */
export interface RehearsedAgent {
  readonly name: string;
  readonly placesBefore: number;
  readonly placesLeast: number;
  readonly placesAfter: number;
  readonly estimated: readonly RehearsedGap[];
  readonly rehearsed: readonly RehearsedGap[];
  readonly work: readonly {
    readonly runner: string;
    readonly pool?: string;
    readonly workloads: number;
    readonly fate: "lost" | "waited" | "refused";
  }[];
}

/** A time without a place; null: no beginning, no end. */
export interface RehearsedGap {
  readonly from: number | null;
  readonly to: number | null;
  readonly seconds: number | null;
  readonly why: string;
}

/** A rehearsal, and why it can't be taken for one of this change. */
export interface GivenRehearsal {
  readonly document: RehearsalDocument;
  /** By stack. */
  readonly doubts: ReadonlyMap<string, readonly Doubt[]>;
}

/** Compares a rehearsal with the app and the plans that are reviewed. */
export function givenRehearsal(
  document: RehearsalDocument,
  head: ReviewedApp,
  digests: readonly Digest[],
): GivenRehearsal {
  const planned = new Map(digests.map((digest) => [digest.stack, digest]));
  const now = appFingerprint(head.directory, head.stacks.values());
  const sentences = [...head.stacks.keys()].map((stack, index) => {
    const all = [
      otherApp(stack, document.app, now),
      // of the fleet it is said once
      index === 0 && document.app !== undefined && document.app.fleet !== now.fleet
        ? "The rehearsal is of an app with another fleet.json, so of other agents. Rehearse this app"
        : undefined,
      otherState(stack, document, planned.get(stack)),
    ];
    return [stack, all.flatMap((one) => one ?? [])] as const;
  });
  const doubted = sentences.filter(([, all]) => all.length > 0);
  return {
    document,
    doubts: new Map(
      doubted.map(([stack, all]) => [stack, all.map((sentence): Doubt => ({ kind: "stale", sentence }))]),
    ),
  };
}

function otherApp(stack: string, app: AppFingerprint | undefined, now: AppFingerprint): string | undefined {
  if (app === undefined) return "The rehearsal does not say which app it is of. Rehearse this app with this version";
  const hash = Object.hasOwn(app.stacks, stack) ? app.stacks[stack] : undefined;
  if (hash === undefined) return `The rehearsal is of an app without stack ${stack}. Rehearse this app`;
  return hash === now.stacks[stack]
    ? undefined
    : `The rehearsal is of other JSON of stack ${stack} than this. Synthesize once, rehearse that, and review that`;
}

function otherState(stack: string, { states = [] }: RehearsalDocument, digest: Digest | undefined): string | undefined {
  if (digest === undefined) return undefined;
  const begun = states.find((state) => state.stack === stack);
  const { serial, lineage } = digest.source.saved ?? {};
  const again = "Rehearse from what terraform state pull prints now";
  if (serial === undefined || lineage === undefined) {
    const isThere =
      digest.unchanged > 0 ||
      digest.runners.some(({ before }) => before !== undefined) ||
      digest.changes.some(({ mode, action, imported }) => mode === "managed" && action !== "create" && !imported);
    return isThere && begun === undefined
      ? `The rehearsal began without the state of stack ${stack}, which has objects. ${again}`
      : undefined;
  }
  if (lineage === "") {
    return begun === undefined
      ? undefined
      : `The rehearsal began from a state of stack ${stack}, and its plan was made when there was none. ${again}`;
  }
  if (begun === undefined) return `The rehearsal began without the state of stack ${stack}. ${again}`;
  if (begun.lineage !== lineage)
    return `The rehearsal began from another state of stack ${stack} than its plan (another lineage). ${again}`;
  return begun.serial === serial
    ? undefined
    : `The rehearsal began from serial ${begun.serial} of the state of stack ${stack}, and its plan from ${serial}. ${again}`;
}
