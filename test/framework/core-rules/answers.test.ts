import {
  dataFaults,
  identityFaults,
  importFaults,
  moveFaults,
  readFaults,
  type RuleFault,
  upgradeFaults,
} from "../../../src/framework/core-rules/index";
import { objectOf, UNKNOWN, type Value } from "../../../src/values/index";
import { facts, found, thing, thingWith, untried } from "./support";

const hush = thingWith({ token: "hush" });
const unknown = thingWith({ id: UNKNOWN });
const mistyped = thingWith({ name: true });
const plain = thingWith({ name: "a" });

const identity = { type: objectOf({ id: "string" }) };
const imported = (...objects: readonly (readonly [string, Value])[]) =>
  objects.map(([typeName, state]) => ({ typeName, state }));

const rows: readonly (readonly [name: string, faults: () => readonly RuleFault[], expected: string | undefined])[] = [
  ["accepts what was read", () => readFaults({ schema: thing, state: plain }), undefined],
  ["accepts that the object is gone", () => readFaults({ schema: thing, state: null }), undefined],
  [
    "accepts an unknown in a deferred read",
    () => readFaults({ schema: thing, state: unknown, deferred: true }),
    undefined,
  ],
  ["finds an unknown in a read", () => readFaults({ schema: thing, state: unknown }), "read/unknown id"],
  ["finds a write-only value in a read", () => readFaults({ schema: thing, state: hush }), "read/write-only token"],
  ["finds another type in a read", () => readFaults({ schema: thing, state: mistyped }), "read/type name"],

  ["accepts an upgraded state", () => upgradeFaults({ schema: thing, state: plain }), undefined],
  ["finds an unknown in an upgrade", () => upgradeFaults({ schema: thing, state: unknown }), "upgrade/unknown id"],
  [
    "finds a write-only value in an upgrade",
    () => upgradeFaults({ schema: thing, state: hush }),
    "upgrade/write-only token",
  ],
  ["finds another type in an upgrade", () => upgradeFaults({ schema: thing, state: mistyped }), "upgrade/type name"],

  ["accepts a moved state", () => moveFaults({ schema: thing, state: plain }), undefined],
  ["finds an unknown in a move", () => moveFaults({ schema: thing, state: unknown }), "move/unknown id"],
  ["finds a write-only value in a move", () => moveFaults({ schema: thing, state: hush }), "move/write-only token"],
  ["finds another type in a move", () => moveFaults({ schema: thing, state: mistyped }), "move/type name"],

  [
    "accepts one imported object",
    () => importFaults({ schema: thing, imported: imported(["a_thing", plain]) }),
    undefined,
  ],
  [
    "accepts several objects for the import command",
    () => importFaults({ schema: thing, imported: imported(["a_thing", plain], ["a_thing", plain]), by: "command" }),
    undefined,
  ],
  [
    "accepts nothing from a deferred import",
    () => importFaults({ schema: thing, imported: [], deferred: true }),
    undefined,
  ],
  [
    "accepts unknown values in an import",
    () => importFaults({ schema: thing, imported: imported(["a_thing", unknown]) }),
    undefined,
  ],
  ["finds an import of nothing", () => importFaults({ schema: thing, imported: [] }), "import/none "],
  [
    "finds an import of several",
    () => importFaults({ schema: thing, imported: imported(["a_thing", plain], ["a_thing", plain]) }),
    "import/several ",
  ],
  [
    "finds an import of null",
    () => importFaults({ schema: thing, imported: imported(["a_thing", null]) }),
    "import/null ",
  ],
  [
    "finds an import without a type",
    () => importFaults({ schema: thing, imported: imported(["", plain]) }),
    "import/type-name ",
  ],
  [
    "finds a write-only value in an import",
    () => importFaults({ schema: thing, imported: imported(["a_thing", hush]) }),
    "import/write-only token",
  ],
  [
    "finds another type in an import",
    () => importFaults({ schema: thing, imported: imported(["a_thing", mistyped]) }),
    "import/type name",
  ],

  ["accepts facts", () => dataFaults({ schema: facts, state: { case: "a", value: null } }), undefined],
  ["accepts no facts yet", () => dataFaults({ schema: facts, state: null, deferred: true }), undefined],
  ["finds no facts", () => dataFaults({ schema: facts, state: null }), "data/null "],
  [
    "finds an unknown fact",
    () => dataFaults({ schema: facts, state: { case: "a", value: UNKNOWN } }),
    "data/unknown value",
  ],
  [
    "finds another type of a fact",
    () => dataFaults({ schema: facts, state: { case: 1, value: null } }),
    "data/type case",
  ],

  ["accepts an identity", () => identityFaults({ schema: identity, identity: { id: "a" }, planned: false }), undefined],
  ["accepts no identity", () => identityFaults({ schema: identity, identity: null, planned: false }), undefined],
  [
    "accepts an unknown identity in a plan",
    () => identityFaults({ schema: identity, identity: { id: UNKNOWN }, planned: true }),
    undefined,
  ],
  [
    "finds an unknown identity",
    () => identityFaults({ schema: identity, identity: { id: UNKNOWN }, planned: false }),
    "identity/unknown id",
  ],
  [
    "finds another type of identity",
    () => identityFaults({ schema: identity, identity: { id: 1 }, planned: false }),
    "identity/type id",
  ],
  [
    "finds that an import by identity has none",
    () => identityFaults({ schema: identity, identity: null, planned: false, imported: true }),
    "identity/missing ",
  ],
];

describe("every other answer", () => {
  it.each(rows)("%s", (_name, faults, expected) => {
    expect(found(faults())).toEqual(expected === undefined ? [] : [expected]);
  });

  it("every rule has a row", () => {
    const stages = ["read", "upgrade", "move", "import", "data", "identity"];

    expect(
      untried(
        stages,
        rows.flatMap(([, , expected]) => expected ?? []),
      ),
    ).toEqual([]);
  });
});
