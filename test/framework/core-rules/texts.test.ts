import { applyFaults, coreRules, planFaults } from "../../../src/framework/core-rules/index";
import { UNKNOWN, unknownWith, type ValueRecord } from "../../../src/values/index";
import { thing, thingWith } from "./support";

const planned = (config: ValueRecord, answer: ValueRecord, prior?: ValueRecord) =>
  planFaults({
    schema: thing,
    config: thingWith(config),
    prior: prior ? thingWith(prior) : null,
    planned: thingWith(answer),
  });
const applied = (plan: ValueRecord, state: ValueRecord) =>
  applyFaults({ schema: thing, planned: thingWith(plan), state: thingWith(state), failed: false });

describe("what a fault says", () => {
  it("is the place, what was found, the rule and the way out, under the title that terraform shows", () => {
    expect(planned({ name: "b" }, { name: "c" }, { name: "a" })).toMatchObject([
      {
        rule: "plan/not-configured",
        summary: "Provider produced invalid plan",
        detail:
          'name: planned as "c", configured as "b" and was "a". A configured attribute is planned as it is configured, or kept as it was in the prior state. Plan the configured value. To treat another spelling as the same value, plan the prior state\'s value unchanged; to answer in another form, use a second, computed attribute. (plan/not-configured)',
      },
    ]);
  });

  it.each<[string, ValueRecord, ValueRecord, string]>([
    ["a null", { name: "a" }, { name: null }, 'name: planned as null, configured as "a"'],
    ["an unknown", { size: 1 }, { size: UNKNOWN }, "size: planned as unknown, configured as 1"],
    ["a plain container", { zones: ["a"] }, { zones: ["b"] }, 'zones: planned as ["b"], configured as ["a"]'],
    ["nested objects", {}, { ports: [{ number: 1, note: null }] }, "ports: planned as a list of 1, the configuration"],
    ["a nested map", {}, { mounts: {} }, "mounts: planned as a map of 0, the configuration"],
    ["a nested object", {}, { settings: { size: 1, state: null, pin: "hush" } }, "settings: planned as an object, the"],
    ["long text", {}, { name: "x".repeat(500) }, `name: planned as "${"x".repeat(119)}..., the configuration`],
  ])("names %s", (_name, config, answer, beginning) => {
    const [fault] = planned(config, answer);

    expect(fault?.detail.startsWith(beginning)).toBe(true);
  });

  it("shows what is not sensitive beside what is", () => {
    const [fault] = applied(
      { settings: { size: 1, state: null, pin: "p" } },
      { settings: { size: 2, state: null, pin: "p" } },
    );

    expect(fault?.detail).toMatch(/^settings\.size: is 2, was planned as 1\./);
  });

  it.each([
    ["a sensitive value in a plan", () => planned({ secret: "hush" }, { secret: "hushhush" }, { secret: "hush!" })],
    ["a sensitive value that is not computed", () => planned({}, { secret: "hush" })],
    [
      "a sensitive value inside another",
      () =>
        planned(
          { settings: { size: null, state: null, pin: "hush" } },
          { settings: { size: null, state: null, pin: "hush!" } },
        ),
    ],
    ["a write-only value in a plan", () => planned({ token: "hush" }, { token: "hush" })],
    ["a sensitive value in a state", () => applied({ secret: "hush" }, { secret: "hush!" })],
    [
      "a sensitive value inside an object of a state",
      () => applied({ settings: { size: 1, state: null, pin: "hush" } }, { settings: null }),
    ],
    [
      "a sensitive value that changed inside an object of a state",
      () =>
        applied(
          { settings: { size: 1, state: null, pin: "hush" } },
          { settings: { size: 1, state: null, pin: "hush!" } },
        ),
    ],
    [
      "a sensitive value that breaks a promise",
      () => applied({ secret: unknownWith({ prefix: "hush" }) }, { secret: "x-hush" }),
    ],
    ["a write-only value in a state", () => applied({}, { token: "hush" })],
  ])("never shows %s", (_name, faults) => {
    const found = faults();

    expect(found).not.toEqual([]);
    expect(JSON.stringify(found)).not.toContain("hush");
  });
});

describe("the list of rules", () => {
  it("has one rule for each id", () => {
    const ids = coreRules.map(({ id }) => id);

    expect(ids).toEqual([...new Set(ids)]);
  });

  it.each(coreRules)(
    "says of $id in sentences what must hold and what to do, and who judges",
    ({ must, fix, refusal, judge }) => {
      for (const sentence of [must, fix]) expect(sentence).toMatch(/^[A-Z].*\.$/);
      for (const words of [refusal, judge]) expect(words).not.toBe("");
    },
  );
});
