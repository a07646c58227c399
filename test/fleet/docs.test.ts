import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { checkFleetYaml, fleetRules } from "../../src/fleet/index.js";
import { ACME_YAML } from "./acme.js";

const page = readFileSync(join(__dirname, "../../docs/fleet.md"), "utf8");
const [whole = "", ...parts] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

describe("the page about fleets", () => {
  it("shows a fleet in which nothing is found", () => {
    expect(checkFleetYaml(whole).findings).toEqual([]);
  });

  it.each(parts)("shows a part of the right shape: %j", (part) => {
    const fleet = { ...(parse(ACME_YAML) as object), ...(parse(part) as object) };

    expect(checkFleetYaml(stringify(fleet)).findings.filter(({ rule }) => rule === "fleet/schema")).toEqual([]);
  });

  it("shows a finding as it is printed", () => {
    const { findings } = checkFleetYaml(ACME_YAML.replace("runners: 2", "runers: 2"));

    expect(findings.map(({ path, why, fix }) => [path, why, fix])).toEqual([
      ["pools.ml-gpu.runers", expect.stringMatching(/^there is no such key in pools\.ml-gpu$/), "write runners"],
    ]);
    expect(page).toContain("there is no such key in pools.ml-gpu\n    Fix: write runners.");
  });

  it("has a page about taking over pools whose fleet has nothing against it", () => {
    const taking = readFileSync(join(__dirname, "../../docs/adopting-pools.md"), "utf8");
    const [, part = ""] = /```yaml\n([\s\S]*?)```/.exec(taking) ?? [];
    const fleet = { ...(parse(ACME_YAML) as object), ...(parse(part) as object) };

    expect(checkFleetYaml(stringify(fleet)).findings).toEqual([]);
  });

  it("names rules that exist", () => {
    const ids = new Set(fleetRules.map(({ id }) => id));

    expect([...page.matchAll(/fleet\/[a-z-]+/g)].map(([id]) => id).filter((id) => !ids.has(id))).toEqual([]);
  });
});
