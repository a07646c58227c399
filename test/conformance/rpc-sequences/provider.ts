// The provider whose calls are recorded: one of each thing a provider can have, no platform behind it, and no two answers that
// differ from run to run.
import {
  attribute,
  defineFunction,
  defineProvider,
  definitionsFor,
  defineSchema,
  parameter,
  type Provider,
  requiresReplace,
  t,
  useStateForUnknown,
} from "../../../src/framework/index";

const { defineResource, defineDataSource, defineEphemeralResource } = definitionsFor<object>();

const thing = defineResource({
  schema: defineSchema({
    description: "A thing.",
    attributes: {
      id: attribute(t.string, { computed: true, description: "Its id.", modifiers: [useStateForUnknown()] }),
      name: attribute(t.string, { required: true, description: "Its name." }),
      kind: attribute(t.string, { optional: true, description: "Its kind.", modifiers: [requiresReplace()] }),
    },
  }),
  create: ({ plan }) => Promise.resolve({ ...plan, id: `id-of-${plan.name}` }),
  read: ({ state }) => Promise.resolve(state),
  update: ({ plan, state }) => Promise.resolve({ ...plan, id: state.id }),
  delete: () => Promise.resolve(),
  importState: ({ id, empty }) => ({ ...empty, id, name: id.replace("id-of-", "") }),
});

const fact = defineDataSource({
  schema: defineSchema({
    description: "A fact.",
    attributes: {
      name: attribute(t.string, { required: true, description: "What it is about." }),
      text: attribute(t.string, { computed: true, description: "What is so." }),
    },
  }),
  read: ({ config }) => Promise.resolve({ name: config.name, text: `fact about ${config.name}` }),
});

const loan = defineEphemeralResource({
  schema: defineSchema({
    description: "Something for a while.",
    attributes: {
      name: attribute(t.string, { required: true, description: "What it is." }),
      value: attribute(t.string, { computed: true, description: "What it is worth." }),
    },
  }),
  open: ({ config }) => Promise.resolve({ result: { name: config.name, value: `worth of ${config.name}` } }),
  close: () => Promise.resolve(),
});

const shout = defineFunction({
  summary: "Shouts",
  description: "Answers a text in capital letters.",
  parameters: { text: parameter(t.string, { description: "The text." }) },
  returns: t.string,
  call: ({ arguments: { text } }) => text.toUpperCase(),
});

export function createRecordedProvider(): Provider {
  return defineProvider({
    name: "recorded",
    version: "1.0.0",
    schema: defineSchema({ description: "A provider to be recorded.", attributes: {} }),
    configure: () => ({}),
    resources: { recorded_thing: thing },
    dataSources: { recorded_fact: fact },
    ephemeralResources: { recorded_loan: loan },
    functions: { shout },
  });
}
