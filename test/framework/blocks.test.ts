// Blocks of every nesting, and what becomes of repeated blocks that hold attributes of a type known only at run time.
import {
  attribute,
  block,
  defineSchema,
  Dynamic,
  nestedAttribute,
  t,
  UNKNOWN,
  type Value,
} from "../../src/framework/index";
import { decodeValue, encodeValue } from "../../src/framework/schema/coding";
import { schemaToWire } from "../../src/framework/adapter/schema-to-wire";
import { pb } from "../../src/tfplugin/index";
import { decodeMsgpack, encodeMsgpack, listOf, objectOf, tupleOf, typeToJson } from "../../src/values/index";
import { findings, planned, resourceOf } from "./support";
import { ABOUT, fromWire, HANDLERS, NONE, serverOf } from "./server-support";

const description = "A text.";
const name = attribute(t.string, { required: true, description });
const id = attribute(t.string, { computed: true, description });
const anything = attribute(t.dynamic, { optional: true, description });

describe("blocks of every nesting", () => {
  const resource = resourceOf({
    attributes: {},
    blocks: {
      one: block("single", { name, id }, { description }),
      grp: block("group", { opt: attribute(t.string, { optional: true, description }), id }, { description }),
      many: block("list", { name, id }, { description }),
      bag: block("set", { name, id }, { description }),
      by: block("map", { name, id }, { description, deprecated: "Use the attribute." }),
    },
  });
  const config: Value = {
    one: { name: "a", id: null },
    grp: { opt: null, id: null },
    many: [{ name: "b", id: null }],
    bag: [{ name: "c", id: null }],
    by: { x: { name: "d", id: null } },
  };

  it("travel as core nests them", () => {
    const nesting = schemaToWire(resource.schema).block?.blockTypes.map((inner) => [inner.typeName, inner.nesting]);
    const { SINGLE, GROUP, LIST, SET, MAP } = pb.Schema_NestedBlock_NestingMode;

    expect(nesting).toEqual([
      ["one", SINGLE],
      ["grp", GROUP],
      ["many", LIST],
      ["bag", SET],
      ["by", MAP],
    ]);
  });

  it("have their computed attributes unknown when they are new", async () => {
    const { planned: plan } = await planned(resource, { config, prior: null, proposed: config });

    expect(plan).toBe(
      '{"bag":[{"id":?,"name":"c"}],"by":{"x":{"id":?,"name":"d"}},"grp":{"id":?,"opt":null},"many":[{"id":?,"name":"b"}],"one":{"id":?,"name":"a"}}',
    );
  });

  it("that are deprecated are warned of where they stand, a group that is left out is not", () => {
    const deprecated = resourceOf({
      attributes: {},
      blocks: {
        grp: block(
          "group",
          { opt: attribute(t.string, { optional: true, description }) },
          { description, deprecated: "No." },
        ),
        by: block("map", { name }, { description, deprecated: "Use the attribute." }),
        outer: block(
          "list",
          {},
          { description, blocks: { inner: block("set", { name }, { description, deprecated: "No." }) } },
        ),
      },
    });
    const given = { by: { x: { name: "d" } }, outer: [{ inner: [] }, { inner: [{ name: "e" }] }] };

    expect(findings(deprecated, { ...given, grp: { opt: null } })).toEqual([
      "warning by: Block is deprecated",
      "warning outer[1].inner: Block is deprecated",
    ]);
    expect(findings(deprecated, { by: {}, outer: [], grp: { opt: "x" } })).toEqual([
      "warning grp: Block is deprecated",
    ]);
  });

  it("that are deprecated inside a set are warned of at the set, whose elements have no address", () => {
    const inner = block("single", { name }, { description, deprecated: "No." });
    const deprecated = resourceOf({
      attributes: {},
      blocks: {
        bag: block("set", {}, { description, blocks: { mid: block("list", {}, { description, blocks: { inner } }) } }),
      },
    });

    expect(findings(deprecated, { bag: [{ mid: [{ inner: { name: "a" } }] }] })).toEqual([
      "warning bag: Block is deprecated",
    ]);
  });

  it("are empty in a state that an import starts from, a group is an object of nulls", async () => {
    const importing = { ...resource, importState: ({ empty }: { empty: object }) => empty as never };
    const server = await serverOf({ resources: { test_thing: importing } });
    const { importedResources } = await server.ImportResourceState({
      ...ABOUT,
      typeName: "test_thing",
      id: "1",
      identity: undefined,
    });

    expect(fromWire(importedResources?.[0]?.state, resource.schema.type)).toEqual({
      one: null,
      grp: { opt: null, id: null },
      many: [],
      bag: [],
      by: {},
    });
  });
});

describe("repeated blocks that hold a dynamic attribute", () => {
  const inner = block("list", { anything }, { description });
  const schema = defineSchema({
    description,
    attributes: { anything },
    blocks: {
      one: block("single", { anything }, { description }),
      many: block("list", { name, anything }, { description, blocks: { inner } }),
      by: block("map", { anything }, { description }),
      plain: block("list", { name }, { description }),
    },
  });

  it("travel as one dynamic value, all else as the schema says", () => {
    expect(typeToJson(schema.wireType)).toEqual([
      "object",
      {
        anything: "dynamic",
        by: "dynamic",
        many: "dynamic",
        one: ["object", { anything: "dynamic" }],
        plain: ["list", ["object", { name: "string" }]],
      },
    ]);
  });

  const text = (value: string): Value => new Dynamic("string", value);
  const list = new Dynamic(listOf("number"), [1, 2]);
  const empty: Value = { anything: null, one: null, many: [], by: {}, plain: [] };

  it.each<[string, Value]>([
    ["nothing", empty],
    ["null", null],
    ["elements of one type", { ...(empty as object), by: { x: { anything: text("a") }, y: { anything: text("b") } } }],
    [
      "elements of different types, nested",
      {
        anything: list,
        one: { anything: text("a") },
        many: [
          { name: "a", anything: text("x"), inner: [{ anything: list }, { anything: null }] },
          { name: "b", anything: list, inner: [] },
          { name: "c", anything: UNKNOWN, inner: [{ anything: UNKNOWN }] },
        ],
        by: { x: { anything: new Dynamic(tupleOf(["bool"]), [true]) }, y: { anything: null } },
        plain: [{ name: "p" }],
      },
    ],
    ["blocks nobody knows yet", { ...(empty as object), many: UNKNOWN, by: UNKNOWN, plain: UNKNOWN }],
  ])("come back as they were: %s", (_name, value) => {
    expect(decodeValue(schema, encodeValue(schema, value))).toEqual(value);
  });

  it("are what core makes of them: a tuple of a list, an object of a map, with the types their elements have", () => {
    const value = {
      ...(empty as object),
      many: [{ name: "a", anything: text("x"), inner: [] }],
      by: { k: { anything: list } },
    };
    const wire = decodeMsgpack(encodeValue(schema, value), schema.wireType) as Record<string, Dynamic>;

    expect(typeToJson(wire["many"]?.type ?? "string")).toEqual([
      "tuple",
      [["object", { anything: "string", inner: ["tuple", []], name: "string" }]],
    ]);
    expect(typeToJson(wire["by"]?.type ?? "string")).toEqual([
      "object",
      { k: ["object", { anything: ["list", "number"] }] },
    ]);
    expect(wire["by"]?.value).toEqual({ k: { anything: [1, 2] } });
  });

  it("are a list and a map to handlers, and to core what it sent", async () => {
    const value = {
      ...(empty as object),
      many: [
        { name: "a", anything: text("x"), inner: [] },
        { name: "b", anything: list, inner: [] },
      ],
    };
    let seen: unknown;
    const resource = {
      ...HANDLERS,
      schema,
      read({ state }: { state: unknown }) {
        seen = state;
        return Promise.resolve(state as never);
      },
    };
    const server = await serverOf({ resources: { test_thing: resource } });
    const sent = encodeValue(schema, value);
    const answer = await server.ReadResource({
      ...ABOUT,
      typeName: "test_thing",
      currentState: { msgpack: Buffer.from(sent), json: NONE },
      private: NONE,
      currentIdentity: undefined,
    });

    expect(seen).toEqual(value);
    expect(answer.newState?.msgpack.equals(sent)).toBe(true);
  });
});

describe("a schema that would hold values of different types where one is required", () => {
  const fault = 'elements of a collection have one type, "dynamic" can not be it; make the attribute dynamic';
  it.each([
    ["a list of dynamic", () => ({ a: attribute(t.list(t.dynamic), { optional: true, description }) }), `a: ${fault}`],
    ["a map of dynamic", () => ({ a: attribute(t.map(t.dynamic), { optional: true, description }) }), `a: ${fault}`],
    [
      "a nested list with a dynamic attribute",
      () => ({ a: nestedAttribute("list", { anything }, { optional: true, description }) }),
      "a.anything: a nested attribute that repeats can not hold values of a type known only at run time",
    ],
  ])("fails to be defined: %s", (_name, attributes, expected) => {
    expect(() => defineSchema({ description, attributes: attributes() as never })).toThrow(expected);
  });

  it("may hold one where nothing repeats", () => {
    const nested = nestedAttribute("single", { anything }, { optional: true, description });

    expect(defineSchema({ description, attributes: { nested } }).type).toEqual(
      objectOf({ nested: objectOf({ anything: "dynamic" }) }),
    );
  });
});

it("reads what core sends of a tuple and of an object", () => {
  const schema = defineSchema({
    description,
    attributes: {
      pair: attribute(t.tuple(t.string, t.number), { optional: true, description }),
      point: attribute(t.object({ x: t.number, y: t.number }), { optional: true, description }),
    },
  });
  const type = objectOf({ pair: tupleOf(["string", "number"]), point: objectOf({ x: "number", y: "number" }) });
  const value = { pair: ["a", 1], point: { x: 1, y: null } };

  expect(schema.type).toEqual(type);
  expect(decodeValue(schema, encodeMsgpack(value, type))).toEqual(value);
});
