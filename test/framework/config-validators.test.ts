import {
  atLeastOneOf,
  type ConfigValidator,
  conflicting,
  Diagnostics,
  Dynamic,
  exactlyOneOf,
  requiredTogether,
  UNKNOWN,
  type Value,
} from "../../src/framework/index";

const EXCLUDE = '"a" and "b" are set, and only one of them can hold. Keep one and remove the others.';
const NONE = 'None of "a", "b" and "c" is set. Set at least one of them.';

it.each<[string, ConfigValidator, { [name: string]: Value }, readonly string[]]>([
  ["conflicting: none", conflicting("a", "b", "c"), {}, []],
  ["conflicting: one", conflicting("a", "b", "c"), { a: "x" }, []],
  ["conflicting: two", conflicting("a", "b", "c"), { a: "x", b: false }, [`a: ${EXCLUDE}`, `b: ${EXCLUDE}`]],
  ["conflicting: one and one unknown", conflicting("a", "b"), { a: "x", b: UNKNOWN }, []],
  ["conflicting: an empty list is set", conflicting("a", "b"), { a: [], b: "x" }, [`a: ${EXCLUDE}`, `b: ${EXCLUDE}`]],
  ["at least one: none", atLeastOneOf("a", "b", "c"), { a: null }, [`: ${NONE}`]],
  ["at least one: one unknown", atLeastOneOf("a", "b", "c"), { b: UNKNOWN }, []],
  ["at least one: two", atLeastOneOf("a", "b", "c"), { a: 1, b: 2 }, []],
  ["exactly one: none", exactlyOneOf("a", "b", "c"), {}, [`: ${NONE}`]],
  ["exactly one: one", exactlyOneOf("a", "b", "c"), { c: {} }, []],
  ["exactly one: two", exactlyOneOf("a", "b", "c"), { a: 1, b: 2 }, [`a: ${EXCLUDE}`, `b: ${EXCLUDE}`]],
  ["exactly one: all unknown", exactlyOneOf("a", "b"), { a: UNKNOWN, b: UNKNOWN }, []],
  ["together: none", requiredTogether("a", "b"), {}, []],
  ["together: all", requiredTogether("a", "b"), { a: 1, b: 2 }, []],
  ["together: one unknown", requiredTogether("a", "b"), { a: 1, b: UNKNOWN }, []],
  ["conflicting: null of a type", conflicting("a", "b"), { a: "x", b: new Dynamic("string", null) }, []],
  ["conflicting: unknown of a type", conflicting("a", "b"), { a: "x", b: new Dynamic("string", UNKNOWN) }, []],
  ["at least one: null of a type", atLeastOneOf("a", "b", "c"), { a: new Dynamic("string", null) }, [`: ${NONE}`]],
  [
    "together: one alone",
    requiredTogether("a", "b", "c"),
    { b: 1 },
    ['b: "b" is set without "a" and "c". Set all of them, or none.'],
  ],
])("%s", (_name, validator, config, expected) => {
  const diagnostics = new Diagnostics();
  validator.check(config, diagnostics);

  expect([...diagnostics].map(({ path, detail }) => `${path?.toString() ?? ""}: ${detail}`)).toEqual(expected);
});

it.each([
  [conflicting("a", "b"), 'At most one of "a" and "b" may be set.'],
  [atLeastOneOf("a", "b"), 'At least one of "a" and "b" has to be set.'],
  [exactlyOneOf("a", "b", "c"), 'Exactly one of "a", "b" and "c" has to be set.'],
  [requiredTogether("a", "b"), '"a" and "b" are set together or not at all.'],
])("says for the documentation what is allowed: %#", (validator, description) => {
  expect(validator.description).toBe(description);
});
