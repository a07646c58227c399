// What an author writes a provider function with: `provider::agyn::name(...)` in a configuration (Terraform 1.8, OpenTofu 1.7).
//
// A function is pure: it is called in a process that is not configured, any number of times, and has to answer the same to the
// same arguments.
import type { Unknown } from "../values/index.js";
import type { MaybeUnknown } from "./schema/infer.js";
import type { ValueOf, ValueType } from "./schema/types.js";
import { refuse } from "./schema/schema.js";

/** What a parameter says of itself. */
export interface ParameterOptions {
  /** One sentence of Markdown. */
  readonly description: string;
  /**
   * The function is called with null too. Otherwise Terraform answers an error before it is called.
   * @default false
   */
  readonly allowNull?: boolean;
  /**
   * The function is called with values that are not known yet, or of which a part is not. Otherwise its result is not known
   * yet either.
   * @default false
   */
  readonly allowUnknown?: boolean;
}

/** A parameter: `N` whether null is allowed, `U` whether an unknown is. */
export interface Parameter<T = unknown, N extends boolean = boolean, U extends boolean = boolean> extends ValueType<T> {
  readonly description: string;
  readonly allowNull: N;
  readonly allowUnknown: U;
}

/** Parameters by name, in the order of the call. */
export type Parameters = { readonly [name: string]: Parameter };

type Argument<P> =
  P extends Parameter<infer T, infer N, infer U>
    ? (U extends true ? MaybeUnknown<T> : T) | (N extends true ? null : never)
    : never;

/** What `call` is given. */
export interface CallArguments<P extends Parameters, V extends Parameter> {
  readonly arguments: { readonly [K in keyof P]: Argument<P[K]> };
  /** What follows the named arguments; empty where the function has no variadic parameter. */
  readonly rest: readonly Argument<V>[];
}

/** A provider function; make it with `defineFunction`. */
export interface ProviderFunction<
  P extends Parameters = Parameters,
  V extends Parameter = Parameter,
  R extends ValueType<unknown> = ValueType<unknown>,
> {
  /** A title of a few words. */
  readonly summary: string;
  /** Markdown. */
  readonly description: string;
  readonly deprecated?: string;
  readonly parameters: P;
  /** Takes any number of arguments after the named ones. */
  readonly variadic?: V;
  readonly returns: R;
  /** May throw `FunctionError`; anything else is shown as a defect. */
  call(input: CallArguments<P, V>): ValueOf<R> | null | Unknown | Promise<ValueOf<R> | null | Unknown>;
}

/** An error of a function in the words a user should read. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
  /**
   * @param argument the guilty argument: the name of a parameter, or the position among the variadic ones, from 0
   */
  constructor(
    message: string,
    readonly argument?: string | number,
  ) {
    super(message);
  }
}

/** Makes a parameter. */
export function parameter<T, const O extends ParameterOptions>(
  type: ValueType<T>,
  options: O,
): Parameter<T, O extends { allowNull: true } ? true : false, O extends { allowUnknown: true } ? true : false> {
  const made: Parameter<T> = {
    ...type,
    description: options.description,
    allowNull: options.allowNull ?? false,
    allowUnknown: options.allowUnknown ?? false,
  };
  // the flags' types repeat the options' types, which a generic literal can not be shown to do
  return made as ReturnType<typeof parameter<T, O>>;
}

/** How the variadic parameter is called in documentation and errors. */
export const VARIADIC_NAME = "rest";
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/**
 * Makes a provider function.
 *
 * @throws {SchemaError} when core would refuse it: a parameter's name that is no identifier, or that is taken
 */
export function defineFunction<
  const P extends Parameters,
  const R extends ValueType<unknown>,
  const V extends Parameter = Parameter<never>,
>(definition: ProviderFunction<P, V, R>): ProviderFunction<P, V, R> {
  const names = Object.keys(definition.parameters);
  const faults = names
    .filter((name) => !IDENTIFIER.test(name))
    .map((name) => `${JSON.stringify(name)}: a parameter's name is an identifier`);
  if (definition.variadic && names.includes(VARIADIC_NAME)) {
    faults.push(`"${VARIADIC_NAME}": is the name of the variadic parameter already`);
  }
  refuse(faults, "function");
  return definition;
}
