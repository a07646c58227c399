// Tests in the browser: one Chromium for each file of them. Without Chromium they are skipped, which `npm test` says in a sentence.
import { renderHtml, type Review } from "../../../src/review/index";
import { CHROMIUM, TestBrowser } from "./browser";

/** Commit of the reviews that tests show. */
export const HEAD_SHA = "3f9c2d7b61e84a05c9d1f7e2b8a6403d5c1e9f72";

/** Opens a review as a file; see {@link TestBrowser.open}. */
export type OpenReview = (
  review: Review,
  options?: Parameters<TestBrowser["open"]>[1],
  hash?: string,
) => ReturnType<TestBrowser["open"]>;

/** `describe` for tests that open reviews in Chromium. */
export function describeInBrowser(name: string, tests: (open: OpenReview) => void): void {
  const suite = CHROMIUM === undefined ? describe.skip : describe;
  suite(name, () => {
    let browser: TestBrowser | undefined;
    beforeAll(async () => {
      browser = await TestBrowser.start();
    });
    afterAll(async () => {
      await browser?.stop();
    });
    afterEach(async () => {
      await browser?.closePages();
    });
    tests(async (review, options, hash) => {
      if (browser === undefined) throw new Error("the browser has not started");
      return browser.open(renderHtml(review, { headSha: HEAD_SHA }), options, hash);
    });
  });
}
