import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fleetPages } from "../../scripts/gen-fleet-docs.js";

const ROOT = join(__dirname, "../..");

describe("what is generated of the fleet", () => {
  const pages = fleetPages();

  it.each(Object.keys(pages))("is committed as it is made: %s", (path) => {
    expect(readFileSync(join(ROOT, path), "utf8")).toBe(pages[path]);
  });

  it("describes every setting of fleet.yaml", () => {
    const schema = JSON.parse(pages["api/fleet.schema.json"] ?? "") as {
      properties: Record<string, { description?: string }>;
      definitions: Record<string, { properties: Record<string, { description?: string }> }>;
    };
    const silent = [["Fleet", schema] as const, ...Object.entries(schema.definitions)].flatMap(([id, { properties }]) =>
      Object.entries(properties)
        .filter(([, { description }]) => description === undefined)
        .map(([name]) => `${id}.${name}`),
    );

    expect(silent).toEqual([]);
  });
});
