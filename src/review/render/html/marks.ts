// From the words of plans and reviews to the signs and colours of the page.
import type { Action } from "../../digest/model.js";
import { type Review, type Risk, RISKS } from "../../judge/model.js";
import { type Fate, FATES } from "./fates.js";

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

/** The worst of some. */
export function worstFate(fates: Iterable<Fate>): Fate {
  const all = new Set(fates);
  return FATES.find((fate) => all.has(fate)) ?? "unchanged";
}

/** Orders by risk, heaviest first; without one comes last. */
export function riskRank(risk: Risk | undefined): number {
  return risk === undefined ? RISKS.length : RISKS.indexOf(risk);
}

/** A verdict as a sign, with the fate whose colour it has. */
export const VERDICT_MARKS: Readonly<Record<Review["verdict"], { readonly sign: string; readonly tone: Fate }>> = {
  unjudgeable: { sign: "?", tone: "unclear" },
  blocked: { sign: "×", tone: "destroyed" },
  findings: { sign: "!", tone: "recreated" },
  changes: { sign: "~", tone: "updated" },
  nothing: { sign: "=", tone: "created" },
};
