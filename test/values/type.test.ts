import {
  listOf,
  mapOf,
  objectOf,
  setOf,
  tupleOf,
  type Type,
  typeFromJson,
  typeToJson,
  ValueError,
} from "../../src/values/index";
import { wrapped } from "./support";

const types: Record<string, [Type, string]> = {
  string: ["string", '"string"'],
  number: ["number", '"number"'],
  bool: ["bool", '"bool"'],
  dynamic: ["dynamic", '"dynamic"'],
  "a list": [listOf("string"), '["list","string"]'],
  "a set of maps": [setOf(mapOf("number")), '["set",["map","number"]]'],
  "a tuple": [tupleOf(["string", listOf("bool")]), '["tuple",["string",["list","bool"]]]'],
  "an empty tuple": [tupleOf([]), '["tuple",[]]'],
  "an object": [objectOf({ a: "string", b: objectOf({}) }), '["object",{"a":"string","b":["object",{}]}]'],
};

it.each(Object.entries(types))("writes %s", (_name, [type, json]) => {
  expect(JSON.stringify(typeToJson(type))).toBe(json);
});

it.each(Object.entries(types))("reads %s", (_name, [type, json]) => {
  expect(typeFromJson(JSON.parse(json))).toEqual(type);
});

it("writes the members of an object sorted, so that equal types have equal text", () => {
  expect(JSON.stringify(typeToJson(objectOf({ b: "bool", a: "string" })))).toBe('["object",{"a":"string","b":"bool"}]');
});

it("keeps a member called __proto__", () => {
  const json = '["object",{"__proto__":"string"}]';

  expect(JSON.stringify(typeToJson(typeFromJson(JSON.parse(json))))).toBe(json);
});

it.each([
  '"int"',
  "null",
  "5",
  "[]",
  '["list"]',
  '["list","int"]',
  '["tuple","string"]',
  '["object",["string"]]',
  '["object",null]',
  '{"list":"string"}',
  '["list","string","string"]',
  '["object",{"a":"string"},"a"]',
  '["object",{"a":"string"},["a"],["a"]]',
])("fails when the JSON is no type: %s", (json) => {
  expect(() => typeFromJson(JSON.parse(json))).toThrow(ValueError);
  expect(() => typeFromJson(JSON.parse(json))).toThrow("not a Terraform type: ");
});

it("takes the list of optional attributes for what it is to a value: nothing", () => {
  const json = '["list",["object",{"a":"string"},["a"]]]';

  expect(typeFromJson(JSON.parse(json))).toEqual(listOf(objectOf({ a: "string" })));
});

it("fails when a type is nested too deep, long before the stack is full", () => {
  const json: unknown = JSON.parse(`${'["list",'.repeat(20_000)}"string"${"]".repeat(20_000)}`);

  expect(() => typeFromJson(json)).toThrow("nested more than 1000 levels");
  expect(() => typeToJson(wrapped(20_000).type)).toThrow("nested more than 1000 levels");
});
