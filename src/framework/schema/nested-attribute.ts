// Attributes with attributes inside them, written `name = { ... }`, `name = [{ ... }]` or `name = { key = { ... } }`.
import { listOf, mapOf, objectOf, setOf } from "../../values/index.js";
import {
  attribute,
  type AttributeOptions,
  type Attributes,
  type NestedAttribute,
  type Nesting,
  type PresenceOf,
  typesOf,
} from "./attribute.js";
import type { NestedValueOf } from "./infer.js";
import type { ValueType } from "./types.js";

/** Makes an attribute with attributes inside it. In a default, null leaves a member to its own default or to the provider. */
export function nestedAttribute<
  const A extends Attributes,
  N extends Nesting,
  const O extends AttributeOptions<NestedValueOf<A, N>>,
>(nesting: N, attributes: A, options: O & AttributeOptions<NestedValueOf<A, N>>): NestedAttribute<A, N, PresenceOf<O>> {
  const inside = objectOf(typesOf(attributes));
  const type = { single: inside, list: listOf(inside), set: setOf(inside), map: mapOf(inside) }[nesting];
  return { ...attribute({ type } as ValueType<NestedValueOf<A, N>>, options), nested: { nesting, attributes } };
}
