// Text as the platform's Go code handles it, where that differs from JavaScript.

/** What Go's `strings.TrimSpace` takes away: ours, with U+0085 and without U+FEFF. */
const OUTER_SPACE = /^(?:(?!\ufeff)[\s\u0085])+|(?:(?!\ufeff)[\s\u0085])+$/gu;

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  return text.replace(OUTER_SPACE, "");
}

/** Go's `%q` for the texts that come up here. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
