import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { driftedFiles } from "../../scripts/gen-bindings";

const root = join(__dirname, "..", "..");

describe("the bindings", () => {
  it("are what the committed schema makes", () => {
    const check = spawnSync(process.execPath, ["--import", "tsx", "scripts/gen-bindings.ts", "--check"], {
      cwd: root,
      encoding: "utf8",
    });

    expect(check).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  it("say in every file which command made it", () => {
    const directory = join(root, "src", "bindings");
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(readFileSync(join(file.parentPath, file.name), "utf8")).toMatch(
        /^\/\/ Made by `npm run gen:bindings` from api\/provider-schema\.json\./,
      );
    }
  });

  it("are counted as drifted when a file is missing, different or left over", () => {
    const made = new Map([
      ["missing.ts", "1"],
      ["different.ts", "1"],
      ["same.ts", "1"],
    ]);
    const found = new Map([
      ["different.ts", "2"],
      ["same.ts", "1"],
      ["left-over.ts", "1"],
    ]);

    expect(driftedFiles(made, found)).toEqual(["different.ts", "left-over.ts", "missing.ts"]);
  });
});
