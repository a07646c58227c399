// From the words of plans and reviews to those of the page.
import type { Action } from "../../digest/model.js";
import { type Review, type Risk, RISKS } from "../../judge/model.js";
import { FATE_WORDS, type Fate, FATES } from "./fates.js";

const FATE_OF: Readonly<Record<Action, Fate>> = {
  create: "created",
  update: "updated",
  delete: "destroyed",
  "delete-create": "recreated",
  "create-delete": "recreated",
  forget: "forgotten",
  "forget-create": "forgotten",
  read: "unchanged",
  "no-op": "unchanged",
  "not-understood": "unclear",
};

/** What an action comes to. */
export function fateOf(action: Action): Fate {
  return FATE_OF[action];
}

/** Which replacement it is, for details: it decides whether there is a gap. */
export function actionWords(action: Action): string {
  if (action === "delete-create") return "destroyed, then recreated";
  if (action === "create-delete") return "recreated, then the old one destroyed";
  if (action === "forget-create") return "created anew; the old one stays, unmanaged";
  if (action === "read") return "read";
  return FATE_WORDS[fateOf(action)].word;
}

/** The worst of some. */
export function worstFate(fates: Iterable<Fate>): Fate {
  const all = new Set(fates);
  return FATES.find((fate) => all.has(fate)) ?? "unchanged";
}

/** Orders by risk, heaviest first; without one comes last. */
export function riskRank(risk: Risk | undefined): number {
  return risk === undefined ? RISKS.length : RISKS.indexOf(risk);
}

/** The verdict for people, with the fate whose colour it has. */
export const VERDICTS: Readonly<
  Record<Review["verdict"], { readonly sign: string; readonly word: string; readonly tone: Fate }>
> = {
  unjudgeable: { sign: "?", word: "Can't be judged", tone: "unclear" },
  blocked: { sign: "×", word: "Blocked", tone: "destroyed" },
  findings: { sign: "!", word: "Look first", tone: "recreated" },
  changes: { sign: "~", word: "Changes, no findings", tone: "updated" },
  nothing: { sign: "=", word: "No changes", tone: "created" },
};
