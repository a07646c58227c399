import { createAgynProvider } from "../../src/provider/provider";
import { COMPARISON_AREAS, comparisons, MORE_IN_GO } from "./comparison";
import { figures } from "./figures";
import { missingTests } from "./named-tests";

/** What both have, and has no row of its own. Of what only one of them has every attribute counts as new. */
const BASE_LINE: Readonly<Record<string, readonly string[]>> = {
  agyn_organization: ["id", "name"],
  agyn_runner: ["id", "name", "organization_id", "labels", "capabilities", "identity_id", "service_token"],
};

/** What ours has beyond the base line, by the words a row has to name it with. */
function beyondTheBaseLine(): string[] {
  const { schema, resources, dataSources, ephemeralResources = {} } = createAgynProvider({});
  const attributes = Object.entries(BASE_LINE).flatMap(([type, both]) =>
    Object.keys(resources[type]?.schema.attributes ?? {}).filter((name) => !both.includes(name)),
  );
  const types = [resources, dataSources, ephemeralResources].flatMap((members) => Object.keys(members));
  const block = Object.keys(schema.attributes).filter((name) => !["api_url", "api_token"].includes(name));
  return [...new Set([...block, ...types, ...attributes])];
}

describe("the comparison with the Go provider", () => {
  it("has a row for everything beyond what both have", () => {
    const rows = comparisons.map(({ what }) => what).join("\n");

    expect(beyondTheBaseLine().length).toBeGreaterThan(25);
    expect(beyondTheBaseLine().filter((name) => !new RegExp(`\\b${name}\\b`).test(rows))).toEqual([]);
  });

  it("names tests that exist", () => {
    expect(missingTests(comparisons.flatMap(({ tests }) => tests))).toEqual([]);
  });

  it("has rows in every area, each with a test but where the Go provider has more", () => {
    expect(COMPARISON_AREAS.filter((area) => !comparisons.some((row) => row.area === area))).toEqual([]);
    expect(comparisons.filter(({ area, tests }) => area !== MORE_IN_GO && tests.length === 0)).toEqual([]);
  });

  it("says nothing of the Go provider without its source, by path and commit", () => {
    const unproved = comparisons.filter(
      ({ sources }) =>
        sources.length === 0 ||
        sources.some(
          ({ repository, path, commit }) => !/^[\w-]+\/[\w-]+:\S+@[0-9a-f]{7}$/.test(`${repository}:${path}@${commit}`),
        ),
    );

    expect(unproved).toEqual([]);
  });

  it("has each thing once", () => {
    const things = comparisons.map(({ area, what }) => `${area}: ${what}`);

    expect(new Set(things).size).toBe(things.length);
  });

  it.each(figures)("has a figure within its mark: $what", ({ measured, mark }) => {
    expect(measured).toBeGreaterThan(0);
    expect(measured).toBeLessThanOrEqual(mark);
  });
});
