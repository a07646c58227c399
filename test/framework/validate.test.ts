import { validateConfig } from "../../src/framework/engine/validate";
import {
  attribute,
  type Attributes,
  block,
  Diagnostics,
  nestedAttribute,
  t,
  type Validator,
} from "../../src/framework/index";
import { UNKNOWN, type Value } from "../../src/values/index";
import { findings, resourceOf } from "./support";

const description = "A text.";
const short: Validator<string> = {
  description: "Short.",
  check: (value) => (value.length > 3 ? { summary: `Too long: ${value}`, detail: "Write less." } : undefined),
};
const few: Validator<readonly string[]> = {
  description: "Few.",
  check: (value) => (value.length > 1 ? { summary: "Too many", detail: "Write fewer." } : undefined),
};
const name = attribute(t.string, { optional: true, computed: true, description, validators: [short] });
const id = attribute(t.string, { computed: true, description });
const old = attribute(t.string, { optional: true, description, deprecated: "Use name." });
const secret = attribute(t.string, { optional: true, writeOnly: true, description });
const key = attribute(t.string, { optional: true, description });
const optional = { optional: true, description } as const;
const resource = resourceOf({
  attributes: {
    name,
    id,
    old,
    secret,
    names: attribute(t.list(t.string), { ...optional, validators: [few] }),
    one: nestedAttribute("single", { name, id, old, secret }, optional),
    many: nestedAttribute("list", { name }, optional),
    named: nestedAttribute("map", { name }, optional),
    some: nestedAttribute("set", { key, name }, optional),
  },
  blocks: { part: block("list", { name }, { description, blocks: { deep: block("set", { name }, { description }) } }) },
});

it.each<[string, Value, readonly string[]]>([
  ["nothing", {}, []],
  ["a good value", { name: "abc", names: ["a"] }, []],
  ["a bad value", { name: "abcd" }, ["error name: Too long: abcd"]],
  ["an unknown value", { name: UNKNOWN, one: UNKNOWN, many: UNKNOWN }, []],
  ["a list that holds an unknown", { names: ["a", UNKNOWN] }, []],
  ["a bad list", { names: ["a", "b"] }, ["error names: Too many"]],
  ["a bad value in a nested attribute", { one: { name: "abcd" } }, ["error one.name: Too long: abcd"]],
  ["a bad value in a list", { many: [{ name: "a" }, { name: "abcd" }] }, ["error many[1].name: Too long: abcd"]],
  ["a bad value in a map", { named: { k: { name: "abcd" } } }, ['error named["k"].name: Too long: abcd']],
  [
    "a bad value in a set, whose elements have no address",
    { some: [{ name: "abcd" }] },
    ["error some: Too long: abcd"],
  ],
  [
    "a bad value in a set element that another one resembles",
    { some: [{ key: "k" }, { key: "k", name: "abcd" }] },
    ["error some: Too long: abcd"],
  ],
  ["a bad value in blocks", { part: [{ deep: [{ name: "abcd" }] }] }, ["error part[0].deep: Too long: abcd"]],
  [
    "the same fault twice",
    {
      some: [
        { key: "a", name: "abcd" },
        { key: "b", name: "abcd" },
      ],
    },
    ["error some: Too long: abcd"],
  ],
  [
    "a read-only attribute",
    { id: "1", one: { id: UNKNOWN } },
    ["error id: Attribute is read-only", "error one.id: Attribute is read-only"],
  ],
  [
    "a deprecated attribute",
    { old: "x", one: { old: "y" } },
    ["warning old: Attribute is deprecated", "warning one.old: Attribute is deprecated"],
  ],
  ["write-only attributes", { secret: "x", one: { secret: "y" } }, []],
])("of %s", (_name, config, expected) => {
  expect(findings(resource, config)).toEqual(expected);
});

it("fails when a write-only attribute is set with a Terraform that would store it", () => {
  expect(findings(resource, { secret: "x", one: { secret: UNKNOWN } }, false)).toEqual([
    "error secret: Write-only attribute is not supported by this Terraform",
    "error one.secret: Write-only attribute is not supported by this Terraform",
  ]);
});

it("adds what the author checks after what the schema says", () => {
  const strict = resourceOf(
    { attributes: { name } },
    { validate: ({ diagnostics }) => diagnostics.error("Never right", "By nature.") },
  );

  expect(findings(strict, { name: "abcd" })).toEqual(["error name: Too long: abcd", "error : Never right"]);
});

describe("the value of a sensitive attribute", () => {
  const quoting: Validator = {
    description: "Something else.",
    check: (value) => ({ summary: "Wrong value", detail: `Found ${JSON.stringify(value)}. Write another.` }),
  };
  const silent: Validator = { description: "Long.", check: () => ({ summary: "Too short", detail: "Write more." }) };
  const checked = { optional: true, description, validators: [quoting, silent] } as const;
  const hidden = { ...optional, sensitive: true } as const;
  const inside = { pin: attribute(t.string, checked) };

  it.each<[string, Attributes, Value]>([
    ["in itself", { pin: attribute(t.string, { ...checked, sensitive: true }) }, { pin: 'hunter"2' }],
    ["as write-only", { pin: attribute(t.string, { ...checked, writeOnly: true }) }, { pin: "hunter2" }],
    ["as a list", { pin: attribute(t.list(t.string), { ...checked, sensitive: true }) }, { pin: ["x", "hunter2"] }],
    ["as a number", { pin: attribute(t.number, { ...checked, sensitive: true }) }, { pin: 4711 }],
    ["for what is around it", { box: nestedAttribute("single", inside, hidden) }, { box: { pin: "hunter2" } }],
    [
      "deeper",
      { box: nestedAttribute("set", { in: nestedAttribute("map", inside, optional) }, hidden) },
      { box: [{ in: { k: { pin: "hunter2" } } }] },
    ],
  ])("is never quoted: %s", (_name, attributes, config) => {
    const diagnostics = new Diagnostics();
    validateConfig({ of: resourceOf({ attributes }), config, writeOnlyAllowed: true, diagnostics });

    expect([...diagnostics].map(({ summary, detail }) => [summary, detail])).toEqual([
      ["Wrong value", "Something else. The value is sensitive and is not shown."],
      ["Too short", "Write more."],
    ]);
  });

  it("of an attribute that is not sensitive is quoted", () => {
    const diagnostics = new Diagnostics();
    validateConfig({
      of: resourceOf({ attributes: inside }),
      config: { pin: "12" },
      writeOnlyAllowed: true,
      diagnostics,
    });

    expect([...diagnostics][0]?.detail).toBe('Found "12". Write another.');
  });
});
