import { ephemeralFaults, planFaults } from "../../../src/framework/core-rules/index";
import { Dynamic, Path, UNKNOWN, unknownWith, type Value, type ValueRecord } from "../../../src/values/index";
import { found, thing, thingWith, untried } from "./support";

interface Row {
  readonly name: string;
  readonly config?: ValueRecord;
  readonly planned: ValueRecord | null;
  /** `rule path`, without the stage; nothing where the plan is legal. */
  readonly finds?: readonly string[];
}

/** Rules that hold for the plan of a create and for the result of an ephemeral resource. */
const rows: readonly Row[] = [
  {
    name: "accepts the configuration as it is",
    config: { name: "a", tags: { a: "b" } },
    planned: { name: "a", tags: { a: "b" } },
  },
  { name: "accepts anything in computed attributes", planned: { id: "i", size: UNKNOWN, status: [{ text: "t" }] } },
  {
    name: "accepts a promise about an unknown",
    config: { name: UNKNOWN },
    planned: { name: unknownWith({ notNull: true }) },
  },
  { name: "accepts text in another normal form", config: { name: "\u00e9" }, planned: { name: "e\u0301" } },
  {
    name: "accepts other contents in a set of nested objects",
    config: { rules: [{ cidr: "a", id: null }] },
    planned: { rules: [{ cidr: "b", id: null }] },
  },
  {
    name: "accepts a set whose unknown parts may turn out to be equal",
    config: { rules: [{ cidr: "a", id: null }] },
    planned: {
      rules: [
        { cidr: "a", id: UNKNOWN },
        { cidr: UNKNOWN, id: UNKNOWN },
      ],
    },
  },
  {
    name: "accepts any size of a set that may have any size",
    config: {
      rules: [
        { cidr: "a", id: null },
        { cidr: UNKNOWN, id: null },
      ],
    },
    planned: { rules: [{ cidr: "a", id: null }] },
  },
  {
    name: "accepts another number of blocks in a set",
    config: { peer: [{ address: "a", id: null }] },
    planned: { peer: [] },
  },
  {
    name: "accepts a known set where the configuration is unknown",
    config: { rules: UNKNOWN },
    planned: { rules: [] },
  },
  { name: "finds a missing object", planned: null, finds: ["absent "] },
  {
    name: "finds a missing nested object",
    config: { settings: { size: null, state: null, pin: null } },
    planned: { settings: null },
    finds: ["absent settings"],
  },
  {
    name: "finds a missing block",
    config: { limits: { cpu: null, used: null } },
    planned: { limits: null },
    finds: ["absent limits"],
  },
  { name: "finds a missing group", planned: { quota: null }, finds: ["absent quota"] },
  {
    name: "finds a block that nobody configured",
    planned: { limits: { cpu: null, used: null } },
    finds: ["present limits"],
  },
  { name: "finds a value that is not computed", planned: { name: "a" }, finds: ["not-computed name"] },
  { name: "finds an unknown that is not computed", planned: { name: UNKNOWN }, finds: ["not-computed name"] },
  {
    name: "finds a nested value that is not computed",
    config: { ports: [{ number: null, note: null }] },
    planned: { ports: [{ number: 1, note: "n" }] },
    finds: ["not-computed ports[0].number"],
  },
  {
    name: "finds another value than configured",
    config: { name: "a" },
    planned: { name: "b" },
    finds: ["not-configured name"],
  },
  {
    name: "finds null instead of a value",
    config: { name: "a" },
    planned: { name: null },
    finds: ["not-configured name"],
  },
  {
    name: "finds a computed value where one is configured",
    config: { size: 1 },
    planned: { size: UNKNOWN },
    finds: ["not-configured size"],
  },
  {
    name: "finds a decision about an unknown",
    config: { name: UNKNOWN },
    planned: { name: "a" },
    finds: ["not-configured name"],
  },
  {
    name: "finds a change of a plain list as a whole",
    config: { zones: ["a", "b"] },
    planned: { zones: ["b", "a"] },
    finds: ["not-configured zones"],
  },
  {
    name: "finds another type of a dynamic value",
    config: { any: new Dynamic("number", 1) },
    planned: { any: new Dynamic("string", "1") },
    finds: ["not-configured any"],
  },
  {
    name: "finds a change in every kind of nested object",
    config: {
      settings: { size: 1, state: null, pin: null },
      ports: [{ number: 1, note: null }],
      mounts: { a: { path: "/", device: null } },
    },
    planned: {
      settings: { size: 2, state: null, pin: null },
      ports: [{ number: 2, note: null }],
      mounts: { a: { path: "/x", device: null } },
    },
    finds: ['not-configured mounts["a"].path', "not-configured ports[0].number", "not-configured settings.size"],
  },
  {
    name: "finds a change in every kind of block",
    config: {
      limits: { cpu: "1", used: null },
      quota: { cpu: "1", used: null },
      disk: [{ size: 1, device: null, key: null }],
      volume: { a: { path: "/", device: null } },
    },
    planned: {
      limits: { cpu: "2", used: null },
      quota: { cpu: "2", used: null },
      disk: [{ size: 2, device: null, key: null }],
      volume: { a: { path: "/x", device: null } },
    },
    finds: [
      "not-configured disk[0].size",
      "not-configured limits.cpu",
      "not-configured quota.cpu",
      'not-configured volume["a"].path',
    ],
  },
  {
    name: "finds an unknown instead of nested objects",
    config: { ports: [] },
    planned: { ports: UNKNOWN },
    finds: ["nested-unknown ports"],
  },
  {
    name: "finds fewer elements",
    config: { ports: [{ number: 1, note: null }] },
    planned: { ports: [] },
    finds: ["nested-count ports"],
  },
  {
    name: "finds elements where their number is unknown",
    config: { ports: UNKNOWN },
    planned: { ports: [] },
    finds: ["nested-count ports"],
  },
  {
    name: "finds more elements of a set",
    config: { rules: [{ cidr: "a", id: null }] },
    planned: {
      rules: [
        { cidr: "a", id: "1" },
        { cidr: "b", id: "2" },
      ],
    },
    finds: ["nested-count rules"],
  },
  {
    name: "finds fewer elements of a set than its unknown parts can explain",
    config: {
      rules: [
        { cidr: "a", id: null },
        { cidr: "b", id: null },
      ],
    },
    planned: { rules: [{ cidr: UNKNOWN, id: null }] },
    finds: ["nested-count rules"],
  },
  {
    name: "finds other keys",
    config: { mounts: { a: { path: null, device: null } } },
    planned: { mounts: { b: { path: null, device: null } } },
    finds: ['nested-key mounts["a"]', 'nested-key mounts["b"]'],
  },
  {
    name: "finds null instead of no blocks",
    planned: { disk: null, peer: null, volume: null },
    finds: ["block-null disk", "block-null peer", "block-null volume"],
  },
  {
    name: "finds unknown blocks",
    planned: { disk: UNKNOWN, limits: UNKNOWN },
    finds: ["block-unknown disk", "block-unknown limits"],
  },
  {
    name: "finds a decision about dynamic blocks",
    config: { disk: UNKNOWN },
    planned: { disk: [] },
    finds: ["block-dynamic disk"],
  },
  {
    name: "finds another number of blocks",
    config: { volume: { a: { path: null, device: null } } },
    planned: { disk: [{ size: null, device: null, key: null }], volume: {} },
    finds: ["block-count disk", "block-count volume"],
  },
  {
    name: "finds other labels",
    config: { volume: { a: { path: null, device: null } } },
    planned: { volume: { b: { path: null, device: null } } },
    finds: ['block-key volume["a"]', 'block-key volume["b"]'],
  },
  {
    name: "finds single blocks that are unknown",
    config: {
      disk: [{ size: null, device: null, key: null }],
      peer: [{ address: null, id: null }],
      volume: { a: { path: null, device: null } },
    },
    planned: { disk: [UNKNOWN], peer: [UNKNOWN], volume: { a: UNKNOWN } },
    finds: ["block-element-unknown disk[0]", "block-element-unknown peer", 'block-element-unknown volume["a"]'],
  },
  { name: "finds a value of another type", planned: { id: 1 }, finds: ["type id"] },
  { name: "finds an attribute that the schema does not have", planned: { nowhere: 1 }, finds: ["type "] },
];

const whole = (members: ValueRecord | null): Value => members && thingWith(members);
const inStage = (stage: string, names: readonly string[] = []): readonly string[] =>
  names.map((name) => `${stage}/${name}`);

describe("the plan of a create", () => {
  it.each(rows)("$name", ({ config = {}, planned, finds }) => {
    const faults = planFaults({ schema: thing, config: whole(config), prior: null, planned: whole(planned) });

    expect(found(faults)).toEqual(inStage("plan", finds));
  });
});

describe("the result of an ephemeral resource", () => {
  it.each(rows)("$name", ({ config = {}, planned, finds }) => {
    const faults = ephemeralFaults({ schema: thing, config: whole(config), result: whole(planned) });

    expect(found(faults)).toEqual(inStage("ephemeral", finds));
  });

  it("is not judged when it is deferred", () => {
    expect(ephemeralFaults({ schema: thing, config: thingWith({}), result: null, deferred: true })).toEqual([]);
  });
});

interface Change extends Row {
  readonly prior: ValueRecord;
  readonly replace?: readonly Path[];
  readonly destroyed?: boolean;
}

const changes: readonly Change[] = [
  {
    name: "accepts the prior value of a configured attribute",
    prior: { name: "a" },
    config: { name: "A" },
    planned: { name: "a" },
  },
  {
    name: "accepts prior nested objects as a whole",
    prior: { ports: [{ number: 1, note: "n" }] },
    config: { ports: [] },
    planned: { ports: [{ number: 1, note: "n" }] },
  },
  {
    name: "accepts a path that only the prior state has",
    prior: { tags: { a: "b" } },
    planned: {},
    replace: [Path.of("tags").key("a")],
  },
  {
    name: "accepts a path into what is unknown",
    prior: {},
    planned: { status: UNKNOWN },
    replace: [Path.of("status").index(0)],
  },
  { name: "accepts a destroy", prior: {}, planned: null, destroyed: true },
  {
    name: "finds a prior value that is not configured any more",
    prior: { name: "a" },
    planned: { name: "a" },
    finds: ["not-computed name"],
  },
  {
    name: "finds a value that is neither configured nor prior",
    prior: { name: "a" },
    config: { name: "b" },
    planned: { name: "c" },
    finds: ["not-configured name"],
  },
  {
    name: "finds a value in a write-only attribute",
    prior: {},
    config: { token: "t" },
    planned: { token: "t" },
    finds: ["write-only token"],
  },
  {
    name: "finds an unknown in a write-only attribute of a block",
    prior: {},
    config: { disk: [{ size: null, device: null, key: "k" }] },
    planned: { disk: [{ size: null, device: null, key: UNKNOWN }] },
    finds: ["write-only disk[0].key"],
  },
  {
    name: "finds a path to what an unknown object can not have",
    prior: {},
    config: { settings: UNKNOWN },
    planned: { settings: UNKNOWN },
    replace: [Path.of("settings").attribute("size"), Path.of("settings").attribute("nowhere")],
    finds: ["replace-path settings.nowhere"],
  },
  {
    name: "finds a path that leads nowhere",
    prior: { zones: ["a"], labels: ["a"], tags: {} },
    config: { zones: ["a"], labels: ["a"], tags: {} },
    planned: { zones: ["a"], labels: ["a"], tags: {} },
    replace: [
      Path.of("nowhere"),
      Path.of("zones").index(1),
      Path.of("labels").key("a"),
      Path.of("labels").index(0),
      Path.of("tags").key("a"),
      Path.of("settings").attribute("size"),
    ],
    finds: [
      'replace-path labels["a"]',
      "replace-path labels[0]",
      "replace-path nowhere",
      "replace-path settings.size",
      'replace-path tags["a"]',
      "replace-path zones[1]",
    ],
  },
  { name: "finds an object that is to be destroyed", prior: {}, planned: {}, destroyed: true, finds: ["destroy "] },
];

describe("the plan of what exists", () => {
  it.each(changes)("$name", ({ prior, config = {}, planned, replace = [], destroyed = false, finds }) => {
    const faults = planFaults({
      schema: thing,
      config: destroyed ? null : thingWith(config),
      prior: thingWith(prior),
      planned: whole(planned),
      requiresReplace: replace,
    });

    expect(found(faults)).toEqual(inStage("plan", finds));
  });

  it("may name any path when there is nothing to replace", () => {
    const planned = thingWith({});

    expect(
      planFaults({ schema: thing, config: planned, prior: null, planned, requiresReplace: [Path.of("nowhere")] }),
    ).toEqual([]);
  });
});

it("every rule of a plan has a row", () => {
  const expected = [...rows, ...changes].flatMap(({ finds = [] }) => finds);

  expect(untried(["plan"], inStage("plan", expected))).toEqual([]);
  expect(untried(["ephemeral"], inStage("ephemeral", expected))).toEqual([]);
});
