// What planning does beside the values themselves: promises, write-only values, destroys, interrupts, deferrals.
import {
  attribute,
  defineSchema,
  Dynamic,
  nestedAttribute,
  type Resource,
  t,
  Unknown,
} from "../../src/framework/index";
import { decodeValue } from "../../src/framework/schema/coding";
import type { ProviderServer } from "../../src/tfplugin/index";
import { UNKNOWN, type Value } from "../../src/values/index";
import { findings, planned } from "./support";
import { fromWire, HANDLERS, NONE, said, serverOf, toWire } from "./server-support";

const description = "A text.";
const schema = defineSchema({
  description,
  attributes: {
    name: attribute(t.string, { required: true, description }),
    id: attribute(t.string, { computed: true, description, whenUnknown: { notNull: true, prefix: "run-" } }),
    secret: attribute(t.string, { optional: true, writeOnly: true, description }),
    rules: nestedAttribute(
      "list",
      { port: attribute(t.integer, { required: true, description }) },
      { optional: true, description },
    ),
  },
});
const CONFIG: Value = { name: "a", id: null, secret: "s", rules: null };
const STATE: Value = { name: "a", id: "run-1", secret: null, rules: null };

async function plan(
  of: Partial<Resource> | Required<ProviderServer>,
  prior: Value,
  proposed: Value,
  deferralAllowed = false,
) {
  const server =
    "PlanResourceChange" in of ? of : await serverOf({ resources: { test_thing: { ...HANDLERS, schema, ...of } } });
  return server.PlanResourceChange({
    typeName: "test_thing",
    providerMeta: undefined,
    clientCapabilities: {
      deferralAllowed,
      writeOnlyAttributesAllowed: true,
      storePlannedPrivate: false,
      computedBlocksAllowed: false,
    },
    priorState: toWire(prior, schema.type),
    proposedNewState: toWire(proposed, schema.type),
    config: toWire(proposed, schema.type),
    priorPrivate: NONE,
    plannedPrivate: NONE,
    priorIdentity: undefined,
  });
}

it("promises of an unknown value what the schema promises", async () => {
  const answer = await plan({}, null, CONFIG);
  const { id } = decodeValue(schema, answer.plannedState?.msgpack ?? NONE) as { id: Value };

  expect(id).toBeInstanceOf(Unknown);
  expect((id as Unknown).refinement).toEqual({ notNull: true, prefix: "run-" });
});

it("keeps a write-only value out of the plan, also when modifyPlan puts it there", async () => {
  const answer = await plan({ modifyPlan: ({ set }) => set({ secret: "s" }) }, null, CONFIG);

  expect(fromWire(answer.plannedState, schema.type)).toMatchObject({ name: "a", secret: null });
});

it("asks planDelete about a destroy, and modifyPlan only about what is not one", async () => {
  const seen: unknown[] = [];
  const handlers: Partial<Resource> = {
    modifyPlan: () => void seen.push("modify"),
    planDelete({ state, diagnostics, private: data }) {
      seen.push(state);
      data.set("why", "gone");
      diagnostics.warning("Work is running", "It ends with the runner.");
    },
  };
  const destroyed = await plan(handlers, STATE, null);
  await plan(handlers, STATE, STATE);

  expect(seen).toEqual([STATE, "modify"]);
  expect(said(destroyed)).toEqual(["Work is running: It ends with the runner."]);
  expect(String(destroyed.plannedPrivate)).toBe('{"why":"ImdvbmUi"}');
  expect(fromWire(destroyed.plannedState, schema.type)).toBeNull();
});

it.each<[string, Value]>([
  ["modifyPlan", STATE],
  ["planDelete", null],
])("tells %s when Terraform is asked to stop", async (handler, proposed) => {
  let signal: AbortSignal | undefined;
  const handlers: Partial<Resource> = { [handler]: (context: { signal: AbortSignal }) => void ({ signal } = context) };
  const server = await serverOf({ resources: { test_thing: { ...HANDLERS, schema, ...handlers } } });
  await plan(server, STATE, proposed);
  const before = signal?.aborted;
  await server.StopProvider({});

  expect([before, signal?.aborted]).toEqual([false, true]);
});

it("defers nothing, also where Terraform would allow it", async () => {
  const answer = await plan({}, null, { ...(CONFIG as object), name: UNKNOWN }, true);

  expect(answer.deferred).toBeUndefined();
  expect(said(answer)).toEqual([]);
});

it("forgets an interrupt with the next configuration, as one process serves many commands under a debugger", async () => {
  const signals: AbortSignal[] = [];
  const read: Resource["read"] = ({ signal }) => {
    signals.push(signal);
    return Promise.resolve(undefined);
  };
  const server = await serverOf({ resources: { test_thing: { ...HANDLERS, schema, read } } });
  const request = {
    typeName: "test_thing",
    currentState: toWire(STATE, schema.type),
    private: NONE,
    providerMeta: undefined,
    clientCapabilities: undefined,
    currentIdentity: undefined,
  };
  await server.ReadResource(request);
  await server.StopProvider({});
  await server.ConfigureProvider({
    terraformVersion: "1.11.4",
    config: toWire({}, { kind: "object", attributes: {} }),
    clientCapabilities: undefined,
  });
  await server.ReadResource(request);

  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});

it("finds what is missing inside nested attributes, which older versions of core do not", () => {
  const resource: Resource = { ...HANDLERS, schema };

  expect(findings(resource, { ...(CONFIG as object), rules: [{ port: 1 }, { port: null }] })).toEqual([
    "error rules[1].port: Missing required attribute",
  ]);
});

it.each<[string, Value, Value]>([
  ["null", new Dynamic("string", null), "text"],
  ["nothing", null, "text"],
  ["something", new Dynamic("number", 5), "number"],
])("takes a dynamic attribute that is %s, with or without a type, for what it is", async (_name, given, type) => {
  const choice = attribute(t.dynamic, {
    optional: true,
    computed: true,
    description,
    default: new Dynamic("string", "text"),
  });
  const resource: Resource = { ...HANDLERS, schema: defineSchema({ description, attributes: { choice } }) };
  const { planned: plan } = await planned(resource, {
    config: { choice: given },
    prior: null,
    proposed: { choice: given },
  });

  expect(plan).toContain(type === "text" ? '"text"' : "5");
});
