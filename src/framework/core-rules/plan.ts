// Core's rules about the plan of a resource: one plan, and the second one that is made while applying.
//
// Source: core's plan and planDestroy of a resource instance, checkPlannedChange, Terraform 1.11.4.
import { Path, type Value, valuesEqual } from "../../values/index.js";
import type { Level } from "../schema/block.js";
import type { Schema } from "../schema/schema.js";
import { compareCompleted } from "./compatible.js";
import { arrived, findWriteOnly } from "./every-answer.js";
import { Findings, type RuleFault } from "./findings.js";
import { comparePlanned } from "./plan-valid.js";
import { isNull, valueAt } from "./value-at.js";

/** What a plan answers. */
export interface PlanAnswer {
  /** Null on create. */
  readonly prior: Value;
  readonly planned: Value;
  /** @default [] */
  readonly requiresReplace?: readonly Path[];
}

/** A plan and what it was made from. */
export interface PlanToJudge extends PlanAnswer {
  readonly schema: Schema;
  /** As the provider got it, after ignore_changes; null on destroy. */
  readonly config: Value;
  /**
   * The plan of the same change made while applying, when more of the configuration is known. It is only compared with the
   * first one: judge it against its own configuration by a call of its own.
   * @default - there is none
   */
  readonly plannedAgain?: PlanAnswer;
}

type Action = "create" | "update" | "replace" | "nothing";

/** The rules of core that a plan breaks; core stops at the first kind of fault, this lists all. */
export function planFaults(plan: PlanToJudge): readonly RuleFault[] {
  const { schema, config, prior, requiresReplace = [], plannedAgain } = plan;
  const findings = new Findings("plan");
  const planned = arrived(plan.planned, schema, findings);
  if (planned === undefined) return findings.faults;
  if (config === null) {
    if (planned !== null) findings.add("destroy", Path.root, "planned as an object, it is to be destroyed");
    return findings.faults;
  }
  findWriteOnly(planned, schema, findings);
  comparePlanned(schema, { path: Path.root, type: schema.type, config, prior, planned }, findings);
  for (const path of prior === null ? [] : requiresReplace) {
    const roots = [prior, planned].map((value) => ({ value, type: schema.type }));
    if (roots.every((root) => valueAt(root, path) === undefined)) {
      findings.add("replace-path", path, "requires a replacement, and leads nowhere in prior and planned state");
    }
  }
  if (plannedAgain === undefined) return findings.faults;
  return [...findings.faults, ...secondPlanFaults(schema, { prior, planned, requiresReplace }, plannedAgain)];
}

function secondPlanFaults(schema: Schema, first: PlanAnswer, again: PlanAnswer): readonly RuleFault[] {
  const findings = new Findings("replan");
  const before = actionOf(schema, first);
  const after = actionOf(schema, again);
  // by then a replacement has destroyed the object, and what is left to plan is its creation
  const isSame = before === after || (before === "replace" && after === "create");
  if (!isSame && !(before === "update" && after === "nothing")) {
    findings.add("action", Path.root, `the first plan was to ${WORDS[before]}, the second is to ${WORDS[after]}`);
  }
  const at = { path: Path.root, type: schema.type, planned: first.planned, actual: again.planned };
  compareCompleted(schema, at, findings);
  return findings.faults;
}

const WORDS: Readonly<Record<Action, string>> = {
  create: "create the object",
  update: "update the object in place",
  replace: "replace the object",
  nothing: "leave the object as it is",
};

/**
 * What core does with a plan. A path that requires a replacement counts only where something changes or is not known yet,
 * and at write-only attributes, where nobody can see whether something does.
 */
function actionOf(schema: Schema, { prior, planned, requiresReplace = [] }: PlanAnswer): Action {
  if (isNull(prior)) return "create";
  const replaces = requiresReplace.some((path) => {
    const before = valueAt({ value: prior, type: schema.type }, path);
    const after = valueAt({ value: planned, type: schema.type }, path);
    const type = (after ?? before)?.type;
    if (type === undefined) return false;
    return !valuesEqual(type, before?.value ?? null, after?.value ?? null) || isWriteOnly(schema, path);
  });
  if (replaces) return "replace";
  return valuesEqual(schema.type, prior, planned) ? "nothing" : "update";
}

/** Whether a path ends at a write-only attribute. */
function isWriteOnly(level: Level, { steps }: Path): boolean {
  const names = steps.flatMap((step) => ("attribute" in step ? [step.attribute] : []));
  const last = names.pop();
  let inside: Level | undefined = level;
  for (const name of names) inside = levelInside(inside, name);
  return last !== undefined && inside?.attributes[last]?.writeOnly === true;
}

function levelInside(level: Level | undefined, name: string): Level | undefined {
  const nested = level?.attributes[name]?.nested;
  return nested ? { attributes: nested.attributes, blocks: {} } : level?.blocks[name];
}
