import { attribute, type CallContext, defineSchema, t } from "../../src/framework/index";
import { schemaToWire } from "../../src/framework/adapter/schema-to-wire";
import { fromWire, HANDLERS, NONE, said, serverOf, toWire } from "./server-support";

const description = "A text.";
const meta = defineSchema({
  description,
  attributes: { module: attribute(t.string, { required: true, description }) },
});
const schema = defineSchema({
  description,
  attributes: { name: attribute(t.string, { optional: true, description }) },
});

/** Reads a thing whose name is what the module says of itself. */
async function read(providerMeta: Parameters<typeof fromWire>[0], asked = meta) {
  const handler = (context: CallContext<unknown>) =>
    Promise.resolve({ name: context.meta(asked)?.module ?? null } as never);
  const server = await serverOf({ meta, resources: { test_thing: { ...HANDLERS, schema, read: handler } } });
  return server.ReadResource({
    typeName: "test_thing",
    clientCapabilities: undefined,
    currentState: toWire({ name: "a" }, schema.type),
    private: NONE,
    currentIdentity: undefined,
    providerMeta,
  });
}

it("is described to core", async () => {
  const server = await serverOf({ meta });

  expect((await server.GetProviderSchema({})).providerMeta).toEqual(schemaToWire(meta));
  expect((await (await serverOf({})).GetProviderSchema({})).providerMeta).toBeUndefined();
});

it.each([
  ["a module says", toWire({ module: "network" }, meta.type), "network"],
  ["a module does not say", toWire(null, meta.type), null],
  ["core leaves out", undefined, null],
])("is what %s", async (_name, sent, expected) => {
  const answer = await read(sent);

  expect(said(answer)).toEqual([]);
  expect(fromWire(answer.newState, schema.type)).toEqual({ name: expected });
});

it("can be read by the provider's own schema only", async () => {
  const other = defineSchema({ description, attributes: meta.attributes });

  expect(said(await read(undefined, other))).toEqual([
    expect.stringContaining("context.meta takes the provider's own meta schema"),
  ]);
});
