// What is saved when applying goes wrong after the platform did its part: the object exists, so it must not be lost.
import {
  attribute,
  defineIdentity,
  defineSchema,
  identityAttribute,
  nestedAttribute,
  type Resource,
  t,
} from "../../src/framework/index";
import { UNKNOWN, type Value } from "../../src/values/index";
import { ABOUT, fromWire, HANDLERS, NONE, said, serverOf, toWire } from "./server-support";

const description = "A text.";
const schema = defineSchema({
  description,
  attributes: {
    name: attribute(t.string, {
      required: true,
      description,
      sameMeaning: (before, after) => before.toLowerCase() === after.toLowerCase(),
    }),
    id: attribute(t.string, { computed: true, description }),
    size: attribute(t.number, { optional: true, description }),
    rules: nestedAttribute(
      "set",
      {
        port: attribute(t.integer, { required: true, description }),
        id: attribute(t.string, { computed: true, description }),
      },
      { optional: true, description },
    ),
  },
});
const identity = defineIdentity({ attributes: { id: identityAttribute(t.string, { description }) } });
const PLANNED: Value = { name: "a", id: UNKNOWN, size: 1, rules: null };

async function apply(more: Partial<Resource>, prior: Value, planned: Value, config: Value = planned, wrong = {}) {
  const server = await serverOf({ resources: { test_thing: { ...HANDLERS, schema, ...more } } });
  const answer = await server.ApplyResourceChange({
    ...ABOUT,
    typeName: "test_thing",
    priorState: toWire(prior, schema.type),
    plannedState: toWire(planned, schema.type),
    config: toWire(config, schema.type),
    plannedPrivate: NONE,
    plannedIdentity: undefined,
    ...wrong,
  });
  return { ...answer, state: fromWire(answer.newState, schema.type) };
}

it.each<[string, unknown, Value]>([
  ["an attribute of another type", { name: "a", id: "1", size: "big" }, { name: "a", id: "1", size: 1, rules: null }],
  [
    "a number that crashes Terraform",
    { name: "a", id: "1", size: Number.NaN },
    { name: "a", id: "1", size: 1, rules: null },
  ],
  [
    "a value that sameMeaning can not take",
    { name: 5, id: "1", size: 1 },
    { name: "a", id: "1", size: 1, rules: null },
  ],
])("saves what can be saved of a created object with %s", async (_name, answered, saved) => {
  const { state, diagnostics } = await apply({ create: () => Promise.resolve(answered as never) }, null, PLANNED);

  expect(state).toEqual(saved);
  expect(diagnostics).toHaveLength(1);
});

it("takes no notice of what a handler answers beyond the schema", async () => {
  const answered = { name: "a", id: "1", size: 1, rules: null, extra: true };
  const { state, diagnostics } = await apply({ create: () => Promise.resolve(answered as never) }, null, PLANNED);

  expect(state).toEqual({ name: "a", id: "1", size: 1, rules: null });
  expect(diagnostics).toEqual([]);
});

it("saves what can be saved of what was kept", async () => {
  const create: Resource["create"] = ({ keep }) => {
    keep({ name: "a", id: "1", size: "big" });
    return Promise.reject(new Error("cut off"));
  };
  const { state, diagnostics } = await apply({ create }, null, PLANNED);

  expect(state).toEqual({ name: "a", id: "1", size: 1, rules: null });
  expect(diagnostics).toHaveLength(1);
});

it("keeps the prior value of what can not be saved after an update", async () => {
  const update: Resource["update"] = () => Promise.resolve({ name: "b", id: "1", size: "big" } as never);
  const prior = { name: "a", id: "1", size: 1, rules: null };
  const { state } = await apply({ update }, prior, { ...prior, name: "b", size: 2 });

  expect(state).toEqual({ name: "b", id: "1", size: 1, rules: null });
});

it("saves an object whose private data can not be written", async () => {
  const create: Resource["create"] = ({ keep, private: memory }) => {
    const created = { name: "a", id: "1", size: 1, rules: null };
    keep(created);
    memory.set("when", 5n as never);
    return Promise.resolve(created as never);
  };
  const { state, diagnostics } = await apply({ create }, null, PLANNED);

  expect(state).toMatchObject({ id: "1" });
  expect(said({ diagnostics })).toEqual([expect.stringContaining("BigInt")]);
});

it("calls no handler when a part of the request can not be read", async () => {
  const of = { schema: identity, of: ({ id }: { id: string }) => ({ id }) };
  const plannedIdentity = { identityData: { msgpack: Buffer.from([0xc1]), json: NONE } };
  const { state, diagnostics } = await apply({ identity: of }, null, PLANNED, PLANNED, { plannedIdentity });

  expect(state).toBeNull();
  expect(said({ diagnostics })).toEqual([expect.not.stringContaining("nobody should have called this")]);
});

it("keeps the identity of an object that could not be changed", async () => {
  const of = { schema: identity, of: ({ id }: { id: string }) => ({ id }) };
  const plannedIdentity = { identityData: toWire({ id: "1" }, identity.type) };
  const prior = { name: "a", id: "1", size: 1, rules: null };
  const broken = { config: { msgpack: Buffer.from([0xc1]), json: NONE }, plannedIdentity };
  const { state, newIdentity } = await apply({ identity: of }, prior, { ...prior, size: 2 }, prior, broken);

  expect(state).toEqual(prior);
  expect(newIdentity).toEqual(plannedIdentity);
});

it("fills in what elements of a set were where an update asks nothing of the platform", async () => {
  const prior = {
    name: "a",
    id: "1",
    size: 1,
    rules: [
      { port: 1, id: "x" },
      { port: 2, id: "y" },
    ],
  };
  const planned = {
    ...prior,
    size: 2,
    rules: [
      { port: 2, id: UNKNOWN },
      { port: 1, id: UNKNOWN },
    ],
  };
  const config = {
    name: "a",
    id: null,
    size: 2,
    rules: [
      { port: 1, id: null },
      { port: 2, id: null },
    ],
  };
  const { state } = await apply({}, prior, planned, config);

  expect((state as typeof prior).rules).toEqual([
    { port: 2, id: "y" },
    { port: 1, id: "x" },
  ]);
});

it("saves nothing when a handler answers nothing", async () => {
  const { state, diagnostics } = await apply({ create: () => Promise.resolve(undefined as never) }, null, PLANNED);

  expect(state).toBeNull();
  expect(diagnostics).toHaveLength(1);
});
