// What the provider's pages say of every attribute: its meaning, its unit, its default and what a change does.
import { type Attribute, attribute, block, defineSchema, type Schema, t } from "../../src/framework/index";
import { createAgynProvider } from "../../src/provider/provider";

interface Described {
  /** `agyn_runner.labels`, `agyn_runners.runners.id`. */
  readonly at: string;
  readonly attribute: Attribute;
  /** Whether a change of it is planned: an attribute of a resource itself. */
  readonly isManaged: boolean;
}

/** A rule: what an attribute is that it is about, and what its description has to have. */
interface Rule {
  readonly says: string;
  readonly about: (described: Described) => boolean;
  readonly holds: (description: string, described: Described) => boolean;
}

const isOptional = ({ attribute: { presence } }: Described): boolean => presence.startsWith("optional");
const nameOf = ({ at }: Described): string => at.slice(at.lastIndexOf(".") + 1);

const RULES: readonly Rule[] = [
  { says: "a sentence", about: () => true, holds: (text) => /^[A-Z`].{8,}\.$/s.test(text) },
  {
    says: "what it is when it is left out",
    about: isOptional,
    holds: (text) => /Default|Left out|Give either/.test(text),
  },
  {
    says: "its default",
    about: ({ attribute: { defaultValue } }) => defaultValue !== undefined,
    holds: (text, { attribute: { defaultValue } }) =>
      text.includes(`Default: \`${JSON.stringify(defaultValue).replaceAll('"', "")}\``),
  },
  {
    says: "what a change does",
    about: ({ isManaged, attribute: { presence } }) => isManaged && presence !== "computed",
    holds: (text) => /in place|replaces the|waits anew/.test(text),
  },
  {
    says: "a unit",
    about: ({ attribute: { type } }) => type === "number",
    holds: (text) => /bytes|milliseconds|thousandths|How often/.test(text),
  },
  { says: "RFC 3339", about: (one) => nameOf(one).endsWith("_at"), holds: (text) => text.includes("RFC 3339") },
  { says: "UUID", about: (one) => /(^|_)ids?$/.test(nameOf(one)), holds: (text) => text.includes("UUID") },
  {
    says: "how a duration is written",
    about: (one) => /timeout$|ttl$/.test(nameOf(one)) || /\.timeouts\.\w+$/.test(one.at),
    holds: (text) => /Go duration|such as `"90s"`/.test(text),
  },
  {
    says: "how a quantity is written",
    about: (one) => /cpu|memory|ram/.test(nameOf(one)),
    holds: (text) => /Kubernetes quantity|thousandths|bytes/.test(text),
  },
];

type Inside = Pick<Schema, "description" | "attributes" | "blocks">;

/** Every attribute, however deep, and the places without any description. */
function walk(at: string, { description, attributes, blocks }: Inside, isManaged: boolean) {
  const described: Described[] = [];
  const silent = description === "" ? [at] : [];
  const take = (inner: ReturnType<typeof walk>): void => {
    described.push(...inner.described);
    silent.push(...inner.silent);
  };
  for (const [name, member] of Object.entries(attributes)) {
    described.push({ at: `${at}.${name}`, attribute: member, isManaged });
    if (member.nested) take(walk(`${at}.${name}`, { ...member.nested, description: "-", blocks: {} }, false));
  }
  // the words about timeouts are the framework's, which can not know what a resource does with a change
  for (const [name, inner] of Object.entries(blocks))
    take(walk(`${at}.${name}`, inner, isManaged && name !== "timeouts"));
  return { described, silent };
}

function faultsOf(at: string, schema: Inside, isManaged: boolean): string[] {
  const { described, silent } = walk(at, schema, isManaged);
  const faults = described.flatMap((one) =>
    RULES.filter(({ about, holds }) => about(one) && !holds(one.attribute.description, one)).map(
      ({ says }) => `${one.at} does not say ${says}: ${one.attribute.description}`,
    ),
  );
  return [...silent.map((place) => `${place} has no description`), ...faults];
}

describe("the description of an attribute", () => {
  const provider = createAgynProvider({});
  const of = (members: Readonly<Record<string, { readonly schema: Schema }>>): [string, Schema][] =>
    Object.entries(members).map(([type, { schema }]) => [type, schema]);

  it.each<[string, Schema, boolean]>([
    ["provider", provider.schema, false],
    ...of(provider.resources).map(([type, schema]): [string, Schema, boolean] => [type, schema, true]),
    ...of(provider.dataSources).map(([type, schema]): [string, Schema, boolean] => [`data ${type}`, schema, false]),
    ...of(provider.ephemeralResources ?? {}).map(([type, schema]): [string, Schema, boolean] => [
      `ephemeral ${type}`,
      schema,
      false,
    ]),
  ])("says unit, default and what a change does: %s", (at, schema, isManaged) => {
    const { described } = walk(at, schema, isManaged);

    expect(described.length).toBeGreaterThan(1);
    expect(faultsOf(at, schema, isManaged)).toEqual([]);
  });

  it("is found poor where it is", () => {
    const poor = defineSchema({
      description: "",
      attributes: {
        name: attribute(t.string, { required: true, description: "Its name." }),
        size: attribute(t.integer, { computed: true, description: "The size of it." }),
        mode: attribute(t.string, {
          optional: true,
          computed: true,
          default: "fast",
          description: "How it goes. Default: the other one. Can be changed in place.",
        }),
        owner_id: attribute(t.string, { optional: true, description: "The owner. Can be changed in place." }),
      },
      blocks: {
        limits: block(
          "single",
          { max_memory: attribute(t.string, { optional: true, description: "Memory. Default: none." }) },
          { description: "Its limits." },
        ),
      },
    });

    expect(faultsOf("poor", poor, true).map((fault) => fault.replace(/:.*/, ""))).toEqual([
      "poor has no description",
      "poor.name does not say a sentence",
      "poor.name does not say what a change does",
      "poor.size does not say a unit",
      "poor.mode does not say its default",
      "poor.owner_id does not say what it is when it is left out",
      "poor.owner_id does not say UUID",
      "poor.limits.max_memory does not say what a change does",
      "poor.limits.max_memory does not say how a quantity is written",
    ]);
  });
});
