import { applyFaults, type PlanAnswer, planFaults } from "../../../src/framework/core-rules/index";
import {
  Dynamic,
  listOf,
  mapOf,
  objectOf,
  Path,
  setOf,
  tupleOf,
  UNKNOWN,
  unknownWith,
  type Value,
  type ValueRecord,
} from "../../../src/values/index";
import { found, thing, thingWith, untried } from "./support";

interface Row {
  readonly name: string;
  readonly planned: ValueRecord;
  readonly actual: ValueRecord | null;
  /** `rule path`, without the stage; nothing where the answer is legal. */
  readonly finds?: readonly string[];
}

/** Rules that hold for the state after an apply and for the second plan. */
const rows: readonly Row[] = [
  {
    name: "accepts what was planned",
    planned: {
      name: "a",
      any: new Dynamic("number", 1),
      rules: [{ cidr: "a", id: null }],
      disk: [{ size: 1, device: null, key: null }],
    },
    actual: {
      name: "a",
      any: new Dynamic("number", 1),
      rules: [{ cidr: "a", id: null }],
      disk: [{ size: 1, device: null, key: null }],
    },
  },
  {
    name: "accepts anything for an unknown",
    planned: { id: UNKNOWN, size: UNKNOWN, status: UNKNOWN },
    actual: { id: "i", size: null, status: [{ text: null }] },
  },
  { name: "accepts anything for an untyped null", planned: { any: null }, actual: { any: new Dynamic("string", "x") } },
  {
    name: "accepts a kept promise",
    planned: { id: unknownWith({ notNull: true, prefix: "i-" }) },
    actual: { id: "i-1" },
  },
  {
    name: "accepts elements of a set that turn out to be equal",
    planned: {
      peer: [
        { address: "a", id: UNKNOWN },
        { address: UNKNOWN, id: UNKNOWN },
      ],
    },
    actual: { peer: [{ address: "a", id: "1" }] },
  },
  {
    name: "accepts any number of blocks that were unknown",
    planned: { disk: UNKNOWN, peer: UNKNOWN, volume: UNKNOWN, limits: UNKNOWN },
    actual: {},
  },
  {
    name: "accepts other labels of blocks of one type",
    planned: { volume: { a: { path: null, device: null } } },
    actual: { volume: { b: { path: null, device: null } } },
  },
  {
    name: "accepts null instead of blocks",
    planned: { disk: [{ size: null, device: null, key: null }], peer: [], volume: {} },
    actual: { disk: null, peer: null, volume: null },
  },
  { name: "finds a missing object", planned: {}, actual: null, finds: ["absent "] },
  {
    name: "finds a missing block",
    planned: { limits: { cpu: null, used: null } },
    actual: {},
    finds: ["absent limits"],
  },
  {
    name: "finds a block that was not planned",
    planned: {},
    actual: { limits: { cpu: null, used: null } },
    finds: ["present limits"],
  },
  { name: "finds another value", planned: { name: "a" }, actual: { name: "b" }, finds: ["changed name"] },
  { name: "finds a value instead of null", planned: { name: null }, actual: { name: "b" }, finds: ["changed name"] },
  { name: "finds null instead of a value", planned: { name: "a" }, actual: { name: null }, finds: ["changed name"] },
  {
    name: "finds null instead of an empty container",
    planned: { tags: {}, zones: [], labels: [] },
    actual: { tags: null, zones: null, labels: null },
    finds: ["changed labels", "changed tags", "changed zones"],
  },
  {
    name: "finds another number",
    planned: { size: 9007199254740993n },
    actual: { size: 9007199254740992n },
    finds: ["changed size"],
  },
  {
    name: "finds a change in every kind of container",
    planned: {
      tags: { a: "b" },
      zones: ["a"],
      settings: { size: 1, state: null, pin: null },
      ports: [{ number: 1, note: null }],
      mounts: { a: { path: "/", device: null } },
      quota: { cpu: "1", used: null },
      disk: [{ size: 1, device: null, key: null }],
      volume: { a: { path: "/", device: null } },
      any: new Dynamic({ kind: "list", element: "number" }, [1]),
    },
    actual: {
      tags: { a: "c" },
      zones: ["b"],
      settings: { size: 2, state: null, pin: null },
      ports: [{ number: 2, note: null }],
      mounts: { a: { path: "/x", device: null } },
      quota: { cpu: "2", used: null },
      disk: [{ size: 2, device: null, key: null }],
      volume: { a: { path: "/x", device: null } },
      any: new Dynamic({ kind: "list", element: "number" }, [2]),
    },
    finds: [
      "changed any[0]",
      "changed disk[0].size",
      'changed mounts["a"].path',
      "changed ports[0].number",
      "changed quota.cpu",
      "changed settings.size",
      'changed tags["a"]',
      'changed volume["a"].path',
      "changed zones[0]",
    ],
  },
  {
    name: "finds another type of a dynamic value",
    planned: { any: new Dynamic("number", 1) },
    actual: { any: new Dynamic("string", "1") },
    finds: ["dynamic-type any"],
  },
  {
    name: "finds a dynamic value without a type",
    planned: { any: new Dynamic("number", 1) },
    actual: { any: null },
    finds: ["dynamic-type any"],
  },
  {
    name: "finds a broken promise of not null",
    planned: { id: unknownWith({ notNull: true }) },
    actual: { id: null },
    finds: ["refinement id"],
  },
  {
    name: "finds a broken promise of a beginning",
    planned: { id: unknownWith({ prefix: "i-" }) },
    actual: { id: "j-1" },
    finds: ["refinement id"],
  },
  {
    name: "finds a broken promise of a bound",
    planned: { size: unknownWith({ max: { value: 3, inclusive: false } }) },
    actual: { size: 3 },
    finds: ["refinement size"],
  },
  {
    name: "finds elements that are gone",
    planned: { zones: ["a", "b"], tags: { a: "b" } },
    actual: { zones: ["a"], tags: {} },
    finds: ['element-gone tags["a"]', "element-gone zones[1]"],
  },
  {
    name: "finds new elements",
    planned: { zones: [], ports: [] },
    actual: { zones: ["a"], ports: [{ number: 1, note: null }] },
    finds: ["element-new ports[0]", "element-new zones[0]"],
  },
  {
    name: "finds another element of a set",
    planned: { labels: ["a"] },
    actual: { labels: ["b"] },
    finds: ["set-element labels"],
  },
  {
    name: "finds a missing element of a set",
    planned: { labels: ["a", "b"] },
    actual: { labels: ["a"] },
    finds: ["set-element labels"],
  },
  {
    name: "finds an additional element of a set",
    planned: { peer: [{ address: "a", id: UNKNOWN }] },
    actual: {
      peer: [
        { address: "a", id: "1" },
        { address: "b", id: "2" },
      ],
    },
    finds: ["set-element peer", "set-grew peer"],
  },
  {
    name: "finds two elements for one that was planned",
    planned: { rules: [{ cidr: "a", id: UNKNOWN }] },
    actual: {
      rules: [
        { cidr: "a", id: "1" },
        { cidr: "a", id: "2" },
      ],
    },
    finds: ["set-grew rules"],
  },
  {
    name: "finds another number of blocks",
    planned: { volume: { a: { path: null, device: null } } },
    actual: { disk: [{ size: null, device: null, key: null }] },
    finds: ["block-count disk", "block-count volume"],
  },
  {
    name: "finds other labels of blocks that have a type each",
    planned: { item: { a: { value: new Dynamic("number", 1) } } },
    actual: { item: { b: { value: new Dynamic("number", 1) } } },
    finds: ['block-key item["a"]', 'block-key item["b"]'],
  },
];

const dynamicTypes: readonly (readonly [string, Dynamic, Dynamic, readonly string[]])[] = [
  [
    "a tuple of the same types",
    new Dynamic(tupleOf(["string", "number"]), ["a", UNKNOWN]),
    new Dynamic(tupleOf(["string", "number"]), ["a", 1]),
    [],
  ],
  [
    "another element of a tuple",
    new Dynamic(tupleOf(["string", "number"]), ["a", 1]),
    new Dynamic(tupleOf(["string", "number"]), ["a", 2]),
    ["changed any[1]"],
  ],
  [
    "a longer tuple",
    new Dynamic(tupleOf(["string"]), ["a"]),
    new Dynamic(tupleOf(["string", "string"]), ["a", "b"]),
    ["dynamic-type any"],
  ],
  [
    "a tuple of other types",
    new Dynamic(tupleOf(["string"]), ["a"]),
    new Dynamic(tupleOf(["number"]), [1]),
    ["dynamic-type any"],
  ],
  [
    "a tuple instead of a list",
    new Dynamic(listOf("string"), ["a"]),
    new Dynamic(tupleOf(["string"]), ["a"]),
    ["dynamic-type any"],
  ],
  [
    "a list instead of a tuple",
    new Dynamic(tupleOf(["string"]), ["a"]),
    new Dynamic(listOf("string"), ["a"]),
    ["dynamic-type any"],
  ],
  [
    "a set instead of a list",
    new Dynamic(listOf("string"), ["a"]),
    new Dynamic(setOf("string"), ["a"]),
    ["dynamic-type any"],
  ],
  [
    "a list of another type",
    new Dynamic(listOf("string"), []),
    new Dynamic(listOf("number"), []),
    ["dynamic-type any"],
  ],
  ["text instead of a list", new Dynamic(listOf("string"), []), new Dynamic("string", ""), ["dynamic-type any"]],
  ["a list instead of text", new Dynamic("string", ""), new Dynamic(listOf("string"), []), ["dynamic-type any"]],
  [
    "an object of the same types",
    new Dynamic(objectOf({ a: "string" }), { a: UNKNOWN }),
    new Dynamic(objectOf({ a: "string" }), { a: "x" }),
    [],
  ],
  [
    "another member of an object",
    new Dynamic(objectOf({ a: "string" }), { a: "x" }),
    new Dynamic(objectOf({ a: "string" }), { a: "y" }),
    ["changed any.a"],
  ],
  [
    "an object of other types",
    new Dynamic(objectOf({ a: "string" }), { a: "x" }),
    new Dynamic(objectOf({ a: "number" }), { a: 1 }),
    ["dynamic-type any"],
  ],
  [
    "an object of other members",
    new Dynamic(objectOf({ a: "string" }), { a: "x" }),
    new Dynamic(objectOf({ b: "string" }), { b: "x" }),
    ["dynamic-type any"],
  ],
  [
    "an object of more members",
    new Dynamic(objectOf({ a: "string" }), { a: "x" }),
    new Dynamic(objectOf({ a: "string", b: "string" }), { a: "x", b: "x" }),
    ["dynamic-type any"],
  ],
  [
    "a map instead of an object",
    new Dynamic(objectOf({ a: "string" }), { a: "x" }),
    new Dynamic(mapOf("string"), { a: "x" }),
    ["dynamic-type any"],
  ],
  [
    "an object instead of a map",
    new Dynamic(mapOf("string"), { a: "x" }),
    new Dynamic(objectOf({ a: "string" }), { a: "x" }),
    ["dynamic-type any"],
  ],
];

const inStage = (stage: string, names: readonly string[] = []): readonly string[] =>
  names.map((name) => `${stage}/${name}`);
const whole = (members: ValueRecord | null): Value => members && thingWith(members);

describe("the state after an apply", () => {
  it.each(rows)("$name", ({ planned, actual, finds }) => {
    const faults = applyFaults({ schema: thing, planned: thingWith(planned), state: whole(actual), failed: false });

    expect(found(faults)).toEqual(inStage("apply", finds));
  });

  it.each(dynamicTypes)("judges the type of a dynamic value: %s", (_name, planned, actual, finds) => {
    const values = { planned: thingWith({ any: planned }), state: thingWith({ any: actual }) };

    expect(found(applyFaults({ schema: thing, ...values, failed: false }))).toEqual(inStage("apply", finds));
  });

  it.each(rows)("after an error nothing is compared: $name", ({ planned, actual }) => {
    expect(applyFaults({ schema: thing, planned: thingWith(planned), state: whole(actual), failed: true })).toEqual([]);
  });

  it.each<[string, ValueRecord, string]>([
    ["an attribute", { id: UNKNOWN }, "id"],
    ["a nested attribute", { ports: [{ number: null, note: UNKNOWN }] }, "ports[0].note"],
    ["an element of a map", { tags: { a: UNKNOWN } }, 'tags["a"]'],
    ["a part of a set", { rules: [{ cidr: "a", id: UNKNOWN }] }, "rules"],
    ["a dynamic value", { any: UNKNOWN }, "any"],
    ["a part of a dynamic value", { any: new Dynamic({ kind: "list", element: "number" }, [UNKNOWN]) }, "any[0]"],
    ["a block", { entry: [{ value: UNKNOWN }] }, "entry[0].value"],
  ])("fails when %s is still unknown, with or without an error, and names nothing else", (_name, state, path) => {
    for (const failed of [true, false]) {
      const faults = applyFaults({
        schema: thing,
        planned: thingWith({ name: "other" }),
        state: thingWith(state),
        failed,
      });

      expect(found(faults)).toEqual([`apply/unknown ${path}`]);
    }
  });

  it.each<[string, Value, Value, string]>([
    ["a write-only value is there", thingWith({}), thingWith({ token: "t" }), "apply/write-only token"],
    ["a value is of another type", thingWith({}), thingWith({ name: 1 }), "apply/type name"],
    ["a deleted object is there", null, thingWith({}), "apply/deleted "],
  ])("fails when %s", (_name, planned, state, expected) => {
    expect(found(applyFaults({ schema: thing, planned, state, failed: false }))).toEqual([expected]);
  });

  it("may be nothing after a delete, and the object after one that failed", () => {
    expect(applyFaults({ schema: thing, planned: null, state: null, failed: false })).toEqual([]);
    expect(applyFaults({ schema: thing, planned: null, state: thingWith({}), failed: true })).toEqual([]);
  });
});

describe("the second plan", () => {
  /** Faults of the second plan only. */
  function replanned(first: PlanAnswer, again: PlanAnswer): readonly string[] {
    const plan = { schema: thing, config: thingWith({}), ...first, plannedAgain: again };
    return found(planFaults(plan)).filter((text) => text.startsWith("replan/"));
  }

  it.each(rows)("$name", ({ planned, actual, finds }) => {
    const first = { prior: null, planned: thingWith(planned) };

    expect(replanned(first, { prior: null, planned: whole(actual) })).toEqual(inStage("replan", finds));
  });

  it("fails when something is unknown that was known", () => {
    const first = { prior: null, planned: thingWith({ size: 1, zones: ["a"] }) };
    const again = { prior: null, planned: thingWith({ size: UNKNOWN, zones: [UNKNOWN] }) };

    expect(replanned(first, again)).toEqual(["replan/unknown size", "replan/unknown zones[0]"]);
  });

  const prior = thingWith({ name: "a", tags: { k: "v" } });
  const late = { prior, planned: thingWith({ name: UNKNOWN, tags: { k: "v" } }) };
  const onName = { requiresReplace: [Path.of("name")] };
  const changed = { prior, planned: thingWith({ name: "b", tags: { k: "v" } }) };

  it.each<[string, PlanAnswer, PlanAnswer]>([
    ["an update stays an update", late, changed],
    ["an update becomes nothing", late, { prior, planned: prior }],
    ["a replacement stays one", { ...late, ...onName }, { ...changed, ...onName }],
    ["a replacement becomes the creation that is left", { ...late, ...onName }, { ...changed, prior: null }],
    [
      "a path whose value stays the same asks for nothing",
      late,
      { ...changed, requiresReplace: [Path.of("tags").key("k")] },
    ],
  ])("may differ when %s", (_name, first, again) => {
    expect(replanned(first, again)).toEqual([]);
  });

  it.each<[string, PlanAnswer, PlanAnswer]>([
    ["an update becomes a replacement", late, { ...changed, ...onName }],
    [
      "an update becomes a replacement for a write-only value",
      late,
      { ...changed, requiresReplace: [Path.of("token")] },
    ],
    ["a replacement becomes an update", { ...late, ...onName }, changed],
    ["a replacement becomes nothing", { ...late, ...onName }, { prior, planned: prior, ...onName }],
    [
      "nothing becomes an update",
      { prior: thingWith({ any: null }), planned: thingWith({ any: null }) },
      { prior: thingWith({ any: null }), planned: thingWith({ any: new Dynamic("bool", true) }) },
    ],
  ])("fails when %s", (_name, first, again) => {
    expect(replanned(first, again)).toEqual(["replan/action "]);
  });
});

it("every rule of a completed value has a row", () => {
  const expected = rows.flatMap(({ finds = [] }) => finds);
  const alone = ["apply/unknown", "apply/write-only", "apply/type", "apply/deleted", "replan/unknown", "replan/action"];

  expect(untried(["apply"], [...inStage("apply", expected), ...alone])).toEqual([]);
  expect(untried(["replan"], [...inStage("replan", expected), ...alone])).toEqual([]);
});
