// A provider whose resource does on creation what its `mode` says. The process holds a line to the test (LIFE_LINE, a unix
// socket): the test hears what happens in it, and from the line's end that it is gone, however it went.
import { connect } from "node:net";
import {
  attribute,
  defineProvider,
  definitionsFor,
  defineSchema,
  type Provider,
  serve,
  t,
} from "../../src/framework/index.js";

const line = connect(process.env["LIFE_LINE"] ?? "");
line.on("error", () => undefined); // the test is over
const tell = (text: string): void => void line.write(`${text}\n`);
tell(`pid ${process.pid}`);

const TOKEN = "agyn_33333333-3333-4333-8333-333333333333";

const thing = definitionsFor<object>().defineResource({
  schema: defineSchema({
    description: "A thing.",
    attributes: {
      id: attribute(t.string, { computed: true, description: "Its id." }),
      mode: attribute(t.string, { required: true, description: "What creating it does." }),
    },
  }),
  async create({ plan, signal }) {
    tell(`creating ${plan.mode}`);
    if (plan.mode === "hold") {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      tell("stopped");
    }
    if (plan.mode === "never") await new Promise(() => undefined);
    if (plan.mode === "throw") {
      setImmediate(() => {
        throw new Error(`a defect with ${TOKEN}`);
      });
      await new Promise(() => undefined);
    }
    if (plan.mode === "reject") {
      void Promise.reject(new TypeError("nobody awaits this"));
      await new Promise(() => undefined);
    }
    return { id: "one", mode: plan.mode };
  },
  read: ({ state }) => Promise.resolve(state),
  delete: () => Promise.resolve(),
});

const createProvider = (): Provider =>
  defineProvider({
    name: "life",
    version: "1.0.0",
    schema: defineSchema({ description: "A provider.", attributes: {} }),
    configure: () => ({}),
    resources: { life_thing: thing },
    dataSources: {},
    redact: (text) => text.replaceAll(TOKEN, "[redacted]"),
  });

void serve(
  { name: "life", create: createProvider },
  { debug: { source: "example/life", args: process.argv.slice(2) } },
);
