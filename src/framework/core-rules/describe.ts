// What a fault may say about a value. Sensitive and write-only values are never shown, and neither are objects with
// attributes of their own, which may hold such a value.
import { canonicalText, Dynamic, isList, isRecord, type Type, type Value } from "../../values/index.js";
import type { Attribute, Attributes } from "../schema/attribute.js";
import { isNull, isUnknown } from "./value-at.js";

/** A longer value is cut: the beginning tells which one it is. */
const MAX_SHOWN_CHARACTERS = 120;

/** A place in a schema: what may be said about values there. */
export interface Guide {
  readonly type: Type;
  /** Neither the value nor anything inside is shown. */
  readonly hidden: boolean;
  /** The attributes inside, where it has any. */
  readonly attributes: Attributes | undefined;
}

/** The guide of an attribute. */
export function guideOf(attribute: Attribute, hidden = false): Guide {
  return {
    type: attribute.type,
    hidden: hidden || attribute.sensitive || attribute.writeOnly,
    attributes: attribute.nested?.attributes,
  };
}

/** A value in a few words: `null`, `"eu"`, `unknown`, `a list of 3`, or that it is not shown. */
export function described(value: Value, guide: Guide): string {
  if (isNull(value)) return "null";
  if (isUnknown(value)) return "unknown";
  if (guide.hidden) return "a value that is not shown";
  if (guide.attributes) {
    if (isList(value)) return `a ${kindOf(guide.type)} of ${value.length}`;
    return isRecord(value) && kindOf(guide.type) === "map" ? `a map of ${Object.keys(value).length}` : "an object";
  }
  const text = value instanceof Dynamic ? canonicalText(value.type, value.value) : canonicalText(guide.type, value);
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}...` : text;
}

function kindOf(type: Type): string {
  return typeof type === "string" ? type : type.kind;
}
