// The pictures of docs/review-gallery.md are made here again, and what their pages say is compared with what they said when the pictures
// were written: pixels differ with the fonts of a machine.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GALLERY_FOLDER } from "../support/gallery-reviews";
import { CHROMIUM, TestBrowser } from "./support/browser";
import { PICTURES, take } from "./support/pictures";

const said = JSON.parse(readFileSync(join(GALLERY_FOLDER, "pictures.json"), "utf8")) as Readonly<
  Record<string, string>
>;

(CHROMIUM === undefined ? describe.skip : describe)("the pictures of the gallery", () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.start();
  });
  afterAll(async () => {
    await browser.stop();
  });
  afterEach(async () => {
    await browser.closePages();
  });

  test.each(PICTURES.map((picture) => [picture.file, picture] as const))(
    "%s shows what the page says now; else: npm run gallery -- --pictures",
    async (file, picture) => {
      const taken = await take(browser, picture);
      expect(taken.said).toBe(said[file]);
      expect(taken.image.length).toBeGreaterThan(10_000);
    },
  );
});
