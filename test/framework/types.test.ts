// What does not compile is the test: `tsc -p tsconfig.all.json` fails where an expected error is missing.
import {
  type ApplyConfigOf,
  type ApplyPlanOf,
  attribute,
  block,
  type ConfigOf,
  defineSchema,
  definitionsFor,
  nestedAttribute,
  type PlanOf,
  type StateOf,
  t,
} from "../../src/framework/index";
import { UNKNOWN, type Unknown } from "../../src/values/index";

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
  },
});
type S = typeof schema;

it("infers configuration, plan and state from a schema", () => {
  const verdicts = [
    true satisfies Equal<StateOf<S>["name"], string>,
    true satisfies Equal<StateOf<S>["size"], number | null>,
    true satisfies Equal<StateOf<S>["id"], string | null>,
    true satisfies Equal<StateOf<S>["tags"], Readonly<Record<string, string>> | null>,
    true satisfies Equal<StateOf<S>["ports"][number]["port"], number>,
    true satisfies Equal<NonNullable<StateOf<S>["one"]>["x"], boolean | null>,
    true satisfies Equal<StateOf<S>["many"][number]["x"], boolean>,
    true satisfies Equal<ConfigOf<S>["name"], string | Unknown | null>,
    true satisfies Equal<PlanOf<S>["id"], string | Unknown | null>,
    true satisfies Equal<ApplyConfigOf<S>["name"], string>,
    true satisfies Equal<ApplyPlanOf<S>["name"], string>,
    true satisfies Equal<ApplyPlanOf<S>["size"], number | null>,
    true satisfies Equal<ApplyPlanOf<S>["id"], string | Unknown | null>,
    true satisfies Equal<ApplyPlanOf<S>["slug"], string | Unknown | null>,
  ];

  expect(verdicts).not.toContain(false);
  expect(Object.keys(schema.type.attributes)).toEqual(["name", "size", "id", "slug", "tags", "ports", "one", "many"]);
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
  // @ts-expect-error: required and computed at the same time
  const impossible = () => attribute(t.string, { required: true, computed: true, description });
  // @ts-expect-error: the default is of another type
  const wrongDefault = () => attribute(t.string, { optional: true, computed: true, default: 5, description });

  expect([resource.schema === schema, typeof impossible, typeof wrongDefault]).toEqual([true, "function", "function"]);
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
};
