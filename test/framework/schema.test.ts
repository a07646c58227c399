import { schemaToWire } from "../../src/framework/adapter/schema-to-wire";
import {
  attribute,
  type Attributes,
  block,
  type Blocks,
  defineSchema,
  nestedAttribute,
  SchemaError,
  t,
} from "../../src/framework/index";
import { pb } from "../../src/tfplugin/index";

const description = "A text.";
const name = attribute(t.string, { required: true, description });
const secret = attribute(t.string, { optional: true, writeOnly: true, description });
const anything = attribute(t.of("dynamic"), { optional: true, description });

describe("a schema that core would refuse", () => {
  const computed = { optional: true, computed: true, description } as const;
  interface Shape {
    readonly version?: number;
    readonly attributes?: Attributes;
    readonly blocks?: Blocks;
  }
  it.each<[string, Shape, string]>([
    ["the version is negative", { version: -1 }, "version: -1 is not a whole number from 0"],
    ["the version is a fraction", { version: 1.5 }, "version: 1.5"],
    [
      "a default stands where nothing is computed",
      { attributes: { a: attribute(t.string, { optional: true, default: "x", description }) } },
      'a: a default needs "optional: true, computed: true", this attribute is optional',
    ],
    [
      "a promise is made of a value that nobody computes",
      { attributes: { a: attribute(t.string, { optional: true, whenUnknown: { notNull: true }, description }) } },
      "a: whenUnknown is about values that the provider computes, this attribute is optional",
    ],
    [
      "a promise is made of a value of any type",
      { attributes: { a: attribute(t.dynamic, { computed: true, whenUnknown: { notNull: true }, description }) } },
      "a: nothing can be promised of a value whose type is not known yet; remove whenUnknown",
    ],
    [
      "a write-only attribute is computed",
      { attributes: { a: attribute(t.string, { computed: true, writeOnly: true, description }) } },
      "a: a write-only attribute is never computed",
    ],
    [
      "a set holds write-only attributes",
      { attributes: { a: nestedAttribute("set", { secret }, { optional: true, description }) } },
      "a.secret: a set can not hold write-only attributes",
    ],
    [
      "a block in a set holds write-only attributes",
      { blocks: { a: block("set", {}, { description, blocks: { b: block("list", { secret }, { description }) } }) } },
      "a.b.secret: a set can not hold write-only attributes",
    ],
    [
      "a set holds dynamic attributes",
      { blocks: { a: block("set", { anything }, { description }) } },
      "a.anything: a set can not hold values of a type known only at run time",
    ],
    [
      "a group block requires an attribute",
      { blocks: { a: block("group", { name }, { description }) } },
      "a.name: a group block that is left out is an object of nulls, so nothing in it can be required",
    ],
    [
      "a default is of another type",
      { attributes: { a: nestedAttribute("list", { name }, { ...computed, default: [{ nmae: "x" }] as never }) } },
      'a: the default does not fit its type: [0]: unsupported attribute "nmae"',
    ],
    [
      "a default is a number that Terraform can not hold",
      { attributes: { a: attribute(t.number, { ...computed, default: Number.NaN }) } },
      "a: the default does not fit its type: ",
    ],
    [
      "a block is called like an attribute",
      { attributes: { name }, blocks: { name: block("list", { name }, { description }) } },
      "name: is both an attribute and a block",
    ],
    [
      "a block has a name of other characters",
      { blocks: { "a-B": block("list", {}, { description }) } },
      "a-B: a block's name",
    ],
    [
      "a block is to stand more often than it may",
      { blocks: { a: block("list", {}, { description, minItems: 3, maxItems: 2 }) } },
      "a: minItems 3 is above maxItems 2",
    ],
    [
      "a single block may stand twice",
      { blocks: { a: block("single", {}, { description, maxItems: 2 }) } },
      "a: minItems and maxItems of a single block",
    ],
  ])("fails when %s", (_name, { version, attributes = {}, blocks = {} }, fault) => {
    const make = () =>
      defineSchema<Attributes, Blocks>({
        ...(version === undefined ? {} : { version }),
        description,
        attributes,
        blocks,
      });

    expect(make).toThrow(SchemaError);
    expect(make).toThrow(fault);
  });

  it("fails when several things are wrong, and lists them all", () => {
    const make = () =>
      defineSchema({
        description,
        attributes: {
          a: attribute(t.string, { optional: true, default: "x", description }),
          b: nestedAttribute("set", { secret }, { optional: true, description }),
        },
        blocks: { a: block("list", {}, { description }) },
      });

    expect(make).toThrow(/^This schema would be refused by Terraform:\na: .*\nb\.secret: .*\na: is both/);
  });
});

it("has the wire's shape", () => {
  const wire = schemaToWire(
    defineSchema({
      version: 2,
      description: "A thing.",
      attributes: {
        name,
        id: attribute(t.string, { computed: true, sensitive: true, description: "An *id*." }),
        tags: attribute(t.map(t.list(t.number)), {
          optional: true,
          computed: true,
          deprecated: "Use labels.",
          description,
        }),
        secret,
        inside: nestedAttribute("map", { name }, { optional: true, description }),
      },
      blocks: {
        part: block(
          "list",
          { name },
          { description: "A part.", minItems: 1, maxItems: 3, blocks: { deep: block("set", {}, { description }) } },
        ),
        single: block("single", {}, { description }),
      },
    }),
  );

  const attributes = wire.block?.attributes ?? [];
  expect(wire.version).toBe(2n);
  expect(wire.block?.description).toBe("A thing.");
  expect(attributes.map((one) => [one.name, one.type.toString(), one.required, one.optional, one.computed])).toEqual([
    ["name", '"string"', true, false, false],
    ["id", '"string"', false, false, true],
    ["tags", '["map",["list","number"]]', false, true, true],
    ["secret", '"string"', false, true, false],
    ["inside", "", false, true, false],
  ]);
  expect(attributes[1]).toMatchObject({
    sensitive: true,
    description: "An *id*.",
    descriptionKind: pb.StringKind.MARKDOWN,
  });
  expect(attributes[2]).toMatchObject({ deprecated: true, deprecationMessage: "Use labels." });
  expect(attributes.map((one) => one.writeOnly)).toEqual([false, false, false, true, false]);
  expect(attributes[4]?.nestedType).toMatchObject({
    nesting: pb.Schema_Object_NestingMode.MAP,
    attributes: [{ name: "name", required: true }],
  });
  expect(wire.block?.blockTypes).toMatchObject([
    {
      typeName: "part",
      nesting: pb.Schema_NestedBlock_NestingMode.LIST,
      minItems: 1n,
      maxItems: 3n,
      block: {
        description: "A part.",
        blockTypes: [{ typeName: "deep", nesting: pb.Schema_NestedBlock_NestingMode.SET }],
      },
    },
    { typeName: "single", nesting: pb.Schema_NestedBlock_NestingMode.SINGLE, minItems: 0n, maxItems: 0n },
  ]);
});
