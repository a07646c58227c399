// Small pieces that several sections are made of.
import type { AttributeChange, Shown } from "../../digest/model.js";
import type { BeforeAfter, Risk, Whereabouts } from "../../judge/model.js";
import { hrefOf, html, type Markup } from "./markup.js";
import { FATE_WORDS, type Fate } from "./fates.js";

/** Values longer than this are cut, with what is left out counted. */
const MOST_CHARACTERS = 400;
/** Attributes of an object that are shown. */
const MOST_ATTRIBUTES = 60;

/** Sign of a fate; the word stands beside it, so readers of a screen need it not. */
export function sign(fate: Fate): Markup {
  return html`<i class="s ${fate}" aria-hidden="true">${FATE_WORDS[fate].sign}</i>`;
}

/** Sign and word. */
export function fateTag(fate: Fate, word: string = FATE_WORDS[fate].word): Markup {
  return html`<span class="tag">${sign(fate)}${word}</span>`;
}

/** How much something weighs. */
export function riskTag(risk: Risk): Markup {
  return html`<span class="risk ${risk}">${risk}</span>`;
}

/** `4 → 3`, told apart for those who hear it. */
export function beforeAfter({ before, after }: BeforeAfter, unit = ""): Markup {
  const number = (value: number): string => `${value.toLocaleString("en-US")}${unit}`;
  if (before === after) return html`<span class="ba same">${number(after)}</span>`;
  const words = html`<span class="vh">from </span>${number(before)}<span aria-hidden="true"> → </span><span class="vh"> to </span>`;
  return html`<span class="ba">${words}<b>${number(after)}</b></span>`;
}

/** `−1`, `+2`, or nothing. */
export function difference({ before, after }: BeforeAfter): Markup {
  if (before === after) return html``;
  const fate = after < before ? "destroyed" : "created";
  return html`<span class="delta ${fate}">${after < before ? "−" : "+"}${Math.abs(after - before).toLocaleString("en-US")}</span>`;
}

/** Where something is, as a link to it on the map. */
export function place(at: Whereabouts): Markup {
  const name = at.path ?? at.pool ?? at.address;
  const link =
    at.path === undefined && at.pool === undefined
      ? html`<code>${name ?? ""}</code>`
      : html`<a href="${hrefOf(at.path ?? at.pool ?? "")}"><code>${name ?? ""}</code></a>`;
  const stack = at.stack === undefined ? undefined : html`<span class="quiet">stack <code>${at.stack}</code></span>`;
  return html`${name === undefined ? undefined : link} ${stack}`;
}

/** A section with a heading that can be linked to. */
export function section(id: string, title: string, content: Markup, aside?: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><div class="head"><h2 id="${id}-title">${title}</h2>${aside}</div>
${content}</section>
`;
}

/** A table that scrolls by itself where the page is narrow. */
export function table(
  label: string,
  columns: readonly (string | { readonly number: string })[],
  rows: readonly Markup[],
): Markup {
  const heads = columns.map((column) =>
    typeof column === "string"
      ? html`<th scope="col">${column}</th>`
      : html`<th scope="col" class="n">${column.number}</th>`,
  );
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table class="plain"><thead><tr>${heads}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}

/** What changes in an object, place by place. */
export function attributeList(attributes: readonly AttributeChange[]): Markup | undefined {
  if (attributes.length === 0) return undefined;
  const rest = attributes.length - MOST_ATTRIBUTES;
  const shown = attributes.slice(0, MOST_ATTRIBUTES);
  return html`<dl class="diff">${shown.map(
    ({ path, before, after }) => html`<div><dt><code>${path}</code></dt><dd>${sides(before, after)}</dd></div>`,
  )}</dl>${rest > 0 ? html`<p class="quiet">and ${rest} more of its attributes</p>` : undefined}`;
}

function sides(before: Shown, after: Shown): Markup {
  if ("hidden" in before && "hidden" in after) return html`<em>changes; ${hiddenWord(after.hidden)}</em>`;
  return html`${side(before, "del")}${arrow(before, after)}${side(after, "ins")}`;
}

function hiddenWord(why: "sensitive" | "policy"): string {
  return why === "sensitive" ? "hidden, sensitive" : "hidden";
}

function arrow(before: Shown, after: Shown): Markup | undefined {
  return "absent" in before || "absent" in after ? undefined : html` <span class="to" aria-hidden="true">→</span> `;
}

function side(shown: Shown, kind: "del" | "ins"): Markup | undefined {
  if ("absent" in shown) return undefined;
  const said = kind === "del" ? "before: " : "after: ";
  const marked = (content: Markup): Markup =>
    kind === "del"
      ? html`<del><span class="vh">${said}</span>${content}</del>`
      : html`<ins><span class="vh">${said}</span>${content}</ins>`;
  if ("unknown" in shown) return marked(html`<em>known after the apply</em>`);
  if ("hidden" in shown) return marked(html`<em>${hiddenWord(shown.hidden)}</em>`);
  const text = typeof shown.value === "string" ? shown.value : JSON.stringify(shown.value);
  const left = text.length - MOST_CHARACTERS;
  return marked(
    left > 0
      ? html`${text.slice(0, MOST_CHARACTERS)}<em> and ${left} characters more</em>`
      : html`${text === "" ? '""' : text}`,
  );
}
