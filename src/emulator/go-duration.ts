// Durations as Go reads and prints them: the platform stores sandbox durations in Go's own spelling (30m becomes 30m0s).
//
// Source: Go `time.ParseDuration` and `Duration.String`. Nanoseconds are bigint: 64 bits, as in Go.

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n,
  "\u03bcs": 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const MAX_NS = (1n << 63n) - 1n;

/** One minute in nanoseconds. */
export const MINUTE_NS = 60_000_000_000n;
/** One hour in nanoseconds. */
export const HOUR_NS = 60n * MINUTE_NS;

/** Nanoseconds, or Go's text for why there are none. */
export type DurationResult = { readonly ns: bigint } | { readonly problem: string };

/** Reads `1h30m`, `-1.5s`, `0`. */
export function parseGoDuration(text: string): DurationResult {
  const invalid = { problem: `time: invalid duration ${JSON.stringify(text)}` };
  const negative = text.startsWith("-");
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === "0") {
    return { ns: 0n };
  }
  if (rest === "") {
    return invalid;
  }
  let total = 0n;
  while (rest !== "") {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
    const whole = number?.[1] ?? "";
    const fraction = number?.[2] ?? "";
    if (whole === "" && fraction === "") {
      return invalid;
    }
    rest = rest.slice(number?.[0].length);
    const unitName = /^[^\d.]*/.exec(rest)?.[0] ?? "";
    if (unitName === "") {
      return { problem: `time: missing unit in duration ${JSON.stringify(text)}` };
    }
    const unit = Object.hasOwn(UNIT_NS, unitName) ? UNIT_NS[unitName] : undefined;
    if (unit === undefined) {
      return { problem: `time: unknown unit ${JSON.stringify(unitName)} in duration ${JSON.stringify(text)}` };
    }
    rest = rest.slice(unitName.length);
    total +=
      BigInt(whole || "0") * unit + (fraction === "" ? 0n : (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length));
    if (total > MAX_NS) {
      return invalid;
    }
  }
  return { ns: negative ? -total : total };
}

/** Prints as Go does: `24h0m0s`, `1m30.5s`, `250ms`, `0s`. */
export function formatGoDuration(ns: bigint): string {
  if (ns === 0n) {
    return "0s";
  }
  const sign = ns < 0n ? "-" : "";
  const abs = ns < 0n ? -ns : ns;
  if (abs < 1_000n) {
    return `${sign}${abs}ns`;
  }
  if (abs < 1_000_000n) {
    return `${sign}${decimal(abs, 1_000n)}\u00b5s`;
  }
  if (abs < 1_000_000_000n) {
    return `${sign}${decimal(abs, 1_000_000n)}ms`;
  }
  const hours = abs / HOUR_NS;
  const minutes = (abs % HOUR_NS) / MINUTE_NS;
  const seconds = `${decimal(abs % MINUTE_NS, 1_000_000_000n)}s`;
  if (hours > 0n) {
    return `${sign}${hours}h${minutes}m${seconds}`;
  }
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const digits = unit.toString().length - 1;
  const fraction = (value % unit).toString().padStart(digits, "0").replace(/0+$/, "");
  return fraction === "" ? `${value / unit}` : `${value / unit}.${fraction}`;
}
