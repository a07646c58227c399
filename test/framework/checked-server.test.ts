// A provider whose answers core would refuse, told so by its own server while it is tested.
import {
  attribute,
  defineIdentity,
  defineSchema,
  identityAttribute,
  type Resource,
  t,
} from "../../src/framework/index";
import type { pb } from "../../src/tfplugin/index";
import { UNKNOWN, type Value } from "../../src/values/index";
import { ABOUT, HANDLERS, NONE, serverOf, toWire } from "./server-support";

const description = "A text.";
const schema = defineSchema({
  description,
  attributes: {
    name: attribute(t.string, { required: true, description }),
    id: attribute(t.string, { computed: true, description }),
    token: attribute(t.string, { computed: true, sensitive: true, description }),
  },
});
const identity = {
  schema: defineIdentity({ attributes: { id: identityAttribute(t.string, { description }) } }),
  of: () => ({ id: UNKNOWN as never }),
};
const STATE = { name: "a", id: "1", token: "secret-token" };
const typeName = "test_thing";
const dynamic = (value: Value): pb.DynamicValue => toWire(value, schema.type);

/** `rule at path`, for each fault that the server found in its own answers. */
function broken(answer: { readonly diagnostics?: readonly pb.Diagnostic[] }): string[] {
  return (answer.diagnostics ?? []).map(
    ({ detail, attribute: at }) =>
      `${/Rule of Terraform: (\S+)$/.exec(detail)?.[1] ?? detail} at ${at?.steps.map((step) => step.attributeName).join(".") ?? "the object"}`,
  );
}

const server = (handlers: Partial<Resource>, checkCoreRules = true) =>
  serverOf(
    {
      resources: { [typeName]: { ...HANDLERS, schema, ...handlers } },
      dataSources: { [typeName]: { schema, read: () => Promise.resolve(null as never) } },
      ephemeralResources: {
        [typeName]: { schema, open: () => Promise.resolve({ result: { ...STATE, name: "b" } as never }) },
      },
    },
    { checkCoreRules },
  );

const planWith = async (handlers: Partial<Resource>, checkCoreRules = true) =>
  (await server(handlers, checkCoreRules)).PlanResourceChange({
    ...ABOUT,
    typeName,
    priorState: dynamic(STATE),
    proposedNewState: dynamic({ ...STATE, name: "b" }),
    config: dynamic({ name: "b", id: null, token: null }),
    priorPrivate: NONE,
    plannedPrivate: NONE,
    priorIdentity: undefined,
  });
const applyWith = async (handlers: Partial<Resource>) =>
  (await server(handlers)).ApplyResourceChange({
    ...ABOUT,
    typeName,
    priorState: dynamic(null),
    plannedState: dynamic({ name: "a", id: UNKNOWN, token: UNKNOWN }),
    config: dynamic({ name: "a", id: null, token: null }),
    plannedPrivate: NONE,
    plannedIdentity: undefined,
  });
const readWith = async (handlers: Partial<Resource>) =>
  (await server(handlers)).ReadResource({
    ...ABOUT,
    typeName,
    currentState: dynamic(STATE),
    private: NONE,
    currentIdentity: undefined,
  });
const answers = (value: Value) => () => Promise.resolve(value as never);

it.each<[string, () => Promise<{ diagnostics?: pb.Diagnostic[] }>, readonly string[]]>([
  ["an honest plan", () => planWith({}), []],
  ["an honest create", () => applyWith({ create: answers(STATE) }), []],
  ["an honest read", () => readWith({ read: answers(STATE) }), []],
  [
    "a plan of another value",
    () => planWith({ modifyPlan: ({ set }) => set({ name: "c" }) }),
    ["plan/not-configured at name"],
  ],
  [
    "a create of another value",
    () => applyWith({ create: answers({ ...STATE, name: "b" }) }),
    ["apply/changed at name"],
  ],
  [
    "a create that leaves a value open",
    () => applyWith({ create: answers({ ...STATE, id: UNKNOWN }) }),
    ["apply/unknown at id"],
  ],
  [
    "a read that leaves a value open",
    () => readWith({ read: answers({ ...STATE, id: UNKNOWN }) }),
    ["read/unknown at id"],
  ],
  ["an identity that is left open", () => readWith({ read: answers(STATE), identity }), ["identity/unknown at id"]],
  [
    "an import, whose open values the read after it may fill",
    async () =>
      (await server({ importState: answers({ ...STATE, id: UNKNOWN }) })).ImportResourceState({
        ...ABOUT,
        typeName,
        id: "1",
        identity: undefined,
      }),
    [],
  ],
  [
    "a data source that is not there",
    async () => (await server({})).ReadDataSource({ ...ABOUT, typeName, config: dynamic(STATE) }),
    ["data/null at the object"],
  ],
  [
    "an ephemeral value that is not what was asked for",
    async () =>
      (await server({})).OpenEphemeralResource({
        ...ABOUT,
        typeName,
        config: dynamic({ ...STATE, id: null, token: null }),
      }),
    ["ephemeral/not-configured at name"],
  ],
  [
    "an upgrade",
    async () =>
      (await server({ stateUpgraders: { 7: { upgrade: () => ({ ...STATE, id: UNKNOWN }) } } })).UpgradeResourceState({
        typeName,
        version: 7n,
        rawState: { json: Buffer.from("{}"), flatmap: {} },
      }),
    ["upgrade/unknown at id"],
  ],
])("judges %s", async (_name, answer, expected) => {
  expect(broken(await answer())).toEqual(expected);
});

it("says what the rule is and what to do, and no secret", async () => {
  const { diagnostics } = await applyWith({
    create: answers({ ...STATE, name: "b", token: "secret-token" }),
  });

  expect(diagnostics?.[0]?.summary).toBe("Provider produced inconsistent result after apply");
  expect(diagnostics?.[0]?.detail).toContain("name");
  expect(JSON.stringify(diagnostics?.map(({ detail }) => detail))).not.toContain("secret-token");
});

it("judges nothing where nobody asked for it", async () => {
  expect(broken(await planWith({ modifyPlan: ({ set }) => set({ name: "c" }) }, false))).toEqual([]);
});

it("leaves an answer that failed for another reason alone, but for what would be saved of it", async () => {
  const failing: Partial<Resource> = {
    create({ keep, diagnostics }) {
      keep({ ...STATE, name: "something else" });
      diagnostics.error("Half-way", "The second call failed.");
      return Promise.resolve({ ...STATE, name: "something else" } as never);
    },
  };

  expect(broken(await applyWith(failing))).toEqual(["The second call failed. at the object"]);
});
