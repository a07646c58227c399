// `npm run gallery`: docs/review-gallery.md, the reviews it shows, and its pictures. The reviews come from real plans of the examples
// (Terraform and a build are needed); a review that came out as before, but for ids, is left as it is. The pictures are made in Chromium.
//
// `npm run gallery -- --pictures` takes the reviews that are there: enough after a change of a form.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { renderJson } from "../src/review/index.js";
import { TestBrowser } from "../test/browser/support/browser.js";
import { galleryPage } from "../test/browser/support/gallery-page.js";
import { PICTURES, take } from "../test/browser/support/pictures.js";
import {
  comparable,
  GALLERY_FOLDER,
  GALLERY_FORMS,
  GALLERY_NAMES,
  galleryReview,
} from "../test/support/gallery-reviews.js";

const DOCS = resolve(__dirname, "../docs");

async function main(args: readonly string[]): Promise<void> {
  mkdirSync(join(DOCS, "images"), { recursive: true });
  mkdirSync(GALLERY_FOLDER, { recursive: true });
  if (!args.includes("--pictures")) await recordReviews();
  for (const name of GALLERY_NAMES) {
    const review = galleryReview(name);
    for (const [form, render] of Object.entries(GALLERY_FORMS))
      writeFileSync(join(GALLERY_FOLDER, `${name}.${form}`), render(review));
  }
  writeFileSync(join(DOCS, "review-gallery.md"), galleryPage());
  await takePictures();
}

async function recordReviews(): Promise<void> {
  // what they load, with cdktf and the built package, is not needed for pictures
  const [{ GALLERY_CHANGES }, { recordReview }] = await Promise.all([
    import("../test/support/gallery-changes.js"),
    import("../test/support/gallery-record.js"),
  ]);
  for (const change of GALLERY_CHANGES) {
    const review = await recordReview(change);
    const file = join(GALLERY_FOLDER, `${change.name}.json`);
    const isSame = existsSync(file) && isDeepStrictEqual(comparable(galleryReview(change.name)), comparable(review));
    if (!isSame) writeFileSync(file, renderJson(review));
    console.log(`planned ${change.name}: ${isSame ? "as before" : "written anew"}`);
  }
}

async function takePictures(): Promise<void> {
  const browser = await TestBrowser.start();
  const said: Record<string, string> = {};
  try {
    for (const picture of PICTURES) {
      const taken = await take(browser, picture);
      said[picture.file] = taken.said;
      writeFileSync(join(DOCS, "images", picture.file), taken.image);
      console.log(`wrote docs/images/${picture.file}, ${Math.round(taken.image.length / 1_000)} kB`);
    }
  } finally {
    await browser.stop();
  }
  writeFileSync(join(GALLERY_FOLDER, "pictures.json"), `${JSON.stringify(said, null, 2)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`gallery: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
