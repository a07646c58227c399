import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { galleryPage, PICTURES } from "../../browser/support/pictures";

const DOCS = resolve(__dirname, "../../../docs");

test("the gallery's page is the one that npm run gallery makes", () => {
  expect(readFileSync(join(DOCS, "review-gallery.md"), "utf8")).toBe(galleryPage());
});

test("each picture of the gallery is there and small, and there is no other", () => {
  const found = readdirSync(join(DOCS, "images")).filter((name) => name.startsWith("review-"));
  expect(found.sort()).toEqual(PICTURES.map(({ file }) => file).sort());
  for (const file of found) expect(statSync(join(DOCS, "images", file)).size).toBeLessThan(150_000);
});
