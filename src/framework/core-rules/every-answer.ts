// The rules that hold for every answer: it conforms to its type, holds no unknown value where it is stored, and nothing in a
// write-only attribute.
//
// Source: decoding of answers in core's plugin client; ephemeral.ValidateWriteOnlyAttributes; cty's IsWhollyKnown.
import {
  decodeMsgpack,
  Dynamic,
  encodeMsgpack,
  isList,
  isRecord,
  isWhollyKnown,
  Path,
  type Type,
  type Value,
  ValueError,
} from "../../values/index.js";
import { transform } from "../engine/transform.js";
import type { Level } from "../schema/block.js";
import { decodeValue, encodeValue } from "../schema/coding.js";
import type { Schema } from "../schema/schema.js";
import type { Findings } from "./findings.js";
import type { Stage } from "./rules.js";
import { elementType, isUnknown, memberType } from "./value-at.js";

/**
 * A value as it arrives at core, which is what core judges: text in normal form C, every attribute there.
 *
 * @returns undefined when it does not conform to the schema, which is a finding
 */
export function arrived(value: Value, schema: Schema, findings: Findings<TypedStage>): Value | undefined {
  return conforming(() => decodeValue(schema, encodeValue(schema, value)), findings);
}

/** The same of an identity, whose type is plain. */
export function arrivedIdentity(value: Value, type: Type, findings: Findings<"identity">): Value | undefined {
  return conforming(() => decodeMsgpack(encodeMsgpack(value, type), type), findings);
}

function conforming(travel: () => Value, findings: Findings<TypedStage>): Value | undefined {
  try {
    return travel();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    findings.add("type", error.path, error.message);
    return undefined;
  }
}

type TypedStage = Exclude<Stage, "replan">;

/** Reports every unknown part. Inside a set, which has no paths, the set is named. */
export function findUnknown(
  value: Value,
  type: Type,
  findings: Findings<"apply" | "read" | "upgrade" | "move" | "data" | "identity">,
  path: Path = Path.root,
): void {
  const kind = typeof type === "string" ? type : type.kind;
  if (isUnknown(value)) findings.add("unknown", path, "the value is unknown");
  else if (kind === "set") {
    if (!isWhollyKnown(value)) findings.add("unknown", path, "an element of the set is unknown, or a part of one");
  } else if (value instanceof Dynamic) findUnknown(value.value, value.type, findings, path);
  else if (isList(value)) value.forEach((item, i) => findUnknown(item, elementType(type, i), findings, path.index(i)));
  else if (isRecord(value)) {
    for (const [name, item] of Object.entries(value)) {
      findUnknown(item, memberType(type, name), findings, kind === "map" ? path.key(name) : path.attribute(name));
    }
  }
}

/** Reports every write-only attribute that is not null, at every depth. The value is not shown. */
export function findWriteOnly(
  value: Value,
  level: Level,
  findings: Findings<"plan" | "apply" | "read" | "import" | "upgrade" | "move">,
): void {
  transform(level, { path: Path.root, config: null, prior: null, plan: value }, (attribute, { path, plan }) => {
    if (attribute.writeOnly && plan !== null) {
      findings.add("write-only", path, isUnknown(plan) ? "the value is unknown" : "the value is set");
    }
    return plan;
  });
}
