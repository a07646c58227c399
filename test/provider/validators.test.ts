import { noBlankElements, noNullValues } from "../../src/provider/validators/collections";
import { slug, trimmedName, uuid } from "../../src/provider/validators/text";

describe("texts", () => {
  it.each([
    ["a name", trimmedName(), "ml runner"],
    ["a UUID", uuid(), "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44"],
    ["a UUID in capitals", uuid(), "0B6F1C9E-5A0F-4D63-9D0E-3A7C6F1B2E44"],
    ["a slug", slug(), "acme-ml-2"],
    ["a slug of one character", slug(), "a"],
    ["a slug of 63 characters", slug(), "a".repeat(63)],
  ])("takes %s", (_name, validator, value) => {
    expect(validator.check(value)).toBeUndefined();
  });

  it.each([
    ["a blank name", trimmedName(), "\t ", "Name is blank", 'Found "\\t "'],
    ["outer blanks", trimmedName(), "ml ", "Name has outer blanks", 'Write "ml".'],
    ["a next-line character, which only Go trims", trimmedName(), "ml\u0085", "Name has outer blanks", 'Write "ml".'],
    ["a name for an id", uuid(), "acme", "Not a UUID", 'Found "acme"'],
    [
      "a UUID with braces",
      uuid(),
      "{0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44}",
      "Not a UUID",
      "agyn_organization.example.id",
    ],
    ["capitals in a slug", slug(), "Acme", "Not a slug", 'Found "Acme" (4 characters)'],
    ["an outer dash", slug(), "acme-", "Not a slug", "inner dashes"],
    ["64 characters", slug(), "a".repeat(64), "Not a slug", "(64 characters)"],
  ])("fails for %s", (_name, validator, value, summary, detail) => {
    const fault = validator.check(value);

    expect(fault?.summary).toBe(summary);
    expect(fault?.detail).toContain(detail);
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
});
