// The changes themselves: releases with their values as a path diff, groups of equal changes with the odd ones first, drift.
import type { ChangeGroup, GroupedChange, ReleaseChange, Review } from "../../judge/model.js";
import { hrefOf, html, type Markup } from "./markup.js";
import { attributeList, fateTag, place, section } from "./pieces.js";
import { ACTION_WORDS, many } from "../words.js";
import { fateOf } from "./marks.js";

/** Members of a group that are shown one by one; those that are odd come first. */
const MOST_MEMBERS = 20;
/** Members of all groups that are shown so, and that are named after these; groups that have a line. */
const MOST_SHOWN = 300;
const MOST_NAMES = 1_000;
const MOST_GROUPS = 500;
/** Releases and entries of drift that are shown. */
const MOST_ENTRIES = 100;

/** Releases whose chart or values change. */
export function releases(review: Review): Markup | undefined {
  if (review.releases.length === 0) return undefined;
  const shown = review.releases.slice(0, MOST_ENTRIES);
  return section(
    "releases",
    "Releases",
    html`<ul class="entries">${shown.map(release)}</ul>${more(review.releases.length - shown.length, "release")}`,
  );
}

function release({ at, release: name, version, change }: ReleaseChange): Markup {
  const chart =
    version === undefined
      ? undefined
      : html` <span class="quiet">chart</span> <span class="ba">${version.before}<span aria-hidden="true"> → </span><span class="vh"> to </span><b>${version.after}</b></span>`;
  const attributes =
    version === undefined ? change.attributes : change.attributes.filter(({ path }) => path !== "version");
  return html`<li${pool(change.pool ?? at.pool)}><h3>${name}${chart}</h3><p class="where">${place(at)}</p>${attributeList(attributes)}</li>
`;
}

/** All changes, equal ones as one. */
export function groups(review: Review): Markup | undefined {
  if (review.groups.length === 0) return undefined;
  const left = { shown: MOST_SHOWN, names: MOST_NAMES };
  const shown = review.groups.slice(0, MOST_GROUPS).map((one) => group(one, left));
  return section("changes", "All changes", html`${shown}${more(review.groups.length - shown.length, "group")}`);
}

/** A group; it takes what it shows from what is left for all. */
function group({ title, action, count, members, odd }: ChangeGroup, left: { shown: number; names: number }): Markup {
  const shown = members.slice(0, Math.min(Math.max(odd, MOST_MEMBERS), left.shown));
  const rest = members.slice(shown.length);
  const names = rest.slice(0, left.names);
  left.shown -= shown.length;
  left.names -= names.length;
  const differs =
    odd > 0 ? html`<span class="odd">${odd === 1 ? "one is" : `${odd} are`} not like the others</span>` : undefined;
  const alike =
    rest.length === 0
      ? undefined
      : html`<p class="alike">and ${rest.length} ${shown.length >= odd ? "alike" : "more"}: ${names.map(({ change }) => html`<code>${change.path ?? change.address}</code> `)}${rest.length > names.length ? html`and ${rest.length - names.length} more` : undefined}</p>`;
  return html`<details class="fold group"><summary>${fateTag(fateOf(action), title)} <b class="many">${count}</b> ${differs}</summary>
<ul class="entries">${shown.map((member, index) => entry(member, index < odd))}</ul>${alike}</details>
`;
}

function entry({ stack, change }: GroupedChange, odd = false): Markup {
  const identity = Object.entries(change.identity).map(
    ([key, value]) => html`<span>${key} <code>${value}</code></span> `,
  );
  const moved =
    change.previousAddress === undefined
      ? undefined
      : html`<p class="quiet">moved from <code>${change.previousAddress}</code></p>`;
  const forced =
    change.forcedBy.length === 0
      ? undefined
      : html` because <code>${change.forcedBy.join(", ")}</code> can't change in place`;
  const said = `${change.deposed ? "an old copy, " : ""}${change.imported ? "imported, " : ""}${ACTION_WORDS[change.action]}`;
  return html`<li${pool(change.pool)}>${odd ? html`<span class="odd">not like the others</span> ` : undefined}${change.path === undefined ? undefined : html`<a href="${hrefOf(change.path)}"><code>${change.path}</code></a>`}
<p class="where"><code>${change.address}</code> <span class="quiet">stack <code>${stack}</code></span></p><p class="quiet">${said}${forced}${identity.length > 0 ? html`; ${identity}` : undefined}</p>${moved}${attributeList(change.attributes)}</li>
`;
}

/** What was changed outside Terraform. */
export function drift(review: Review): Markup | undefined {
  if (review.drift.length === 0) return undefined;
  const shown = review.drift.slice(0, MOST_ENTRIES);
  const content = html`<p>${many(review.drift.length, "object")} ${review.drift.length === 1 ? "was" : "were"} changed outside Terraform.</p>
<details class="fold"><summary>Show what</summary><ul class="entries">${shown.map((member) => entry(member))}</ul>${more(review.drift.length - shown.length, "object")}</details>`;
  return section("drift", "Drift", content);
}

function more(count: number, noun: string): Markup | undefined {
  return count > 0
    ? html`<p class="quiet">and ${many(count, noun)} more; the JSON form of this review has all.</p>`
    : undefined;
}

/** Marks what the details of a pool repeat. */
function pool(id: string | undefined): Markup | undefined {
  return id === undefined ? undefined : html` data-pool="${id}"`;
}
