// The `timeouts` block: how long an operation may take, as a Go duration ("30s", "1h30m").
//
// Source: terraform-plugin-framework-timeouts, whose block and notation practitioners know.
import { attribute, type Attribute } from "./schema/attribute.js";
import { type Block, block, type NoBlocks } from "./schema/block.js";
import { SchemaError } from "./schema/schema.js";
import { t } from "./schema/types.js";
import type { Validator } from "./validators/validator.js";

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "\u00b5s": 1e-3, // the micro sign, and below the Greek letter
  "\u03bcs": 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};
const DURATION = /^(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h)/;

/** Go counts nanoseconds in 64 bits: a little more than 292 years. */
const LONGEST_MS = 2 ** 63 / 1e6;

/**
 * Reads a Go duration.
 *
 * @returns milliseconds, which may be more than a timer of Node takes (2^31-1); undefined when the text is no positive duration,
 * or longer than Go's longest (292 years)
 */
export function parseDuration(text: string): number | undefined {
  let rest = text.replace(/^\+/, "");
  let total = 0;
  while (rest !== "") {
    const part = DURATION.exec(rest)?.[0];
    if (part === undefined) return undefined;
    const unit = /[^\d.]+$/.exec(part)?.[0] ?? "";
    total += Number.parseFloat(part) * (UNIT_MS[unit] ?? 0);
    rest = rest.slice(part.length);
  }
  return total > 0 && total < LONGEST_MS ? total : undefined;
}

/** Accepts positive Go durations. */
export function duration(): Validator<string> {
  return {
    description: 'A positive duration such as `"90s"` or `"1h30m"`.',
    check: (value) =>
      parseDuration(value) === undefined
        ? {
            summary: "Not a duration",
            detail: `Found ${JSON.stringify(value)}. Write a positive number with a unit (ns, us, ms, s, m, h), such as "90s" or "1h30m".`,
          }
        : undefined,
  };
}

type Operation = "create" | "read" | "update" | "delete";

/**
 * The `timeouts` block for some operations, each with its default as a Go duration.
 *
 * @throws {SchemaError} when a default is no duration
 */
export function timeoutsBlock<const D extends Partial<Record<Operation, string>>>(
  defaults: D,
): Block<{ readonly [K in keyof D & string]: Attribute<string, "optional"> }, "single", NoBlocks> {
  for (const [operation, value] of Object.entries(defaults)) {
    if (parseDuration(value) !== undefined) continue;
    throw new SchemaError(
      `timeouts.${operation}: the default ${JSON.stringify(value)} is no duration; write a number with a unit, such as "90s" or "1h30m"`,
    );
  }
  const attributes = Object.fromEntries(
    Object.entries(defaults).map(([operation, value]) => [
      operation,
      attribute(t.string, {
        optional: true,
        description: `How long ${operation} may take, such as \`"90s"\` or \`"1h30m"\`. Default \`"${value}"\`.`,
        validators: [duration()],
      }),
    ]),
  );
  return block("single", attributes, { description: "How long operations may take." }) as unknown as Block<
    { readonly [K in keyof D & string]: Attribute<string, "optional"> },
    "single",
    NoBlocks
  >;
}
