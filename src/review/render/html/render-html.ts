// The review as one HTML file that needs no network: verdict and findings first, then the fleet map and all that stands behind it.
// It is read without script; script adds the keyboard's grid, filters and details. Nothing but the redacted review goes into it.
//
// Source: HTML Standard; Content Security Policy 3 (hashes of inline script and style); WAI-ARIA Authoring Practices 1.2, grid pattern;
// CSS Paged Media 3 (margin boxes).
import { createHash } from "node:crypto";
import type { Action } from "../../digest/model.js";
import type { Review } from "../../judge/model.js";
import { drift, groups, releases } from "./change-sections.js";
import { changes, type FleetMap, fleetMap } from "./fleet-map.js";
import { capacity, placement, stacks } from "./fleet-sections.js";
import { SCRIPT, STYLE } from "./gen/page.js";
import { fleetMapSection, MOST_NAMED } from "./map-section.js";
import { meanwhile } from "./meanwhile-section.js";
import { html, scriptJson } from "./markup.js";
import { pack } from "./packed-data.js";
import type { PageData, PagePool } from "./page-data.js";
import { section } from "./pieces.js";
import { doubts, findings, glance, verdict } from "./summary-sections.js";
import { ACTION_WORDS } from "../words.js";
import { fateOf } from "./marks.js";

/** How the page is made. */
export interface HtmlOptions {
  /** Commit that was reviewed; the comment of the pull request shows the same. @default - not shown */
  readonly headSha?: string;
  /** Title of the page. @default "Review of <fleet>" */
  readonly title?: string;
}

/** A review as an HTML page. */
export function renderHtml(review: Review, options: HtmlOptions = {}): string {
  const title = options.title ?? (review.fleet === undefined ? "Fleet review" : `Review of ${review.fleet}`);
  const map = fleetMap(review);
  const style = STYLE;
  const printed = pageFooter(review.semantic, options.headSha);
  const policy = `default-src 'none'; style-src ${hash(style)} ${hash(printed)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  const notes =
    review.notes.length === 0
      ? undefined
      : section(
          "notes",
          "What this review did not look at",
          html`<ul class="notes">${review.notes.map((note) => html`<li>${note}</li>`)}</ul>`,
        );
  const sections = [
    doubts(review),
    findings(review),
    meanwhile(review),
    fleetMapSection(map),
    placement(review),
    capacity(review),
    releases(review),
    stacks(review),
    groups(review),
    drift(review),
    notes,
  ];
  const body = html`<a class="skip" href="#findings">Skip to the findings</a>
${verdict(review, title, options.headSha)}<main>
${glance(review, map)}${sections}</main>
<footer><p>Digest <code>${review.semantic}</code>${options.headSha === undefined ? undefined : html`, commit <code>${options.headSha}</code>`}. The comment of the pull request shows the same digest when it is about the same changes.</p></footer>
<dialog id="details" aria-labelledby="details-title"></dialog>
<script type="application/json" id="data">${scriptJson(pack(pageData(map)))}</script>
`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${html`${title}`.text}</title>
<style>${style}</style>
<style>${printed}</style>
</head>
<body>
${body.text}<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** Digest and commit at the foot of each printed page. */
function pageFooter(semantic: string, headSha: string | undefined): string {
  const word = (text: string): string => text.replace(/[^0-9A-Za-z._-]/g, "").slice(0, 12);
  const commit = headSha === undefined ? "" : `, commit ${word(headSha)}`;
  return `@page{@bottom-left{content:"Digest ${word(semantic)}${commit}"}}`;
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function pageData(map: FleetMap): PageData {
  const stacks = new Map<string, number>();
  const actions = new Map<Action, number>();
  const pools = map.pools
    .filter((placed) => !map.aggregated || changes(placed))
    .map((placed): PagePool => {
      const { pool, anchor, before, after } = placed;
      return {
        id: pool.id,
        ...(anchor === pool.id ? {} : { path: anchor }),
        region: pool.region,
        team: pool.team,
        tier: pool.tier,
        ...(pool.risk === undefined ? {} : { risk: pool.risk }),
        before,
        after,
        ...(changes(placed) ? { changed: true } : {}),
        runners: pool.runners.map(({ name, stack, action, address }) => {
          const at = indexIn(stacks, stack);
          if (fateOf(action) === "unchanged") return [name, at];
          const happening = indexIn(actions, action);
          return map.pools.length > MOST_NAMED ? [name, at, happening] : [name, at, happening, address];
        }),
      };
    });
  const happenings = [...actions.keys()].map((action) => ({ fate: fateOf(action), words: ACTION_WORDS[action] }));
  return { stacks: [...stacks.keys()], happenings, pools };
}

/** Where a thing is in a list that grows by what it has not. */
function indexIn<T>(indexes: Map<T, number>, thing: T): number {
  const index = indexes.get(thing) ?? indexes.size;
  indexes.set(thing, index);
  return index;
}
