// The result of a rehearsal for a pull-request comment. Its texts are of unknown origin, so they stand in a fence that none of them can end,
// in which no host looks for links, mentions or HTML.
//
// Source: CommonMark 0.31, section 4.5: a fence ends with as many backticks as it began with, or more.

/** A section of its own, lines as a terminal shows them. */
export function inMarkdown(lines: readonly string[]): string {
  const text = lines.join("\n").replace(/[^\P{Cc}\n]|\p{Cf}/gu, "?");
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `## Rehearsal\n\n${fence}text\n${text}\n${fence}\n`;
}
