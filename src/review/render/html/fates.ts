// What happens to a thing, as the page says it everywhere: a sign, a word and a colour (by class), so that none is needed alone.
// Colours are measured for contrast and for the three kinds of colour blindness; see page/style.css. The page's script reads this file
// too, so it imports only words.
import { COUNT_WORDS } from "../count-words.js";

/** What the map tells apart, worst first. */
export const FATES = ["destroyed", "recreated", "unclear", "forgotten", "updated", "created", "unchanged"] as const;
/** What happens to a runner or an object. */
export type Fate = (typeof FATES)[number];

/** A fate for people. */
export const FATE_WORDS: Readonly<Record<Fate, { readonly sign: string; readonly word: string }>> = {
  destroyed: { sign: "×", word: COUNT_WORDS.destroyed },
  recreated: { sign: "±", word: COUNT_WORDS.recreated },
  unclear: { sign: "?", word: "uncertain" },
  forgotten: { sign: "∅", word: COUNT_WORDS.forgotten },
  updated: { sign: "~", word: COUNT_WORDS.updated },
  created: { sign: "+", word: COUNT_WORDS.created },
  unchanged: { sign: "=", word: COUNT_WORDS.unchanged },
};
