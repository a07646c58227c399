import { attribute, block, defineSchema, nestedAttribute, parseDuration, t } from "../../src/framework/index";
import { keepSameMeaning } from "../../src/framework/engine/same-meaning";
import { canonicalText, UNKNOWN, type Value } from "../../src/values/index";
import { HANDLERS, ABOUT, fromWire, NONE, serverOf, toWire } from "./server-support";

const description = "A text.";
const every = attribute(t.string, {
  optional: true,
  computed: true,
  description,
  sameMeaning: (before, after) => parseDuration(before) === parseDuration(after),
});
const id = attribute(t.string, { required: true, description });
const schema = defineSchema({
  description,
  attributes: {
    every,
    nest: nestedAttribute(
      "set",
      { in: nestedAttribute("single", { every, id }, { optional: true, description }) },
      { optional: true, description },
    ),
    in_list: nestedAttribute("list", { every }, { optional: true, description }),
    in_map: nestedAttribute("map", { every }, { optional: true, description }),
  },
  blocks: {
    step: block("set", { every, id, at: attribute(t.string, { computed: true, description }) }, { description }),
  },
});
const value = (more: Record<string, Value>): Value => ({
  every: null,
  in_list: null,
  in_map: null,
  nest: null,
  step: [],
  ...more,
});

it.each<[string, Record<string, Value>, Record<string, Value>, Record<string, Value>]>([
  ["keeps the words where the meaning is the same", { every: "60s" }, { every: "1m0s" }, { every: "60s" }],
  ["takes the new words where it is not", { every: "60s" }, { every: "2m0s" }, { every: "2m0s" }],
  ["asks nobody about null", { every: null }, { every: "1m0s" }, { every: "1m0s" }],
  ["asks nobody about what became null", { every: "60s" }, { every: null }, { every: null }],
  ["asks nobody about the unknown", { every: UNKNOWN }, { every: "1m0s" }, { every: "1m0s" }],
  [
    "looks into lists by position",
    { in_list: [{ every: "60s" }, { every: "1h" }] },
    { in_list: [{ every: "1m0s" }, { every: "60m" }] },
    { in_list: [{ every: "60s" }, { every: "1h" }] },
  ],
  [
    "looks into maps by key",
    { in_map: { a: { every: "60s" } } },
    { in_map: { b: { every: "1m0s" }, a: { every: "1m0s" } } },
    { in_map: { b: { every: "1m0s" }, a: { every: "60s" } } },
  ],
  [
    "looks into sets for the element that means the same",
    {
      step: [
        { id: "a", every: "60s" },
        { id: "b", every: "1h" },
      ],
    },
    {
      step: [
        { id: "b", every: "60m" },
        { id: "a", every: "1m0s" },
      ],
    },
    {
      step: [
        { id: "a", every: "60s" },
        { id: "b", every: "1h" },
      ],
    },
  ],
  [
    "finds the element of a set also where the platform filled something in, or changed what it fills in",
    {
      step: [
        { id: "a", every: "60s", at: UNKNOWN },
        { id: "b", every: "1h", at: "x" },
      ],
    },
    {
      step: [
        { id: "b", every: "60m", at: "y" },
        { id: "a", every: "1m0s", at: "z" },
      ],
    },
    {
      step: [
        { id: "a", every: "60s", at: "z" },
        { id: "b", every: "1h", at: "y" },
      ],
    },
  ],
  [
    "takes no other element of a set for the same",
    { step: [{ id: "a", every: "60s" }] },
    { step: [{ id: "b", every: "1m0s" }] },
    { step: [{ id: "b", every: "1m0s" }] },
  ],
  [
    "finds elements inside elements of a set",
    { nest: [{ in: { id: "a", every: "60s" } }, { in: { id: "b", every: "60s" } }] },
    { nest: [{ in: { id: "b", every: "1m0s" } }, { in: { id: "a", every: "1m0s" } }] },
    { nest: [{ in: { id: "a", every: "60s" } }, { in: { id: "b", every: "60s" } }] },
  ],
])("%s", (_name, before, after, expected) => {
  const kept = keepSameMeaning(schema, value(before), value(after));

  expect(canonicalText(schema.type, kept)).toBe(canonicalText(schema.type, value(expected)));
});

it("holds after read and after apply", async () => {
  const answered = () => Promise.resolve(value({ every: "1m0s" }) as never);
  const resource = { ...HANDLERS, schema, read: answered, create: answered };
  const server = await serverOf({ resources: { test_thing: resource } });
  const read = await server.ReadResource({
    ...ABOUT,
    typeName: "test_thing",
    currentState: toWire(value({ every: "60s" }), schema.type),
    private: NONE,
    currentIdentity: undefined,
  });
  const applied = await server.ApplyResourceChange({
    ...ABOUT,
    typeName: "test_thing",
    priorState: toWire(null, schema.type),
    plannedState: toWire(value({ every: "60s" }), schema.type),
    config: toWire(value({ every: "60s" }), schema.type),
    plannedPrivate: NONE,
    plannedIdentity: undefined,
  });

  for (const answer of [read, applied]) {
    expect(fromWire(answer.newState, schema.type)).toMatchObject({ every: "60s" });
  }
});
