// Text of unknown origin, made plain: whatever is invisible, moves other text or would be taken for a command of a CI system is shown as
// `\u{...}`. Everything a plan holds may have been written by whoever wants the reviewer to see something else.
//
// Source: Unicode general categories; UAX #9 for bidirectional controls; Azure Pipelines runs `##vso[` and `##[` anywhere in a line of
// output, GitHub Actions `::` at its start.

/**
 * Controls, formats (bidirectional and zero-width characters), line and paragraph separators, private use, lone surrogates, blanks other
 * than the common one, variation selectors, letters and symbols without ink, and piles of combining marks.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u{34F}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{180B}-\u{180F}\u{2800}\u{3164}\u{FE00}-\u{FE0F}\u{FFA0}\u{E0100}-\u{E01EF}]|(?! )\p{Zs}|(?<=\p{M}{3})\p{M}|#(?=#(?:vso)?\[)/gu;

/** Nothing to look for: most texts, and looking costs. */
const PLAIN = /^(?:[ -"$-~]|#(?!#))*$/;

/** Where a text is shown. */
export interface VisibleOptions {
  /** Line breaks and tabs stay as they are. @default false */
  readonly keepLines?: boolean;
}

/** A text in which nothing is hidden; on one line unless its lines are kept. */
export function visible(text: string, { keepLines = false }: VisibleOptions = {}): string {
  if (PLAIN.test(text)) return text;
  return text.replace(INVISIBLE, (character) =>
    keepLines && (character === "\n" || character === "\t") ? character : escaped(character),
  );
}

/** Longest text that a form shows whole; no sentence or value that a person reads comes near. */
const MOST_CHARACTERS = 2_000;

/** A text in which nothing is hidden, cut where nobody reads on: for every form but JSON, which has values as they are. */
export function readable(text: string, options: VisibleOptions = {}): string {
  return shortened(visible(text, options), MOST_CHARACTERS);
}

/** A character as its code point: `\u{202e}`. */
export function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A text cut to so many characters; what is cut is told. Never splits a character. */
export function shortened(text: string, most: number): string {
  // no character is longer than two units
  if (text.length <= most) return text;
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  return `${characters.slice(0, most).join("")}… (${characters.length} characters)`;
}
