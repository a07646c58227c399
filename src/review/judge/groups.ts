// Equal changes counted as one, the odd one out in front: two hundred releases that get the same log level are one line, and the one
// that gets another stands first.
import { groupBy } from "../../rules/index.js";
import type { Action, Shown } from "../digest/model.js";
import type { JudgedChange } from "./judged.js";
import type { ChangeGroup, GroupedChange } from "./model.js";
import { stepOf } from "./rules/releases.js";
import { compare, listed } from "./texts.js";

/** From this many members on, some of them may be odd. */
const LEAST_FOR_ODD = 3;

const WORDS: Readonly<Record<Action, string>> = {
  create: "created",
  update: "updated",
  delete: "destroyed",
  "delete-create": "destroyed and recreated",
  "create-delete": "recreated, the new one first",
  forget: "left as it is, no longer managed",
  "forget-create": "made anew, the old one left and no longer managed",
  read: "read",
  "no-op": "unchanged",
  "not-understood": "not understood",
};

/** From what ends to what only is read. */
const ORDER: readonly Action[] = [
  "not-understood",
  "delete",
  "delete-create",
  "create-delete",
  "forget-create",
  "forget",
  "update",
  "create",
  "no-op",
  "read",
];

/** The changes in groups: what ends first, then by type. */
export function groupsOf(changes: readonly JudgedChange[]): readonly ChangeGroup[] {
  return [...groupBy(changes, keyOf).values()]
    .flatMap((members) => {
      const [first] = members;
      return first === undefined ? [] : [groupOf(first, members)];
    })
    .sort(
      (a, b) =>
        ORDER.indexOf(a.action) - ORDER.indexOf(b.action) || compare(a.type, b.type) || compare(a.title, b.title),
    );
}

function keyOf({ change }: JudgedChange): string {
  const { mode, type, action, reason, forcedBy, imported, deposed, previousAddress } = change;
  const paths = tellsItself(action) ? [] : change.attributes.map(({ path }) => path);
  const isMoved = previousAddress !== undefined;
  return JSON.stringify([mode, type, action, reason, forcedBy, imported, deposed, isMoved, paths]);
}

function groupOf({ change }: JudgedChange, members: readonly JudgedChange[]): ChangeGroup {
  const signatures = members.map(signatureOf);
  const common = mostCommon(signatures);
  const isOdd = (index: number): boolean => common !== undefined && signatures[index] !== common;
  const odd = members.filter((_, index) => isOdd(index));
  const rest = members.filter((_, index) => !isOdd(index));
  const { mode, type, action } = change;
  return {
    title: titleOf(rest[0]?.change ?? change),
    type: mode === "data" ? `data.${type}` : type,
    action,
    count: members.length,
    members: [...odd, ...rest].map(({ stack, change: one }): GroupedChange => ({ stack, change: one })),
    odd: odd.length,
  };
}

function titleOf({
  mode,
  type,
  action,
  attributes,
  imported,
  previousAddress,
  deposed,
}: JudgedChange["change"]): string {
  const done =
    action === "no-op"
      ? imported
        ? "imported"
        : previousAddress === undefined
          ? "unchanged"
          : "moved"
      : WORDS[action];
  const also = action !== "no-op" && imported ? "imported and " : "";
  const what = `${mode === "data" ? "look-up " : ""}${type}${deposed ? " (what an earlier apply left)" : ""} ${also}${done}`;
  if (tellsItself(action) || attributes.length === 0) return what;
  return `${what}: ${listed(attributes.map(stepOf), 3)}`;
}

/** What is created or destroyed is told by its type; its attributes only say which it is. */
function tellsItself(action: Action): boolean {
  return action === "create" || action === "delete" || action === "forget" || action === "read";
}

/** The values of a change, with its own names taken out of them. */
function signatureOf({ change, pool }: JudgedChange): string {
  if (tellsItself(change.action)) return "";
  const own = [
    ...Object.values(change.identity),
    ...(pool === undefined ? [] : [pool.id, pool.declared?.name ?? "", pool.region, pool.team]),
  ]
    .filter((name) => name.length > 1)
    .sort((a, b) => b.length - a.length);
  const text = JSON.stringify(change.attributes.map(({ path, before, after }) => [path, plain(before), plain(after)]));
  return own.reduce((rest, name) => rest.replaceAll(name, "*"), text);
}

function plain(shown: Shown): unknown {
  return "value" in shown ? [shown.value] : Object.keys(shown);
}

/** The signature of more than half; undefined when there is none, or too few to tell. */
function mostCommon(signatures: readonly string[]): string | undefined {
  if (signatures.length < LEAST_FOR_ODD) return undefined;
  const counts = new Map<string, number>();
  for (const signature of signatures) counts.set(signature, (counts.get(signature) ?? 0) + 1);
  return [...counts].find(([, count]) => count * 2 > signatures.length)?.[0];
}
