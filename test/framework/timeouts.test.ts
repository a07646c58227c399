import { parseDuration, timeoutsBlock } from "../../src/framework/index";
import { duration } from "../../src/framework/timeouts";
import { UNKNOWN } from "../../src/values/index";
import { findings, resourceOf } from "./support";

it.each([
  ["90s", 90_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  [".5s", 500],
  ["2.m", 120_000],
  ["1h0m0s", 3_600_000],
  ["250ms", 250],
  ["1000us", 1],
  ["1000\u00b5s", 1],
  ["1000\u03bcs", 1],
  ["1000000ns", 1],
  ["1m1ms", 60_001],
  ["+90s", 90_000],
  ["2562047h", 2_562_047 * 3_600_000],
])("reads %s as Go does", (text, milliseconds) => {
  expect(parseDuration(text)).toBeCloseTo(milliseconds, 6);
});

it.each([
  "",
  "5",
  "s",
  "5 s",
  "5d",
  "1h30",
  "-5s",
  "0s",
  "0",
  "1,5h",
  "five",
  "1hm",
  "5S",
  ".s",
  "++5s",
  "2562048h",
  "9".repeat(400) + "s",
])("fails when the text is no positive duration: %j", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it("says what was found and what to write", () => {
  expect(duration().check("5 minutes")).toEqual({
    summary: "Not a duration",
    detail: 'Found "5 minutes". Write a positive number with a unit (ns, us, ms, s, m, h), such as "90s" or "1h30m".',
  });
  expect(duration().check("5m")).toBeUndefined();
});

it("is a block with an attribute for each operation, which names its default", () => {
  const timeouts = timeoutsBlock({ create: "10m", delete: "5m" });
  const resource = resourceOf({ attributes: {}, blocks: { timeouts } });

  expect(Object.keys(timeouts.attributes)).toEqual(["create", "delete"]);
  expect(timeouts.attributes.create.description).toContain('Default `"10m"`');
  expect(findings(resource, { timeouts: { create: "1h", delete: null } })).toEqual([]);
  expect(findings(resource, { timeouts: { create: UNKNOWN, delete: "soon" } })).toEqual([
    "error timeouts.delete: Not a duration",
  ]);
  expect(findings(resource, { timeouts: null })).toEqual([]);
});

it("fails when a default is no duration", () => {
  expect(() => timeoutsBlock({ create: "10m", delete: "soon" })).toThrow(
    'timeouts.delete: the default "soon" is no duration; write a number with a unit, such as "90s" or "1h30m"',
  );
});
