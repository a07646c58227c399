import {
  attribute,
  block,
  createProviderServer,
  DiagnosticError,
  defineSchema,
  type Provider,
  type Resource,
  t,
} from "../../src/framework/index";
import type { pb } from "../../src/tfplugin/index";
import { decodeMsgpack, encodeMsgpack, UNKNOWN, type Value, type ValueRecord } from "../../src/values/index";

const description = "A text.";
const schema = defineSchema({
  version: 1,
  description,
  attributes: {
    name: attribute(t.string, { required: true, description }),
    id: attribute(t.string, { computed: true, description }),
    token: attribute(t.string, { computed: true, description }),
    secret: attribute(t.string, { optional: true, writeOnly: true, description }),
  },
  blocks: {
    many: block("list", { x: attribute(t.string, { optional: true, writeOnly: true, description }) }, { description }),
  },
});
const settings = defineSchema({
  description,
  attributes: { url: attribute(t.string, { optional: true, description }) },
});
const NONE = Buffer.alloc(0);

const wire = (value: Value, type = schema.type): pb.DynamicValue => ({
  msgpack: Buffer.from(encodeMsgpack(value, type)),
  json: NONE,
});
const read = (value: pb.DynamicValue | undefined): Value => (value ? decodeMsgpack(value.msgpack, schema.type) : null);
const said = (diagnostics: readonly pb.Diagnostic[] | undefined): string[] =>
  (diagnostics ?? []).map(({ summary, detail }) => `${summary}: ${detail}`);

const prior = { name: "a", id: "1", token: "t", secret: null, many: [] };
const broken = (): never => {
  throw new Error("password=hunter2 is wrong");
};

/** A server of one resource; its provider is configured unless a test says otherwise. */
async function serverOf(handlers: Partial<Resource> = {}, more: Partial<Provider> = {}, configure = true) {
  const resource: Resource = { schema, create: broken, read: broken, delete: broken, ...handlers };
  const provider: Provider = {
    name: "test",
    version: "1.0.0",
    schema: settings,
    configure: () => ({}),
    resources: { test_thing: resource },
    dataSources: { test_thing: { schema: settings, read: broken } },
    redact: (text) => text.replace(/password=\S+/, "password=(hidden)"),
    ...more,
  };
  const server = createProviderServer(provider) as Required<ReturnType<typeof createProviderServer>>;
  if (configure) {
    await server.ConfigureProvider({
      terraformVersion: "1.11.4",
      config: wire({ url: null }, settings.type),
      clientCapabilities: undefined,
    });
  }
  return {
    server,
    read: (state: Value = prior, data: Uint8Array = NONE) =>
      server.ReadResource({
        ...about,
        currentState: wire(state),
        private: Buffer.from(data),
        currentIdentity: undefined,
      }),
    plan: (before: Value, proposed: Value, data: Uint8Array = NONE) =>
      server.PlanResourceChange({
        ...about,
        priorState: wire(before),
        proposedNewState: wire(proposed),
        config: wire(proposed),
        priorPrivate: Buffer.from(data),
        plannedPrivate: NONE,
        priorIdentity: undefined,
      }),
    apply: (before: Value, planned: Value, data: Uint8Array = NONE) =>
      server.ApplyResourceChange({
        ...about,
        priorState: wire(before),
        plannedState: wire(planned),
        config: wire(planned),
        plannedPrivate: Buffer.from(data),
        plannedIdentity: undefined,
      }),
  };
}
const about = { typeName: "test_thing", providerMeta: undefined, clientCapabilities: undefined };
const planned = { name: "b", id: UNKNOWN, token: UNKNOWN, many: [] };
const DEFECT =
  "Unexpected error in the provider: Error: password=(hidden) is wrong. This is a defect of the provider, not of your configuration; please report it with the output of TF_LOG=TRACE.";

describe("an exception", () => {
  it("in read leaves the object as it was", async () => {
    const { read: readIt } = await serverOf();
    const answer = await readIt(prior, Buffer.from("kept"));

    expect(said(answer.diagnostics)).toEqual([DEFECT]);
    expect(read(answer.newState)).toEqual(prior);
    expect(answer.private?.toString()).toBe("kept");
  });

  it("in create saves nothing when nothing was kept", async () => {
    const { apply } = await serverOf();
    const answer = await apply(null, planned);

    expect(said(answer.diagnostics)).toEqual([DEFECT]);
    expect(read(answer.newState)).toBeNull();
  });

  it("in create saves what was kept, unknowns and write-only values as null", async () => {
    const { apply } = await serverOf({
      create(context) {
        context.keep({ ...(context.plan as object), id: "1", secret: "s", many: [{ x: "s" }] });
        return broken();
      },
    });
    const answer = await apply(null, planned);

    expect(said(answer.diagnostics)).toEqual([DEFECT]);
    expect(read(answer.newState)).toEqual({ name: "b", id: "1", token: null, secret: null, many: [{ x: null }] });
  });

  it.each(["update", "delete"])("in %s leaves the object as it was", async (step) => {
    const { apply } = await serverOf({ update: broken });
    const answer = await apply(prior, step === "delete" ? null : planned);

    expect(said(answer.diagnostics)).toEqual([DEFECT]);
    expect(read(answer.newState)).toEqual(prior);
  });

  it("in what is made of a state that can not be saved leaves what was kept", async () => {
    const { apply } = await serverOf({
      create(context) {
        context.keep(prior);
        return Promise.resolve({ ...prior, id: 5 } as never);
      },
    });
    const answer = await apply(null, planned);

    expect(said(answer.diagnostics)).toEqual([expect.stringContaining("a string is required, got a number at id")]);
    expect(answer.diagnostics?.[0]?.attribute?.steps).toEqual([{ attributeName: "id" }]);
    expect(read(answer.newState)).toEqual(prior);
  });

  it.each<[string, (make: ReturnType<typeof serverOf>) => Promise<{ diagnostics?: pb.Diagnostic[] }>]>([
    [
      "validate",
      async (make) => (await make).server.ValidateResourceConfig({ ...about, config: wire({ name: "a", many: [] }) }),
    ],
    ["modifyPlan", async (make) => (await make).plan(prior, prior)],
    [
      "importState",
      async (make) => (await make).server.ImportResourceState({ ...about, id: "1", identity: undefined }),
    ],
    [
      "a data source",
      async (make) => (await make).server.ReadDataSource({ ...about, config: wire({ url: null }, settings.type) }),
    ],
  ])("in %s becomes one diagnostic", async (_name, call) => {
    const answer = await call(serverOf({ validate: broken, modifyPlan: broken, importState: broken }));

    expect(said(answer.diagnostics)).toEqual([DEFECT]);
    expect(answer.diagnostics?.[0]?.attribute).toBeUndefined();
  });

  it("in the words of a user is shown in these words", async () => {
    const { read: readIt } = await serverOf({
      read: () => Promise.reject(new DiagnosticError("Not now", "Later.", undefined)),
    });

    expect(said((await readIt()).diagnostics)).toEqual(["Not now: Later."]);
  });
});

it("takes secrets out of everything that is said", async () => {
  const { read: readIt } = await serverOf({
    read({ diagnostics }) {
      diagnostics.warning("password=hunter2", "The platform says password=hunter2");
      return Promise.reject(new DiagnosticError("Not now", "password=hunter2"));
    },
  });

  expect(said((await readIt()).diagnostics)).toEqual([
    "password=(hidden): The platform says password=(hidden)",
    "Not now: password=(hidden)",
  ]);
});

it("keeps an object whose delete reports an error, and forgets it otherwise", async () => {
  const failing = await serverOf({
    delete({ diagnostics }) {
      diagnostics.error("Still in use", "Wait.");
      return Promise.resolve();
    },
  });
  const working = await serverOf({ delete: () => Promise.resolve() });

  expect(read((await failing.apply(prior, null)).newState)).toEqual(prior);
  expect(read((await working.apply(prior, null)).newState)).toBeNull();
});

it("fills in what was before where an update asks nothing of the platform", async () => {
  const { apply } = await serverOf();

  expect(read((await apply(prior, planned)).newState)).toEqual({ ...prior, name: "b" });
});

it("saves no write-only value that a handler answers with", async () => {
  const state = { ...prior, secret: "s", many: [{ x: "s" }] } as never;
  const saved = { ...prior, secret: null, many: [{ x: null }] };
  const {
    apply,
    read: readIt,
    server,
  } = await serverOf({
    create: () => Promise.resolve(state),
    read: () => Promise.resolve(state),
    importState: () => state,
  });

  expect(read((await apply(null, planned)).newState)).toEqual(saved);
  expect(read((await readIt()).newState)).toEqual(saved);
  const imported = await server.ImportResourceState({ ...about, id: "1", identity: undefined });
  expect(read(imported.importedResources?.[0]?.state)).toEqual(saved);
});

it("hands private data from step to step, and takes bytes that are not its own for none", async () => {
  const seen: unknown[] = [];
  const {
    plan,
    apply,
    read: readIt,
  } = await serverOf({
    modifyPlan: (context) => context.private.set("planned", [1]),
    create(context) {
      seen.push(context.private.get("planned"));
      context.private.set("created", true);
      return Promise.resolve(prior as never);
    },
    read(context) {
      seen.push(context.private.get("created"));
      return Promise.resolve(context.state);
    },
  });

  const first = await plan(null, { name: "b", many: [] });
  const second = await apply(null, planned, first.plannedPrivate);
  const third = await readIt(prior, second.private);
  await readIt(prior, Buffer.from("not JSON"));

  expect(seen).toEqual([[1], true, undefined]);
  // the values are JSON in base64, as the Go framework has them
  expect(JSON.parse(String(third.private))).toEqual({ planned: "WzFd", created: "dHJ1ZQ==" });
});

it("plans a destroy as it is, with the private data it was given", async () => {
  const { plan } = await serverOf({ modifyPlan: broken });
  const answer = await plan(prior, null, Buffer.from("kept"));

  expect(answer).toMatchObject({ diagnostics: [], plannedPrivate: Buffer.from("kept") });
  expect(read(answer.plannedState)).toBeNull();
});

describe("what can not be answered", () => {
  it("fails when the type is unknown, and gives the state back", async () => {
    const { server } = await serverOf();
    const answer = await server.ReadResource({
      ...about,
      typeName: "constructor",
      currentState: wire(prior),
      private: NONE,
      currentIdentity: undefined,
    });

    expect(said(answer.diagnostics)).toEqual(['Unknown resource: This provider has no resource "constructor".']);
    expect(read(answer.newState)).toEqual(prior);
  });

  it("fails when the state is of another version", async () => {
    const { server } = await serverOf();
    const rawState = { json: Buffer.from("{}"), flatmap: {} };
    const answer = await server.UpgradeResourceState({ typeName: "test_thing", version: 0n, rawState });

    expect(said(answer.diagnostics)).toEqual([
      "The state is of another version: The state of this test_thing has version 0, and this release of the provider reads version 1. Apply once with a release of the provider that reads version 0, then upgrade.",
    ]);
  });

  it("reads the state of its own version, without attributes it no longer has", async () => {
    const { server } = await serverOf();
    const json = Buffer.from(JSON.stringify({ ...prior, gone: 5 }));
    const answer = await server.UpgradeResourceState({
      typeName: "test_thing",
      version: 1n,
      rawState: { json, flatmap: {} },
    });

    expect(read(answer.upgradedState)).toEqual(prior);
  });

  it("fails when import is not supported", async () => {
    const { server } = await serverOf();
    const answer = await server.ImportResourceState({ ...about, id: "1", identity: undefined });

    expect(said(answer.diagnostics)).toEqual([
      "Import is not supported: test_thing can not be imported: there is nothing to import, let it be created.",
    ]);
  });

  it("fails when the provider is not configured, but plans", async () => {
    const { apply, plan, read: readIt } = await serverOf({}, {}, false);
    const answers = [await apply(null, planned), await readIt()];

    for (const { diagnostics } of answers)
      expect(diagnostics?.map((one) => one.summary)).toEqual(["Provider is not configured yet"]);
    expect(read(answers[0]?.newState)).toBeNull();
    expect((await plan(null, { name: "b", many: [] })).diagnostics).toEqual([]);
  });
});

it("fails when a data source has write-only attributes, whose values would be in the state", () => {
  const dataSources = { test_thing: { schema, read: broken }, test_other: { schema: settings, read: broken } };

  expect(() =>
    createProviderServer({
      name: "test",
      version: "1.0.0",
      schema: settings,
      configure: () => ({}),
      resources: {},
      dataSources,
    }),
  ).toThrow(
    "test_thing: a data source can not have write-only attributes (secret, many.x), its state is kept as it is answered",
  );
});

it("starts an import from a state of nulls with empty blocks", async () => {
  const { server } = await serverOf({ importState: ({ empty, id }) => ({ ...(empty as object), id }) });
  const { importedResources } = await server.ImportResourceState({ ...about, id: "7", identity: undefined });

  expect(importedResources).toMatchObject([{ typeName: "test_thing" }]);
  expect(read(importedResources?.[0]?.state)).toEqual({ name: null, id: "7", token: null, secret: null, many: [] });
});

it("tells handlers when Terraform is asked to stop", async () => {
  let signal: AbortSignal | undefined;
  const { server, read: readIt } = await serverOf({
    read(context) {
      signal = context.signal;
      return Promise.resolve(undefined);
    },
  });
  const { newState } = await readIt();
  const before = signal?.aborted;
  await server.StopProvider({});

  expect(read(newState)).toBeNull();
  expect([before, signal?.aborted]).toEqual([false, true]);
});

it("shows one finding once, with the place it stands at", async () => {
  const { server } = await serverOf({
    validate({ diagnostics }) {
      for (let n = 0; n < 2; n++) diagnostics.warning("Twice", "The same.", "name");
      diagnostics.error("Twice", "The same.", "name");
    },
  });
  const config = wire({ ...(prior as ValueRecord), id: null, token: null });
  const { diagnostics } = await server.ValidateResourceConfig({ ...about, config });

  expect(diagnostics?.map((one) => [one.severity, one.attribute?.steps])).toEqual([
    [2, [{ attributeName: "name" }]],
    [1, [{ attributeName: "name" }]],
  ]);
});
