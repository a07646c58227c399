// Durations in Go's spelling, both ways.
import fc from "fast-check";
import { formatGoDuration, parseGoDuration } from "../../src/emulator/go-duration.js";

it.each([
  ["30m", "30m0s"],
  ["72h", "72h0m0s"],
  ["1.5h", "1h30m0s"],
  ["90s", "1m30s"],
  ["1h1ns", "1h0m0.000000001s"],
  ["1.5s", "1.5s"],
  [".5s", "500ms"],
  ["1500us", "1.5ms"],
  ["1500ns", "1.5\u00b5s"],
  ["7ns", "7ns"],
  ["0", "0s"],
  ["-1m", "-1m0s"],
  ["+1m", "1m0s"],
])("%s is printed as %s", (text, expected) => {
  const result = parseGoDuration(text);

  expect("ns" in result ? formatGoDuration(result.ns) : result.problem).toBe(expected);
});

it.each([
  ["", 'time: invalid duration ""'],
  ["-", 'time: invalid duration "-"'],
  ["m", 'time: invalid duration "m"'],
  [".s", 'time: invalid duration ".s"'],
  ["30", 'time: missing unit in duration "30"'],
  ["1h30", 'time: missing unit in duration "1h30"'],
  ["3d", 'time: unknown unit "d" in duration "3d"'],
  ["1constructor", 'time: unknown unit "constructor" in duration "1constructor"'],
  ["9999999h", 'time: invalid duration "9999999h"'],
])("%j is refused", (text, problem) => {
  expect(parseGoDuration(text)).toEqual({ problem });
});

it("reads what it prints", () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 62n), 2n ** 62n), (ns) => {
      expect(parseGoDuration(formatGoDuration(ns))).toEqual({ ns });
    }),
  );
});
