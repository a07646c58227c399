// Core's rules about the answer of an apply: the new state of a create, update or delete.
//
// Source: core's apply of a resource instance, Terraform 1.11.4.
import { Path, type Value } from "../../values/index.js";
import type { Schema } from "../schema/schema.js";
import { compareCompleted } from "./compatible.js";
import { arrived, findUnknown, findWriteOnly } from "./every-answer.js";
import { Findings, type RuleFault } from "./findings.js";

/** The answer of an apply. */
export interface ApplyToJudge {
  readonly schema: Schema;
  /** Null on delete. */
  readonly planned: Value;
  /** The new state. */
  readonly state: Value;
  /** The answer has an error: a partial state, or none, is then as good as any. */
  readonly failed: boolean;
}

/** The rules of core that the answer of an apply breaks. */
export function applyFaults({ schema, planned, state: answered, failed }: ApplyToJudge): readonly RuleFault[] {
  const findings = new Findings("apply");
  const state = arrived(answered, schema, findings);
  if (state === undefined) return findings.faults;
  findWriteOnly(state, schema, findings);
  findUnknown(state, schema.type, findings);
  // core does not compare after an error, be it the provider's or its own
  if (failed || findings.faults.length > 0) return findings.faults;
  if (planned !== null) {
    compareCompleted(schema, { path: Path.root, type: schema.type, planned, actual: state }, findings);
  } else if (state !== null) {
    findings.add("deleted", Path.root, "is still an object, it was to be deleted");
  }
  return findings.faults;
}
