// The gallery's files are those that `npm run gallery` makes; that the reviews are those of real plans, and that pictures show what pages
// say, is proved by test/acceptance/review-gallery.test.ts and test/browser/gallery.test.ts.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { galleryPage } from "../../browser/support/gallery-page";
import { PICTURES } from "../../browser/support/pictures";
import { reviewJsonSchema, violations } from "../../../src/review/index";
import { structureOf } from "../../support/comment-structure";
import { GALLERY_FOLDER, GALLERY_FORMS, GALLERY_NAMES, galleryReview } from "../../support/gallery-reviews";

const DOCS = resolve(__dirname, "../../../docs");
const IMAGES = join(DOCS, "images");

test("the gallery's page is the one that npm run gallery makes", () => {
  expect(readFileSync(join(DOCS, "review-gallery.md"), "utf8")).toBe(galleryPage());
});

describe.each(GALLERY_NAMES)("the review %s of the gallery", (name) => {
  test("has the published form", () => {
    expect(violations(galleryReview(name), reviewJsonSchema)).toEqual([]);
  });

  test.each(Object.entries(GALLERY_FORMS))(
    "is shown as %s as it would be now; else: npm run gallery",
    (form, render) => {
      expect(readFileSync(join(GALLERY_FOLDER, `${name}.${form}`), "utf8")).toBe(render(galleryReview(name)));
    },
  );

  test("is a whole comment, with what must be known in its first screen", () => {
    const text = GALLERY_FORMS["md"]?.(galleryReview(name)) ?? "";
    structureOf(text);
    const screen = text.split("\n").slice(0, 25).join("\n");
    const [worst] = galleryReview(name).findings;
    expect(screen).toContain("**Objects:**");
    if (worst !== undefined) expect(screen).toContain("| Risk | What happens | What it means | What to do |");
  });
});

test("each picture of the gallery is there, there is no other, and all are small", () => {
  const found = readdirSync(IMAGES).filter((name) => name.startsWith("review-"));
  expect(found.sort()).toEqual(PICTURES.map(({ file }) => file).sort());
  const sizes = found.map((file) => statSync(join(IMAGES, file)).size);
  expect(Math.max(...sizes)).toBeLessThan(150_000);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
});

test("the gallery's folder has no file that nothing makes", () => {
  const made = GALLERY_NAMES.flatMap((name) =>
    ["json", ...Object.keys(GALLERY_FORMS)].map((form) => `${name}.${form}`),
  );
  expect(readdirSync(GALLERY_FOLDER).sort()).toEqual([...made, "pictures.json"].sort());
});
