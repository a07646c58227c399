// Durations in Go's notation: within bounds, and the same however they are written.
import { parseDuration, type PlanModifier, type Validator } from "../../framework/index.js";
import { quoted } from "../quoted.js";

/** Whole nanoseconds, so that "1.1s" and "1100ms" are the same; undefined for what is no positive duration. */
function nanoseconds(text: string): number | undefined {
  const milliseconds = parseDuration(text);
  return milliseconds === undefined ? undefined : Math.round(milliseconds * 1e6);
}

/** Whether two durations last equally long: "30m" and "30m0s". */
export function sameDuration(before: string, after: string): boolean {
  return before === after || (nanoseconds(before) !== undefined && nanoseconds(before) === nanoseconds(after));
}

/** Whether one duration is longer than another; false where one of them is none. */
export function isLonger(one: string, other: string): boolean {
  return (nanoseconds(one) ?? 0) > (nanoseconds(other) ?? Number.POSITIVE_INFINITY);
}

/** The same duration in other words is no change: the spelling that is in state stays. */
export const keepsSameDuration: PlanModifier = {
  description: "Compared by meaning: `30m` is `1800s`.",
  modify: ({ state, plan }) =>
    typeof state === "string" && typeof plan === "string" && sameDuration(state, plan) ? { plan: state } : {},
};

/** Accepts Go durations within bounds, which are allowed themselves. */
export function durationBetween(least: string, most: string): Validator<string> {
  return {
    description: `A duration from \`"${least}"\` to \`"${most}"\`.`,
    check: (value) => {
      const found = nanoseconds(value);
      if (found === undefined) {
        return {
          summary: "Not a duration",
          detail: `Found ${quoted(value)}; only a positive number with a unit can be read. Write one with ns, us, ms, s, m or h, such as "90s" or "1h30m".`,
        };
      }
      if (found >= (nanoseconds(least) ?? 0) && found <= (nanoseconds(most) ?? 0)) return undefined;
      return {
        summary: "Duration out of bounds",
        detail: `Found ${quoted(value)}; allowed is ${least} to ${most}. Write a duration within these.`,
      };
    },
  };
}
