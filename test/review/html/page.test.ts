import { createHash } from "node:crypto";
import { renderHtml, type Review } from "../../../src/review/index";
import { reviewSample } from "../../support/review-sample";

const EMPTY: Review = {
  ...reviewSample,
  verdict: "nothing",
  sentence: "Nothing changes.",
  findings: [],
  placement: [],
  capacity: [],
  releases: [],
  groups: [],
  pools: [],
  drift: [],
  notes: [],
  stacks: [],
};

test("the policy has the hashes of just what is inlined", () => {
  const page = renderHtml(reviewSample);
  const inlined = [...page.matchAll(/<(style|script)>([^]*?)<\/\1>/g)];
  const hash = (text = ""): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const [style, printed, script] = inlined.map(([, , text]) => hash(text));
  expect(page).toContain(
    `content="default-src 'none'; style-src ${style} ${printed}; script-src ${script}; base-uri 'none'; form-action 'none'"`,
  );
  expect(inlined).toHaveLength(3);
});

test("it is the same whenever it is made", () => {
  expect(renderHtml(reviewSample)).toBe(renderHtml(structuredClone(reviewSample)));
});

test("it names no address of a network and has no attribute that loads or runs anything", () => {
  const markup = renderHtml(reviewSample).replace(/<(style|script)[^]*?<\/\1>/g, "");
  expect(markup).not.toMatch(/https?:|\ssrc=|\sstyle=|\son[a-z]+=|<link|url\(/i);
});

test.each<[Review["verdict"], string]>([
  ["unjudgeable", "Can&#39;t be judged"],
  ["blocked", "Blocked"],
  ["findings", "Look at the findings"],
  ["changes", "Changes, nothing found"],
  ["nothing", "No change"],
])("the verdict %s is the heading: %s", (verdict, heading) => {
  const [, shown] = /<h1>.*<\/i>(.*)<\/h1>/.exec(renderHtml({ ...reviewSample, verdict })) ?? [];
  expect(shown).toBe(heading);
});

test("what can't be judged stands before the findings, and no findings is not said as a clean bill", () => {
  const page = renderHtml({
    ...EMPTY,
    verdict: "unjudgeable",
    stacks: [
      {
        name: "eu-west-1",
        source: "plan",
        counts: reviewSample.counts,
        doubts: [{ kind: "errored", sentence: "The plan of eu-west-1 failed on its way. Plan it again." }],
        provisionalOn: [],
        standing: "kept",
      },
    ],
  });
  expect(page.indexOf("The plan of eu-west-1 failed")).toBeLessThan(page.indexOf('id="findings"'));
  expect(page).toContain("None so far; what can&#39;t be judged may hold some.");
  expect(page).not.toContain('<p class="none">None.</p>');
});

test("a review of nothing is a page too", () => {
  const page = renderHtml(EMPTY);
  expect(page).toContain("This app has no runner pools.");
  expect(page).not.toContain('id="capacity"');
});

test("a replacement is called destroyed and recreated, everywhere", () => {
  const page = renderHtml(reviewSample).replace(/<(style|script)[^]*?<\/\1>/g, "");
  expect(page).not.toMatch(/replaced|replacement/i);
  expect(page).toContain("destroyed and recreated");
});

test("hidden values are said to be hidden, and unknown ones to come", () => {
  const page = renderHtml(reviewSample);
  expect(page).toMatch(/values\.serviceToken<\/code><\/dt><dd><em>changes; hidden, sensitive<\/em>/);
  expect(page).toContain("known after the apply");
});

test("an exception is shown with its reason, owner and last day", () => {
  expect(renderHtml(reviewSample)).toContain(
    "By an exception, chart-rollback: 0.10.15 leaks connections. Owner: platform-team. Until 2027-01-31.",
  );
});

test("of a group of equal changes the odd one is named first, and members beyond a few only by name", () => {
  const [group] = reviewSample.groups;
  if (group === undefined) throw new Error("the sample has groups");
  const [odd, alike] = group.members;
  if (odd === undefined || alike === undefined) throw new Error("the group has members");
  const members = [odd, ...Array.from({ length: 199 }, () => alike)];
  const page = renderHtml({ ...reviewSample, groups: [{ ...group, count: 200, members }] });
  const section = page.slice(page.indexOf('id="changes"'), page.indexOf('id="drift"'));
  expect(section.indexOf("not like the others</span> ")).toBeLessThan(section.indexOf("ml-burst"));
  expect(section).toContain("and 180 alike:");
});

test("a title and a commit that are given are shown", () => {
  const page = renderHtml(reviewSample, { title: "Fleet <prod>", headSha: "ABC;}*{" });
  expect(page).toContain("<title>Fleet &lt;prod&gt;</title>");
  // in the style only what a commit is made of
  expect(page).toContain('commit ABC"}}');
});
