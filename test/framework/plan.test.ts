import {
  attribute,
  type Attributes,
  block,
  type Blocks,
  nestedAttribute,
  requiresReplace,
  t,
  useStateForUnknown,
} from "../../src/framework/index";
import { canonicalText, UNKNOWN, type Value } from "../../src/values/index";
import { planned, resourceOf } from "./support";

const text = "A text.";
const name = attribute(t.string, { required: true, description: text });
const note = attribute(t.string, { optional: true, description: text });
const id = attribute(t.string, { computed: true, description: text });
const stableId = attribute(t.string, { computed: true, description: text, modifiers: [useStateForUnknown()] });
const slug = attribute(t.string, { optional: true, computed: true, description: text });
const mode = attribute(t.string, { optional: true, computed: true, default: "fast", description: text });
const secret = attribute(t.string, { optional: true, writeOnly: true, description: text });
const place = attribute(t.string, { required: true, description: text, modifiers: [requiresReplace()] });
const rule = { name, id, mode, secret };
const port = { name, id: stableId, mode, slug };

interface Row {
  readonly attributes?: Attributes;
  readonly blocks?: Blocks;
  readonly config: Value;
  readonly prior: Value;
  readonly proposed: Value;
  readonly planned: Value;
  readonly replace?: readonly string[];
}

const optional = { optional: true, description: text } as const;
const either = { optional: true, computed: true, description: text } as const;

// names left out of a value are null
const rows: Record<string, Row> = {
  "a create marks what the provider fills in": {
    attributes: { name, id, slug, mode, note },
    config: { name: "a" },
    prior: null,
    proposed: { name: "a" },
    planned: { name: "a", id: UNKNOWN, slug: UNKNOWN, mode: "fast" },
  },
  "nothing differs, so nothing is marked": {
    attributes: { name, id, slug, mode },
    config: { name: "a" },
    prior: { name: "a", id: "1", slug: "s", mode: "fast" },
    proposed: { name: "a", id: "1", slug: "s", mode: "fast" },
    planned: { name: "a", id: "1", slug: "s", mode: "fast" },
  },
  "one attribute differs, so every computed one is marked": {
    attributes: { name, id, slug, mode },
    config: { name: "b" },
    prior: { name: "a", id: "1", slug: "s", mode: "slow" },
    proposed: { name: "b", id: "1", slug: "s", mode: "slow" },
    planned: { name: "b", id: UNKNOWN, slug: UNKNOWN, mode: "fast" },
  },
  "a configured optional and computed attribute keeps its value": {
    attributes: { name, slug, mode },
    config: { name: "b", slug: "mine", mode: "slow" },
    prior: { name: "a", slug: "s", mode: "fast" },
    proposed: { name: "b", slug: "mine", mode: "slow" },
    planned: { name: "b", slug: "mine", mode: "slow" },
  },
  "a default that differs from the prior value is a difference": {
    attributes: { name, mode },
    config: { name: "a" },
    prior: { name: "a", mode: "slow" },
    proposed: { name: "a", mode: "slow" },
    planned: { name: "a", mode: "fast" },
  },
  "an unknown configured value is a difference and stays unknown": {
    attributes: { name, id: stableId, mode },
    config: { name: UNKNOWN, mode: UNKNOWN },
    prior: { name: "a", id: "1", mode: "fast" },
    proposed: { name: UNKNOWN, id: "1", mode: UNKNOWN },
    planned: { name: UNKNOWN, id: "1", mode: UNKNOWN },
  },
  "a kept id is unknown on create": {
    attributes: { name, id: stableId },
    config: { name: "a" },
    prior: null,
    proposed: { name: "a" },
    planned: { name: "a", id: UNKNOWN },
  },
  "a kept attribute that was null stays null": {
    attributes: { name, id: stableId },
    config: { name: "b" },
    prior: { name: "a" },
    proposed: { name: "b" },
    planned: { name: "b", id: null },
  },
  "a set in another order is no difference": {
    attributes: { tags: attribute(t.set(t.string), { required: true, description: text }), id },
    config: { tags: ["b", "a"] },
    prior: { tags: ["a", "b"], id: "1" },
    proposed: { tags: ["b", "a"], id: "1" },
    planned: { tags: ["a", "b"], id: "1" },
  },
  "a replacement is asked for when the attribute differs": {
    attributes: { place, name },
    config: { place: "y", name: "b" },
    prior: { place: "x", name: "a" },
    proposed: { place: "y", name: "b" },
    planned: { place: "y", name: "b" },
    replace: ["place"],
  },
  "no replacement is asked for when another attribute differs": {
    attributes: { place, name },
    config: { place: "x", name: "b" },
    prior: { place: "x", name: "a" },
    proposed: { place: "x", name: "b" },
    planned: { place: "x", name: "b" },
  },
  "no replacement is asked for on create": {
    attributes: { place },
    config: { place: "x" },
    prior: null,
    proposed: { place: "x" },
    planned: { place: "x" },
  },
  "a value that is not known yet may need a replacement": {
    attributes: { place },
    config: { place: UNKNOWN },
    prior: { place: "x" },
    proposed: { place: UNKNOWN },
    planned: { place: UNKNOWN },
    replace: ["place"],
  },
  "write-only values are in no plan, at no depth": {
    attributes: {
      secret,
      one: nestedAttribute("single", { secret }, optional),
      many: nestedAttribute("list", { secret }, optional),
      named: nestedAttribute("map", { secret }, optional),
    },
    blocks: { part: block("list", { secret }, { description: text }) },
    config: {
      secret: "s",
      one: { secret: "s" },
      many: [{ secret: "s" }],
      named: { k: { secret: "s" } },
      part: [{ secret: "s" }],
    },
    prior: null,
    proposed: {
      secret: "s",
      one: { secret: "s" },
      many: [{ secret: "s" }],
      named: { k: { secret: "s" } },
      part: [{ secret: "s" }],
    },
    planned: { one: {}, many: [{}], named: { k: {} }, part: [{}] },
  },
  "another write-only value alone is no difference": {
    attributes: { secret, id },
    config: { secret: "new" },
    prior: { id: "1" },
    proposed: { secret: "new", id: "1" },
    planned: { id: "1" },
  },
  "a single nested attribute is filled in by member": {
    attributes: { one: nestedAttribute("single", rule, optional) },
    config: { one: { name: "a", secret: "s" } },
    prior: null,
    proposed: { one: { name: "a", secret: "s" } },
    planned: { one: { name: "a", id: UNKNOWN, mode: "fast" } },
  },
  "a nested attribute left out stays out": {
    attributes: { name, one: nestedAttribute("single", rule, optional) },
    config: { name: "a" },
    prior: null,
    proposed: { name: "a" },
    planned: { name: "a" },
  },
  "an optional and computed nested attribute left out is unknown as a whole": {
    attributes: { name, one: nestedAttribute("single", rule, either) },
    config: { name: "b" },
    prior: { name: "a", one: { name: "x", id: "1", mode: "fast" } },
    proposed: { name: "b", one: { name: "x", id: "1", mode: "fast" } },
    planned: { name: "b", one: UNKNOWN },
  },
  "an unknown nested attribute is left alone": {
    attributes: { one: nestedAttribute("list", rule, optional) },
    config: { one: UNKNOWN },
    prior: { one: [{ name: "a", id: "1", mode: "fast" }] },
    proposed: { one: UNKNOWN },
    planned: { one: UNKNOWN },
  },
  "list elements correlate by position": {
    attributes: { many: nestedAttribute("list", port, optional) },
    config: { many: [{ name: "a" }, { name: "c", mode: "slow" }] },
    prior: {
      many: [
        { name: "a", id: "1", mode: "fast", slug: "x" },
        { name: "b", id: "2", mode: "fast", slug: "y" },
      ],
    },
    proposed: {
      many: [
        { name: "a", id: "1", mode: "fast", slug: "x" },
        { name: "c", id: "2", mode: "slow", slug: "y" },
      ],
    },
    planned: {
      many: [
        { name: "a", id: "1", mode: "fast", slug: UNKNOWN },
        { name: "c", id: "2", mode: "slow", slug: UNKNOWN },
      ],
    },
  },
  "what a new list element will get is unknown, also where a known value would be kept": {
    attributes: { many: nestedAttribute("list", { name, id: stableId }, optional) },
    config: { many: [{ name: "a" }, { name: "b" }] },
    prior: { many: [{ name: "a", id: "1" }] },
    proposed: { many: [{ name: "a", id: "1" }, { name: "b" }] },
    planned: {
      many: [
        { name: "a", id: "1" },
        { name: "b", id: UNKNOWN },
      ],
    },
  },
  "map elements correlate by key": {
    attributes: { named: nestedAttribute("map", { name, id: stableId }, optional) },
    config: { named: { y: { name: "b" }, x: { name: "c" } } },
    prior: { named: { x: { name: "a", id: "1" } } },
    proposed: { named: { y: { name: "b" }, x: { name: "c", id: "1" } } },
    planned: { named: { x: { name: "c", id: "1" }, y: { name: "b", id: UNKNOWN } } },
  },
  "set elements correlate by what is configured": {
    attributes: { some: nestedAttribute("set", { name, id: stableId }, optional) },
    config: { some: [{ name: "c" }, { name: "b" }] },
    prior: {
      some: [
        { name: "a", id: "1" },
        { name: "b", id: "2" },
      ],
    },
    proposed: { some: [{ name: "c" }, { name: "b", id: "2" }] },
    planned: {
      some: [
        { name: "b", id: "2" },
        { name: "c", id: UNKNOWN },
      ],
    },
  },
  "set elements of which one says less than the other stay apart": {
    attributes: { some: nestedAttribute("set", { name, slug }, optional) },
    config: { some: [{ name: "a" }, { name: "a", slug: "mine" }] },
    prior: null,
    proposed: { some: [{ name: "a", slug: "mine" }, { name: "a" }] },
    planned: {
      some: [
        { name: "a", slug: "mine" },
        { name: "a", slug: UNKNOWN },
      ],
    },
  },
  "a set element that is not wholly known keeps no id of another": {
    attributes: { some: nestedAttribute("set", { name, id: stableId }, optional) },
    config: { some: [{ name: UNKNOWN }] },
    prior: { some: [{ name: "a", id: "1" }] },
    proposed: { some: [{ name: UNKNOWN }] },
    planned: { some: [{ name: UNKNOWN, id: UNKNOWN }] },
  },
  "set elements correlate through what is computed deep inside": {
    attributes: {
      some: nestedAttribute("set", { slug, in: nestedAttribute("single", { name, id: stableId }, optional) }, optional),
    },
    config: {
      some: [
        { slug: "s", in: { name: "a" } },
        { slug: "new", in: { name: "a" } },
      ],
    },
    prior: { some: [{ slug: "s", in: { name: "a", id: "1" } }] },
    proposed: {
      some: [
        { slug: "s", in: { name: "a", id: "1" } },
        { slug: "new", in: { name: "a" } },
      ],
    },
    planned: {
      some: [
        { slug: "s", in: { name: "a", id: "1" } },
        { slug: "new", in: { name: "a", id: UNKNOWN } },
      ],
    },
  },
  "paths of a replacement lead into lists and maps, and stop at a set": {
    attributes: {
      many: nestedAttribute("list", { place }, optional),
      named: nestedAttribute("map", { place }, optional),
      some: nestedAttribute("set", { place }, optional),
    },
    config: {
      many: [{ place: "x" }, { place: "y" }],
      named: { k: { place: "y" } },
      some: [{ place: "y" }, { place: "z" }],
    },
    prior: { many: [{ place: "x" }, { place: "x" }], named: { k: { place: "x" } }, some: [{ place: "x" }] },
    proposed: {
      many: [{ place: "x" }, { place: "y" }],
      named: { k: { place: "y" } },
      some: [{ place: "y" }, { place: "z" }],
    },
    planned: {
      many: [{ place: "x" }, { place: "y" }],
      named: { k: { place: "y" } },
      some: [{ place: "y" }, { place: "z" }],
    },
    replace: ["many[1].place", 'named["k"].place', "some"],
  },
  "blocks are filled in like nested attributes; empty ones stay empty": {
    blocks: {
      one: block("single", rule, { description: text }),
      none: block("single", rule, { description: text }),
      many: block("list", rule, {
        description: text,
        blocks: { inner: block("set", { name, id, mode }, { description: text }) },
      }),
      empty: block("list", rule, { description: text }),
    },
    config: { one: { name: "a" }, none: null, many: [{ name: "b", inner: [{ name: "c" }] }], empty: [] },
    prior: null,
    proposed: { one: { name: "a" }, none: null, many: [{ name: "b", inner: [{ name: "c" }] }], empty: [] },
    planned: {
      one: { name: "a", id: UNKNOWN, mode: "fast" },
      none: null,
      many: [{ name: "b", id: UNKNOWN, mode: "fast", inner: [{ name: "c", id: UNKNOWN, mode: "fast" }] }],
      empty: [],
    },
  },
  "a default inside what nobody configured gives way to what the platform decided": {
    attributes: { name, one: nestedAttribute("single", { mode, note }, either) },
    config: { name: "a" },
    prior: { name: "a", one: { mode: "slow" } },
    proposed: { name: "a", one: { mode: "slow" } },
    planned: { name: "a", one: { mode: "slow" } },
  },
  "a default of a nested attribute stands for its configuration": {
    attributes: {
      one: nestedAttribute("single", { mode, slug }, { ...either, default: { mode: "slow", slug: null } }),
    },
    config: {},
    prior: null,
    proposed: {},
    planned: { one: { mode: "slow", slug: UNKNOWN } },
  },
  "a default of a nested attribute is no difference once what the provider computes is filled in": {
    attributes: {
      many: nestedAttribute(
        "list",
        { mode, slug },
        {
          ...either,
          default: [
            { mode: "slow", slug: null },
            { mode: null, slug: null },
          ],
        },
      ),
    },
    config: {},
    prior: {
      many: [
        { mode: "slow", slug: "x" },
        { mode: "fast", slug: "y" },
      ],
    },
    proposed: {
      many: [
        { mode: "slow", slug: "x" },
        { mode: "fast", slug: "y" },
      ],
    },
    planned: {
      many: [
        { mode: "slow", slug: "x" },
        { mode: "fast", slug: "y" },
      ],
    },
  },
  "set elements of which one says less than the other deep inside stay apart": {
    attributes: {
      some: nestedAttribute("set", { in: nestedAttribute("single", { name, slug }, optional) }, optional),
    },
    config: { some: [{ in: { name: "a" } }, { in: { name: "a", slug: "mine" } }] },
    prior: null,
    proposed: { some: [{ in: { name: "a", slug: "mine" } }, { in: { name: "a" } }] },
    planned: { some: [{ in: { name: "a", slug: "mine" } }, { in: { name: "a", slug: UNKNOWN } }] },
  },
  "a dynamic block that is not known yet is left alone": {
    blocks: { many: block("list", rule, { description: text }) },
    config: { many: UNKNOWN },
    prior: { many: [] },
    proposed: { many: UNKNOWN },
    planned: { many: UNKNOWN },
  },
};

it.each(Object.entries(rows))("%s", async (_name, { attributes = {}, blocks = {}, replace = [], ...row }) => {
  const resource = resourceOf({ attributes, blocks });

  const result = await planned(resource, row);

  expect(result).toEqual({ planned: canonicalText(resource.schema.type, row.planned), replace, diagnostics: [] });
});

it.each(Object.entries(rows))("plans no change of what was planned and came true: %s", async (_name, row) => {
  const resource = resourceOf({ attributes: row.attributes ?? {}, blocks: row.blocks ?? {} });
  if (canonicalText(resource.schema.type, row.planned).includes("?")) return; // the provider would decide

  const result = await planned(resource, { config: row.config, prior: row.planned, proposed: row.planned });

  expect(result.planned).toBe(canonicalText(resource.schema.type, row.planned));
  expect(result.replace).toEqual([]);
});
