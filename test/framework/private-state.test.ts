import { PrivateState } from "../../src/framework/index";

it("is one JSON object of JSON in base64, as HashiCorp's Go framework has it", () => {
  const state = new PrivateState();
  state.set("labels", ["a", "b"]);
  state.set("none", null);

  expect(state.toBytes().toString()).toBe('{"labels":"WyJhIiwiYiJd","none":"bnVsbA=="}');
  const again = new PrivateState(state.toBytes());
  expect([again.get("labels"), again.get("none"), again.get("other")]).toEqual([["a", "b"], null, undefined]);
});

it.each([
  ["no JSON", "not JSON"],
  ["JSON of another form", '{"schema_version":"1"}'],
  ["JSON without base64", '{"labels":["a"]}'],
  ["a list", "[1]"],
])("leaves bytes of another provider as they are until something is set: %s", (_name, text) => {
  const bytes = Buffer.from(text);
  const state = new PrivateState(bytes);

  expect(state.get("schema_version")).toBeUndefined();
  expect(state.toBytes()).toEqual(bytes);
  state.set("ours", 1);
  expect(state.toBytes().toString()).toBe('{"ours":"MQ=="}');
});

it("is empty once everything is deleted", () => {
  const state = new PrivateState(Buffer.from('{"a":"MQ=="}'));
  state.delete("a");

  expect(state.toBytes()).toHaveLength(0);
});

it("keeps the framework's own marks apart from an author's keys", () => {
  const state = new PrivateState();
  state.markImported();

  expect(() => state.set(".import_before_read", true)).toThrow('keys with a leading "." are the framework\'s');
  expect([state.takeImported(), state.takeImported()]).toEqual([true, false]);
  expect(state.toBytes()).toHaveLength(0);
});

it("keeps what was set as it was then, and refuses what JSON can not hold", () => {
  const state = new PrivateState();
  const labels = ["a"];
  state.set("labels", labels);
  labels.push("b");

  expect(state.get("labels")).toEqual(["a"]);
  expect(() => state.set("nothing", undefined as never)).toThrow("JSON can not hold its value");
  expect(() => state.delete(".import_before_read")).toThrow('keys with a leading "." are the framework\'s');
  expect(state.toBytes().toString()).toBe('{"labels":"WyJhIl0="}');
});

it("takes over what another object keeps, the framework's marks too, and keeps what it has beside", () => {
  const source = new PrivateState(Buffer.from('{"a":"MQ=="}'));
  source.markImported();
  const target = new PrivateState(Buffer.from('{"b":"Mg=="}'));
  target.takeOver(source);

  expect([target.get("a"), target.get("b"), target.takeImported()]).toEqual([1, 2, true]);
  expect(source.takeImported()).toBe(true);
});

it("stays as it is when there is nothing to take over", () => {
  const target = new PrivateState(Buffer.from("not JSON"));
  target.takeOver(new PrivateState());

  expect(target.toBytes().toString()).toBe("not JSON");
});
