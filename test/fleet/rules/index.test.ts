// All rules together: those of every family, each family with a test of its own, and a fleet in which they find nothing.
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { checkFleet, fleetRules } from "../../../src/fleet/index";
import { acme } from "../acme";

/** Files of `src/fleet/rules` that hold no rule. */
const PLUMBING = ["index.ts", "rule.ts"];

const rulesFolder = join(__dirname, "../../../src/fleet/rules");
const families = readdirSync(rulesFolder).filter((file) => !PLUMBING.includes(file));

describe("the fleet rules", () => {
  it("find nothing in the fleet that the cases change", () => {
    expect(checkFleet(acme()).findings).toEqual([]);
  });

  it("have ids that differ", () => {
    expect(new Set(fleetRules.map(({ id }) => id)).size).toBe(fleetRules.length);
  });

  it.each(families)("of %s are among them, and have a test, which holds that each of them is tried", async (family) => {
    const exported = (await import(join(rulesFolder, family))) as Readonly<Record<string, unknown>>;
    const rules = Object.values(exported).filter(Array.isArray).flat();

    expect(rules).not.toEqual([]);
    expect(fleetRules).toEqual(expect.arrayContaining(rules));
    expect(readdirSync(__dirname)).toContain(`${basename(family, ".ts")}.test.ts`);
  });
});
