// The page for everybody: axe over all of its views, colours that are forced, narrow and enlarged windows, paper.
import axe from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { GALLERY_NAMES, galleryReview } from "../support/gallery-reviews";
import { reviewSample } from "../support/review-sample";
import { describeInBrowser, HEAD_SHA } from "./support/suite";

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/**
 * What axe finds wrong, each with its place.
 *
 * @param options of `axe.run`, as JSON
 */
async function violations(page: Page, options = "{}"): Promise<string[]> {
  // the dialog's entrance is half transparent, and would be judged so
  await page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished))");
  await page.evaluate(axe.source);
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run(document, ${options}).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

function unfold(page: Page): Promise<void> {
  return page.evaluate(`document.querySelectorAll("details").forEach((one) => (one.open = true))`);
}

const VIEWS: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ["the map", async () => {}],
  ["the fleet before", (page) => page.locator("#view-before").check({ force: true })],
  ["the fleet after", (page) => page.locator("#view-after").check({ force: true })],
  ["only what changes", (page) => page.locator("#only-changes").check()],
  [
    "the list, filtered",
    async (page) => {
      await page.locator(".glance a").first().click();
      await page.locator("#find").fill("web");
    },
  ],
  ["the details of a pool", (page) => page.locator("table.grid a.c").first().click()],
  ["all unfolded", unfold],
  ["the paper", (page) => page.emulateMedia({ media: "print" })],
];

describeInBrowser("the page of a review", (open) => {
  test.each(VIEWS)("axe finds nothing wrong with %s", async (_, look) => {
    const { page } = await open(reviewSample, { reducedMotion: "reduce" });
    await look(page);
    expect(await violations(page)).toEqual([]);
    // only colours differ in the dark
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await violations(page, '{ "runOnly": ["color-contrast", "link-in-text-block"] }')).toEqual([]);
  });

  test.each(GALLERY_NAMES)("axe finds nothing wrong with the review %s of real plans, all unfolded", async (name) => {
    const { page } = await open(galleryReview(name), { reducedMotion: "reduce" });
    await unfold(page);
    expect(await violations(page)).toEqual([]);
  });

  test("where the focus is can be seen: on cells, switches, buttons, fields and links", async () => {
    const { page } = await open(reviewSample);
    const outline = `(() => {
      const element = document.activeElement;
      const shown = element.matches(".switch input") ? element.nextElementSibling : element;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      return (element.id || element.className || element.tagName) + " " + outlineStyle + " " + outlineWidth;
    })()`;
    const seen: string[] = [];
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press("Tab");
      seen.push(await page.evaluate<string>(outline));
    }
    expect(seen.filter((one) => !/ solid 3px$/.test(one) && !one.startsWith("BODY"))).toEqual([]);
    expect(seen.some((one) => one.startsWith("c "))).toBe(true);
  });

  test("what a filter leaves is told to those who hear the page", async () => {
    const { page } = await open(reviewSample);
    const status = page.locator("#status");
    expect(await status.getAttribute("role")).toBe("status");
    expect(await status.getAttribute("aria-live")).toBe("polite");
    await page.locator("#form-list").check({ force: true });
    await page.locator("#find").fill("ml-gpu");
    expect(await status.textContent()).toMatch(/^1 of 5 pools shown/);
    await page.locator("#form-map").check({ force: true });
    await page.locator("#view-before").check({ force: true });
    expect(await status.textContent()).toBe("The map shows runners before the change.");
  });

  test("without script it has one heading of the page, and headings in its tables", async () => {
    const { page } = await open(reviewSample, { javaScriptEnabled: false });
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.locator("table th:not([scope]), img:not([alt])").count()).toBe(0);
  });

  test("with forced colours a cell has a border, its sign and its word", async () => {
    const { page } = await open(reviewSample, { forcedColors: "active" });
    const cell = page.locator("a.c.destroyed").first();
    expect(await cell.innerText()).toMatch(/×\s*1 of 1 destroyed/);
    expect(await page.evaluate("getComputedStyle(document.querySelector('a.c.destroyed')).borderTopWidth")).toBe("1px");
    expect(await violations(page)).toEqual([]);
  });

  test.each<[string, BrowserContextOptions]>([
    ["at 320 pixels", { viewport: { width: 320, height: 640 } }],
    ["enlarged to 200 %", { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
  ])("%s it is read without scrolling sideways", async (_, options) => {
    const { page } = await open(reviewSample, options);
    await unfold(page);
    const width = (): Promise<number> => page.evaluate<number>("document.documentElement.scrollWidth");
    expect(await width()).toBe(options.viewport?.width);
    // a table that is wider is moved by itself, with keys too
    const cut = `[...document.querySelectorAll("table")].filter((table) => {
      const box = table.closest(".scroll");
      return table.scrollWidth > innerWidth && (box === null || getComputedStyle(box).overflowX !== "auto");
    }).length`;
    expect(await page.evaluate(cut)).toBe(0);
    await page.locator("#form-list").check({ force: true });
    expect(await width()).toBe(options.viewport?.width);
    await page.locator("table.pools th a").first().click();
    const sheet = "document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth";
    expect(await page.evaluate(sheet)).toBe(true);
  });

  test("cells and controls are at least 24 pixels high and wide", async () => {
    const { page } = await open(reviewSample);
    await page.locator("#form-list").check({ force: true });
    const small = `[...document.querySelectorAll("button, label, input[type=search], a.c")].filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && (width < 24 || height < 24);
    }).map(({ outerHTML }) => outerHTML)`;
    expect(await page.evaluate(small)).toEqual([]);
    await page.locator("#form-map").check({ force: true });
    expect(await page.evaluate(small)).toEqual([]);
  });

  test("nothing moves for those who want no motion", async () => {
    const { page } = await open(reviewSample, { reducedMotion: "reduce" });
    await page.locator("table.grid a.c").first().click();
    expect(await page.evaluate("document.getAnimations().length")).toBe(0);
  });

  test("on paper everything that changes is unfolded, without controls, in light", async () => {
    const { page } = await open(reviewSample, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".toolbar:visible, .filters:visible, #status:visible").count()).toBe(0);
    expect(await page.locator("table.grid:visible").count()).toBe(2);
    expect(await page.locator("table.pools:visible").count()).toBe(1);
    expect(await page.getByText("metadata[0].labels").isVisible()).toBe(true);
    expect(await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")).toBe(
      "rgb(255, 255, 255)",
    );
  });

  test("each printed page has the digest and the commit", async () => {
    const { page } = await open(reviewSample);
    const rules = `[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map(({ cssText }) => cssText).join("\\n")`;
    expect(await page.evaluate(rules)).toContain(
      `content: "Digest ${reviewSample.semantic.slice(0, 12)}, commit ${HEAD_SHA.slice(0, 12)}"`,
    );
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
  });
});
