// The comment of a pull request: marker, verdict, what must be known, then the rest in folds, within what its host takes.
//
// Source: limits measured by Atlantis (GitHub 65,536 characters, GitLab 1,000,000, Azure DevOps 150,000, Bitbucket 32,768), less some
// room for what CI adds. Bitbucket renders no HTML, so that folds are headings there and the marker is a link definition.
import type { Review } from "../judge/model.js";
import { type FittedText, fit } from "./budget.js";
import { markerValue, prose } from "./escape.js";
import { sectionsOf } from "./sections.js";

/** Where the comment goes. */
export const COMMENT_HOSTS = ["github", "gitlab", "azure", "bitbucket", "atlantis"] as const;
/** Where the comment goes. */
export type CommentHost = (typeof COMMENT_HOSTS)[number];

/** Bytes that a comment may have. */
export const COMMENT_BUDGETS: Readonly<Record<CommentHost, number>> = {
  github: 60_000,
  gitlab: 900_000,
  azure: 140_000,
  bitbucket: 30_000,
  atlantis: 60_000,
};

/** Settings of a comment. */
export interface MarkdownOptions {
  /** @default "github" */
  readonly host?: CommentHost;
  /** Tells this comment from those of other fleets and stages in the same pull request. @default - the name of the fleet, else "fleet" */
  readonly key?: string;
  /** Commit that was reviewed. @default - the marker says "unknown", the last line nothing */
  readonly head?: string;
  /** Where everything is, as the end of a sentence. @default "the HTML and JSON forms of this review" */
  readonly whole?: string;
  /** Address of the full report. @default - none is linked */
  readonly link?: string;
  /** Bytes. @default - what the host takes */
  readonly budget?: number;
}

/** Characters of the digest that the marker and the last line show. */
const DIGEST_CHARS = 12;

/** The review as Markdown; ends with a line break. */
export function renderMarkdown(review: Review, options: MarkdownOptions = {}): FittedText {
  const host = options.host ?? "github";
  const whole = linked(options.link) ?? prose(options.whole ?? "the HTML and JSON forms of this review");
  const digest = markerValue(review.semantic.slice(0, DIGEST_CHARS));
  const head = markerValue(options.head ?? "unknown");
  const about = options.head === undefined ? "Digest" : `Commit ${prose(head)}, digest`;
  const marker = `cdktf-agyn-review:v1 key=${markerValue(options.key ?? review.fleet ?? "fleet")} head=${head} digest=${digest}`;
  const first = host === "bitbucket" ? `[//]: # (${marker})` : `<!-- ${marker} -->`;
  const sections = sectionsOf(review, {
    folds: host !== "bitbucket",
    marker: first,
    last: `${about} \`${digest}\`. Everything is in ${whole}.`,
  });
  const { text, ...rest } = fit(sections, options.budget ?? COMMENT_BUDGETS[host], whole);
  return { ...rest, text: `${text.trimEnd()}\n` };
}

/** A link to the report; an address with anything that could be syntax is none. */
function linked(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  if (/^https?:\/\/[\w.:-]+(?:\/[\w.~/%?=&;,+:-]*)?$/.test(address)) return `[the full report](${address})`;
  throw new Error(
    `the address of the report is ${JSON.stringify(address)}; allowed: an http or https address of letters, digits and -._~/%?=&;,+:`,
  );
}
