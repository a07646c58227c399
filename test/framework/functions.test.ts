import {
  defineFunction,
  FunctionError,
  parameter,
  type ProviderFunction,
  SchemaError,
  t,
} from "../../src/framework/index";
import { pb } from "../../src/tfplugin/index";
import { Dynamic, listOf, objectOf, type Type, UNKNOWN, type Value } from "../../src/values/index";
import { fromWire, notCalled, serverOf, toWire } from "./server-support";

const description = "A text.";
const join = defineFunction({
  summary: "Joins texts",
  description,
  parameters: {
    separator: parameter(t.string, { description }),
    first: parameter(t.string, { description, allowNull: true }),
  },
  variadic: parameter(t.string, { description }),
  returns: t.string,
  call: ({ arguments: { separator, first }, rest }) => [...(first === null ? [] : [first]), ...rest].join(separator),
});
const kind = defineFunction({
  summary: "Kind of a value",
  description,
  deprecated: "Use type().",
  parameters: { value: parameter(t.dynamic, { description, allowNull: true, allowUnknown: true }) },
  returns: t.object({ kind: t.string, known: t.bool }),
  call: ({ arguments: { value } }) => ({
    kind: value === null ? null : typeof value,
    known: value !== null && "value" in value,
  }),
});
const fussy = defineFunction({
  summary: "Fails",
  description,
  parameters: { a: parameter(t.number, { description }), b: parameter(t.number, { description }) },
  variadic: parameter(t.number, { description }),
  returns: t.number,
  call({ arguments: { a, b }, rest }) {
    if (a === 0) throw new FunctionError("nothing to count");
    if (b === 0) throw new FunctionError("b must not be 0", "b");
    const third = rest.indexOf(0);
    if (third >= 0) throw new FunctionError("none may be 0", third);
    if (a === 7) throw new FunctionError("password=hunter2 is wrong", "a");
    throw new Error("password=hunter2");
  },
});
const functions: Record<string, ProviderFunction> = { join, kind, fussy };

async function call(name: string, args: readonly [Value, Type][]) {
  const server = await serverOf({ functions, redact: (text) => text.replace(/hunter2/g, "(hidden)") });
  return server.CallFunction({ name, arguments: args.map(([value, type]) => toWire(value, type)) });
}
const texts = (...values: (string | null)[]): [Value, Type][] => values.map((value) => [value, "string"]);
const numbers = (...values: Value[]): [Value, Type][] => values.map((value) => [value, "number"]);

it("is described to core with parameters in the order of the call", async () => {
  const server = await serverOf({ functions });
  const { functions: described } = await server.GetProviderSchema({});

  expect(described?.["join"]).toMatchObject({
    parameters: [
      { name: "separator", type: Buffer.from('"string"'), allowNullValue: false, allowUnknownValues: false },
      { name: "first", allowNullValue: true },
    ],
    variadicParameter: { name: "rest" },
    return: { type: Buffer.from('"string"') },
    summary: "Joins texts",
    descriptionKind: pb.StringKind.MARKDOWN,
  });
  expect(described?.["kind"]).toMatchObject({ deprecationMessage: "Use type().", variadicParameter: undefined });
  expect((await server.GetFunctions({})).functions).toEqual(described);
  expect((await server.GetMetadata({})).functions).toEqual([{ name: "join" }, { name: "kind" }, { name: "fussy" }]);
});

it.each<[string, string, [Value, Type][], Value, Type]>([
  ["named and variadic arguments", "join", texts("-", "a", "b", "c"), "a-b-c", "string"],
  ["no variadic ones", "join", texts("-", "a"), "a", "string"],
  ["null where it is allowed", "join", texts("-", null, "b"), "b", "string"],
  [
    "a value of any type",
    "kind",
    [[new Dynamic(objectOf({ a: "bool" }), { a: true }), "dynamic"]],
    { kind: "object", known: true },
    objectOf({ kind: "string", known: "bool" }),
  ],
  [
    "an unknown where it is allowed",
    "kind",
    [[UNKNOWN, "dynamic"]],
    { kind: "object", known: false },
    objectOf({ kind: "string", known: "bool" }),
  ],
])("is called with %s", async (_name, name, args, expected, type) => {
  const { result, error } = await call(name, args);

  expect(error).toBeUndefined();
  expect(fromWire(result, type)).toEqual(expected);
});

it("takes an argument that is sent empty for null, as OpenTofu sends it", async () => {
  const server = await serverOf({ functions });
  const [separator, second] = [toWire("-", "string"), toWire("b", "string")];
  const nothing = { msgpack: Buffer.alloc(0), json: Buffer.alloc(0) };
  const { result } = await server.CallFunction({ name: "join", arguments: [separator, nothing, second] });

  expect(fromWire(result, "string")).toBe("b");
});

it("is not called with what is not wholly known where that is not allowed; its result is not known either", async () => {
  const first = defineFunction({
    summary: "First",
    description,
    parameters: { items: parameter(t.list(t.string), { description }) },
    variadic: parameter(t.string, { description }),
    returns: t.string,
    call: notCalled,
  });
  const server = await serverOf({ functions: { first } });
  const list = listOf("string");
  const nested = await server.CallFunction({ name: "first", arguments: [toWire(["a", UNKNOWN], list)] });
  const rest = await server.CallFunction({ name: "first", arguments: [toWire([], list), toWire(UNKNOWN, "string")] });

  expect([nested, rest].map(({ result }) => fromWire(result, "string"))).toEqual([UNKNOWN, UNKNOWN]);
});

describe("a call that fails", () => {
  it.each<[string, string, [Value, Type][], string, bigint | undefined]>([
    ["as a whole", "fussy", numbers(0, 1), "nothing to count", undefined],
    ["on a named argument", "fussy", numbers(1, 0), "b must not be 0", 1n],
    ["on a variadic argument", "fussy", numbers(1, 1, 5, 0), "none may be 0", 3n],
    [
      "on an argument of another type",
      "fussy",
      [[1, "number"], ...texts("x")],
      "a number is required, of at most 4,096 digits when it is written out",
      1n,
    ],
    ["for want of arguments", "fussy", numbers(1), "fussy takes 2 arguments, got 1.", undefined],
    ["for too many arguments", "kind", texts("a", "b"), "kind takes 1 arguments, got 2.", undefined],
    ["for no such function", "toString", [], 'This provider has no function "toString".', undefined],
  ])("%s says which argument", async (_name, name, args, text, position) => {
    const { result, error } = await call(name, args);

    expect(result).toBeUndefined();
    expect(error?.text).toBe(text);
    expect(error?.functionArgument).toBe(position);
  });

  it("in the words of a user says so without secrets", async () => {
    const { error } = await call("fussy", numbers(7, 1));

    expect(error?.text).toBe("password=(hidden) is wrong");
  });

  it("by a defect says so, without secrets", async () => {
    const { error } = await call("fussy", numbers(1, 1));

    expect(error?.text).toBe(
      "Unexpected error in the provider: Error: password=(hidden). This is a defect of the provider, not of your configuration; please report it.",
    );
  });
});

it.each([
  ["is no identifier", { "1a": parameter(t.string, { description }) }, '"1a": a parameter\'s name is an identifier'],
  ["is the variadic one's", { rest: parameter(t.string, { description }) }, '"rest": is the name'],
])("fails to be defined when a parameter's name %s", (_name, parameters, fault) => {
  const make = () =>
    defineFunction({
      summary: "x",
      description,
      parameters,
      variadic: parameter(t.string, { description }),
      returns: t.string,
      call: () => "",
    });

  expect(make).toThrow(SchemaError);
  expect(make).toThrow(fault);
});
