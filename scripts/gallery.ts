// `npm run gallery`: docs/review-gallery.md and its pictures, made in Chromium by what the browser's tests use. Fonts differ from machine
// to machine, so no check compares bytes: a test compares the page, and that its pictures are there.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { TestBrowser } from "../test/browser/support/browser.js";
import { galleryPage, PICTURES, take } from "../test/browser/support/pictures.js";

const DOCS = resolve(__dirname, "../docs");

async function main(): Promise<void> {
  mkdirSync(join(DOCS, "images"), { recursive: true });
  const browser = await TestBrowser.start();
  try {
    for (const picture of PICTURES) {
      const image = await take(browser, picture);
      writeFileSync(join(DOCS, "images", picture.file), image);
      console.log(`wrote docs/images/${picture.file}, ${Math.round(image.length / 1_000)} kB`);
    }
    writeFileSync(join(DOCS, "review-gallery.md"), galleryPage());
  } finally {
    await browser.stop();
  }
}

main().catch((error: unknown) => {
  console.error(`gallery: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
