import { panicText } from "../../src/tfplugin/panic";

const asItIs = (text: string): string => text;

it("is the stack, and the stacks of what caused it", () => {
  const text = panicText(new TypeError("outer", { cause: new Error("inner") }), asItIs);

  expect(text).toMatch(/^panic: TypeError: outer\n +at .*\n(.*\n)*caused by: Error: inner\n +at /);
  expect(text.endsWith("\n")).toBe(true);
});

it("ends with an error that is its own cause", () => {
  const error = new Error("round");
  error.cause = error;

  expect(panicText(error, asItIs).match(/caused by/g)).toHaveLength(5);
});

it.each<[string, unknown, string]>([
  ["text", "just text", "panic: 'just text'\n"],
  ["an object", { code: 5 }, "panic: { code: 5 }\n"],
  ["null", null, "panic: null\n"],
  ["nothing", undefined, "panic: undefined\n"],
])("says what was thrown when that is %s", (_name, thrown, text) => {
  expect(panicText(thrown, asItIs)).toBe(text);
});

it("is without secrets, also of its causes", () => {
  const error = new Error("with agyn_1", { cause: new Error("with agyn_2") });

  expect(panicText(error, (text) => text.replace(/agyn_\d/g, "[redacted]"))).not.toContain("agyn_");
});

it("fails to say anything rather than say a secret, when taking them out fails", () => {
  const text = panicText(new Error("s3cret"), () => {
    throw new Error("s3cret");
  });

  expect(text).toBe("panic: an error whose text may hold secrets: taking them out failed too\n");
});
