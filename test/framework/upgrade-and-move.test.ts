import {
  attribute,
  block,
  DiagnosticError,
  defineIdentity,
  definitionsFor,
  defineSchema,
  identityAttribute,
  identityUpgrader,
  stateMover,
  stateUpgrader,
  t,
} from "../../src/framework/index";
import type { Value } from "../../src/values/index";
import { fromWire, HANDLERS, NONE, raw, said, serverOf } from "./server-support";

const description = "A text.";
const text = attribute(t.string, { required: true, description });
const v0 = defineSchema({ description, attributes: { label: text } });
const v1 = defineSchema({ version: 1, description, attributes: { name: text, size: text } });
const v2 = defineSchema({
  version: 2,
  description,
  attributes: {
    name: text,
    size: attribute(t.number, { optional: true, description }),
    secret: attribute(t.string, { optional: true, writeOnly: true, description }),
  },
});
const old = defineSchema({ version: 4, description, attributes: { title: text } });

const identity = defineIdentity({ version: 1, attributes: { name: identityAttribute(t.string, { description }) } });
const identityV0 = defineIdentity({ attributes: { label: identityAttribute(t.string, { description }) } });

const { defineResource } = definitionsFor<object>();
const resource = defineResource({
  ...HANDLERS,
  schema: v2,
  identity: {
    schema: identity,
    of: (state) => ({ name: state.name }),
    upgraders: { 0: identityUpgrader(identityV0, ({ label }) => ({ name: label })) },
  },
  stateUpgraders: {
    0: stateUpgrader(v0, ({ label }) => ({ name: label, size: null, secret: "leaks" })),
    1: stateUpgrader(v1, ({ name, size }) => {
      if (Number.isNaN(Number(size))) {
        throw new DiagnosticError("Size is no number", `Found ${JSON.stringify(size)}; write a number.`);
      }
      return { name, size: Number(size), secret: null };
    }),
  },
  stateMovers: [
    stateMover({ type: "test_never", provider: "acme/test" }, old, () => ({ name: "wrong", size: null, secret: null })),
    stateMover({ type: "test_old", provider: "acme/test", schemaVersion: 4 }, old, ({ title }, source, target) => {
      target.set("came from", source.provider);
      return { name: title, size: null, secret: null };
    }),
  ],
});
const members = { resources: { test_thing: resource } };
const SAVED = { name: "a", size: 1, secret: null };

it.each<[string, number, object, Value]>([
  ["its own version", 2, SAVED, SAVED],
  ["its own version, with attributes it no longer has", 2, { ...SAVED, gone: [1] }, SAVED],
  ["its own version, without an attribute that came later", 2, { name: "a" }, { ...SAVED, size: null }],
  ["version 0, straight", 0, { label: "a" }, { ...SAVED, size: null }],
  ["version 1", 1, { name: "a", size: "17" }, { ...SAVED, size: 17 }],
])("reads a state of %s", async (_name, version, json, expected) => {
  const server = await serverOf(members);
  const answer = await server.UpgradeResourceState({
    typeName: "test_thing",
    version: BigInt(version),
    rawState: raw(json),
  });

  expect(said(answer)).toEqual([]);
  expect(fromWire(answer.upgradedState, v2.type)).toEqual(expected);
});

it("keeps every digit of a number that was saved", async () => {
  const server = await serverOf(members);
  const json = Buffer.from('{"name":"a","size":123456789012345678901234567890.125}');
  const answer = await server.UpgradeResourceState({
    typeName: "test_thing",
    version: 2n,
    rawState: { json, flatmap: {} },
  });

  expect(fromWire(answer.upgradedState, v2.type)).toMatchObject({
    size: { text: "123456789012345678901234567890.125" },
  });
});

describe("an upgrade that can not be made", () => {
  it.each<[string, number, object | undefined, string]>([
    [
      "no upgrader leads from the version",
      7,
      {},
      "The state is of another version: The state of this test_thing has version 7, and this release of the provider reads versions 0, 1 and 2. Apply once with a release of the provider that reads version 7, then upgrade.",
    ],
    ["the upgrader says so", 1, { name: "a", size: "big" }, 'Size is no number: Found "big"; write a number.'],
    [
      "the state is of Terraform 0.11",
      0,
      undefined,
      "State is too old: The state of this test_thing was saved by Terraform 0.11 or earlier, in a form this provider never wrote. Apply once with Terraform 0.12 to 0.15 and the provider that wrote it, then upgrade.",
    ],
  ])("fails when %s", async (_name, version, json, expected) => {
    const server = await serverOf(members);
    const rawState = json === undefined ? { json: NONE, flatmap: { label: "a" } } : raw(json);
    const answer = await server.UpgradeResourceState({ typeName: "test_thing", version: BigInt(version), rawState });

    expect(said(answer)).toEqual([expected]);
    expect(answer.upgradedState).toBeUndefined();
  });

  it("fails when the state does not fit, naming the place and not the value", async () => {
    const server = await serverOf(members);
    const answer = await server.UpgradeResourceState({
      typeName: "test_thing",
      version: 2n,
      rawState: raw({ name: { hidden: "hunter2" } }),
    });

    expect(said(answer).join()).toContain("a string is required at name");
    expect(said(answer).join()).not.toContain("hunter2");
  });
});

it.each<[string, number, object]>([
  ["its own version", 1, { name: "a" }],
  ["an older version", 0, { label: "a" }],
])("reads an identity of %s", async (_name, version, json) => {
  const server = await serverOf(members);
  const answer = await server.UpgradeResourceIdentity({
    typeName: "test_thing",
    version: BigInt(version),
    rawIdentity: raw(json),
  });

  expect(said(answer)).toEqual([]);
  expect(fromWire(answer.upgradedIdentity?.identityData, identity.type)).toEqual({ name: "a" });
});

it("fails when no upgrader leads from the version of an identity", async () => {
  const server = await serverOf(members);
  const answer = await server.UpgradeResourceIdentity({ typeName: "test_thing", version: 3n, rawIdentity: raw({}) });

  expect(said(answer).join()).toContain(
    "The identity of this test_thing has version 3, and this release of the provider reads versions 0 and 1.",
  );
});

describe("a move from another type", () => {
  const request = {
    sourceProviderAddress: "registry.terraform.io/acme/test",
    sourceTypeName: "test_old",
    sourceSchemaVersion: 4n,
    sourceState: raw({ title: "a", gone: true }),
    targetTypeName: "test_thing",
    sourcePrivate: NONE,
    sourceIdentity: undefined,
    sourceIdentitySchemaVersion: 0n,
  };

  it("is taken by the first mover that does not decline", async () => {
    const server = await serverOf(members);
    const answer = await server.MoveResourceState(request);

    expect(said(answer)).toEqual([]);
    expect(fromWire(answer.targetState, v2.type)).toEqual({ name: "a", size: null, secret: null });
    const kept = JSON.parse(String(answer.targetPrivate)) as Record<string, string>;
    expect(Buffer.from(kept["came from"] ?? "", "base64").toString()).toBe('"registry.terraform.io/acme/test"');
  });

  it.each<[string, Partial<typeof request>]>([
    ["the type is another", { sourceTypeName: "test_other" }],
    ["the provider is another", { sourceProviderAddress: "registry.terraform.io/notacme/test" }],
    ["the end of the provider's name is the same", { sourceProviderAddress: "registry.terraform.io/x-acme/test" }],
    ["the schema version is another", { sourceSchemaVersion: 3n }],
    ["the state is of Terraform 0.11", { sourceState: { json: NONE, flatmap: { title: "a" } } }],
  ])("fails when %s", async (_name, change) => {
    const server = await serverOf(members);
    const answer = await server.MoveResourceState({ ...request, ...change });

    expect(said(answer).join()).toContain("Objects of this type can not be moved here");
    expect(answer.targetState).toBeUndefined();
  });

  it("is announced only by a provider that can", async () => {
    const without = { ...resource, stateMovers: [] } as never;
    const capable = await (await serverOf(members)).GetProviderSchema({});
    const not = await (await serverOf({ resources: { test_thing: without } })).GetProviderSchema({});

    expect([capable, not].map((schema) => schema.serverCapabilities?.moveResourceState)).toEqual([true, false]);
  });
});

it("reads what was saved before the schema had a block as without blocks, and forgets what became write-only", async () => {
  const inner = block("map", { name: text }, { description });
  const grown = defineSchema({
    description,
    attributes: {
      name: text,
      size: attribute(t.number, { optional: true, description }),
      secret: attribute(t.string, { optional: true, writeOnly: true, description }),
    },
    blocks: {
      one: block("single", { name: text }, { description }),
      many: block("list", { name: text }, { description, blocks: { inner } }),
      bag: block("set", { name: text }, { description }),
      grp: block(
        "group",
        { note: attribute(t.string, { optional: true, description }) },
        { description, blocks: { inner } },
      ),
    },
  });
  const server = await serverOf({ resources: { test_thing: { ...HANDLERS, schema: grown } } });
  const upgraded = await server.UpgradeResourceState({
    typeName: "test_thing",
    version: 0n,
    rawState: raw({ name: "a", secret: "was saved", many: [{ name: "x" }] }),
  });

  expect(said(upgraded)).toEqual([]);
  expect(fromWire(upgraded.upgradedState, grown.type)).toEqual({
    name: "a",
    size: null,
    secret: null,
    one: null,
    many: [{ name: "x", inner: {} }],
    bag: [],
    grp: { note: null, inner: {} },
  });
});

it("gives each mover private data of its own", async () => {
  const state = { name: "a", size: null, secret: null };
  const server = await serverOf({
    resources: {
      test_thing: {
        ...HANDLERS,
        schema: v2,
        stateMovers: [
          {
            move(_source, target) {
              target.set("declined", true);
              return undefined;
            },
          },
          { move: (_source, target) => (target.set("took", true), state) },
        ],
      },
    },
  });
  const moved = await server.MoveResourceState({
    sourceProviderAddress: "registry.terraform.io/acme/test",
    sourceTypeName: "test_old",
    sourceSchemaVersion: 0n,
    sourceState: raw({}),
    targetTypeName: "test_thing",
    sourcePrivate: NONE,
    sourceIdentity: undefined,
    sourceIdentitySchemaVersion: 0n,
  });

  expect(String(moved.targetPrivate)).toBe('{"took":"dHJ1ZQ=="}');
});
