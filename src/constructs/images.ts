// Images are named exactly, so that a pod which is made tomorrow runs what was tried today.
import { EXACT_IMAGE, movesBecause } from "../kubernetes/index.js";
import { Token } from "./core.js";
import type { Problem } from "./problems.js";

/** What is wrong with the image of a container, if anything. */
export function checkExactImage(path: string, image: string | undefined): readonly Problem[] {
  const why = image === undefined || Token.isUnresolved(image) ? undefined : movesBecause(image);
  return why === undefined ? [] : [{ path, value: image, why, fix: EXACT_IMAGE }];
}
