// What the page of a review costs the browser that shows it: 1,000 pools, each of which changes and has a finding. Milliseconds of the page's
// script, and of all that its thread does (style, layout, paint too), as Chromium itself counts them; nothing of it is waiting.
import type { CDPSession, Page } from "playwright-core";
import { renderHtml } from "../../src/review/index.js";
import { TestBrowser } from "../../test/browser/support/browser.js";
import { worstReview } from "../../test/support/large-review.js";
import type { Bound } from "./figure.js";

/** A frame's time of an interaction is spent often before a person sees it: longest that all of one may take. */
const SMOOTH_MS = 100;
const KEYS = 40;

/** What a person does, and how often. */
const ACTIONS: readonly (readonly [what: string, times: number, act: (page: Page) => Promise<void>])[] = [
  [
    "an arrow key in the map",
    KEYS,
    async (page) => {
      await page.locator("table.grid a.c").first().focus();
      for (let key = 0; key < KEYS; key += 1) await page.keyboard.press(key % 2 === 0 ? "ArrowDown" : "ArrowRight");
    },
  ],
  [
    "a turn of the wheel",
    KEYS,
    async (page) => {
      for (let turn = 0; turn < KEYS; turn += 1) await page.mouse.wheel(0, 400);
    },
  ],
  [
    "a view of the map",
    2,
    async (page) => {
      await page.locator("#view-after").check({ force: true });
      await page.locator("#view-difference").check({ force: true });
    },
  ],
  [
    "the details of a pool",
    1,
    async (page) => {
      await page.locator("table.grid a.c").first().focus();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Escape");
    },
  ],
  ["the list", 1, (page) => page.locator("#form-list").check({ force: true })],
  [
    "a letter in the filter",
    7,
    async (page) => {
      await page.locator("#find").focus();
      for (const letter of "team-07") await page.keyboard.press(letter);
    },
  ],
];

/** The figures, for one round. */
export async function benchReviewPage(): Promise<readonly Bound[]> {
  const browser = await TestBrowser.start();
  try {
    const { page } = await browser.open(renderHtml(worstReview(1_000)));
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const bounds: Bound[] = [];
    for (const [what, times, act] of ACTIONS) {
      const before = await spent(session);
      await act(page);
      const after = await spent(session);
      bounds.push(
        { what: `ms of script, ${what}`, value: (after.script - before.script) / times, atMost: SMOOTH_MS },
        {
          what: `ms of all that the page's thread does, ${what}`,
          value: (after.all - before.all) / times,
          atMost: Infinity,
        },
      );
    }
    return bounds;
  } finally {
    await browser.stop();
  }
}

async function spent(session: CDPSession): Promise<{ readonly script: number; readonly all: number }> {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1_000;
  return { script: of("ScriptDuration"), all: of("TaskDuration") };
}
