// Input that nobody means: whatever it is, the answer is findings, never an exception of another kind, and never a secret.
import fc from "fast-check";
import { checkFleet, checkFleetYaml } from "../../src/fleet/index.js";
import { findingsToJson, isBlocking, printFindings } from "../../src/rules/index.js";
import { acme, ACME_YAML } from "./acme.js";

/** Every place in a value, as steps. */
function places(value: unknown, above: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [above];
  return [above, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...above, key]))];
}

function replaced(value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === step ? replaced(item, rest, by) : (item as unknown)));
  const object = value as Record<string, unknown>;
  return { ...object, [step]: replaced(object[step], rest, by) };
}

const ALL_PLACES = places(acme());

describe("a fleet that nobody means", () => {
  it("is answered with findings when anything stands anywhere in it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL_PLACES), fc.anything({ maxDepth: 2 }), (place, value) => {
        const { fleet, findings } = checkFleet(replaced(acme(), place, value));

        expect(fleet === undefined ? findings.some(isBlocking) : true).toBe(true);
        expect(typeof printFindings(findings)).toBe("string");
        expect(typeof JSON.stringify(findingsToJson(findings))).toBe("string");
      }),
      { numRuns: 200 },
    );
  });

  it("is answered with findings when its text is damaged", () => {
    fc.assert(
      fc.property(
        fc.nat(ACME_YAML.length - 1),
        fc.nat(20),
        fc.string({ maxLength: 4, unit: "binary" }),
        (at, length, by) => {
          const { findings } = checkFleetYaml(ACME_YAML.slice(0, at) + by + ACME_YAML.slice(at + length));

          expect(typeof printFindings(findings)).toBe("string");
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ["itself", "a: &a\n  b: *a\n"],
    ["a map of itself in a pool", "pools: &p\n  one: *p\n"],
  ])("is answered with findings when an alias leads to %s", (_, text) => {
    expect(checkFleetYaml(text).findings.some(isBlocking)).toBe(true);
  });

  it.each(["pools", "agents", "regions", "teams", "tiers"])(
    "fails with __proto__ as a name under %s, which a schema would pass over",
    (key) => {
      const text = ACME_YAML.replace(
        `\n${key}:\n`,
        `\n${key}:\n  __proto__: { organization: acme-web, region: us-east-1 }\n`,
      );
      const { findings } = checkFleetYaml(text);

      expect(findings).toContainEqual(expect.objectContaining({ rule: "fleet/schema", path: `${key}.__proto__` }));
    },
  );
});
