// The words of a review: what its forms for people say in the same way. A replacement is "destroyed and recreated", because readers of
// "replaced" miss the destroy in it.
//
// Nothing here is escaped: each form does that for its own syntax.
import type { Action, Shown } from "../digest/model.js";
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

/** Reasons that Terraform gives, in words; others are shown as they are. */
const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "it is marked as damaged",
  replace_because_cannot_update: "it can't be changed in place",
  replace_by_request: "its replacement is asked for",
  replace_by_triggers: "something it depends on changes",
  delete_because_no_resource_config: "no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_no_move_target: "moved to what is not in the configuration",
  delete_because_wrong_repetition: "counted in another way",
  delete_because_count_index: "its number is out of range",
  delete_because_each_key: "its key is gone",
};

/** Why Terraform does something. */
export function reasonWords(reason: string): string {
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? reason) : reason;
}

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
  const parts = changesOf(counts).map(([word, count]) => `${amount(count)} ${word}`);
  return parts.length === 0 ? "nothing changes" : parts.join(", ");
}

/** What happens, worst first, without what happens to nothing and without what stays. */
function changesOf(counts: Counts): readonly (readonly [word: string, count: number])[] {
  const { destroyed, recreated, forgotten, updated, created, imported, moved } = counts;
  const all: readonly (readonly [string, number])[] = [
    ["destroyed", destroyed],
    ["destroyed and recreated", recreated],
    ["no longer managed", forgotten],
    ["updated", updated],
    ["created", created],
    ["imported", imported],
    ["moved", moved],
  ];
  return all.filter(([, count]) => count > 0);
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

/** What becomes of an agent's place. */
export function placementWords({ verdict, why }: AgentPlacement): string {
  const because = why === undefined ? "" : `: ${why}`;
  switch (verdict) {
    case "lost":
      return `can't be placed any more${because}`;
    case "unplaced":
      return `can't be placed, as before${because}`;
    case "narrower":
      return "fewer places";
    case "wider":
      return "more places";
    case "found":
      return "can be placed now";
    case "other":
      return "other places";
    case "new":
      return why === undefined ? "new agent" : `new agent, can't be placed${because}`;
    case "gone":
      return "agent is gone";
    case "same":
      return "same places";
  }
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

/** What the fleet has in all, a line each kind: `runners 5 → 4`. Nodes and GPUs are told once for each region and tier. */
export function totals(rows: readonly CapacityRow[], currency: string | undefined): readonly string[] {
  const places = [...new Map(rows.map((row) => [JSON.stringify([row.region, row.tier]), row])).values()];
  const kinds: readonly (readonly [string, readonly (BeforeAfter | undefined)[]])[] = [
    ["runners", rows.map(({ runners }) => runners)],
    ["nodes", places.map(({ nodes }) => nodes)],
    ["GPUs", places.map(({ gpus }) => gpus)],
    [`cost a month${currency === undefined ? "" : ` in ${currency}`}`, rows.map(({ cost }) => cost)],
  ];
  return kinds.flatMap(([kind, pairs]) => {
    const known = pairs.filter((pair) => pair !== undefined);
    return known.length === 0 ? [] : [`${kind} ${sides(sum(known))}`];
  });
}

function sum(pairs: readonly BeforeAfter[]): BeforeAfter {
  return pairs.reduce((left, right) => ({ before: left.before + right.before, after: left.after + right.after }), {
    before: 0,
    after: 0,
  });
}
