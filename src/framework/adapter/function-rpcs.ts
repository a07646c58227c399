// The RPC of provider functions. It comes to a process of its own that was never configured, so a function has nothing but
// its arguments. Its answer knows no diagnostics: a text, and which argument is guilty.
import type { pb, ProviderServer } from "../../tfplugin/index.js";
import { isWhollyKnown, type Type, UNKNOWN, type Value, ValueError } from "../../values/index.js";
import { FunctionError, type ProviderFunction } from "../function.js";
import { decodePlain, encodePlain } from "./dynamic-value.js";
import type { Session } from "./session.js";

/** The RPC of provider functions. */
export function functionRpcs(session: Session): Pick<Required<ProviderServer>, "CallFunction"> {
  const functions = session.provider.functions ?? {};
  return {
    async CallFunction({ name, arguments: args }) {
      const definition = Object.hasOwn(functions, name) ? functions[name] : undefined;
      if (!definition) return failure(`This provider has no function ${JSON.stringify(name)}.`);
      const parameters = Object.entries(definition.parameters);
      const missing = args.length < parameters.length;
      if (missing || (args.length > parameters.length && !definition.variadic)) {
        return failure(`${name} takes ${parameters.length} arguments, got ${args.length}.`);
      }
      try {
        const called = args.map((_, i) => parameters[i] ?? ([i - parameters.length, definition.variadic] as const));
        const values = args.map((argument, i) => {
          const [name, parameter] = called[i] ?? [i, undefined];
          return decodeArgument(argument, parameter?.type ?? "dynamic", name);
        });
        // what holds an unknown is not known either, whether or not the host looks inside
        if (values.some((value, i) => !called[i]?.[1]?.allowUnknown && !isWhollyKnown(value))) {
          return { result: encodePlain(UNKNOWN, definition.returns.type) };
        }
        const named = Object.fromEntries(parameters.map(([parameter], i) => [parameter, values[i] ?? null]));
        const result = await definition.call({ arguments: named, rest: values.slice(parameters.length) });
        return { result: encodePlain(result as Value, definition.returns.type) };
      } catch (error) {
        if (error instanceof FunctionError)
          return failure(session.redact(error.message), positionOf(definition, error.argument));
        const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        return failure(
          `Unexpected error in the provider: ${session.redact(text)}. This is a defect of the provider, not of your configuration; please report it.`,
        );
      }
    },
  };
}

function decodeArgument(message: pb.DynamicValue, type: Type, argument: string | number): Value {
  try {
    return decodePlain(message, type);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const where = error.path.steps.length > 0 ? `${error.path.toString()}: ` : "";
    throw new FunctionError(`${where}${error.message}`, argument);
  }
}

function failure(text: string, position?: number): { error: pb.FunctionError } {
  return { error: { text, ...(position === undefined ? {} : { functionArgument: BigInt(position) }) } };
}

/** The position of an argument in the call: named ones by their parameter, variadic ones counted after them. */
function positionOf({ parameters }: ProviderFunction, argument: string | number | undefined): number | undefined {
  const names = Object.keys(parameters);
  if (typeof argument === "number") return names.length + argument;
  const position = argument === undefined ? -1 : names.indexOf(argument);
  return position < 0 ? undefined : position;
}
