// The words of a review: what its forms for people say in the same way.
//
// Nothing here is escaped: each form does that for its own syntax.
import type { Action, Shown } from "../digest/model.js";
import { capacityTotal } from "../judge/capacity.js";
import type {
  AgentPlacement,
  BeforeAfter,
  CapacityRow,
  Counts,
  Review,
  ReviewedStack,
  ReviewFinding,
  Risk,
  Whereabouts,
} from "../judge/model.js";
import { COUNT_WORDS, COUNTED } from "./count-words.js";

/** What happens, as the end of a sentence with the object before it. */
export const ACTION_WORDS: Readonly<Record<Action, string>> = {
  create: "created",
  update: "updated",
  delete: "destroyed",
  "delete-create": "destroyed and recreated",
  "create-delete": "recreated, then the old one destroyed",
  forget: "no longer managed, left as it is",
  "forget-create": "created anew, the old one left and no longer managed",
  read: "read",
  "no-op": "unchanged",
  "not-understood": "changed in a way that this version does not understand",
};

/** A verdict, as the first words of a review. */
export const VERDICT_WORDS: Readonly<Record<Review["verdict"], string>> = {
  unjudgeable: "Can't be judged",
  blocked: "Blocked",
  findings: "Look at the findings",
  changes: "Changes, nothing found",
  nothing: "No change",
};

/** A verdict as a sign, for those who skim. */
export const VERDICT_SIGNS: Readonly<Record<Review["verdict"], string>> = {
  unjudgeable: "⛔",
  blocked: "⛔",
  findings: "⚠️",
  changes: "✅",
  nothing: "✅",
};

/** A risk as a person reads it. */
export const RISK_WORDS: Readonly<Record<Risk, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

/** A clause as a sentence: it begins with a capital and ends with a full stop, unless it begins with a name that must stay as it is. */
export function asSentence(clause: string): string {
  const text = clause.trim();
  const [first = ""] = text.split(" ");
  const begun = /^\p{Ll}[\p{Ll}']*[,:]?$/u.test(first) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
  return /[.!?…]$/.test(begun) || begun === "" ? begun : `${begun}.`;
}

/** What a finding means, with its cause. */
export function meaning({ consequence, cause }: ReviewFinding): string {
  return cause === undefined
    ? asSentence(consequence)
    : `${asSentence(consequence)} Cause: ${cause.replace(/\.$/, "")}.`;
}

/** A number with its noun: `1 runner`, `2 runners`. */
export function many(count: number, noun: string, plural = `${noun}s`): string {
  return `${amount(count)} ${count === 1 ? noun : plural}`;
}

const AMOUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** A number as people write it: `41,000`. */
export function amount(value: number): string {
  return AMOUNT.format(value);
}

/** Both sides of a number: `2 → 1`, or one when they are equal. */
export function sides({ before, after }: BeforeAfter): string {
  return before === after ? amount(after) : `${amount(before)} → ${amount(after)}`;
}

/** What happens, counted: `14 created, 1 destroyed and recreated, 12 destroyed`; what does not happen is left out. */
export function countsSentence(counts: Counts): string {
  const parts = COUNTED.filter((kind) => kind !== "unchanged" && counts[kind] > 0);
  return parts.length === 0
    ? "nothing changes"
    : parts.map((kind) => `${amount(counts[kind])} ${COUNT_WORDS[kind]}`).join(", ");
}

/** Where something is, in the fleet's words: the pool, else the construct path, else the address; with the stack when that says more. */
export function whereIs({ pool, path, address, stack, region }: Whereabouts): string {
  const place = pool ?? path ?? address;
  if (place === undefined) return stack === undefined ? (region ?? "the fleet") : `stack ${stack}`;
  return stack === undefined || place.split("/")[0] === stack ? place : `${place} in stack ${stack}`;
}

/** What a value is, on one line. */
export function shownText(shown: Shown): string {
  if ("value" in shown) return typeof shown.value === "string" ? shown.value : JSON.stringify(shown.value);
  if ("unknown" in shown) return "(known after the apply)";
  if ("hidden" in shown) return shown.hidden === "sensitive" ? "(hidden: sensitive)" : "(hidden)";
  return "(none)";
}

/** What becomes of an agent's place, without why. */
const PLACEMENT_WORDS: Readonly<Record<AgentPlacement["verdict"], string>> = {
  lost: "can't be placed any more",
  unplaced: "can't be placed, as before",
  uncertain: "may be placed or not",
  narrower: "fewer places",
  other: "other places",
  wider: "more places",
  found: "can be placed now",
  new: "new agent",
  gone: "agent is gone",
  same: "same places",
};

/** What becomes of an agent's place, without the reason. */
export function placementWord({ verdict, before, after }: AgentPlacement): string {
  // the same pools, in which there are more runners or fewer
  const inTheSame = before.length === after.length && before.every((pool, index) => pool === after[index]);
  if (inTheSame && verdict === "wider") return "more runners in the same place";
  if (inTheSame && verdict === "narrower") return "fewer runners in the same place";
  return PLACEMENT_WORDS[verdict];
}

/** What becomes of an agent's place. */
export function placementWords(placement: AgentPlacement): string {
  const words = placementWord(placement);
  const { verdict, why, mayLand = [] } = placement;
  if (verdict === "uncertain") return `${words}: whether it may land on ${mayLand.join(", ")} is not known yet`;
  if (why === undefined) return words;
  return verdict === "new" ? `${words}, can't be placed: ${why}` : `${words}: ${why}`;
}

/** What a reader must know of a stack beside its counts. */
export function stackRemarks({ source, standing, provisionalOn, doubts }: ReviewedStack): readonly string[] {
  return [
    ...(standing === "new" ? ["new stack"] : []),
    ...(standing === "gone" ? ["no longer in the app"] : []),
    ...(source === "synth" ? ["no plan: compared as synthesized"] : []),
    ...(source === "none" ? ["no plan"] : []),
    ...(provisionalOn.length === 0 ? [] : [`provisional: ${provisionalOn.join(", ")} must be applied first`]),
    ...doubts.map(({ kind }) => `not judged: ${kind}`),
  ];
}

/** Rows of the ledger in which something changes. */
export function changedRows(rows: readonly CapacityRow[]): readonly CapacityRow[] {
  return rows.filter(({ runners, nodes, gpus, cost }) =>
    [runners, nodes, gpus, cost].some((pair) => pair !== undefined && pair.before !== pair.after),
  );
}

/** What the fleet has in all, a line each kind: `runners 5 → 4`. */
export function totals(rows: readonly CapacityRow[], currency: string | undefined): readonly string[] {
  if (rows.length === 0) return [];
  const { runners, nodes, gpus, cost } = capacityTotal(rows);
  const kinds: readonly (readonly [string, BeforeAfter | undefined])[] = [
    ["runners", runners],
    ["nodes", nodes],
    ["GPUs", gpus],
    [`cost a month${currency === undefined ? "" : ` in ${currency}`}`, cost],
  ];
  return kinds.flatMap(([kind, pair]) => (pair === undefined ? [] : [`${kind} ${sides(pair)}`]));
}
