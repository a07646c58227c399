// Texts of unknown origin in every form: a hostile plan may have any name, value or address, and none of them is ever more than text.
import {
  renderAnnotations,
  renderCodeQuality,
  renderHtml,
  renderJson,
  renderSarif,
  renderTerraformReport,
  renderText,
  type Review,
} from "../../../src/review/index";
import { COMMENT_HOSTS, renderMarkdown } from "../../../src/review/render/markdown";
import { structureOf } from "../../support/comment-structure";
import { EVIL } from "../../support/evil-texts";
import { reviewSample } from "../../support/review-sample";
import { withTexts } from "../../support/with-texts";

/** Beside those that the comment's own tests have. */
const TEXTS: readonly string[] = [
  ...EVIL,
  "line\nbreak\r\nand\u2028more\u2029",
  "\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 \u001b[2J\u009b31m",
  "\u202eexe.fdp\u202c \u2067شبكة\u2069 \u200fעברית\u200e",
  "קבוצה-1/مجمع",
  "👩‍👩‍👧‍👦 🏴‍☠️ 🇩🇪 1️⃣",
  `Z${"\u0301".repeat(60)}algo`,
  "::set-output name=a::b\n::stop-commands::x\n::add-mask::y",
  "javascript:alert(1)//#x?y=%00",
  "../../../etc/passwd",
  "\ud800 \udfff",
  "x".repeat(20_000),
  "＜script＞ ﹤b﹥ \u3164 \u2800 \u00ad",
];

/** Characters that are not seen, or move others. */
const HIDDEN = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u2800\u3164]|(?![\n\t])\p{Cc}|(?! )\p{Zs}/u;
/** A command of GitHub Actions at the beginning of a line, or of Azure Pipelines anywhere. */
const COMMAND = /^\s*::|##(?:vso)?\[/m;

const SOURCES = { entry: "main.ts" };
const sarifOf = (review: Review, entry = "main.ts"): string =>
  renderSarif(review, { version: "0.0.0", rules: [], sources: { entry }, full: true });

/** All strings in a JSON text. */
function stringsOf(json: string): string[] {
  const found: string[] = [];
  JSON.parse(json, (_, value: unknown) => {
    if (typeof value === "string") found.push(value);
    return value;
  });
  return found;
}

/** The tags of a page with the names of their attributes, without those of the script's data. */
function tagsOf(html: string): string[] {
  const body = html.slice(html.indexOf("<body>")).replace(/<script[^>]*>[^]*?<\/script>/g, "<script>");
  const tags = (body.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, ""));
  // what is cut says so
  return tags.filter((tag) => tag !== "<em>" && tag !== "</em>");
}

type Check = (hostile: Review, plain: Review) => void;

const FORMS: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(
    COMMENT_HOSTS.map((host): [string, Check] => [
      `a comment on ${host}`,
      (hostile, plain) => {
        const of = (review: Review): readonly string[] =>
          structureOf(renderMarkdown(review, { host, key: review.fleet ?? "", head: review.fleet ?? "" }).text);
        expect(of(hostile)).toEqual(of(plain));
      },
    ]),
  ),
  text: (hostile) => {
    const text = renderText(hostile);
    expect(text).not.toMatch(HIDDEN);
    expect(text).not.toMatch(COMMAND);
  },
  "text in colour": (hostile) => {
    expect(renderText(hostile, { color: true }).replace(/\u001b\[(?:\d+;?)+m/g, "")).not.toMatch(HIDDEN);
  },
  annotations: (hostile, plain) => {
    const lines = (review: Review): string[] =>
      renderAnnotations(review, { sources: SOURCES, guard: "guard" }).split("\n");
    const commands = (review: Review): string[] =>
      lines(review).flatMap((line) => /^\s*::([a-z-]*)/.exec(line)?.[1] ?? []);
    expect(commands(hostile)).toEqual(commands(plain));
    expect(lines(hostile).join("\n")).not.toMatch(/##(?:vso)?\[/);
    expect(lines(hostile).join("\n")).not.toMatch(HIDDEN);
  },
  JSON: (hostile) => {
    const text = renderJson(hostile);
    // half a character is no text of any encoding, and JSON says it as its number
    expect(JSON.parse(text)).toEqual(hostile);
    expect(text).not.toMatch(COMMAND);
  },
  SARIF: (hostile) => {
    const document = sarifOf(hostile);
    expect(document).not.toMatch(COMMAND);
    const { runs } = JSON.parse(document) as {
      runs: readonly { readonly results: readonly { readonly message: { readonly text: string } }[] }[];
    };
    for (const { message } of runs[0]?.results ?? []) {
      expect(message.text).not.toMatch(HIDDEN);
      expect(message.text.replace(/\\./g, "")).not.toMatch(/[[\]]/);
    }
  },
  "code quality": (hostile) => {
    const report = renderCodeQuality(hostile, SOURCES);
    expect(report).not.toMatch(COMMAND);
    for (const { description } of JSON.parse(report) as { readonly description: string }[])
      expect(description).not.toMatch(HIDDEN);
  },
  "the Terraform report": (hostile) => {
    expect(stringsOf(renderTerraformReport(hostile))).toEqual([]);
  },
  HTML: (hostile, plain) => {
    const page = renderHtml(hostile, { headSha: hostile.fleet ?? "" });
    expect(tagsOf(page)).toEqual(tagsOf(renderHtml(plain, { headSha: "plain" })));
    const seen = page.replace(/<(script|style)[^>]*>[^]*?<\/\1>/g, "");
    expect(seen).not.toMatch(HIDDEN);
    // the script's data ends no script and begins no comment
    expect(/id="data">([^]*?)<\/script>/.exec(page)?.[1]).not.toMatch(/[<>]|[\u2028\u2029]/);
  },
};

describe.each(Object.entries(FORMS))("a hostile text in %s", (_, check) => {
  const plain = withTexts(reviewSample, () => "plain");

  it.each(TEXTS.map((text) => [JSON.stringify(text).slice(0, 60), text] as const))(
    "is only text: %s",
    (_name, text) => {
      check(
        withTexts(reviewSample, () => text),
        plain,
      );
    },
  );
});

describe("a text of 100,000 characters in each place", () => {
  const texts = withTexts(reviewSample, () => "x".repeat(100_000));
  // rules and fingerprints are ours
  const long = {
    ...texts,
    findings: texts.findings.map((finding) => ({ ...finding, rule: "review/x", fingerprint: "00000000000000ff" })),
  };

  it.each<[string, () => string]>([
    ["text", () => renderText(long)],
    ["annotations", () => renderAnnotations(long, { sources: SOURCES })],
    ["SARIF", () => sarifOf(long)],
    ["code quality", () => renderCodeQuality(long, SOURCES)],
    ["HTML", () => renderHtml(long)],
  ])("makes no large %s", (_, render) => {
    const text = render();
    expect({ isSmall: text.length < 1_000_000, saysCut: /…\s+\(\d{6,}\s+characters\)/.test(text) }).toEqual({
      isSmall: true,
      saysCut: true,
    });
  });
});

describe("a path in SARIF", () => {
  it.each([
    ["a b.ts", "a%20b.ts"],
    ["a#b?c%d.ts", "a%23b%3Fc%25d.ts"],
    ["javascript:alert(1)", "javascript%3Aalert(1)"],
    ["\ud800.ts", "%EF%BF%BD.ts"],
    ["日本.ts", "%E6%97%A5%E6%9C%AC.ts"],
  ])("%j is a relative URI", (file, uri) => {
    expect(stringsOf(sarifOf(reviewSample, file))).toContain(uri);
  });
});
