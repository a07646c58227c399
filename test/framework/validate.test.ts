import { attribute, block, nestedAttribute, t, type Validator } from "../../src/framework/index";
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
const name = attribute(t.string, { optional: true, computed: true, description, validators: [short] as never });
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
    names: attribute(t.list(t.string), { ...optional, validators: [few] as never }),
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
