import { hrefOf, html, scriptJson } from "../../../src/review/render/html/markup";
import { visible } from "../../../src/review/render/visible";

describe("html", () => {
  test("escapes what is put into it, in text and in attributes", () => {
    const name = `<b a='1' c="2">&amp;</b>`;
    const escaped = "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;&lt;/b&gt;";
    expect(html`<p title="${name}">${name}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  test("takes markup as it is, joins lists, writes numbers and leaves out undefined", () => {
    expect(html`${html`<i>`}|${["<", html`<b>`]}|${0}|${undefined}|`.text).toBe("<i>|&lt;<b>|0||");
  });
});

test.each([
  ["right-to-left override", "a\u202eb", "a\\u{202e}b"],
  ["isolates", "\u2066a\u2069", "\\u{2066}a\\u{2069}"],
  ["what has no width", "a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
  ["line separators", "\u2028\u2029", "\\u{2028}\\u{2029}"],
  ["controls", "\u0000\u001b[31m\u0085", "\\u{0}\\u{1b}[31m\\u{85}"],
  ["blanks that are not the common one", "a\u00a0b\u3000", "a\\u{a0}b\\u{3000}"],
  ["half a character", "\ud800", "\\u{d800}"],
])("visible shows %s by number", (_, text, shown) => {
  expect(visible(text, { keepLines: true })).toBe(shown);
});

test.each(["line\nline\ttab", "ελληνικά עברית 中文 🚀"])("visible leaves %s as it is", (text) => {
  expect(visible(text, { keepLines: true })).toBe(text);
});

describe("scriptJson", () => {
  test("has nothing in it that ends its element or begins a comment", () => {
    const { text } = scriptJson({ "</script>": ["<!--", "]]>", "\u2028", "&lt;"] });
    expect(text).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(text)).toEqual({ "</script>": ["<!--", "]]>", "\\u{2028}", "&lt;"] });
  });
});

test.each([
  ["us-east-1/ml-gpu/Runner1", "#path=us-east-1/ml-gpu/Runner1"],
  ["a b%#?", "#path=a%20b%25%23%3F"],
  ['"><x', "#path=%22%3E%3Cx"],
  ["\ud800", "#path=%5Cu%7Bd800%7D"],
])("the link to %j is %s", (path, href) => {
  expect(hrefOf(path)).toBe(href);
});
