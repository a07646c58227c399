// HTML that can't be written unsafely: the tag `html` escapes all that is put into it but other markup. Every name on the page comes
// from a plan or from synthesized JSON and is taken for hostile, so characters that turn text around or hide are shown by their number.
//
// Source: HTML Standard 13.1 (attribute values are always quoted here).
import { readable } from "../visible.js";

/** Markup that is safe to put into markup. Made by `html` only. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup from a template: strings and numbers are escaped, markup is taken as it is, lists are joined, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0] ?? "";
  parts.forEach((part, index) => (text += written(part) + (strings[index + 1] ?? "")));
  return new Markup(text);
}

function written(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(written).join("");
  return readable(String(part), { keepLines: true }).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** JSON for a `<script type="application/json">`: nothing in it ends the element or is taken for a line's end. */
export function scriptJson(data: unknown): Markup {
  const json = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === "string" ? readable(value, { keepLines: true }) : value,
  );
  return new Markup(
    json.replace(/[<>&]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}

/** A link to a place of the fleet on this page, for whoever links to the page too. */
export function hrefOf(path: string): string {
  return `#path=${encodeURIComponent(readable(path, { keepLines: true })).replaceAll("%2F", "/")}`;
}
