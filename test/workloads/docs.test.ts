// without stack traces of tokens: ten times as fast under a test runner
import "../constructs/support";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { namedFleetRules, workloadPages } from "../../scripts/gen-workload-docs.js";
import { fleetRules } from "../../src/fleet/index.js";

const ROOT = join(__dirname, "../..");
const FOLDER = "docs/agents/rules";

describe("the pages about the rules of agent workloads", () => {
  const pages = workloadPages();

  it.each(Object.keys(pages))("are committed as they are made: %s", (path) => {
    expect(readFileSync(join(ROOT, path), "utf8")).toBe(pages[path]);
  });

  it("are of rules that there are", () => {
    const stale = readdirSync(join(ROOT, FOLDER)).filter((name) => pages[`${FOLDER}/${name}`] === undefined);

    expect(stale).toEqual([]);
  });

  it("name fleet rules that there are", () => {
    const ids = new Set(fleetRules.map(({ id }) => id));

    expect(namedFleetRules.filter((id) => !ids.has(id))).toEqual([]);
  });
});
