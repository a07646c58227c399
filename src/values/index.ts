// Terraform's types and values. The only door of this layer.
export { ValueError } from "./error.js";
export { decodeJson } from "./json/decode.js";
export { encodeJson } from "./json/encode.js";
export { decodeMsgpack } from "./msgpack/decode.js";
export { encodeMsgpack } from "./msgpack/encode.js";
export { compareNumbers, Decimal, isTfNumber, numberFromText, numberToText, type TfNumber } from "./number.js";
export { Path, type PathStep } from "./path.js";
export { refinementFault } from "./refinement.js";
export {
  listOf,
  mapOf,
  type ObjectType,
  objectOf,
  setOf,
  type Type,
  tupleOf,
  typeFromJson,
  typeToJson,
} from "./type.js";
export { type NumberBound, type Refinement, UNKNOWN, Unknown, unknownWith } from "./unknown.js";
export {
  canonicalText,
  Dynamic,
  distinct,
  emptyRecord,
  isList,
  isRecord,
  isWhollyKnown,
  unknownAsNull,
  type Value,
  type ValueRecord,
  valuesEqual,
} from "./value.js";
