// What grows with the fleet: the file's size, and how much an interaction touches. Counted, as time depends on the machine.
import type { Page } from "playwright-core";
import { renderHtml } from "../../src/review/index";
import { largeReview, worstReview } from "../support/large-review";
import { describeInBrowser } from "./support/suite";

/** Changes of the document by what is done. */
async function mutationsBy(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(`{
    window.seen = 0;
    window.observer = new MutationObserver((records) => (window.seen += records.length));
    window.observer.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
  }`);
  await act();
  return page.evaluate<number>(
    "(window.seen += window.observer.takeRecords().length, window.observer.disconnect(), window.seen)",
  );
}

describeInBrowser("the map of 1,000 pools", (open) => {
  test("begins with what changes, shows all when asked, and no interaction rebuilds it", async () => {
    const { page, complaints } = await open(largeReview(1_000));
    const rows = page.locator("table.grid tbody tr:not([hidden])");
    expect(await page.locator("#status").textContent()).toBe("50 of 1,000 pools shown: what changes.");
    const few = await rows.count();
    await page.locator("#only-changes").uncheck();
    expect(await rows.count()).toBe(250);
    expect(few).toBeLessThan(100);

    expect(await mutationsBy(page, () => page.locator("#view-after").check({ force: true }))).toBeLessThan(5);
    await page.locator("table.grid a.c").first().focus();
    expect(await mutationsBy(page, () => page.keyboard.press("ArrowDown"))).toBeLessThan(10);
    expect(await mutationsBy(page, () => page.keyboard.press("Enter"))).toBeLessThan(20);
    await page.keyboard.press("Escape");
    await page.locator("#form-list").check({ force: true });
    // one for each row that goes, some for the rest
    expect(await mutationsBy(page, () => page.locator("#find").fill("team-07"))).toBeLessThan(1_000);
    expect(await page.locator("table.pools tbody tr:not([hidden])").count()).toBe(40);
    expect(complaints).toEqual([]);
  });
});

describeInBrowser("a link to a pool that does not change", (open) => {
  test("shows it on the map, and the focus comes back to it", async () => {
    const { page } = await open(largeReview(1_000), {}, "#path=eu-west-1/team-01-standard");
    expect(await page.locator("dialog[open] h2").textContent()).toBe("eu-west-1/team-01-standard");
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement.ariaLabel")).toBe(
      "eu-west-1, team-01, standard: 2 runners, unchanged",
    );
    expect(await page.locator("#only-changes").isChecked()).toBe(false);
  });
});

test.each([
  ["of which every tenth changes", largeReview(1_000)],
  ["of which each changes, with a finding in words of its own", worstReview(1_000)],
])("a page of 1,000 pools %s is smaller than 1 MB", (_, review) => {
  expect(Buffer.byteLength(renderHtml(review))).toBeLessThan(1_000_000);
});

test("what 1,000 pools add to the page grows with them: twice as many take less than twice the bytes", () => {
  const [one = 0, two = 0] = [500, 1_000].map((pools) => Buffer.byteLength(renderHtml(worstReview(pools))));
  expect(two).toBeLessThan(2 * one);
});

describeInBrowser("a page of 1,000 findings", (open) => {
  test("tells the first in full and the others by what happens, each at its pool too", async () => {
    const { page } = await open(worstReview(1_000));
    expect(await page.locator(".finding").count()).toBe(61);
    expect(await page.locator(".named li").count()).toBe(939);
    await page.locator("#findings details summary").click();
    await page.locator(".named li:last-child a").click();
    const dialog = page.locator("dialog[open]");
    expect(await dialog.locator(".findings li").count()).toBe(1);
    expect(await dialog.locator(".findings li").innerText()).toMatch(/is destroyed and recreated/);
  });
});

describeInBrowser("the map of 3,500 pools", (open) => {
  test("adds up teams, and a cell leads to its pools that change", async () => {
    const { page } = await open(largeReview(3_500));
    expect(await page.locator("table.grid tbody tr").count()).toBe(await page.locator("table.grid").count());
    const cell = page.locator("table.grid a.c.destroyed").first();
    expect(await cell.getAttribute("aria-label")).toMatch(/^[a-z0-9-]+, all teams, gpu-a100: \d+ pools, /);
    await cell.click();
    expect(await page.locator("table.pools tbody tr:visible").count()).toBeGreaterThan(5);
    expect(await page.locator(".list > p.quiet").innerText()).toMatch(
      /^3,3\d\d pools without change are not listed\.$/,
    );
  });
});
