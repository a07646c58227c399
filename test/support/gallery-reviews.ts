// The reviews that docs/review-gallery holds: as JSON, which `npm run gallery` makes from real plans, and the other forms, which are made
// from that JSON. What the pictures show, and what tests of the page open beside the sample, are these.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  policyRules,
  renderAnnotations,
  renderCodeQuality,
  renderMarkdown,
  renderSarif,
  renderTerraformReport,
  renderText,
  type Review,
  reviewRules,
} from "../../src/review/index";

/** Where they are. */
export const GALLERY_FOLDER = resolve(__dirname, "../../docs/review-gallery");

/** Commit that was reviewed. */
export const GALLERY_COMMIT = "3f9c2d7b61e84a05c9d1f7e2b8a6403d5c1e9f72";

/** Changes by the names of their files, in the order of the page. */
export const GALLERY_NAMES = [
  "region-added",
  "last-place-lost",
  "rotated",
  "chart-jump",
  "first-deployment",
  "not-judged",
] as const;
/** A change by the name of its files. */
export type GalleryName = (typeof GALLERY_NAMES)[number];

const SOURCES = { entry: "fleet.yaml" };
const COMMENT = { head: GALLERY_COMMIT };

/** Forms beside JSON and HTML, by what their files' names end with. */
export const GALLERY_FORMS: Readonly<Record<string, (review: Review) => string>> = {
  txt: (review) => renderText(review),
  md: (review) => renderMarkdown(review, COMMENT).text,
  "gitlab.md": (review) => renderMarkdown(review, { ...COMMENT, host: "gitlab" }).text,
  // a release changes no file of the gallery
  sarif: (review) =>
    renderSarif(review, { version: "0.0.0", rules: [...reviewRules, ...policyRules], sources: SOURCES }),
  "annotations.txt": (review) => renderAnnotations(review, { sources: SOURCES, guard: "0".repeat(32) }),
  "codequality.json": (review) => renderCodeQuality(review, SOURCES),
  "terraform.json": (review) => renderTerraformReport(review),
};

/** A review as it was recorded. */
export function galleryReview(name: GalleryName): Review {
  return JSON.parse(readFileSync(join(GALLERY_FOLDER, `${name}.json`), "utf8")) as Review;
}

/** A review with ids that do not differ from run to run, and so without the digest that is made of them. */
export function comparable(review: Review): unknown {
  const { semantic: _, ...rest } = withStableIds(review);
  return rest;
}

/** A review whose ids on the platform are counted in place of what chance made. */
export function withStableIds(review: Review): Review {
  const ids = new Map<string, string>();
  const text = JSON.stringify(review).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    const stable = ids.get(id) ?? `00000000-0000-4000-8000-${String(ids.size + 1).padStart(12, "0")}`;
    ids.set(id, stable);
    return stable;
  });
  return JSON.parse(text) as Review;
}
