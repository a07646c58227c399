// Makes the reviews of the gallery from real plans: what a change starts from is applied by the real terraform, the change is planned, and
// the command reviews it.
import type { Review } from "../../src/review/index";
import type { GalleryChange } from "./gallery-changes";
import { withStableIds } from "./gallery-reviews";
import { PlannedFleet } from "./planned-fleet";
import { reviewInAllForms } from "./review-command";

/** Plans a change and reviews it. */
export async function recordReview({ gateways, base, head, args, only }: GalleryChange): Promise<Review> {
  const fleet = await PlannedFleet.create(gateways);
  try {
    const applied = base === undefined ? undefined : await fleet.apply(base);
    const change = await fleet.plan(applied ?? "", head, args, only);
    const { code, stderr, forms } = await reviewInAllForms([
      ...["--out", change.head, ...(applied === undefined ? [] : ["--base", applied])],
      ...Object.values(change.plans).flatMap((file) => ["--plan", file]),
    ]);
    if (typeof code === "string") throw new Error(`the review failed: ${code} ${stderr}`);
    return withStableIds(JSON.parse(forms["json"] ?? "") as Review);
  } finally {
    await fleet.dispose();
  }
}
