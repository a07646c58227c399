import {
  attribute,
  defineIdentity,
  definitionsFor,
  defineSchema,
  identityAttribute,
  type Resource,
  SchemaError,
  t,
} from "../../src/framework/index";
import type { pb } from "../../src/tfplugin/index";
import { UNKNOWN, type Value } from "../../src/values/index";
import { ABOUT, fromWire, HANDLERS, NONE, said, serverOf, toWire } from "./server-support";

const description = "A text.";
const schema = defineSchema({
  description,
  attributes: {
    name: attribute(t.string, { required: true, description }),
    id: attribute(t.string, { computed: true, description }),
  },
});
const identity = defineIdentity({
  version: 3,
  attributes: {
    id: identityAttribute(t.string, { description }),
    region: identityAttribute(t.string, { description, requiredForImport: false }),
  },
});
const { defineResource } = definitionsFor<{ readonly url: string }>();

/** A resource whose read answers the state given. */
function resourceThat(more: Partial<Resource> = {}, mutable = false) {
  return defineResource({
    ...HANDLERS,
    schema,
    identity: {
      schema: identity,
      mutable,
      of: ({ id }, { url }) => {
        if (id === "explode") throw new Error("no identity for this one");
        return { id, region: new URL(url).hostname };
      },
    },
    ...(more as object),
  });
}

const STATE = { name: "a", id: "1" };
const IDENTITY = { id: "1", region: "example.com" };
const wire = (value: Value | undefined): pb.ResourceIdentityData | undefined =>
  value === undefined ? undefined : { identityData: toWire(value, identity.type) };
const read = (data: pb.ResourceIdentityData | undefined): Value => fromWire(data?.identityData, identity.type);

async function readWith(before: Value | undefined, after: Value | undefined, mutable = false, imported = false) {
  const resource = resourceThat({ read: () => Promise.resolve(after as never) }, mutable);
  const server = await serverOf({ resources: { test_thing: resource } });
  const mark = imported ? Buffer.from(JSON.stringify({ ".import_before_read": "dHJ1ZQ==" })) : NONE;
  const answer = await server.ReadResource({
    ...ABOUT,
    typeName: "test_thing",
    currentState: toWire(STATE, schema.type),
    private: mark,
    currentIdentity: wire(before),
  });
  return { answer, newIdentity: read(answer.newIdentity) };
}

it("is described to core by the attributes an import needs and those it may give", async () => {
  const server = await serverOf({ resources: { test_thing: resourceThat(), test_plain: { ...HANDLERS, schema } } });
  const { identitySchemas } = await server.GetResourceIdentitySchemas({});

  expect(Object.keys(identitySchemas ?? {})).toEqual(["test_thing"]);
  expect(identitySchemas?.["test_thing"]).toMatchObject({
    version: 3n,
    identityAttributes: [
      { name: "id", requiredForImport: true, optionalForImport: false, type: Buffer.from('"string"') },
      { name: "region", requiredForImport: false, optionalForImport: true },
    ],
  });
});

describe("after a read", () => {
  it.each<[string, Value | undefined, Value, boolean, boolean]>([
    ["comes to be where none was known", undefined, STATE, false, false],
    ["stays what it was", IDENTITY, STATE, false, false],
    ["may change where the resource says so", IDENTITY, { ...STATE, id: "2" }, true, false],
    ["is completed after an import", { id: "1", region: null }, STATE, false, true],
  ])("%s", async (_name, before, after, mutable, imported) => {
    const { answer, newIdentity } = await readWith(before, after, mutable, imported);

    expect(said(answer)).toEqual([]);
    expect(newIdentity).toEqual({ ...IDENTITY, id: (after as typeof STATE).id });
  });

  it.each<[string, Value, Value, boolean, string]>([
    ["changes", IDENTITY, { ...STATE, id: "2" }, false, 'id was "1" and is "2"'],
    [
      "is filled in without an import",
      { id: "1", region: null },
      STATE,
      false,
      'region was not set and is "example.com"',
    ],
    ["is not what the import asked for", { id: "9", region: null }, STATE, true, 'id was "9" and is "1"'],
  ])("fails when it %s", async (_name, before, after, imported, found) => {
    const { answer, newIdentity } = await readWith(before, after, false, imported);

    expect(said(answer)).toEqual([expect.stringContaining(`Unexpected identity change: The identity of one object`)]);
    expect(said(answer)[0]).toContain(found);
    expect(newIdentity).toEqual(before);
  });

  it("goes with the object", async () => {
    const { answer } = await readWith(IDENTITY, undefined);

    expect(answer.newIdentity).toBeUndefined();
  });
});

async function planWith(before: Value, proposed: Value, replaces = false) {
  const modify = {
    modifyPlan: ({ requireReplace }: { requireReplace: (name: string) => void }) => requireReplace("name"),
  };
  const resource = resourceThat(replaces ? modify : {});
  const server = await serverOf({ resources: { test_thing: resource } });
  return server.PlanResourceChange({
    ...ABOUT,
    typeName: "test_thing",
    priorState: toWire(before, schema.type),
    proposedNewState: toWire(proposed, schema.type),
    config: toWire(proposed, schema.type),
    priorPrivate: NONE,
    plannedPrivate: NONE,
    priorIdentity: before === null ? undefined : wire(IDENTITY),
  });
}

describe("in a plan", () => {
  it.each<[string, Value, Value, boolean, boolean]>([
    ["of an update is the prior one", STATE, { ...STATE, name: "b" }, false, true],
    ["of a destroy is the prior one", STATE, null, false, true],
    ["of a create is not known", null, { name: "a", id: null }, false, false],
    ["of a replacement is not known", STATE, { ...STATE, name: "b" }, true, false],
  ])("%s", async (_name, before, proposed, replaces, known) => {
    const answer = await planWith(before, proposed, replaces);

    expect(said(answer)).toEqual([]);
    if (known) expect(read(answer.plannedIdentity)).toEqual(IDENTITY);
    else expect(answer.plannedIdentity).toBeUndefined();
  });
});

async function applyWith(created: Value) {
  const resource = resourceThat({ create: () => Promise.resolve(created as never) });
  const server = await serverOf({ resources: { test_thing: resource } });
  const planned = { name: "a", id: UNKNOWN };
  return server.ApplyResourceChange({
    ...ABOUT,
    typeName: "test_thing",
    priorState: toWire(null, schema.type),
    plannedState: toWire(planned, schema.type),
    config: toWire({ name: "a", id: null }, schema.type),
    plannedPrivate: NONE,
    plannedIdentity: undefined,
  });
}

it("comes with what was created", async () => {
  const answer = await applyWith(STATE);

  expect(read(answer.newIdentity)).toEqual(IDENTITY);
});

it("that can not be told loses no object", async () => {
  const answer = await applyWith({ name: "a", id: "explode" });

  expect(said(answer)).toEqual([expect.stringContaining("no identity for this one")]);
  expect(fromWire(answer.newState, schema.type)).toEqual({ name: "a", id: "explode" });
  expect(answer.newIdentity).toBeUndefined();
});

it("is what an import may give instead of an id", async () => {
  const seen: unknown[] = [];
  const resource = resourceThat({
    importState: ({ id, identity, empty }) => {
      seen.push(id, identity);
      return { ...(empty as object), id: "1" };
    },
  });
  const server = await serverOf({ resources: { test_thing: resource } });
  const asked = wire({ id: "1", region: null });
  const answer = await server.ImportResourceState({ ...ABOUT, typeName: "test_thing", id: "", identity: asked });

  expect(seen).toEqual(["", { id: "1", region: null }]);
  expect(read(answer.importedResources?.[0]?.identity)).toEqual({ id: "1", region: null });
});

describe("a shape that core would refuse", () => {
  it.each<[string, () => unknown, string]>([
    ["it has no attribute", () => defineIdentity({ attributes: {} }), "attributes: an identity needs at least one"],
    [
      "it holds a map",
      () => defineIdentity({ attributes: { a: identityAttribute(t.map(t.string), { description }) } }),
      "a: an identity holds only strings, numbers, bools and lists of them",
    ],
    [
      "its version is no whole number",
      () => defineIdentity({ version: 0.5, attributes: { a: identityAttribute(t.list(t.string), { description }) } }),
      "version: 0.5 is not a whole number from 0",
    ],
  ])("fails when %s", (_name, make, fault) => {
    expect(make).toThrow(SchemaError);
    expect(make).toThrow(fault);
  });
});
