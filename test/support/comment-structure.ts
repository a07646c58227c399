// Reads a comment as its hosts would and says what blocks it is made of, so that a test sees when a text of unknown origin became syntax:
// inside sentences only code spans, bold of ours and one link are allowed, and everything else that some host gives a meaning is refused.
//
// Source: CommonMark 0.31 (code spans, fences), GitHub Flavored Markdown (tables, autolinks), references of GitHub and GitLab.

const MARKER = /^(?:<!-- cdktf-agyn-review:v1 [\w=./ -]+ -->|\[\/\/\]: # \(cdktf-agyn-review:v1 [\w=./ -]+\))$/;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u{3164}]|(?! )\p{Zs}/u;
const SYNTAX = /[<>&[\]\\`*_~@#!|$^{}%]|:\/\/|[wW]{3}\.|:[\w+-]+:|\b[A-Z][A-Z0-9]*-\d|(?:^| )\/\w/;

/**
 * The blocks of a comment: `["marker", "heading 2", "row 4", "fence 3", ...]`.
 *
 * @throws for a text in which something is syntax that must not be
 */
export function structureOf(comment: string): readonly string[] {
  const blocks: string[] = [];
  const lines = comment.split("\n");
  let fence: { readonly length: number; lines: number } | undefined;
  for (const [index, line] of lines.entries()) {
    // the warning sign is two characters, the second invisible
    if (HIDDEN.test(line.replace("⚠️", ""))) throw new Error(`hidden characters: ${JSON.stringify(line)}`);
    const [, run = "", rest = ""] = /^(`{3,})(.*)$/.exec(line) ?? [];
    if (fence !== undefined) {
      if (run.length >= fence.length && rest.trim() === "") {
        blocks.push(`fence ${fence.lines}`);
        fence = undefined;
      } else fence.lines += 1;
    } else if (run !== "") {
      if (rest !== "diff") throw new Error(`a fence of its own: ${JSON.stringify(line)}`);
      fence = { length: run.length, lines: 0 };
    } else if (line !== "") blocks.push(blockOf(line, index));
  }
  if (fence !== undefined) throw new Error("a fence is not closed");
  return blocks;
}

function blockOf(line: string, index: number): string {
  if (index === 0) {
    if (!MARKER.test(line)) throw new Error(`no marker: ${JSON.stringify(line)}`);
    return "marker";
  }
  if (line === "---" || line === "</details>") return line;
  const [, summary] = /^<details><summary>(.*)<\/summary>$/.exec(line) ?? [];
  if (summary !== undefined) {
    const words = summary.replace(/<code>(?:[^<>&"'`]|&#\d+;)*<\/code>/g, "");
    if (!/^[\w ×,.]*$/.test(words)) throw new Error(`HTML: ${JSON.stringify(line)}`);
    return "fold";
  }
  const [, hashes, title = ""] = /^(#{2,4}) (.*)$/.exec(line) ?? [];
  if (hashes !== undefined) {
    assertInline(title);
    return `heading ${hashes.length}`;
  }
  if (line.startsWith("|")) {
    // no cell has a pipe in it, escaped or not: hosts differ in what they make of it
    const cells = line.split("|").slice(1, -1);
    for (const cell of cells) assertInline(cell.trim());
    return `row ${cells.length}`;
  }
  if (line.startsWith("- ")) {
    assertParagraph(line.slice(2));
    return "item";
  }
  assertParagraph(line);
  return "paragraph";
}

/** What begins a line must begin no other block. */
function assertParagraph(line: string): void {
  if (/^(?:\s|[-+*=]+(?:\s|$)|\d+[.)](?:\s|$))/.test(line))
    throw new Error(`a block of its own: ${JSON.stringify(line)}`);
  assertInline(line);
}

function assertInline(text: string): void {
  const bare = withoutCode(text)
    .replace(/\[the full report\]\(https?:\/\/[\w./-]+\)/, "")
    .replace(/\*\*[\w' ,:]+[.:]?\*\*/g, "");
  if (SYNTAX.test(bare)) throw new Error(`syntax: ${JSON.stringify(text)}`);
}

/** A text without its code spans: each ends at the next run of as many backticks. */
function withoutCode(text: string): string {
  const parts = text.split(/(`+)/);
  let kept = "";
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? "";
    const end = part.startsWith("`") ? parts.indexOf(part, at + 1) : -1;
    if (end === -1) kept += part;
    else at = end;
  }
  return kept;
}
