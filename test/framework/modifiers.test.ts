// A table per modifier: prior state, configuration and plan in; planned value and replacement out.
import {
  type PlanModifier,
  requiresReplace,
  requiresReplaceIf,
  requiresReplaceIfConfigured,
  UNKNOWN,
  Unknown,
  useNonNullStateForUnknown,
  useStateForUnknown,
  type Value,
} from "../../src/framework/index";
import { Diagnostics } from "../../src/framework/index";
import { Path } from "../../src/values/index";

interface Row {
  readonly state: Value;
  readonly config: Value;
  readonly plan: Value;
  readonly creating?: boolean;
  readonly added?: boolean;
}

function modified(modifier: PlanModifier, { creating = false, added = creating, ...row }: Row) {
  const { plan = row.plan, requiresReplace: replace = false } = modifier.modify({
    ...row,
    path: Path.of("a"),
    type: "string",
    creating,
    added,
    diagnostics: new Diagnostics(),
  });
  return [plan, replace];
}

it.each<[string, Row, Value, Value]>([
  ["an unknown becomes what it was", { state: "x", config: null, plan: UNKNOWN }, "x", "x"],
  ["an unknown that was null", { state: null, config: null, plan: UNKNOWN }, null, UNKNOWN],
  ["what is known stays", { state: "x", config: "y", plan: "y" }, "y", "y"],
  ["a configured unknown stays", { state: "x", config: UNKNOWN, plan: UNKNOWN }, UNKNOWN, UNKNOWN],
  ["on create", { state: null, config: null, plan: UNKNOWN, creating: true }, UNKNOWN, UNKNOWN],
  ["in an object that is added", { state: null, config: null, plan: UNKNOWN, added: true }, UNKNOWN, UNKNOWN],
])("useStateForUnknown and useNonNullStateForUnknown: %s", (_name, row, plan, nonNull) => {
  expect(modified(useStateForUnknown(), row)).toEqual([plan, false]);
  expect(modified(useNonNullStateForUnknown(), row)).toEqual([nonNull, false]);
});

const onlyUpwards = requiresReplaceIf(
  (state, plan) => !(plan instanceof Unknown) && (plan === null || (state as string) > (plan as string)),
  "Going back replaces the object.",
);

it.each<[string, Row, readonly [boolean, boolean, boolean]]>([
  ["no change", { state: "x", config: "x", plan: "x" }, [false, false, false]],
  ["a change", { state: "x", config: "y", plan: "y" }, [true, true, false]],
  ["a change the condition holds of", { state: "x", config: "a", plan: "a" }, [true, true, true]],
  ["left out", { state: "x", config: null, plan: null }, [true, false, true]],
  ["not known yet", { state: "x", config: UNKNOWN, plan: UNKNOWN }, [true, true, false]],
  ["on create", { state: null, config: "x", plan: "x", creating: true }, [false, false, false]],
])("requiresReplace, -IfConfigured and -If: %s", (_name, row, [always, configured, conditional]) => {
  expect(modified(requiresReplace(), row)[1]).toBe(always);
  expect(modified(requiresReplaceIfConfigured(), row)[1]).toBe(configured);
  expect(modified(onlyUpwards, row)[1]).toBe(conditional);
});
