import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

describe("docs/emulator.md", () => {
  it("has an example that runs and prints what its comment says", () => {
    const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "docs/emulator.md"), "utf8")) ?? [];
    const [, promised] = /\/\/ "(\w+)"/.exec(example) ?? [];
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-docs-"));
    try {
      const file = join(folder, "example.mts");
      writeFileSync(file, example.replaceAll('"../src/', `"${ROOT}/src/`));
      const printed = execFileSync(process.execPath, ["--import", "tsx", file], { cwd: ROOT, encoding: "utf8" });

      expect(printed.trim()).toBe(promised);
      expect(promised).toBe("enrolled");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
