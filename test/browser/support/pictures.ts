// The pictures of docs/review-gallery.md, made from the reviews that tests use. `npm run gallery` writes them.
import type { BrowserContextOptions, Page } from "playwright-core";
import { renderHtml, type Review } from "../../../src/review/index";
import { largeReview } from "../../support/large-review";
import { reviewSample } from "../../support/review-sample";
import type { TestBrowser } from "./browser";

/** A picture: the file, what it shows, and how it comes about. */
export interface Picture {
  readonly file: string;
  readonly title: string;
  readonly text: string;
  readonly review: Review;
  readonly options?: BrowserContextOptions;
  readonly hash?: string;
  /** Goes to what is shown. @default - the top */
  readonly look?: (page: Page) => Promise<void>;
}

const WIDE = { width: 1120, height: 760 };

/** Scrolls a heading to the top. */
const at =
  (selector: string) =>
  async (page: Page): Promise<void> =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)}).scrollIntoView()`);

/** All pictures, in the order of the page. */
export const PICTURES: readonly Picture[] = [
  {
    file: "review-light.png",
    title: "The first minute",
    text: "The verdict, what it comes to in numbers, and the findings, worst first: what it means, why, and what to do.",
    review: reviewSample,
    options: { viewport: WIDE },
  },
  {
    file: "review-map.png",
    title: "The fleet map",
    text: "A table for each region, a row for each team, a column for each tier. What happens has a sign, a word and a colour.",
    review: reviewSample,
    options: { viewport: WIDE },
    look: at("#map"),
  },
  {
    file: "review-dark-details.png",
    title: "What is known of a pool, in the dark",
    text: "Enter on a cell, or a link from the comment, opens its runners, findings and changes.",
    review: reviewSample,
    options: { viewport: WIDE, colorScheme: "dark", reducedMotion: "reduce" },
    hash: "#path=us-east-1/ml-gpu/Runner1",
  },
  {
    file: "review-list.png",
    title: "The same as a list",
    text: "Filtered by what happens, or by a name; sorted by any heading.",
    review: reviewSample,
    options: { viewport: WIDE, colorScheme: "dark" },
    look: async (page) => {
      await page.locator("#form-list").check({ force: true });
      await at("#map")(page);
    },
  },
  {
    file: "review-agents.png",
    title: "Agents, capacity, releases",
    text: "Where agents may land before and after, the capacity ledger, and Helm values as a path diff.",
    review: reviewSample,
    options: { viewport: { width: 1120, height: 1000 } },
    look: at("#agents"),
  },
  {
    file: "review-1000-pools.png",
    title: "A thousand pools",
    text: "The map begins with the teams for which something changes; the file is smaller than 1 MB.",
    review: largeReview(1_000),
    options: { viewport: WIDE },
    look: at("#map"),
  },
  {
    file: "review-narrow.png",
    title: "On a telephone",
    text: "Nothing but wide tables scrolls sideways.",
    review: reviewSample,
    options: { viewport: { width: 390, height: 780 } },
  },
  {
    file: "review-print.png",
    title: "On paper",
    text: "Everything that changes is unfolded, and digest and commit stand on each page.",
    review: reviewSample,
    options: { viewport: { width: 760, height: 1050 } },
    look: async (page) => {
      await page.emulateMedia({ media: "print" });
      // the margin of the paper
      await page.evaluate("document.body.style.padding = '3.5rem'");
    },
  },
];

/** Takes a picture. */
export async function take(browser: TestBrowser, { review, options, hash, look }: Picture): Promise<Buffer> {
  const { page } = await browser.open(
    renderHtml(review, { headSha: "3f9c2d7b61e84a05c9d1f7e2b8a6403d5c1e9f72" }),
    options,
    hash,
  );
  await look?.(page);
  return page.screenshot();
}

/** The page of the gallery. */
export function galleryPage(): string {
  const pictures = PICTURES.map(({ file, title, text }) => `## ${title}\n\n${text}\n\n![${title}](images/${file})\n`);
  return `<!-- Made by "npm run gallery" from test/browser/support/pictures.ts; never edited by hand. -->
# The review in pictures

\`cdktf-agyn review --html review.html\` writes a review as one file that needs no network: it is mailed, kept as an artifact of CI, or opened
from disk. Without script it is read as it stands; with script it has filters, details and keys.

${pictures.join("\n")}
## Keys

In a table of the map: arrows go from cell to cell, Home and End to the ends of a row, Control with Home and End to the ends of the table,
PageUp and PageDown ten rows; Enter opens what is known of a pool, Esc closes it. Tab leaves the table.

## Links

\`review.html#path=us-east-1/ml-gpu/Runner1\` opens the pool that has this construct path, \`#show=destroyed\` the list of pools with a runner that is
destroyed. Whatever links to the page may use these.
`;
}
