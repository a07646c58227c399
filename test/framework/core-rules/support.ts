// What the tables of core's rules have in common: the schema that has one of everything, and how findings are written down.
import { coreRules, type RuleFault } from "../../../src/framework/core-rules/index";

export { facts, thing, thingWith } from "../../acceptance/fixtures/misbehaving/schemas";

/** `rule path` of each fault, sorted. */
export function found(faults: readonly RuleFault[]): readonly string[] {
  return faults.map(({ rule, path }) => `${rule} ${path.toString()}`).sort();
}

/** The rules of stages that none of the expected findings names. */
export function untried(stages: readonly string[], expected: readonly string[]): readonly string[] {
  const tried = new Set(expected.map((text) => text.split(" ")[0]));
  return coreRules.map(({ id }) => id).filter((id) => stages.includes(id.split("/")[0] ?? "") && !tried.has(id));
}
