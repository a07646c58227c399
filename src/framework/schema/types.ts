// The types that attributes, parameters and results are made of: a Terraform type that carries the TypeScript type of its
// known values, so that an author's handlers are checked against the schema and no second model is written by hand.
import { type Dynamic, listOf, mapOf, objectOf, setOf, type TfNumber, tupleOf, type Type } from "../../values/index.js";

/** A Terraform type together with the TypeScript type of its known values. */
export interface ValueType<T> {
  readonly type: Type;
  /** Carries `T` for inference; has no value at run time. */
  readonly __value: T;
}

/** The TypeScript type of a known value. */
export type ValueOf<V> = V extends ValueType<infer T> ? T : never;

/** Members of an object type, by name. */
export type Members = { readonly [name: string]: ValueType<unknown> };

const valueType = <T>(type: Type): ValueType<T> => ({ type }) as ValueType<T>;

/** The types that attributes are made of. */
export const t = {
  string: valueType<string>("string"),
  bool: valueType<boolean>("bool"),
  /** Any number, exact: `number`, `bigint` or `Decimal`. */
  number: valueType<TfNumber>("number"),
  /** A number that the provider promises to be a whole one within 2^53. */
  integer: valueType<number>("number"),
  list: <T>(element: ValueType<T>) => valueType<readonly T[]>(listOf(element.type)),
  set: <T>(element: ValueType<T>) => valueType<readonly T[]>(setOf(element.type)),
  map: <T>(element: ValueType<T>) => valueType<Readonly<Record<string, T>>>(mapOf(element.type)),
  /** An object of exactly these members, each of which may be null. For members with options of their own use `nestedAttribute`. */
  object: <const M extends Members>(members: M) =>
    valueType<{ readonly [K in keyof M]: ValueOf<M[K]> | null }>(
      objectOf(Object.fromEntries(Object.entries(members).map(([name, member]) => [name, member.type]))),
    ),
  /** Exactly these elements in this order, each of which may be null. */
  tuple: <const E extends readonly ValueType<unknown>[]>(...elements: E) =>
    valueType<{ readonly [K in keyof E]: ValueOf<E[K]> | null }>(tupleOf(elements.map(({ type }) => type))),
  /**
   * Any value; its type comes with it, also with a null or an unknown whose type is known. Not inside a list, set or map,
   * whose elements have one type.
   */
  dynamic: valueType<Dynamic>("dynamic"),
  /** A type known only at run time. */
  of: (type: Type) => valueType<unknown>(type),
};
