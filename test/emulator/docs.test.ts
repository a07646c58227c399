// The examples of docs/emulator.md: each runs as it stands and prints what its comments promise; each command starts.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FAULT_KINDS } from "../../src/emulator/index.js";
import { CLI_FROM_SOURCES } from "../support/sources";

const ROOT = resolve(__dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/emulator.md"), "utf8");
const examples = [...PAGE.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
const commands = [...PAGE.matchAll(/^\$ npx cdktf-agyn (.+)$/gm)].map(([, line = ""]) => line);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-docs-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the comments behind the `console.log` of an example say it prints. */
function promises(example: string): string[] {
  return [...example.matchAll(/console\.log\(.*?\/\/ (.+)$/gm)].map(([, text = ""]) => text);
}

describe("docs/emulator.md", () => {
  it("has examples that run, and print what their comments say", () => {
    // One process for all of them: each is a module, and they are loaded one after the other.
    const files = examples.map((example, index) => {
      const file = join(folder, `example-${index}.mts`);
      writeFileSync(file, example.replaceAll('"../src/', `"${ROOT}/src/`));
      return file;
    });
    const all = join(folder, "all.mts");
    writeFileSync(all, files.map((file) => `await import(${JSON.stringify(file)});`).join("\n"));

    const printed = execFileSync(process.execPath, ["--import", "tsx", all], { cwd: ROOT, encoding: "utf8" });

    expect(examples.map((example) => promises(example).length)).not.toContain(0);
    expect(printed.trim().split("\n")).toEqual(examples.flatMap(promises));
  });

  it.each(commands)("has a command that starts: %s", async (command) => {
    const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");
    const child = spawn(process.execPath, [...CLI_FROM_SOURCES, ...args], { cwd: folder });
    const ended = once(child, "close");
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    child.kill("SIGTERM");

    expect(JSON.parse(line.toString())).toEqual({
      url: expect.any(String) as string,
      token: expect.any(String) as string,
    });
    expect(await ended).toEqual([0, null]);
  });

  it("lists every kind of fault", () => {
    const [, table = ""] = /\| kind \|.*?\n([\s\S]*?)\n\n/.exec(PAGE) ?? [];
    const listed = [...table.matchAll(/^\| `([a-z-]+)/gm)].map(([, kind]) => kind);

    expect(listed).toEqual(FAULT_KINDS.map((kind) => kind.replace("=...", "")));
  });
});
