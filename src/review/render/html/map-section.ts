// The fleet map: a table per region, and the same pools as a list. Both stand in the document, so that they can be read, searched and
// printed without script; the three views of a cell are three spans of which style.css shows one.
import type { FleetMap, MapCell, PlacedPool, RegionTable, Tally } from "./fleet-map.js";
import { changes, eventful } from "./fleet-map.js";
import { hrefOf, html, type Markup } from "./markup.js";
import { visible } from "../visible.js";
import { beforeAfter, fateTag, riskTag, section, sign } from "./pieces.js";
import { FATE_WORDS, FATES } from "./fates.js";
import { ACTION_WORDS, many } from "../words.js";
import { fateOf } from "./marks.js";

/** Pools up to which the list names each runner that changes; above, it counts them. The details name them always. */
export const MOST_NAMED = 300;

/** The section with both forms. */
export function fleetMapSection(map: FleetMap): Markup {
  const content =
    map.pools.length === 0
      ? html`<p class="none">This app has no runner pools.</p>`
      : html`${toolbar(map)}
${map.aggregated ? html`<p class="quiet">This fleet is large: a cell adds up all teams of a region and tier, and the list has the pools that change.</p>` : undefined}
<div class="map" id="map-tables">
${map.regions.map((region) => regionMap(region, map.aggregated))}</div>
${poolList(map)}`;
  return section("map", "Fleet map", content);
}

/** The word for a name that is not there. */
export function named(name: string, kind: "region" | "team" | "tier"): string {
  return name === "" ? `no ${kind}` : name;
}

function toolbar(map: FleetMap): Markup {
  const radio = (group: string, value: string, word: string, checked: boolean): Markup =>
    html`<label><input type="radio" name="${group}" id="${group}-${value}" value="${value}"${checked ? " checked" : ""}><span>${word}</span></label>`;
  const shown = FATES.filter((fate) => (map.total.fates[fate] ?? 0) > 0);
  const chips = shown.map(
    (fate) =>
      html`<button type="button" class="chip" aria-pressed="false" data-show="${fate}">${sign(fate)}${FATE_WORDS[fate].word} <b>${map.total.fates[fate] ?? 0}</b></button>`,
  );
  return html`<div class="toolbar">
<fieldset class="switch"><legend class="vh">What the map shows</legend>${radio("view", "difference", "Difference", true)}${radio("view", "before", "Before", false)}${radio("view", "after", "After", false)}</fieldset>
<fieldset class="switch scripted"><legend class="vh">Form of the map</legend>${radio("form", "map", "Map", true)}${radio("form", "list", "List", false)}</fieldset>
<label class="check scripted"><input type="checkbox" id="only-changes"> only what changes</label>
</div>
<div class="filters scripted"><p class="label" id="chips-label">Runners</p><div class="chips" role="group" aria-labelledby="chips-label">${chips}</div>
<label class="search"><span>Find</span><input type="search" id="find" autocomplete="off" spellcheck="false"></label>
<button type="button" class="clear" id="clear" hidden>Clear filters</button></div>
<p class="status" role="status" aria-live="polite" id="status"></p>
`;
}

function regionMap(region: RegionTable, aggregated: boolean): Markup {
  const name = named(region.region, "region");
  const id = `region-${visible(region.region).replace(/\s/g, "-")}`;
  const summary = html`<h3 id="${id}">${name}</h3><span class="quiet">${beforeAfter(region)} ${region.after === 1 ? "runner" : "runners"}</span>`;
  const filter = html`<a class="count" href="#list" data-region="${region.region}" data-changed="">${region.changedPools} of ${many(region.pools, "pool")} change</a>`;
  const heads = region.tiers.map((tier) => html`<th scope="col">${named(tier, "tier")}</th>`);
  const rows = region.rows.map(
    ({ team, cells }) =>
      html`<tr${cells.some((cell) => cell !== undefined && changes(cell)) ? undefined : html` class="calm"`}><th scope="row">${aggregated ? "all teams" : named(team, "team")}</th>${cells.map((cell) => cellOf(cell, aggregated))}</tr>
`,
  );
  return html`<details class="region"${changes(region) ? " open" : ""} data-region="${region.region}"><summary>${summary}</summary>
<p class="counts">${region.changedPools === 0 ? "Nothing changes here." : filter}</p>
<div class="scroll"><table class="grid" aria-labelledby="${id}" aria-rowcount="${region.rows.length + 1}"><thead><tr><th scope="col">Team</th>${heads}</tr></thead><tbody>
${rows}</tbody></table></div></details>
`;
}

/** A cell. What it is called, with where it is, the page's script adds: with the headings of a table it is understood without. */
function cellOf(cell: MapCell | undefined, aggregated: boolean): Markup {
  if (cell === undefined) return html`<td class="none"><span class="vh">no pool</span></td>`;
  const [first] = cell.pools;
  const link = aggregated
    ? html`href="#list" data-region="${first?.pool.region}" data-tier="${first?.pool.tier}" data-count="${cell.pools.length}"`
    : html`href="${hrefOf(first?.anchor ?? "")}" data-pools="${cell.pools.map(({ index }) => index).join(" ")}"`;
  if (!changes(cell)) return html`<td><a class="c" ${link}>${cell.after}</a></td>`;
  const heavy = cell.risk === "critical" || cell.risk === "high" ? html`<em>${cell.risk} risk</em>` : undefined;
  const counts =
    cell.before === cell.after
      ? html`<span class="b a">${cell.after}</span>`
      : html`<span class="b">${cell.before}</span><span class="a">${cell.after}</span>`;
  return html`<td><a class="c ${cell.worst}" ${link}><span class="x">${lines(cell)}${heavy}</span>${counts}</a></td>`;
}

/** What a cell says in the view of the difference. */
function lines(cell: Tally): Markup {
  const happened = eventful(cell.fates);
  if (happened.length === 0) {
    return cell.worst === "unchanged"
      ? html`<span>${cell.after} <small>unchanged</small></span> `
      : html`<span>${sign("updated")}${cell.after} <small>kept, pool changes</small></span> `;
  }
  return html`${happened.map(({ fate, count }) => html`<span>${sign(fate)}${fate === "created" ? count : ofAll(count, cell.before)} <small>${FATE_WORDS[fate].word}</small></span> `)}`;
}

function ofAll(count: number, all: number): string {
  return `${count} of ${all}`;
}

function poolList(map: FleetMap): Markup {
  const pools = map.aggregated ? map.pools.filter(changes) : map.pools;
  const left = map.pools.length - pools.length;
  const columns = ["Pool", "Region", "Team", "Tier", "Runners", "What happens", "Risk"].map(
    (column) => html`<th scope="col" data-column="${column.toLowerCase()}">${column}</th>`,
  );
  return html`<div class="list" id="list"><h3>All pools, worst first</h3>
${left > 0 ? html`<p class="quiet">${many(left, "pool")} without change ${left === 1 ? "is" : "are"} not listed.</p>` : undefined}
<div class="scroll"><table class="plain pools" aria-label="Pools"><thead><tr>${columns}</tr></thead><tbody>
${pools.map((pool) => poolRow(pool, pools.length <= MOST_NAMED))}</tbody></table></div><p class="none" id="none-left" hidden>No pool fits these filters.</p></div>
`;
}

function poolRow(placed: PlacedPool, namesRunners: boolean): Markup {
  const { pool } = placed;
  const name = html`<th scope="row">${pool.id}</th>`;
  const places = html`<td>${named(pool.region, "region")}</td><td>${named(pool.team, "team")}</td><td>${named(pool.tier, "tier")}</td>`;
  if (!changes(placed)) {
    return html`<tr class="calm" id="path=${placed.anchor}">${name}${places}<td class="n">${placed.after}</td><td class="quiet">unchanged</td><td></td></tr>
`;
  }
  const what = namesRunners ? runnerItems(placed) : fateItems(placed.fates, "");
  const items = what.length > 0 ? what : fateItems(placed.around, " around it");
  const told = items.length > 0 ? html`<ul>${items}</ul>` : html`<span class="quiet">see the findings</span>`;
  const runners = placed.before === placed.after ? html`${placed.after.toLocaleString("en-US")}` : beforeAfter(placed);
  return html`<tr id="path=${placed.anchor}">${name}${places}<td class="n">${runners}</td><td>${told}</td><td>${pool.risk === undefined ? undefined : riskTag(pool.risk)}</td></tr>
`;
}

function runnerItems({ pool }: PlacedPool): Markup[] {
  return pool.runners.flatMap(({ name, action, path }) => {
    const fate = fateOf(action);
    if (fate === "unchanged") return [];
    const id = path === undefined ? undefined : html` id="path=${path}"`;
    return [html`<li${id}>${fateTag(fate, `${name} ${ACTION_WORDS[action]}`)}</li>`];
  });
}

function fateItems(fates: Tally["fates"], where: "" | " around it"): Markup[] {
  return eventful(fates).map(({ fate, count }) => {
    const what = where === "" ? String(count) : many(count, "object") + where;
    return html`<li>${fateTag(fate, `${what} ${FATE_WORDS[fate].word}`)}</li>`;
  });
}
