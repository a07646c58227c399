// What the change means for agents and capacity, and the order in which stacks are applied.
import type { AgentPlacement, CapacityRow, Review, ReviewedStack } from "../../judge/model.js";
import { hrefOf, html, type Markup } from "./markup.js";
import { many, placementWord } from "../words.js";
import { beforeAfter, difference, fateTag, section, table } from "./pieces.js";
import { named } from "./map-section.js";
import type { Fate } from "./fates.js";

/** Rows that a table shows before it says how many are left. */
const MOST_ROWS = 300;

const PLACEMENT_FATES: Readonly<Record<AgentPlacement["verdict"], Fate>> = {
  lost: "destroyed",
  unplaced: "unclear",
  uncertain: "unclear",
  narrower: "recreated",
  other: "updated",
  wider: "created",
  found: "created",
  new: "created",
  gone: "forgotten",
  same: "unchanged",
};

/** Agents before and after. */
export function placement(review: Review): Markup | undefined {
  if (review.placement.length === 0) return undefined;
  const moved = review.placement.filter(({ verdict }) => verdict !== "same");
  const same = review.placement.length - moved.length;
  const other = many(same, moved.length === 0 ? "agent" : "other agent");
  const stayers = `${same === 0 ? "No other agent" : other} ${same > 1 ? "keep their places" : "keeps its place"}.`;
  const rows = moved.slice(0, MOST_ROWS).map(
    (
      agent,
    ) => html`<tr><th scope="row">${agent.agent} <span class="quiet">${agent.organization}</span></th><td>${fateTag(PLACEMENT_FATES[agent.verdict], placementWord(agent))}${agent.why === undefined ? undefined : html`<p class="quiet">${agent.why}</p>`}</td><td>${pools(agent.before)}</td><td>${pools(agent.after)}</td><td class="n">${beforeAfter(agent.runners)}</td></tr>
`,
  );
  const content = html`${moved.length === 0 ? undefined : table("Placement of agents", ["Agent", "What changes", "May land on, before", "May land on, after", { number: "Runners" }], rows)}
${more(moved.length - MOST_ROWS, "agent")}<p class="quiet">${stayers}</p>`;
  return section("agents", "Where agents may land", content);
}

function pools(ids: readonly string[]): Markup {
  if (ids.length === 0) return html`<span class="quiet">nowhere</span>`;
  const rest = ids.length - 5;
  return html`<ul>${ids.slice(0, 5).map((id) => html`<li><a href="${hrefOf(id)}">${id}</a></li>`)}${rest > 0 ? html`<li class="quiet">and ${rest} more</li>` : undefined}</ul>`;
}

/** The capacity ledger: what is lost first, what stays folded. */
export function capacity(review: Review): Markup | undefined {
  if (review.capacity.length === 0) return undefined;
  const changed = review.capacity.filter(isChanged).sort((one, other) => gain(one) - gain(other));
  const same = review.capacity.filter((row) => !isChanged(row));
  const has = {
    nodes: review.capacity.some(({ nodes }) => nodes !== undefined),
    gpus: review.capacity.some(({ gpus }) => gpus !== undefined),
    cost: review.capacity.some(({ cost }) => cost !== undefined),
  };
  const columns = [
    "Region",
    "Team",
    "Tier",
    { number: "Runners" },
    ...(has.nodes ? [{ number: "Nodes of the tier" }] : []),
    ...(has.gpus ? [{ number: "GPUs" }] : []),
    ...(has.cost ? [{ number: `${review.currency ?? "Cost"} a month` }] : []),
  ];
  const rows = (all: readonly CapacityRow[]): Markup[] => all.slice(0, MOST_ROWS).map((row) => ledgerRow(row, has));
  const content = html`${changed.length === 0 ? html`<p class="none">No capacity changes.</p>` : table("Capacity that changes", columns, rows(changed))}
${more(changed.length - MOST_ROWS, "row")}${same.length === 0 ? undefined : html`<details class="fold"><summary>${many(same.length, "row")} unchanged</summary>${table("Capacity that stays", columns, rows(same))}${more(same.length - MOST_ROWS, "row")}</details>`}`;
  return section("capacity", "Capacity", content);
}

function ledgerRow(
  row: CapacityRow,
  has: { readonly nodes: boolean; readonly gpus: boolean; readonly cost: boolean },
): Markup {
  const cell = (value: CapacityRow["nodes"]): Markup =>
    html`<td class="n">${value === undefined ? html`<span class="quiet">–</span>` : html`${beforeAfter(value)} ${difference(value)}`}</td>`;
  return html`<tr><td>${named(row.region, "region")}</td><td>${named(row.team, "team")}</td><td>${named(row.tier, "tier")}</td>${cell(row.runners)}${has.nodes ? cell(row.nodes) : undefined}${has.gpus ? cell(row.gpus) : undefined}${has.cost ? cell(row.cost) : undefined}</tr>
`;
}

function isChanged({ runners, nodes, gpus, cost }: CapacityRow): boolean {
  return [runners, nodes, gpus, cost].some((value) => value !== undefined && value.before !== value.after);
}

/** Runners won, then GPUs: what loses most comes first. */
function gain({ runners, gpus }: CapacityRow): number {
  return (runners.after - runners.before) * 1_000 + (gpus === undefined ? 0 : gpus.after - gpus.before);
}

/** Stacks in the order of their apply. */
export function stacks(review: Review): Markup {
  const rows = review.stacks.map(
    (
      stack,
      index,
    ) => html`<tr><td class="n">${index + 1}</td><th scope="row">${stack.name}</th><td>${standing(stack)}</td>${counts(stack)}</tr>
`,
  );
  const columns = [
    { number: "Order" },
    "Stack",
    "Standing",
    { number: "Created" },
    { number: "Updated" },
    { number: "Recreated" },
    { number: "Destroyed" },
  ];
  return section("stacks", "Stacks, in the order of their apply", table("Stacks", columns, rows));
}

function standing({ standing: is, source, provisionalOn, doubts }: ReviewedStack): Markup {
  const words = [
    ...(is === "new" ? ["new"] : is === "gone" ? ["no longer in the app"] : []),
    source === "plan" ? "planned" : source === "synth" ? "compared without a plan" : "no plan",
  ];
  const provisional =
    provisionalOn.length === 0
      ? undefined
      : html`<p class="quiet">Provisional: plan it again once ${provisionalOn.join(", ")} ${provisionalOn.length === 1 ? "is" : "are"} applied.</p>`;
  const doubt = doubts.length === 0 ? undefined : html` <a href="#doubts">${fateTag("unclear", "can't be judged")}</a>`;
  return html`${words.join(", ")}${doubt}${provisional}`;
}

function counts({ counts }: ReviewedStack): Markup[] {
  return [counts.created, counts.updated, counts.recreated, counts.destroyed].map(
    (count) => html`<td class="n">${count === 0 ? html`<span class="quiet">–</span>` : count}</td>`,
  );
}

function more(count: number, noun: string): Markup | undefined {
  return count > 0
    ? html`<p class="quiet">and ${many(count, noun)} more; the JSON form of this review has all.</p>`
    : undefined;
}
