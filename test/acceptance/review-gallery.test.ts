// The reviews of docs/review-gallery come from real plans. Those that are quick to plan are planned here again; `npm run gallery` plans all.
import { GALLERY_CHANGES } from "../support/gallery-changes";
import { recordReview } from "../support/gallery-record";
import { comparable, type GalleryName, galleryReview } from "../support/gallery-reviews";

const QUICK: readonly GalleryName[] = ["first-deployment", "chart-jump"];

test.each(GALLERY_CHANGES.filter(({ name }) => QUICK.includes(name)).map((change) => [change.name, change] as const))(
  "the review %s of the gallery is what a plan of it gives today; else: npm run gallery",
  async (name, change) => {
    expect(comparable(await recordReview(change))).toEqual(comparable(galleryReview(name)));
  },
  120_000,
);
