// The pictures of docs/review-gallery.md: which review, which state of the page. `npm run gallery` takes them; a test opens the same pages
// and compares what they say, as fonts, and so pixels, differ from machine to machine.
import { createHash } from "node:crypto";
import type { BrowserContextOptions, Page } from "playwright-core";
import { renderHtml, type Review } from "../../../src/review/index";
import { GALLERY_COMMIT, galleryReview } from "../../support/gallery-reviews";
import { largeReview } from "../../support/large-review";
import type { TestBrowser } from "./browser";

/** A picture: the file, what it shows, and how it comes about. */
export interface Picture {
  readonly file: string;
  readonly title: string;
  readonly text: string;
  readonly review: () => Review;
  readonly options?: BrowserContextOptions;
  readonly hash?: string;
  /** Goes to what is shown. @default - the top */
  readonly look?: (page: Page) => Promise<void>;
}

/** A picture and what the page said in it. */
export interface Taken {
  readonly image: Buffer;
  /** SHA-256 of the text that is seen, hex. */
  readonly said: string;
}

const WIDE = { width: 1120, height: 760 };

/** Scrolls a heading to the top. */
const at =
  (selector: string) =>
  async (page: Page): Promise<void> =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)}).scrollIntoView()`);

const lastPlace = (): Review => galleryReview("last-place-lost");
const regionAdded = (): Review => galleryReview("region-added");

/** All pictures, in the order of the page. */
export const PICTURES: readonly Picture[] = [
  {
    file: "review-light.png",
    title: "The first minute",
    text: "The verdict, what it comes to in numbers, and the findings, worst first: what it means, why, and what to do.",
    review: lastPlace,
    options: { viewport: WIDE },
  },
  {
    file: "review-map.png",
    title: "The fleet map",
    text: "A table for each region, a row for each team, a column for each tier. What happens has a sign, a word and a colour.",
    review: lastPlace,
    options: { viewport: WIDE },
    look: at("#map"),
  },
  {
    file: "review-dark-details.png",
    title: "What is known of a pool, in the dark",
    text: "Enter on a cell, or a link from the comment, opens its runners, findings and changes.",
    review: lastPlace,
    options: { viewport: WIDE, colorScheme: "dark", reducedMotion: "reduce" },
    hash: "#path=us-east-1/ml-gpu/Runner1",
  },
  {
    file: "review-agents.png",
    title: "Agents and capacity",
    text: "Where agents may land before and after, and the capacity ledger.",
    review: lastPlace,
    options: { viewport: WIDE },
    look: at("#agents"),
  },
  {
    file: "review-region.png",
    title: "A region that comes",
    text: "What is new stands first; regions in which nothing happens are folded.",
    review: regionAdded,
    options: { viewport: WIDE },
  },
  {
    file: "review-list.png",
    title: "The map as a list",
    text: "Filtered by what happens, or by a name; sorted by any heading.",
    review: regionAdded,
    options: { viewport: WIDE, colorScheme: "dark" },
    look: async (page) => {
      await page.locator("#form-list").check({ force: true });
      await at("#map")(page);
    },
  },
  {
    file: "review-releases.png",
    title: "Values as a path diff",
    text: "Charts and Helm values, place by place.",
    review: () => galleryReview("chart-jump"),
    options: { viewport: WIDE },
    look: at("#releases"),
  },
  {
    file: "review-not-judged.png",
    title: "What can't be judged",
    text: "A plan that is missing, or says nothing of the rest, never reads as green.",
    review: () => galleryReview("not-judged"),
    options: { viewport: WIDE },
  },
  {
    file: "review-1000-pools.png",
    title: "A thousand pools",
    text: "The map begins with the teams for which something changes; the file is smaller than 1 MB.",
    review: () => largeReview(1_000),
    options: { viewport: WIDE },
    look: at("#map"),
  },
  {
    file: "review-narrow.png",
    title: "On a telephone",
    text: "Nothing but wide tables scrolls sideways.",
    review: lastPlace,
    options: { viewport: { width: 390, height: 780 } },
  },
  {
    file: "review-no-script.png",
    title: "Without script",
    text: "All is there; the list stands below the map.",
    review: () => galleryReview("rotated"),
    options: { viewport: WIDE, javaScriptEnabled: false },
  },
  {
    file: "review-print.png",
    title: "On paper",
    text: "Everything that changes is unfolded, and digest and commit stand on each page.",
    review: lastPlace,
    options: { viewport: { width: 760, height: 1050 } },
    look: async (page) => {
      await page.emulateMedia({ media: "print" });
      // the margin of the paper
      await page.evaluate("document.body.style.padding = '3.5rem'");
    },
  },
];

/** Takes a picture. */
export async function take(browser: TestBrowser, { review, options, hash, look }: Picture): Promise<Taken> {
  const { page } = await browser.open(renderHtml(review(), { headSha: GALLERY_COMMIT }), options, hash);
  await look?.(page);
  const text = await page.locator("body").innerText();
  const said = createHash("sha256").update(text.replace(/\s+/g, " ")).digest("hex");
  return { image: await page.screenshot(), said };
}
