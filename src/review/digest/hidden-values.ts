// What changes in an object and is not shown, for the semantic digest: two plans with other values never have the same one. Values that
// are secret by mark, attribute or name are only counted; nothing may tell whether they are the same, as a short one could be guessed.
import { canonicalJson, isList, isObject, type Json } from "../../synthesized/index.js";
import { showingOf } from "./allow-list.js";
import { areMasksReadable, isSame, type Sides } from "./attributes.js";
import { isSecretName, isSecretPair } from "./secret-names.js";
import type { Scrubber } from "./scrubber.js";
import { secretAttributesOf } from "./taint.js";

/** New values of an object, with secrets that carry no mark still in them. */
export interface NewValues {
  /** Paths and values, as JSON. */
  readonly text: string;
  /** Places whose new value is secret. */
  readonly secrets: number;
}

/** Nothing new. */
const NO_VALUES: NewValues = { text: "[]", secrets: 0 };

/** Whether an attribute changes by itself. */
export function isItsOwn(type: string, path: string): boolean {
  return type === "agyn_runner" && path === "status";
}

/** What an object has afterwards where it was not the same before. */
export function newValues(type: string, sides: Sides): NewValues {
  if (!areMasksReadable(sides)) return { ...NO_VALUES, secrets: 1 };
  const { before, after, beforeSensitive, afterSensitive } = sides;
  const found: (readonly [path: readonly string[], value: Json])[] = [];
  let secrets = 0;
  // a path is a list of keys
  const walk = (keys: readonly string[], place: Place): void => {
    const { was, will, wasMarked, willBeMarked, isSecret } = place;
    if (isSame(was, will) && isSame(wasMarked ?? false, willBeMarked ?? false)) return;
    if (isItsOwn(type, keys.join(".")) || isSilent(type, keys)) return;
    if (isSecret || wasMarked === true || willBeMarked === true) {
      secrets += isThere(will) ? 1 : 0;
      found.push([keys, isThere(will) ? "(secret)" : null]);
    } else if (isObject(will) || isList(will)) {
      const inner = [...new Set([...keysOf(will), ...(isList(was) === isList(will) ? keysOf(was) : [])])].sort();
      if (inner.length === 0) found.push([keys, will]);
      for (const key of inner) {
        const isNamed =
          isSecretName(key) ||
          (keys.length === 0 && secretAttributesOf(type).includes(key)) ||
          (key === "value" && (isSecretPair(was) || isSecretPair(will)));
        walk([...keys, key], {
          was: childOf(was, key),
          will: childOf(will, key),
          wasMarked: childOf(wasMarked, key),
          willBeMarked: childOf(willBeMarked, key),
          isSecret: isNamed,
        });
      }
    } else found.push([keys, will ?? null]);
  };
  walk([], { was: before, will: after, wasMarked: beforeSensitive, willBeMarked: afterSensitive, isSecret: false });
  return found.length === 0 ? NO_VALUES : { text: canonicalJson(found), secrets };
}

/** What an output has afterwards. */
export function outputValues(isSecret: boolean, value: Json | undefined): NewValues {
  return newValues("", {
    before: null,
    after: value ?? null,
    unknown: {},
    beforeSensitive: false,
    afterSensitive: isSecret,
  });
}

/** The values without secrets that were found elsewhere, and how many are secret. */
export function finishedValues({ text, secrets }: NewValues, scrubber: Scrubber): NewValues {
  const clean = scrubber.scrub(text);
  return { text: clean, secrets: secrets + (clean === text ? 0 : 1) };
}

interface Place {
  readonly was: Json | undefined;
  readonly will: Json | undefined;
  readonly wasMarked: Json | undefined;
  readonly willBeMarked: Json | undefined;
  readonly isSecret: boolean;
}

/** Whether nobody sets it; lists have no places in such paths. */
function isSilent(type: string, keys: readonly string[]): boolean {
  return (
    keys.length > 0 &&
    showingOf(
      type,
      keys.filter((key) => !/^\d+$/.test(key)),
    ) === "silent"
  );
}

function isThere(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function keysOf(value: Json | undefined): string[] {
  return isList(value) || isObject(value) ? Object.keys(value) : [];
}

function childOf(value: Json | undefined, key: string): Json | undefined {
  if (isList(value)) return value[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
