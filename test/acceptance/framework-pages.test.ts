// The TypeScript of the framework's pages compiles against the package as a user gets it: strictly, through its public door.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
const PAGES = ["docs/provider-in-ten-minutes.md", "docs/framework.md"];

it("compiles, all of it in one program", () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-types-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules/cdktf-agyn"));
    symlinkSync(join(ROOT, "node_modules/@types"), join(folder, "node_modules/@types"));
    const text = PAGES.map((page) => readFileSync(join(ROOT, page), "utf8")).join("\n");
    const files = [...text.matchAll(/(?:^`([\w.-]+)`\n\n)?^```ts\n([\s\S]*?)^```$/gm)].map(([, name, code = ""], i) => {
      const file = name ?? `example-${i}.ts`;
      writeFileSync(join(folder, file), code);
      return file;
    });
    const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "preserve", "--types", "node"];
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");

    expect(files.length).toBeGreaterThan(3);
    execFileSync(process.execPath, [tsc, ...options, ...files], { cwd: folder, encoding: "utf8" });
  } catch (error) {
    // tsc says on stdout what is wrong
    throw typeof error === "object" && error !== null && "stdout" in error ? new Error(String(error.stdout)) : error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
