// The top of the page: the verdict, what it comes to in numbers, what can't be judged, and the findings, worst first.
import { groupBy } from "../../../rules/index.js";
import type { Counts, Review, ReviewFinding, Whereabouts } from "../../judge/model.js";
import { type FleetMap, changes, eventful } from "./fleet-map.js";
import { hrefOf, html, type Markup } from "./markup.js";
import { beforeAfter, difference, fateTag, place, riskTag, section } from "./pieces.js";
import { FATE_WORDS } from "./fates.js";
import { COUNT_WORDS, COUNTED } from "../count-words.js";
import { decisionWords } from "../decision-words.js";
import { firstWords } from "../meanwhile-words.js";
import { amount, asSentence, many, VERDICT_WORDS } from "../words.js";
import { VERDICT_MARKS } from "./marks.js";

/** Findings that are told in full; of the others each rule tells its first so, and names the rest. */
const MOST_FULL = 60;
/** Places that a finding names before the rest is counted. */
const MOST_PLACES = 200;

/** The verdict, and which plan and commit it is about. */
export function verdict(review: Review, title: string, headSha: string | undefined): Markup {
  const first = firstWords(review.rehearsal);
  const { sign: mark, tone } = VERDICT_MARKS[review.verdict];
  const head =
    headSha === undefined ? undefined : html`<div><dt>Commit</dt><dd><code>${headSha.slice(0, 12)}</code></dd></div>`;
  return html`<header class="verdict ${tone}">
<p class="eyebrow">${title}</p>
<h1><i class="s ${tone}" aria-hidden="true">${mark}</i>${VERDICT_WORDS[review.verdict]}</h1>
<p class="lead">${review.sentence}</p>
${review.decision === undefined ? undefined : html`<p class="policy"><b>Policy</b>: ${decisionWords(review.decision)}</p>`}
${first === undefined ? undefined : html`<p class="policy"><b>Rehearsal</b>: ${first}</p>`}
<dl class="ids">${head}<div><dt>Digest</dt><dd><code>${review.semantic.slice(0, 12)}</code></dd></div></dl>
</header>
`;
}

/** What it comes to at a glance. */
export function glance(review: Review, map: FleetMap): Markup {
  const changed = map.pools.filter(changes).length;
  const homeless = review.placement.filter(({ verdict }) => verdict === "lost").length;
  const moved = review.placement.filter(({ verdict }) => verdict !== "same").length;
  const known = review.verdict === "unjudgeable" ? ", as far as is known" : "";
  const agents =
    review.placement.length === 0
      ? undefined
      : html`<div><dt>Agents that lose their place</dt><dd><b>${homeless}</b></dd><dd class="quiet">${moved} of ${many(review.placement.length, "agent")} placed differently${known}</dd></div>`;
  return html`<dl class="glance">
<div><dt>Runners</dt><dd>${beforeAfter(map.total)} ${difference(map.total)}</dd><dd class="quiet">${eventful(map.total.fates).length === 0 ? "all stay as they are" : runnerCounts(map)}</dd></div>
<div><dt>Pools that change</dt><dd><b>${changed}</b></dd><dd class="quiet">of ${many(map.pools.length, "pool")} in ${many(map.regions.length, "region")}</dd></div>
${agents}
<div class="wide"><dt>All objects</dt><dd class="quiet"><ul class="row">${objectCounts(review.counts)}</ul></dd></div>
</dl>
`;
}

/** Runners by what happens to them, each a link to the pools of the list. */
function runnerCounts(map: FleetMap): Markup {
  return html`<ul class="row">${eventful(map.total.fates).map(
    ({ fate, count }) =>
      html`<li><a href="#list" data-show="${fate}">${fateTag(fate, `${count} ${FATE_WORDS[fate].word}`)}</a></li>`,
  )}</ul>`;
}

function objectCounts(counts: Counts): Markup[] {
  return COUNTED.flatMap((kind) => {
    const fate = kind === "imported" ? "created" : kind === "moved" ? "updated" : kind;
    const count = counts[kind];
    return count === 0 ? [] : [html`<li>${fateTag(fate, `${amount(count)} ${COUNT_WORDS[kind]}`)}</li>`];
  });
}

/** Stacks that can't be judged, and why; undefined when all can. */
export function doubts(review: Review): Markup | undefined {
  const rows = review.stacks.flatMap(({ name, doubts }) =>
    doubts.map(({ sentence }) => html`<li><b>${name}</b> ${asSentence(sentence)}</li>`),
  );
  if (rows.length === 0) return undefined;
  return section("doubts", "What can't be judged", html`<ul class="doubts">${rows}</ul>`);
}

/** Findings, worst first: low ones and accepted ones folded. */
export function findings(review: Review): Markup {
  const open = review.findings.filter(({ accepted }) => accepted === undefined);
  const accepted = review.findings.filter((finding) => finding.accepted !== undefined);
  const low = open.filter(({ risk }) => risk === "low");
  const first = open.length === low.length ? [] : open.filter(({ risk }) => risk !== "low");
  const byRisk = [...groupBy(open, ({ risk }) => risk)].map(([risk, all]) => html`<li>${all.length} ${risk}</li>`);
  const nothing = review.verdict === "unjudgeable" ? "None so far; what can't be judged may hold some." : "None.";
  const content = html`${review.findings.length === 0 ? html`<p class="none">${nothing}</p>` : undefined}
${first.length > 0 ? html`<ol class="findings">${first.slice(0, MOST_FULL).map(finding)}</ol>${byRule(first.slice(MOST_FULL))}` : undefined}
${low.length > 0 ? html`<details class="fold"${open.length === low.length ? " open" : ""}><summary>${many(low.length, "finding")} of low risk</summary><ol class="findings">${low.slice(0, MOST_FULL).map(finding)}</ol>${byRule(low.slice(MOST_FULL))}</details>` : undefined}
${accepted.length > 0 ? html`<details class="fold"><summary>${many(accepted.length, "finding")} accepted</summary><ol class="findings">${accepted.slice(0, MOST_FULL).map(finding)}</ol>${byRule(accepted.slice(MOST_FULL))}</details>` : undefined}`;
  return section("findings", "Findings", content, html`<ul class="row quiet">${byRisk}</ul>`);
}

function finding(one: ReviewFinding): Markup {
  const others =
    one.others.length === 0
      ? undefined
      : html`<details><summary>and at ${many(one.others.length, "other place")}</summary><ul class="places">${one.others.slice(0, MOST_PLACES).map((at) => html`<li${about(at)}>${place(at)}</li>`)}${one.others.length > MOST_PLACES ? html`<li>and ${one.others.length - MOST_PLACES} more</li>` : undefined}</ul></details>`;
  const line = (title: string, text: string | undefined): Markup | undefined =>
    text === undefined ? undefined : html`<div><dt>${title}</dt><dd>${asSentence(text)}</dd></div>`;
  return html`<li class="finding ${one.risk}"${about(one.at)}>
<p class="mark">${riskTag(one.risk)}</p><div><h3>${one.what}</h3>
<p class="where">${place(one.at)} <span class="quiet">rule <code>${one.rule}</code></span></p>
<dl>${line("Means", one.consequence)}${line("Because", one.cause)}${line("Do", one.fix)}${line("Accepted", acceptance(one))}</dl>${others}</div></li>
`;
}

/** Findings of a risk and rule under the first of them, which says what they mean and what to do. */
function byRule(all: readonly ReviewFinding[]): Markup {
  return html`${[...groupBy(all, ({ risk, rule }) => `${risk} ${rule}`)].map(([, [first, ...rest]]) => {
    if (first === undefined) return undefined;
    if (rest.length === 0) return html`<ol class="findings">${finding(first)}</ol>`;
    const same = rest.every(({ consequence, fix }) => consequence === first.consequence && fix === first.fix);
    const texts = same
      ? ""
      : " What each of them means is said like this one's; the JSON form of this review has their own words.";
    return html`<ol class="findings">${finding(first)}</ol><details class="fold"><summary>${riskTag(first.risk)} ${many(rest.length, "more finding")} of rule <code>${first.rule}</code></summary>
${texts === "" ? undefined : html`<p class="quiet">${texts}</p>`}<ol class="named">${rest.map(named)}</ol></details>`;
  })}`;
}

/** A finding by what happens, and where; the details of a pool find it by its link. */
function named({ what, at, others }: ReviewFinding): Markup {
  const name = at.pool ?? at.path;
  const link = name === undefined ? undefined : html` <a href="${hrefOf(name)}">${name}</a>`;
  return html`<li${name === at.pool ? undefined : about(at)}>${what}${link}${others.length > 0 ? html` and at ${many(others.length, "other place")}` : undefined}</li>
`;
}

function acceptance({ accepted }: ReviewFinding): string | undefined {
  if (accepted === undefined) return undefined;
  const by = { exception: "By an exception", baseline: "By the baseline", "rule-off": "The rule is off" }[accepted.by];
  const named = accepted.id === undefined ? by : `${by}, ${accepted.id}`;
  const owner = accepted.owner === undefined ? "" : ` Owner: ${accepted.owner}.`;
  const until = accepted.expires === undefined ? "" : ` Until ${accepted.expires}.`;
  return `${named}${accepted.reason === undefined ? "" : `: ${accepted.reason}`}.${owner}${until}`.replace("..", ".");
}

/** Marks what the details of a pool repeat. */
function about({ pool }: Whereabouts): Markup | undefined {
  return pool === undefined ? undefined : html` data-pool="${pool}"`;
}
