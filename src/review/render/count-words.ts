// What happens to objects, as a word beside their count, the same in all forms. A replacement is "destroyed and recreated", because
// readers of "replaced" miss the destroy in it. The script of the page reads this file too, so it imports nothing.

/** The words, worst first. */
export const COUNT_WORDS = {
  destroyed: "destroyed",
  recreated: "destroyed and recreated",
  forgotten: "no longer managed",
  updated: "updated",
  created: "created",
  imported: "imported",
  moved: "moved",
  unchanged: "unchanged",
} as const;

/** The kinds of counts, worst first. */
export const COUNTED = Object.keys(COUNT_WORDS) as readonly (keyof typeof COUNT_WORDS)[];
