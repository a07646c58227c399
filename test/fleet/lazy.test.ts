import { execFileSync } from "node:child_process";
import { join } from "node:path";

const SCRIPT = `
const loaded = () => ["zod", "yaml"].filter((name) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/")));
const fleet = require("./src/fleet/index.ts");
const steps = [loaded()];
fleet.checkFleet({});
steps.push(loaded());
fleet.checkFleetYaml("a: 1");
steps.push(loaded());
process.stdout.write(JSON.stringify(steps));
`;

describe("the fleet", () => {
  it("loads zod at the first fleet, and the YAML reader at the first text", () => {
    const steps = execFileSync(process.execPath, ["--import", "tsx", "--eval", SCRIPT], {
      cwd: join(__dirname, "../.."),
      encoding: "utf8",
    });

    expect(JSON.parse(steps)).toEqual([[], ["zod"], ["zod", "yaml"]]);
  });
});
