import type { PlanModifierInput } from "../../src/framework/index";
import { each, headerValues, noBlankElements, noNullValues } from "../../src/provider/validators/collections";
import { durationBetween, isLonger, keepsSameDuration, sameDuration } from "../../src/provider/validators/durations";
import { wholeBetween } from "../../src/provider/validators/numbers";
import { oneOf, organizationName, replacesWithId, runnerName, slug, uuid } from "../../src/provider/validators/text";

describe("texts", () => {
  it.each([
    ["a name", runnerName(), "ml runner"],
    ["a UUID", uuid(), "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44"],
    ["a UUID in capitals", uuid(), "0B6F1C9E-5A0F-4D63-9D0E-3A7C6F1B2E44"],
    ["a slug", slug(), "acme-ml-2"],
    ["a slug of one character", slug(), "a"],
    ["a slug of 63 characters", slug(), "a".repeat(63)],
    ["a word of the set", oneOf("owner", "member"), "member"],
    ["the shortest duration", durationBetween("1m", "24h"), "60s"],
    ["the longest duration", durationBetween("1m", "24h"), "23h60m"],
  ])("takes %s", (_name, validator, value) => {
    expect(validator.check(value)).toBeUndefined();
  });

  it.each([
    ["a blank name", runnerName(), "\t ", "Name is blank", 'Found "\\t "; the platform needs a name'],
    ["outer blanks", runnerName(), "ml ", "Name has outer blanks", "the platform trims names of runners"],
    ["a next-line character, which only Go trims", runnerName(), "ml\u0085", "Name has outer blanks", 'Write "ml".'],
    ["a blank name of an organization", organizationName(), "", "Name is blank", "nobody could tell the organization"],
    [
      "outer blanks of an organization, which the platform keeps",
      organizationName(),
      "Acme ",
      "Name has outer blanks",
      'Write "Acme": an organization that has them is renamed in place.',
    ],
    ["a name for an id", uuid(), "acme", "Not a UUID", 'Found "acme"'],
    [
      "a UUID with braces",
      uuid(),
      "{0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44}",
      "Not a UUID",
      "agyn_organization.example.id",
    ],
    ["capitals in a slug", slug(), "Acme", "Not a slug", 'Found "Acme"; a slug has'],
    ["an outer dash", slug(), "acme-", "Not a slug", "inner dashes"],
    ["64 characters", slug(), "a".repeat(64), "Not a slug", "at most 63"],
    ["another word", oneOf("owner", "member"), "Owner", "Not one of the allowed words", '"owner", "member"'],
    ["a shorter duration", durationBetween("1m", "24h"), "59.9s", "Duration out of bounds", "1m to 24h"],
    ["a longer duration", durationBetween("1m", "24h"), "24h0m0.001s", "Duration out of bounds", 'Found "24h0m0.001s"'],
    ["a number for a duration", durationBetween("1m", "24h"), "90", "Not a duration", 'such as "90s"'],
  ])("fails for %s", (_name, validator, value, summary, detail) => {
    const fault = validator.check(value);

    expect(fault?.summary).toBe(summary);
    expect(fault?.detail).toContain(detail);
  });
});

describe("a value of any length", () => {
  it.each([
    ["a name", runnerName(), `${"n".repeat(5000)} `],
    ["a UUID", uuid(), "n".repeat(5000)],
    ["a slug", slug(), "n".repeat(5000)],
    ["a word", oneOf("a", "b"), "n".repeat(5000)],
    ["a duration", durationBetween("1m", "24h"), "n".repeat(5000)],
  ])("is shown by its beginning: %s", (_name, validator, value) => {
    const detail = validator.check(value)?.detail ?? "";

    expect(detail).toContain(`Found "${"n".repeat(80)}..." (${value.length} characters)`);
    expect(detail.length).toBeLessThan(600);
  });
});

describe("whole numbers", () => {
  it.each([
    [0, true],
    [100, true],
    [101, false],
    [-1, false],
    [1.5, false],
    [Number.NaN, false],
  ])("%d from 0 to 100: %s", (value, fits) => {
    expect(wholeBetween(0, 100).check(value) === undefined).toBe(fits);
  });
});

describe("durations", () => {
  it.each([
    ["30m", "30m0s", true],
    ["1.1s", "1100ms", true],
    ["0.001s", "1ms", true],
    ["336h", "20160m", true],
    ["30m", "31m", false],
    ["1h", "1h0.000000001s", false],
    ["soon", "soon", true],
    ["soon", "late", false],
  ])("%s and %s are the same: %s", (before, after, same) => {
    expect(sameDuration(before, after)).toBe(same);
  });

  it("are compared by length, and what is none is never longer", () => {
    expect([isLonger("2h", "90m"), isLonger("90m", "2h"), isLonger("60m", "1h")]).toEqual([true, false, false]);
    expect([isLonger("soon", "1h"), isLonger("1h", "soon")]).toEqual([false, false]);
  });
});

describe("changes that are none", () => {
  const input = (state: string | null, plan: string): PlanModifierInput =>
    ({ state, plan, creating: state === null }) as unknown as PlanModifierInput;

  it("keep the spelling of a duration that lasts as long", () => {
    expect(keepsSameDuration.modify(input("90m", "1h30m"))).toEqual({ plan: "90m" });
    expect(keepsSameDuration.modify(input("90m", "1h31m"))).toEqual({});
    expect(keepsSameDuration.modify(input(null, "90m"))).toEqual({});
  });

  it("replace nothing for another spelling of an id, only for another id", () => {
    expect(replacesWithId.modify(input("AB", "ab")).requiresReplace ?? false).toBe(false);
    expect(replacesWithId.modify(input("ab", "cd"))).toEqual({ requiresReplace: true });
    expect(replacesWithId.modify(input(null, "cd")).requiresReplace ?? false).toBe(false);
  });
});

describe("collections", () => {
  it("takes labels with empty values and capabilities that are words", () => {
    expect(noNullValues().check({ team: "" })).toBeUndefined();
    expect(noBlankElements().check(["docker"])).toBeUndefined();
  });

  it("fails for null values, naming every key", () => {
    const labels = { a: null, b: "x", c: null } as unknown as Record<string, string>;

    expect(noNullValues().check(labels)?.detail).toContain('Found null for "a", "c"');
  });

  it.each([[["docker", null]], [["docker", " "]]])("fails for %j, naming the position", (value) => {
    expect(noBlankElements().check(value as string[])?.detail).toContain("at position 1");
  });

  it("fails for headers without a value, in a text that is fit to stand for what is not shown", () => {
    expect(headerValues().check({ "x-team": "ml" })).toBeUndefined();
    expect(headerValues().check({ "x-team": null } as unknown as Record<string, string>)?.detail).toContain('"x-team"');
    expect(headerValues().description).toContain("Leave a header out instead");
  });

  it("fails for the first element that is not right, null among them, with its position", () => {
    const words = each(oneOf("a", "b"));

    expect(words.check(["a", "b"])).toBeUndefined();
    expect(words.check(["a", "c", "d"])?.detail).toContain('At position 1: Found "c"');
    expect(words.check([null] as unknown as string[])?.detail).toContain("At position 0: Found null");
  });
});
