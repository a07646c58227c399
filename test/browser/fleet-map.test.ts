// The fleet map as people use it: keys, views, filters, links.
import type { Page } from "playwright-core";
import type { Review } from "../../src/review/index";
import { reviewSample } from "../support/review-sample";
import { describeInBrowser } from "./support/suite";

/** One region of four teams and three tiers, in which the pool of a team and tier is missing here and there. */
const square: Review = {
  ...reviewSample,
  pools: ["a", "b", "c", "d"].flatMap((team, row) =>
    ["x", "y", "z"].flatMap((tier, column) => {
      const id = `r/${team}-${tier}`;
      if (id === "r/b-y") return [];
      const action = row === 0 && column === 0 ? ("delete" as const) : ("no-op" as const);
      return [
        { id, region: "r", team, tier, runners: [{ name: id, address: `agyn_runner.${id}`, stack: "r", action }] },
      ];
    }),
  ),
};

/** Where the focus is, as `team tier`, by the headings of its cell. */
const FOCUSED = `(() => {
  const cell = document.activeElement.closest("td");
  if (cell === null) return document.activeElement.id || document.activeElement.tagName;
  const heads = [...cell.closest("table").querySelectorAll("thead th")];
  return cell.parentElement.querySelector("th").textContent + " " + heads[cell.cellIndex].textContent;
})()`;

const focused = (page: Page): Promise<string> => page.evaluate<string>(FOCUSED);
const status = (page: Page): Promise<string | null> => page.locator("#status").textContent();
const poolsShown = (page: Page): Promise<string[]> => page.locator("table.pools tbody tr:visible th").allTextContents();

describeInBrowser("the fleet map", (open) => {
  describe("by keyboard", () => {
    const KEYS = [
      ["ArrowRight", "a y"],
      ["ArrowDown", "b x"],
      ["ArrowRight ArrowDown", "b y"],
      ["ArrowRight ArrowDown ArrowDown", "c y"],
      ["ArrowUp", "a x"],
      ["ArrowLeft", "a x"],
      ["End", "a z"],
      ["End ArrowRight", "a z"],
      ["End ArrowDown Home", "b x"],
      ["Control+End", "d z"],
      ["Control+End Control+Home", "a x"],
      ["PageDown", "d x"],
      ["PageDown PageUp", "a x"],
      ["PageDown ArrowDown", "d x"],
    ] as const;

    test("keys of a grid go where they should, over empty cells too", async () => {
      const { page } = await open(square);
      const seen: [string, string][] = [];
      for (const [keys] of KEYS) {
        await page.locator("table.grid a.c").first().focus();
        for (const key of keys.split(" ")) await page.keyboard.press(key);
        seen.push([keys, await focused(page)]);
      }
      expect(seen).toEqual(KEYS);
    });

    test("a table is one stop for Tab, which comes back to the cell that was left", async () => {
      const { page } = await open(square);
      await page.locator("a.count").focus();
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe("a x");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Tab");
      expect(await focused(page)).not.toMatch(/^[a-d] /);
      await page.keyboard.press("Shift+Tab");
      expect(await focused(page)).toBe("b x");
      expect(await page.locator("[role=grid] [tabindex='0']").count()).toBe(1);
    });

    test("Enter opens what is known of a pool, Esc closes it and the focus is back", async () => {
      const { page } = await open(square);
      await page.locator("table.grid a.c").first().focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      expect(await page.locator("dialog[open] h2").textContent()).toBe("r/b-x");
      expect(page.url()).toMatch(/#path=r\/b-x$/);
      await page.keyboard.press("Escape");
      expect(await page.locator("dialog[open]").count()).toBe(0);
      expect(await focused(page)).toBe("b x");
      expect(page.url()).not.toContain("#");
    });

    test("arrows go over rows that are hidden", async () => {
      const { page } = await open(square);
      await page.locator("#only-changes").check();
      expect(await page.locator("table.grid tbody tr:visible").count()).toBe(1);
      await page.locator("table.grid a.c").first().focus();
      await page.keyboard.press("Control+End");
      expect(await focused(page)).toBe("a z");
    });

    test("the stop for Tab moves on when its row is hidden", async () => {
      const { page } = await open(square);
      await page.locator("table.grid a.c").last().focus();
      await page.locator("#only-changes").check();
      await page.locator("a.count").focus();
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe("a x");
    });
  });

  test("a cell says where it is and what happens there", async () => {
    const { page } = await open(reviewSample);
    const labels = await page.evaluate<string[]>(
      `[...document.querySelectorAll("a.c")].map(({ ariaLabel }) => ariaLabel)`,
    );
    expect(labels).toContain(
      "us-east-1, ml, gpu-nvidia-a100: 1 of 2 destroyed, 1 of 2 destroyed and recreated, high risk; 2 runners before, 1 after",
    );
    expect(labels).toContain("us-east-1, web, standard: 2 kept, pool changes; 2 runners before, 2 after");
  });

  test.each([
    ["difference", "+1 created"],
    ["before", "0"],
    ["after", "1"],
  ])("the view %s shows %s for a pool that is new", async (view, text) => {
    const { page } = await open(reviewSample);
    await page.locator(`#view-${view}`).check({ force: true });
    expect((await page.locator("a.c.created").innerText()).replaceAll("\n", "")).toBe(text);
  });

  test("a count of the summary leads to the pools it counts", async () => {
    const { page } = await open(reviewSample);
    await page.locator(".glance a", { hasText: "2 destroyed" }).click();
    expect(await poolsShown(page)).toEqual(["eu-west-1/web-standard", "us-east-1/ml-gpu"]);
    expect(await status(page)).toBe("2 of 5 pools shown: destroyed.");
    expect(await page.locator("table.pools").getAttribute("aria-rowcount")).toBe("6");
    expect(await page.locator(".map").isVisible()).toBe(false);
  });

  test("the count of a region leads to its pools that change", async () => {
    const { page } = await open(square);
    await page.locator("a.count").click();
    expect(await poolsShown(page)).toEqual(["r/a-x"]);
  });

  test("filters add up, are announced, and go by one button", async () => {
    const { page } = await open(reviewSample);
    await page.locator("#form-list").check({ force: true });
    await page.locator("#find").fill("US-EAST");
    await page.locator(".chip", { hasText: /^~?updated/ }).click();
    expect(await poolsShown(page)).toEqual(["us-east-1/shared"]);
    expect(await page.locator(".chip[aria-pressed=true]").count()).toBe(1);
    await page.locator("#find").fill("nowhere");
    expect(await page.locator("#none-left").isVisible()).toBe(true);
    await page.locator("#clear").click();
    expect(await status(page)).toBe("All 5 pools are shown.");
    expect(await poolsShown(page)).toHaveLength(5);
  });

  test("the list is sorted worst first, and by a heading's button", async () => {
    const { page } = await open(reviewSample);
    await page.locator("#form-list").check({ force: true });
    expect((await poolsShown(page))[0]).toBe("eu-west-1/web-standard");
    await page.getByRole("button", { name: "Pool", exact: true }).click();
    expect((await poolsShown(page))[0]).toBe("eu-west-1/web-batch");
    expect(await page.locator("[aria-sort]").textContent()).toBe("Pool");
    await page.getByRole("button", { name: "Pool", exact: true }).click();
    expect((await poolsShown(page))[0]).toBe("us-east-1/web-standard");
    await page.getByRole("button", { name: "Risk", exact: true }).click();
    expect((await poolsShown(page))[0]).toBe("eu-west-1/web-standard");
  });

  describe("by a link", () => {
    test.each([
      ["of a pool", "#path=us-east-1/ml-gpu", "us-east-1/ml-gpu"],
      ["of a runner", "#path=us-east-1/ml-gpu/Runner1", "us-east-1/ml-gpu"],
      ["with everything encoded", "#path=us-east-1%2Fweb-standard%2FRelease0", "us-east-1/web-standard"],
    ])("%s opens the pool", async (_, hash, pool) => {
      const { page } = await open(reviewSample, {}, hash);
      expect(await page.locator("dialog[open] h2").textContent()).toBe(pool);
    });

    test("of a finding opens its pool, with all that is said of it", async () => {
      const { page } = await open(reviewSample);
      await page.locator("#findings a", { hasText: "us-east-1/ml-gpu/Runner0" }).click();
      const dialog = page.locator("dialog[open]");
      expect(await dialog.locator("h2").textContent()).toBe("us-east-1/ml-gpu");
      expect(await dialog.locator(".sheet > h3").allTextContents()).toEqual(["Runners", "Findings", "All changes"]);
      expect(await dialog.locator(".finding").count()).toBe(2);
      expect(await dialog.locator(".runners li").allTextContents()).toEqual([
        "±ml-gpu-0 destroyed and recreatedstack us-east-1 · agyn_runner.ml-gpu_Runner0_93F02C11",
        "×ml-gpu-1 destroyedstack us-east-1 · agyn_runner.ml-gpu_Runner1_0BB6F346",
      ]);
    });

    test("of what is in no pool unfolds its change", async () => {
      const { page } = await open(reviewSample, {}, "#path=us-east-1/audit/Namespace");
      expect(await page.evaluate("document.activeElement.textContent")).toBe("us-east-1/audit/Namespace");
      expect(await page.locator("dialog[open]").count()).toBe(0);
    });

    test("to a filter shows the list", async () => {
      const { page } = await open(reviewSample, {}, "#show=recreated");
      expect(await poolsShown(page)).toEqual(["us-east-1/ml-gpu"]);
    });

    test.each(["#path=nowhere/at/all", "#path=%E0%A4%A", "#path=__proto__"])(
      "%s says that there is no such thing",
      async (hash) => {
        const { page, complaints } = await open(reviewSample, {}, hash);
        expect(await status(page)).toMatch(/^Nothing on this page is called /);
        expect(complaints).toEqual([]);
      },
    );
  });
});
