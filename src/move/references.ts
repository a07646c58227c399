// What stands behind the references of a stack: `${agyn_runner.ml.id}` becomes the object it points at, so that two configurations
// can be compared whatever their addresses are.
//
// What a reference points at stands in a text as a digest: nested as they are, objects that refer to objects would double their
// texts with every level.
//
// Source: Terraform JSON syntax (references stand in `${...}` and `%{...}`); cdktf 0.21 (a reference to another stack goes through
// an output there and a data source `cross-stack-reference-input-<stack>` here).
import { createHash } from "node:crypto";
import { blocks, isList, isObject, type Json, type JsonObject, type SynthesizedStack } from "../synthesized/index.js";

const CROSS_STACK = /\bdata\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)/g;
const REFERENCE = /\b(?:data\.)?[A-Za-z][\w-]*\.[A-Za-z_][\w-]*/g;
const ID_OF_LOOK_UP = /\b(data\.agyn_organization\.[A-Za-z_][\w-]*)\.id\b/g;
const WHOLE = /^\$\{([^{}]*)\}$/;
const WHOLE_TEXT = /^\$\{("(?:[^"\\]|\\.)*")\}$/;
const DIGEST = /<[0-9a-f]{64}>/;

/** Resolves the references of one stack. */
export class References {
  readonly #locals: JsonObject;
  readonly #resolving = new Set<string>();
  readonly #resolved = new Map<string, Json>();

  /**
   * @param keyOf what an address stands for; undefined when the stack has no such object
   * @param idOf the id by which a look-up of an organization finds it; undefined when it goes by another attribute
   * @param others references of the other stacks of the app, by name
   */
  constructor(
    private readonly stack: SynthesizedStack,
    private readonly keyOf: (address: string) => string | undefined,
    private readonly idOf: (address: string) => Json | undefined,
    private readonly others: (stack: string) => References | undefined,
  ) {
    this.#locals = Object.fromEntries(blocks(stack.configuration["locals"]).flatMap((one) => Object.entries(one)));
  }

  /** The value with every reference replaced by what it points at; keys are in order, and nothing is left of `//`. */
  resolve(value: Json | undefined): Json {
    if (typeof value === "string") return this.#resolveText(value);
    if (isList(value)) return value.map((item) => this.resolve(item));
    if (!isObject(value)) return value ?? null;
    return Object.fromEntries(
      Object.keys(value)
        .filter((key) => key !== "//")
        .sort()
        .map((key) => [key, this.resolve(value[key])]),
    );
  }

  /** What an output of the stack holds. */
  output(name: string): Json {
    const [output] = blocks(this.stack.configuration["output"]).flatMap((outputs) => blocks(outputs[name]));
    return this.#once(`output.${name}`, () => this.resolve(output?.["value"]));
  }

  #resolveText(text: string): Json {
    if (!/[$%]\{/.test(text)) return text;
    const local = /^\$\{local\.([\w-]+)\}$/.exec(text)?.[1];
    if (local !== undefined) return this.#local(local);
    const resolved = text
      .replace(CROSS_STACK, (found, stack: string, output: string) => {
        const there = this.others(stack);
        return there === undefined ? found : expression(there.output(output));
      })
      .replace(ID_OF_LOOK_UP, (found, address: string) => {
        const id = this.idOf(address);
        return id === undefined ? found : expression(this.resolve(id));
      })
      .replace(REFERENCE, (address) => {
        if (address.startsWith("local.")) return expression(this.#local(address.slice("local.".length)));
        const key = this.keyOf(address);
        return key === undefined ? address : digest(key);
      });
    const literal = WHOLE_TEXT.exec(resolved)?.[1];
    return literal === undefined ? resolved : (JSON.parse(literal) as string);
  }

  #local(name: string): Json {
    return this.#once(`local.${name}`, () => this.resolve(this.#locals[name]));
  }

  /** What refers to itself is left as it stands. */
  #once(name: string, resolve: () => Json): Json {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    if (this.#resolving.has(name)) return name;
    this.#resolving.add(name);
    try {
      const found = resolve();
      this.#resolved.set(name, found);
      return found;
    } finally {
      this.#resolving.delete(name);
    }
  }
}

/** Whether a resolved value has references in it that only stand for themselves: nothing to show to people. */
export function hasReference(value: Json): boolean {
  return DIGEST.test(JSON.stringify(value));
}

/** A resolved value as it stands within an expression. */
function expression(value: Json): string {
  const whole = typeof value === "string" ? WHOLE.exec(value)?.[1] : undefined;
  if (whole !== undefined) return whole;
  const isLiteral = typeof value === "string" ? !/[$%]\{/.test(value) : typeof value !== "object";
  const json = JSON.stringify(value);
  return isLiteral ? json : digest(json);
}

function digest(text: string): string {
  return `<${createHash("sha256").update(text).digest("hex")}>`;
}
