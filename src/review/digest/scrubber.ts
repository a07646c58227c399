// Takes secrets out of finished text: raw, and in each form that somebody may have written them in. Thousands of secrets make tens of
// thousands of forms, so a text is looked at once: six characters at each place are looked up, and only where a form begins so is it
// compared.
//
// Forms: JSON (also with <, > and & as Go writes them, or every character as \u), HCL, YAML in single quotes, HTML, URL (as a value and as
// a path, also with every byte as %xx), hex, and base64 and base64url wherever the secret stands in what was encoded (three alignments; the characters that depend
// on neighbours are left out), in lines or not, and once more in base64, as in a .dockerconfigjson.
import { redactText } from "../../rules/index.js";

/** A shorter secret is no secret, and would take words out of every text. */
export const LEAST_SECRET_CHARS = 6;
/** What stands in place of a secret. */
export const SCRUBBED = "(secret)";

/** Characters of a form that are looked up. */
const START_CHARS = LEAST_SECRET_CHARS;
/** Texts that are remembered. */
const MEMO_CHARS = 100;
const MEMO_TEXTS = 20_000;
/** From the start of a word on, so that a long text costs one pass. */
const BASE64_LINES = /(?<![\w+/=-])[\w+/=-]{16,}(?:(?:\\[rn]|[\r\n][ \t]*)+[\w+/=-]+)+/g;
const LINE_BREAKS = /\\[rn]|\s/g;
const FILTER_BITS = 22;
const BASE = 0x01000193;
const LEAVING = powerOf(BASE, START_CHARS - 1);

/** Finds secrets in texts. */
export class Scrubber {
  private readonly byStart = new Map<string, SortedForms>();
  /** Short texts that came by: names and labels come thousands of times. */
  private readonly clean = new Map<string, string>();
  /** Says for most places at once that nothing begins there. */
  private readonly filter = new Uint8Array(1 << (FILTER_BITS - 3));

  /** @param secrets shorter ones than `LEAST_SECRET_CHARS` are left alone */
  constructor(secrets: Iterable<string>) {
    const forms = new Set<string>();
    for (const secret of secrets) {
      if (secret.length >= LEAST_SECRET_CHARS) for (const form of formsOf(secret)) forms.add(form);
    }
    const byStart = new Map<string, string[]>();
    for (const form of forms) {
      const start = form.slice(0, START_CHARS);
      const others = byStart.get(start);
      if (others !== undefined) others.push(form);
      else {
        byStart.set(start, [form]);
        const bit = bitOf(hashOf(start));
        this.filter[bit >>> 3] = (this.filter[bit >>> 3] as number) | (1 << (bit & 7));
      }
    }
    for (const [start, all] of byStart) this.byStart.set(start, new SortedForms(all));
  }

  /** The text without its secrets, nor what has the form of one. */
  scrub(text: string): string {
    if (text.length > MEMO_CHARS) return this.scrubbed(text);
    let clean = this.clean.get(text);
    if (clean === undefined) {
      clean = this.scrubbed(text);
      if (this.clean.size < MEMO_TEXTS) this.clean.set(text, clean);
    }
    return clean;
  }

  private scrubbed(written: string): string {
    const text = this.byStart.size === 0 ? written : this.withoutLines(written);
    const found = this.find(text);
    if (found.length === 0) return redactText(text);
    let clean = "";
    let from = 0;
    for (const [start, end] of found) {
      clean += text.slice(from, start) + SCRUBBED;
      from = end;
    }
    return redactText(clean + text.slice(from));
  }

  /** Whether there is a secret in the text, or what has the form of one. */
  finds(text: string): boolean {
    return this.find(text).length > 0 || redactText(text) !== text || this.withoutLines(text) !== text;
  }

  /** Base64 in lines, taken out where it has a secret when it is joined. */
  private withoutLines(text: string): string {
    if (!/[\r\n]|\\[rn]/.test(text)) return text;
    return text.replace(BASE64_LINES, (lines) =>
      this.find(lines.replace(LINE_BREAKS, "")).length > 0 && this.find(lines).length === 0 ? SCRUBBED : lines,
    );
  }

  /** Where secrets begin and end; those that touch are one. */
  private find(text: string): [start: number, end: number][] {
    const found: [number, number][] = [];
    if (text.length < START_CHARS || this.byStart.size === 0) return found;
    let hash = hashOf(text.slice(0, START_CHARS));
    for (let at = 0; ; at += 1) {
      const bit = bitOf(hash);
      if (((this.filter[bit >>> 3] as number) >>> (bit & 7)) & 1) {
        const longest = this.byStart.get(text.slice(at, at + START_CHARS))?.longestAt(text, at) ?? 0;
        const last = found.at(-1);
        if (longest > 0 && last !== undefined && at <= last[1]) last[1] = Math.max(last[1], at + longest);
        else if (longest > 0) found.push([at, at + longest]);
      }
      if (at + START_CHARS >= text.length) return found;
      hash = Math.imul(hash - Math.imul(text.charCodeAt(at), LEAVING), BASE) + text.charCodeAt(at + START_CHARS);
    }
  }
}

/** Forms that begin alike. Thousands of tokens may: so the one that a text begins with is looked up by halves. */
class SortedForms {
  private readonly forms: readonly string[];
  /** Where the longest form is that another begins with; -1 for none. */
  private readonly shorter: readonly number[];
  private readonly longest: number;

  constructor(forms: readonly string[]) {
    this.forms = [...forms].sort();
    this.longest = forms.reduce((longest, { length }) => Math.max(longest, length), 0);
    const open: number[] = [];
    this.shorter = this.forms.map((form, index) => {
      while (open.length > 0 && !form.startsWith(this.forms[open.at(-1) as number] as string)) open.pop();
      const shorter = open.at(-1) ?? -1;
      open.push(index);
      return shorter;
    });
  }

  /** Length of the longest form that stands at a place of a text; 0 for none. */
  longestAt(text: string, at: number): number {
    const rest = text.slice(at, at + this.longest);
    let [low, high] = [0, this.forms.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.forms[middle] as string) <= rest) low = middle + 1;
      else high = middle;
    }
    // whatever the text begins with, the last form that is not after it begins with it too
    let index = low - 1;
    while (index >= 0 && !rest.startsWith(this.forms[index] as string)) index = this.shorter[index] as number;
    return this.forms[index]?.length ?? 0;
  }
}

/** How a secret may be written. */
export function formsOf(secret: string): ReadonlySet<string> {
  const json = JSON.stringify(secret).slice(1, -1);
  const go = json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const urls = urlsOf(secret);
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const bytes = Buffer.from(secret, "utf8");
  const hex = bytes.toString("hex");
  const encoded = [0, 1, 2].map((before) => base64Within(bytes, before));
  const twice = encoded.flatMap((once) => [0, 1, 2].map((before) => base64Within(Buffer.from(once), before)));
  const escaped = Array.from({ length: secret.length }, (_, at) => hexOf(secret.charCodeAt(at), 4));
  const percent = [...bytes].map((byte) => hexOf(byte, 2));
  return new Set([
    secret,
    json,
    go,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll("${", "$${").replaceAll("%{", "%%{"),
    secret.replaceAll("'", "''"),
    ...urls,
    ...urls.map((url) => url.replaceAll("%20", "+")),
    ...urls.map((url) => url.replace(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase())),
    html,
    html.replaceAll('"', "&quot;").replaceAll("'", "&#39;"),
    html.replaceAll('"', "&#34;").replaceAll("'", "&#39;"),
    html.replaceAll('"', "&quot;").replaceAll("'", "&#x27;"),
    hex,
    hex.toUpperCase(),
    ...encoded,
    ...encoded.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ...twice,
    `\\u${escaped.join("\\u")}`,
    `\\u${escaped.map((digits) => digits.toUpperCase()).join("\\u")}`,
    `%${percent.join("%")}`,
    `%${percent.join("%")}`.toUpperCase(),
  ]);
}

function hexOf(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** The characters of base64 that only this depends on, with so many bytes before it. */
function base64Within(bytes: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

/** As a value of a URL and as its path, where slashes stay, or whatever a path may hold; all or only what has to be escaped. */
function urlsOf(secret: string): readonly string[] {
  // half of a pair can't be encoded
  const whole = Buffer.from(secret, "utf8").toString("utf8");
  const value = encodeURIComponent(whole);
  const path = encodeURI(whole).replace(/[?#]/g, (char) => (char === "?" ? "%3F" : "%23"));
  return [value, value.replaceAll("%2F", "/"), path].flatMap((url) => [
    url,
    url.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
  ]);
}

function hashOf(start: string): number {
  let hash = 0;
  for (let at = 0; at < START_CHARS; at += 1) hash = Math.imul(hash, BASE) + start.charCodeAt(at);
  return hash;
}

function bitOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

function powerOf(base: number, exponent: number): number {
  let power = 1;
  for (let turn = 0; turn < exponent; turn += 1) power = Math.imul(power, base);
  return power;
}
