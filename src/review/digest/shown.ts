// A value as it may be shown, or why not. Nothing is cut here: a part of a secret would not be found any more. Cutting is the last step, when
// the secrets are out.
import { isList, isObject, type Json } from "../../synthesized/index.js";
import { holdsAssignment } from "./assigned-secrets.js";
import type { AttributeChange, Shown } from "./model.js";
import type { Scrubber } from "./scrubber.js";

/** More of a text is cut off, with a count. */
const MOST_CHARS = 300;
/** More changes of one object are only counted. */
const MOST_CHANGES = 300;

/** There is none. */
export const ABSENT: Shown = { absent: true };
/** Known only after the apply. */
export const UNKNOWN: Shown = { unknown: true };
/** Marked, or known as a secret. */
export const SECRET: Shown = { hidden: "sensitive" };
/** Not on the list of what may be shown. */
export const UNLISTED: Shown = { hidden: "policy" };

/** Whether there is a value. */
export function isThere(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

/** A value that may be shown, but for what it says itself to be secret. */
export function shownValue(value: Json | undefined): Shown {
  if (!isThere(value)) return ABSENT;
  if (typeof value === "number" && !Number.isFinite(value)) return { value: "a number too large to show" };
  return holdsAssignment(value) ? SECRET : { value };
}

/** The same value, with a reason for not showing it where there is one. */
export function hiddenValue(value: Json | undefined, reason: Shown): Shown {
  return isThere(value) ? reason : ABSENT;
}

/** Changes with the secrets out, and cut to what a reader can take in. */
export function finishedChanges(
  changes: readonly AttributeChange[],
  values: Scrubber,
  words: Scrubber,
): readonly AttributeChange[] {
  const finished = changes.slice(0, MOST_CHANGES).map(({ path, before, after }) => ({
    path: cut(words.scrub(path)),
    before: finishedShown(before, values),
    after: finishedShown(after, values),
  }));
  const left = changes.length - finished.length;
  if (left > 0) finished.push({ path: `(${left} more)`, before: UNLISTED, after: UNLISTED });
  return finished;
}

/** A value with the secrets out: one that has a secret anywhere in it is hidden whole. */
function finishedShown(shown: Shown, scrubber: Scrubber): Shown {
  if (!("value" in shown)) return shown;
  return holdsSecret(shown.value, scrubber) ? SECRET : { value: cutValue(shown.value) };
}

function holdsSecret(value: Json | undefined, scrubber: Scrubber): boolean {
  if (typeof value === "string") return scrubber.finds(value);
  if (typeof value === "number") return scrubber.finds(String(value));
  if (isList(value)) return value.some((item) => holdsSecret(item, scrubber)) || scrubber.finds(JSON.stringify(value));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => scrubber.finds(key) || holdsSecret(inner, scrubber));
}

function cutValue(value: Json): Json {
  if (typeof value === "string") return cut(value);
  const written = typeof value === "object" && value !== null ? JSON.stringify(value) : "";
  return written.length <= MOST_CHARS ? value : cut(written);
}

/** A text of bearable length. */
export function cut(text: string): string {
  if (text.length <= MOST_CHARS) return text;
  const start = text.slice(0, MOST_CHARS).replace(/[\ud800-\udbff]$/, "");
  return `${start}... (${text.length - start.length} more characters)`;
}
