// What does not compile is the test: `tsc -p tsconfig.all.json` fails where an expected error is missing.
import {
  type ApplyConfigOf,
  type ApplyPlanOf,
  attribute,
  block,
  type ConfigOf,
  defineFunction,
  defineIdentity,
  defineSchema,
  definitionsFor,
  type Dynamic,
  identityAttribute,
  type IdentityOf,
  type ImportIdentityOf,
  nestedAttribute,
  parameter,
  type PlanOf,
  type StateOf,
  stateUpgrader,
  t,
  type TfNumber,
} from "../../src/framework/index";
import { UNKNOWN, Unknown } from "../../src/values/index";

/** Whether two types are the same, not only assignable. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- two generic functions are alike only for the same type
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const description = "A text.";
const schema = defineSchema({
  description,
  attributes: {
    name: attribute(t.string, { required: true, description }),
    size: attribute(t.integer, { optional: true, description }),
    id: attribute(t.string, { computed: true, description }),
    slug: attribute(t.string, { optional: true, computed: true, description }),
    tags: attribute(t.map(t.string), { optional: true, description }),
    ports: nestedAttribute(
      "list",
      { port: attribute(t.integer, { required: true, description }) },
      { required: true, description },
    ),
  },
  blocks: {
    one: block("single", { x: attribute(t.bool, { optional: true, description }) }, { description }),
    many: block("list", { x: attribute(t.bool, { required: true, description }) }, { description }),
    grp: block("group", { x: attribute(t.bool, { optional: true, description }) }, { description }),
    by: block("map", { x: attribute(t.bool, { required: true, description }) }, { description }),
  },
});
type S = typeof schema;

const deep = defineSchema({
  description,
  attributes: {
    pools: nestedAttribute(
      "map",
      {
        size: attribute(t.integer, { required: true, description }),
        id: attribute(t.string, { computed: true, description }),
        disks: nestedAttribute(
          "list",
          { label: attribute(t.string, { optional: true, computed: true, description }) },
          { required: true, description },
        ),
      },
      { required: true, description },
    ),
  },
  blocks: {
    step: block(
      "list",
      { name: attribute(t.string, { required: true, description }) },
      {
        description,
        blocks: {
          retry: block("single", { times: attribute(t.integer, { required: true, description }) }, { description }),
        },
      },
    ),
  },
});
type D = typeof deep;

const values = defineSchema({
  description,
  attributes: {
    point: attribute(t.object({ x: t.number, label: t.string }), { required: true, description }),
    pair: attribute(t.tuple(t.string, t.bool), { required: true, description }),
    anything: attribute(t.dynamic, { optional: true, description }),
    many: attribute(t.set(t.object({ x: t.string })), { required: true, description }),
  },
});
type V = typeof values;

const identity = defineIdentity({
  attributes: {
    id: identityAttribute(t.string, { description }),
    region: identityAttribute(t.string, { description, requiredForImport: false }),
  },
});

it("infers configuration, plan and state from a schema", () => {
  const verdicts = [
    true satisfies Equal<StateOf<S>["name"], string>,
    true satisfies Equal<StateOf<S>["size"], number | null>,
    true satisfies Equal<StateOf<S>["id"], string | null>,
    true satisfies Equal<StateOf<S>["tags"], Readonly<Record<string, string>> | null>,
    true satisfies Equal<StateOf<S>["ports"][number]["port"], number>,
    true satisfies Equal<NonNullable<StateOf<S>["one"]>["x"], boolean | null>,
    true satisfies Equal<StateOf<S>["many"][number]["x"], boolean>,
    true satisfies Equal<StateOf<S>["grp"]["x"], boolean | null>,
    true satisfies Equal<StateOf<S>["by"], Readonly<Record<string, { readonly x: boolean }>>>,
    true satisfies Equal<StateOf<V>["point"], { readonly x: TfNumber | null; readonly label: string | null }>,
    true satisfies Equal<StateOf<V>["pair"], readonly [string | null, boolean | null]>,
    true satisfies Equal<StateOf<V>["anything"], Dynamic | null>,
    true satisfies Equal<
      ConfigOf<V>["point"],
      Unknown | { readonly x: TfNumber | Unknown | null; readonly label: string | Unknown | null } | null
    >,
    true satisfies Equal<
      ConfigOf<V>["pair"],
      Unknown | readonly [string | Unknown | null, boolean | Unknown | null] | null
    >,
    true satisfies Equal<IdentityOf<typeof identity>, { readonly id: string | null; readonly region: string | null }>,
    true satisfies Equal<ImportIdentityOf<typeof identity>, { readonly id: string; readonly region: string | null }>,
    true satisfies Equal<ConfigOf<S>["name"], string | Unknown | null>,
    true satisfies Equal<PlanOf<S>["id"], string | Unknown | null>,
    true satisfies Equal<ApplyConfigOf<S>["name"], string>,
    true satisfies Equal<ApplyPlanOf<S>["name"], string>,
    true satisfies Equal<ApplyPlanOf<S>["size"], number | null>,
    true satisfies Equal<ApplyPlanOf<S>["id"], string | Unknown | null>,
    true satisfies Equal<ApplyPlanOf<S>["slug"], string | Unknown | null>,
    true satisfies Equal<ApplyPlanOf<D>["pools"][string]["size"], number>,
    true satisfies Equal<ApplyPlanOf<D>["pools"][string]["id"], string | Unknown | null>,
    true satisfies Equal<ApplyPlanOf<D>["pools"][string]["disks"][number]["label"], string | Unknown | null>,
    true satisfies Equal<StateOf<D>["pools"][string]["disks"], readonly { readonly label: string | null }[]>,
    true satisfies Equal<NonNullable<StateOf<D>["step"][number]["retry"]>["times"], number>,
    true satisfies Equal<Extract<ConfigOf<D>["step"], Unknown>, Unknown>,
    true satisfies Equal<Extract<PlanOf<S>["by"], Unknown>, Unknown>,
    true satisfies Equal<Extract<ApplyPlanOf<D>["step"], Unknown>, never>,
  ];

  expect(verdicts).not.toContain(false);
  expect(Object.keys(deep.type.attributes)).toEqual(["pools", "step"]);
  expect(Object.keys(schema.type.attributes)).toEqual([
    "name",
    "size",
    "id",
    "slug",
    "tags",
    "ports",
    "one",
    "many",
    "grp",
    "by",
  ]);
});

it("refuses what does not fit the schema", () => {
  const { defineResource } = definitionsFor<{ readonly url: string }>();

  const resource = defineResource({
    schema,
    create(context) {
      const { plan, client } = context;
      // @ts-expect-error: no such attribute
      String(plan.nmae);
      // @ts-expect-error: an optional attribute may be null
      const size: number = plan.size;
      // @ts-expect-error: a computed attribute may be unknown
      const id: string | null = plan.id;
      // @ts-expect-error: no such member of the client
      String(client.uri);
      // @ts-expect-error: a state is wholly known
      context.keep({ ...state, slug: UNKNOWN });
      // @ts-expect-error: a required attribute is never null
      context.keep({ ...state, name: null });
      return Promise.resolve({ ...state, size, id });
    },
    // @ts-expect-error: an attribute is missing
    read: () => Promise.resolve({ name: "a", size: 1 }),
    delete: () => Promise.resolve(),
  });
  const either = { optional: true, computed: true, description } as const;
  const size = { size: attribute(t.integer, { required: true, description }) };
  const nestedDefaults = () => [
    nestedAttribute("list", size, { ...either, default: [{ size: 1 }], sameMeaning: (a, b) => a.length === b.length }),
    // @ts-expect-error: the default is of another nesting
    nestedAttribute("list", size, { ...either, default: { size: 1 } }),
    // @ts-expect-error: the default has a member of another type
    nestedAttribute("single", size, { ...either, default: { size: "1" } }),
    attribute(t.list(t.string), { ...either, default: ["a"] as const }),
    // @ts-expect-error: a default is a value; an attribute that may be null is optional
    attribute(t.string, { ...either, default: null }),
  ];
  // @ts-expect-error: a block inside a block is missing
  const withoutRetry: StateOf<D> = { pools: {}, step: [{ name: "a" }] };
  // @ts-expect-error: required and computed at the same time
  const impossible = () => attribute(t.string, { required: true, computed: true, description });
  // @ts-expect-error: the default is of another type
  const wrongDefault = () => attribute(t.string, { optional: true, computed: true, default: 5, description });

  expect([resource.schema === schema, typeof impossible, typeof wrongDefault]).toEqual([true, "function", "function"]);
  expect([typeof nestedDefaults, withoutRetry.step.length]).toEqual(["function", 1]);
});

it("refuses what does not fit an identity, a function or an ephemeral resource", () => {
  const { defineResource, defineEphemeralResource } = definitionsFor<object>();

  const resource = defineResource({
    schema,
    identity: {
      schema: identity,
      // @ts-expect-error: an attribute of the identity is missing
      of: ({ id }) => ({ id }),
    },
    create: () => Promise.resolve(state),
    read: () => Promise.resolve(undefined),
    delete: () => Promise.resolve(),
    importState({ empty, identity: given }) {
      // @ts-expect-error: the import may have given an id instead
      const certain: string = given.id;
      const id: string | undefined = given?.id;
      // @ts-expect-error: what an import may leave out may be null
      const region: string | undefined = given?.region;
      return { ...empty, id: id ?? region ?? certain };
    },
    stateUpgraders: {
      // @ts-expect-error: the upgraded state lacks attributes
      0: stateUpgrader(values, () => ({ name: "a" })),
      1: stateUpgrader(values, ({ point }) => ({ ...state, name: point.label ?? "" })),
    },
  });
  const sum = defineFunction({
    summary: "Sum",
    description,
    parameters: { a: parameter(t.integer, { description }), b: parameter(t.integer, { description, allowNull: true }) },
    returns: t.integer,
    call({ arguments: { a, b } }) {
      // @ts-expect-error: null is allowed for b
      const wrong: number = b;
      const right: number = a;
      return wrong + right;
    },
  });
  const first = defineFunction({
    summary: "First",
    description,
    parameters: { of: parameter(t.list(t.string), { description, allowUnknown: true }) },
    returns: t.string,
    call({ arguments: { of } }) {
      // @ts-expect-error: a part of it may be unknown
      const wrong: string | undefined = of instanceof Unknown ? "" : of[0];
      return wrong ?? null;
    },
  });
  const wrongResult = () =>
    defineFunction({
      summary: "Sum",
      description,
      parameters: {},
      returns: t.integer,
      // @ts-expect-error: the result is of another type
      call: () => "text",
    });
  const token = defineEphemeralResource({
    schema,
    // @ts-expect-error: an attribute of the result is missing
    open: () => Promise.resolve({ result: { name: "a" } }),
  });

  expect([resource.schema, typeof sum.call, typeof first.call, typeof wrongResult, token.schema]).toEqual([
    schema,
    "function",
    "function",
    "function",
    schema,
  ]);
});

const state: StateOf<S> = {
  name: "a",
  size: 1,
  id: "1",
  slug: null,
  tags: {},
  ports: [{ port: 1 }],
  one: null,
  many: [],
  grp: { x: null },
  by: {},
};
