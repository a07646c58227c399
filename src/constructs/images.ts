// Images are named exactly, so that a pod which is made tomorrow runs what was tried today.
import { imageFaults } from "../kubernetes/index.js";
import { type Problem, problemsOf } from "./problems.js";

/** What is wrong with the image of a container, if anything. */
export const checkExactImage = (path: string, image: string | undefined): readonly Problem[] =>
  problemsOf(imageFaults(path, image));
