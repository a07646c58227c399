// What changes in an object, as paths. A value is unchanged only if both sides are equal, nothing of it is unknown and its mask is the same;
// everything else is told, if only as a change of something hidden.
//
// Source: Terraform's plan format: what is unknown is missing from `after` and true in `after_unknown`, masks mirror the values' shape.
import { isList, isObject, type Json } from "../../synthesized/index.js";
import { ruleOf, showingOf, type Showing } from "./allow-list.js";
import { holdsNamed } from "./assigned-secrets.js";
import { isHarmless, isOpenSetting, isOpenValue } from "./chart-values.js";
import { helmValues } from "./helm-values.js";
import type { AttributeChange, Shown } from "./model.js";
import { isSecretName, isSecretPair } from "./secret-names.js";
import { ABSENT, hiddenValue, isThere, SECRET, shownValue, UNKNOWN, UNLISTED } from "./shown.js";
import { isReadableMask } from "./taint.js";

/** An object on both sides of a change, and what is said of its values. */
export interface Sides {
  readonly before: Json;
  readonly after: Json;
  readonly unknown: Json | undefined;
  readonly beforeSensitive: Json | undefined;
  readonly afterSensitive: Json | undefined;
}

/** One place on both sides. */
interface Place {
  readonly type: string;
  /** From the object on, without positions in lists. */
  readonly keys: readonly string[];
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly unknown: Json | undefined;
  readonly beforeMask: Json | undefined;
  readonly afterMask: Json | undefined;
  readonly showing: Showing | "inside";
  /** It is a value of a chart that may be shown. */
  readonly isOpen: boolean;
  /** It stands under a name of a secret. */
  readonly isNamed: boolean;
}

/** Whether the masks of an object can be read; nothing of it is shown otherwise. */
export function areMasksReadable({ before, after, beforeSensitive, afterSensitive }: Sides): boolean {
  return isReadableMask(beforeSensitive, before) && isReadableMask(afterSensitive, after);
}

/** What changes; of an object with masks that can't be read only that it does. */
export function attributeChanges(type: string, sides: Sides): AttributeChange[] {
  const { before, after, unknown, beforeSensitive, afterSensitive } = sides;
  if (!areMasksReadable(sides)) {
    return [{ path: "(all)", before: hiddenValue(before, SECRET), after: hiddenValue(after, SECRET) }];
  }
  const root = {
    type,
    keys: [],
    path: "",
    before,
    after,
    unknown,
    isNamed: false,
    isOpen: false,
    showing: "inside",
  } as const;
  return [...changesAt({ ...root, beforeMask: beforeSensitive, afterMask: afterSensitive })];
}

/** What identifies an object, with its values, as far as it may be shown. */
export function identityOf(type: string, value: Json, mask: Json | undefined): Record<string, string> {
  if (!isReadableMask(mask, value)) return {};
  return Object.fromEntries(
    ruleOf(type).identity.flatMap((path): [string, string][] => {
      let at: Json | undefined = value;
      let marks: Json | undefined = mask;
      for (const key of path.split(".")) {
        if (marks === true) return [];
        at = childOf(single(at), key);
        marks = childOf(single(marks), key);
      }
      const name = path.slice(path.lastIndexOf(".") + 1);
      return typeof at === "string" && marks !== true ? [[name, at]] : [];
    }),
  );
}

function* changesAt(place: Place): Generator<AttributeChange> {
  const { before, after, unknown, beforeMask, afterMask, path, showing } = place;
  if (isSame(before, after) && !holdsTrue(unknown) && isSame(marks(beforeMask), marks(afterMask))) return;
  if (showing === "silent") return;
  if (path !== "" && (beforeMask === true || afterMask === true || showing === "secret")) {
    yield { path, before: hiddenValue(before, SECRET), after: unknown === true ? UNKNOWN : hiddenValue(after, SECRET) };
    return;
  }
  if (showing === "values") {
    yield* valuesAt(place);
    return;
  }
  if (path !== "" && unknown === true && !isContainer(before)) {
    yield { path, before: shownAt(place, before), after: UNKNOWN };
    return;
  }
  if (showing === "hidden") {
    const hidden = { before: hiddenValue(before, UNLISTED), after: hiddenValue(after, UNLISTED) };
    yield { path, ...hidden, ...(holdsTrue(unknown) && !isThere(after) ? { after: UNKNOWN } : {}) };
    return;
  }
  const children = childrenOf(place);
  if (children !== undefined) {
    for (const child of children) yield* changesAt(child);
    return;
  }
  // of what is shown whole a part may be marked
  const isMarked = holdsTrue(beforeMask) || holdsTrue(afterMask);
  const shown = (value: Json | undefined): Shown => (isMarked ? hiddenValue(value, SECRET) : shownAt(place, value));
  yield { path, before: shown(before), after: unknown === true ? UNKNOWN : shown(after) };
}

/** The places below; undefined where a value is shown whole. */
function childrenOf(place: Place): Iterable<Place> | undefined {
  const { before, after, unknown } = place;
  // keys below may be secret like what stands under them
  if (place.isNamed && place.showing !== "plain") return undefined;
  const shapes = [before, after, unknown].filter((one) => isContainer(one));
  const values = [before, after].filter(isThere);
  const isObjects = shapes.length > 0 && shapes.every(isObject) && values.every(isObject);
  const isLists = shapes.length > 0 && shapes.every(isList) && values.every(isList);
  if (isObjects) {
    const keys = new Set(shapes.flatMap((shape) => Object.keys(shape as object)));
    if (keys.size === 0) return undefined;
    return [...keys]
      .sort()
      .filter((key) => key !== "//")
      .map((key) => below(place, key));
  }
  const items = isLists ? shapes.flatMap((list) => (isList(list) ? list : [])) : [];
  if (items.length === 0 || !items.every((item) => isObject(item) || typeof item === "boolean" || item === null))
    return undefined;
  if (!items.some(isObject)) return undefined;
  return itemsOf(place);
}

function below(place: Place, key: string): Place {
  const keys = [...place.keys, key];
  const showing = place.showing === "inside" ? showingOf(place.type, keys) : place.showing;
  const path = /^[\w-]+$/.test(key) ? (place.path === "" ? key : `${place.path}.${key}`) : `${place.path}[${key}]`;
  const isPair = key === "value" && (isSecretPair(place.before) || isSecretPair(place.after));
  const [before, after] = [childOf(place.before, key), childOf(place.after, key)];
  const isNamed = [before, after].some((side) => isThere(side) && isSecretName(key, side));
  return {
    type: place.type,
    keys,
    path,
    before,
    after,
    unknown: place.unknown === true ? true : childOf(place.unknown, key),
    beforeMask: place.beforeMask === true ? true : childOf(place.beforeMask, key),
    afterMask: place.afterMask === true ? true : childOf(place.afterMask, key),
    showing,
    isOpen: place.isOpen || isOpenIn(place, keys),
    isNamed: place.isNamed || isNamed || isPair,
  };
}

/** Whether a value of a chart may be shown, or a setting's. */
function isOpenIn({ showing, before, after }: Place, keys: readonly string[]): boolean {
  const names = [before, after].filter(isThere).map((side) => childOf(side, "name"));
  // the first key is the attribute
  if (showing === "chart") return names.length > 0 && names.every((name) => isOpenValue(keys.slice(1), name));
  if (showing !== "settings") return false;
  return keys.at(-1) === "value" ? names.length > 0 && names.every(isOpenSetting) : true;
}

/** Items of a list of objects: by name where all have one of their own, the one item of a block by itself, else by position. */
function* itemsOf(place: Place): Generator<Place> {
  const [before, after] = [listOf(place.before), listOf(place.after)];
  const pick = (list: Json | undefined, index: number): Json | undefined =>
    typeof list === "boolean" ? list : index < 0 ? undefined : listOf(list)[index];
  const item = (index: readonly [number, number], label: string): Place => ({
    ...place,
    path: label === "" ? place.path : `${place.path}[${label}]`,
    before: pick(before, index[0]),
    after: pick(after, index[1]),
    unknown: pick(place.unknown, index[1]),
    beforeMask: pick(place.beforeMask, index[0]),
    afterMask: pick(place.afterMask, index[1]),
  });
  const isBlock = (place.showing === "inside" || place.showing === "plain") && before.length <= 1 && after.length <= 1;
  const [namesBefore, namesAfter] = isBlock ? [] : [namesOf(before), namesOf(after)];
  if (namesBefore !== undefined && namesAfter !== undefined) {
    for (const name of new Set([...namesBefore, ...namesAfter])) {
      yield item([namesBefore.indexOf(name), namesAfter.indexOf(name)], name);
    }
    return;
  }
  const length = Math.max(before.length, after.length, listOf(place.unknown).length);
  for (let index = 0; index < length; index += 1) yield item([index, index], length === 1 ? "" : String(index));
}

/** Helm values: merged as Helm does, then compared like anything else. */
function* valuesAt(place: Place): Generator<AttributeChange> {
  const [before, after] = [helmValues(place.before), helmValues(place.after)];
  const isMarked = holdsTrue(place.beforeMask) || holdsTrue(place.afterMask);
  if (isMarked || holdsTrue(place.unknown) || before === undefined || after === undefined) {
    const reason = isMarked ? SECRET : UNLISTED;
    const isUnknown = holdsTrue(place.unknown);
    yield {
      path: place.path,
      before: hiddenValue(place.before, reason),
      after: isUnknown ? UNKNOWN : hiddenValue(place.after, reason),
    };
    return;
  }
  yield* changesAt({
    ...place,
    before,
    after,
    unknown: undefined,
    beforeMask: false,
    afterMask: false,
    showing: "chart",
  });
}

function shownAt({ showing, isNamed, isOpen }: Place, value: Json | undefined): Shown {
  if (!isThere(value)) return ABSENT;
  if (showing === "plain") return shownValue(value);
  if (showing === "keys" || showing === "hidden" || showing === "inside") return UNLISTED;
  if (showing === "url") return typeof value === "string" ? { value: withoutCredentials(value) } : UNLISTED;
  if (typeof value !== "boolean" && (isNamed || holdsNamed(value))) return SECRET;
  const shown = shownValue(value);
  const isChart = showing === "chart" || showing === "settings";
  return isChart && !isOpen && !isHarmless(value) && "value" in shown ? UNLISTED : shown;
}

/** An address up to its query; what stands before the last `@` may be a password with a slash, a question mark or an `@` in it. */
function withoutCredentials(address: string): string {
  return address.replace(/\/\/\S*@(?!sha256:)/, "//").replace(/[?#].*$/s, "");
}

function namesOf(list: readonly Json[]): string[] | undefined {
  const names = list.map((item) => (isObject(item) && typeof item["name"] === "string" ? item["name"] : ""));
  return names.every((name) => name !== "") && new Set(names).size === names.length ? names : undefined;
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** The one item of a block that is written as a list. */
function single(value: Json | undefined): Json | undefined {
  return isList(value) && value.length === 1 ? value[0] : value;
}

function childOf(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isContainer(value: Json | undefined): boolean {
  return typeof value === "object" && value !== null;
}

/** Whether anything in a mask is true. */
function holdsTrue(mask: Json | undefined): boolean {
  if (mask === true) return true;
  if (isList(mask)) return mask.some(holdsTrue);
  return isObject(mask) && Object.values(mask).some(holdsTrue);
}

/** What a mask marks: masks that mark nothing are the same. */
function marks(mask: Json | undefined): Json {
  return holdsTrue(mask) ? (mask ?? null) : false;
}

/** Whether two values are equal; none and null are. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (!isThere(one) || !isThere(other)) return !isThere(one) && !isThere(other);
  if (isList(one))
    return isList(other) && one.length === other.length && one.every((item, at) => isSame(item, other[at]));
  if (!isObject(one) || !isObject(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => isSame(childOf(one, key), childOf(other, key)));
}
