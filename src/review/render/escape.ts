// Text of unknown origin in Markdown: none of it is ever syntax. A word of a sentence stays as it is only when it is made of letters,
// digits and harmless punctuation; any other becomes a code span, in which no host looks for links, mentions or HTML.
//
// Code spans rather than backslashes or entities: hosts look for @name and #123 after they have rendered, and find the escaped ones too.
// A pipe is shown as `\u{7c}`: whether a backslash before it counts inside code differs between hosts.
//
// Source: CommonMark 0.31, sections 2 and 6; GitHub Flavored Markdown, tables and extended autolinks; references of GitHub and GitLab.
import { escaped, shortened, visible } from "./visible.js";

/** Longest word of a sentence, and longest name; no name of a fleet comes near. */
const WORD_CHARS = 120;
/** Longest sentence. */
const SENTENCE_CHARS = 600;
/** Longest line in a fence. */
const LINE_CHARS = 400;

const HARMLESS = /^[\p{L}\p{M}\p{N}'’"“”,.;:()?+=/–—→…×-]*$/u;
/** What hosts make links, emoji or commands of although it is made of harmless characters. */
const LINKED = /:\/\/|[wW]{3}\.|^\/|:[\w+-]+:|[A-Z][A-Z0-9]*-\d|^[0-9a-fA-F]{7,}$/;
/** A word within its punctuation. */
const PUNCTUATED = /^\(*(.*?)[.,;:)]*$/u;
/** Words that begin a list, a heading or a rule where they come first. */
const BLOCK_START = /^(?:[-+=]+|\d+[.)])$/;

/** A sentence as inline Markdown on one line, also for a cell. */
export function prose(sentence: string): string {
  const words: { text: string; isCode: boolean }[] = [];
  for (const word of shortened(visible(sentence), SENTENCE_CHARS).split(" ")) {
    if (word === "") continue;
    const text = word === "->" ? "→" : word;
    const isCode = !isHarmless(text, words.length === 0);
    const last = words.at(-1);
    // `{pool: ml}` is one span, `a_b, c_d` are two
    if (isCode && last?.isCode === true && !/[,.;)]$/.test(last.text) && last.text.length + text.length < WORD_CHARS)
      last.text += ` ${text}`;
    else words.push({ text, isCode });
  }
  return words.map(({ text, isCode }) => (isCode ? codeWords(text) : text)).join(" ");
}

function isHarmless(word: string, first: boolean): boolean {
  const [, core] = PUNCTUATED.exec(word) ?? [];
  const plain = word.length <= WORD_CHARS && HARMLESS.test(word) && !LINKED.test(word) && !LINKED.test(core ?? "");
  return plain && !(first && BLOCK_START.test(word));
}

/** Words as a span, the punctuation around them outside. */
function codeWords(words: string): string {
  const [, before = "", core = "", after = ""] = /^(\(*)(.*?)([.,;:)]*)$/u.exec(words) ?? [];
  // punctuation that is all there is, or that begins a list
  return core === "" || BLOCK_START.test(words) ? code(words) : `${before}${code(core)}${after}`;
}

/** A name or value as a code span on one line, also for a cell. */
export function code(text: string): string {
  const content = shortened(visible(text), WORD_CHARS).replaceAll("|", escaped);
  if (content.trim() === "") return "` `";
  const fence = "`".repeat(longestRun(content) + 1);
  // a span that begins or ends with a backtick needs blanks, and one blank on both sides is taken off
  const pad = /^[` ]|[` ]$/.test(content) ? " " : "";
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** Lines as a fenced block: its fence is longer than any run of backticks in it. */
export function fenced(lines: readonly string[], language: string): string {
  const content = lines.map((line) => shortened(visible(line), LINE_CHARS));
  const fence = "`".repeat(Math.max(3, longestRun(content.join("\n")) + 1));
  return [`${fence}${language}`, ...content, fence].join("\n");
}

/** A name inside HTML, where Markdown is not read: the line of a fold. */
export function htmlCode(text: string): string {
  const content = shortened(visible(text), WORD_CHARS).replace(/[&<>"'`]/g, (character) => {
    return `&#${character.charCodeAt(0)};`;
  });
  return `<code>${content}</code>`;
}

/** A value of the marker: a name without anything that could end the comment. */
export function markerValue(text: string): string {
  const value = shortened(text, WORD_CHARS)
    .replace(/[^\w./-]+/g, "-")
    .replace(/-{2,}/g, "-");
  return value === "" ? "none" : value;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
