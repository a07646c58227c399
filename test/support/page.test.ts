// What a page's commands are held to by `follow`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { follow, pageSteps } from "./page";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "page-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const done = (console: string): Promise<number> =>
  follow(pageSteps(`\`\`\`console\n${console}\n\`\`\`\n`), { folder, terraform: "false", env: {} });

it.each([
  ["lines in their order", "$ echo one two\none\ntwo", 1],
  ["a line twice that is printed twice", "$ echo one one\none\none", 1],
  ["what a command exports for the next", "$ export SAID=one\n$ echo $SAID\none", 2],
])("finds %s", async (_what, console, commands) => {
  expect(await done(console)).toBe(commands);
});

it.each([
  ["a line that is not printed", "$ echo one\ntwo"],
  ["a line before the one that it follows", "$ echo one two\ntwo\none"],
  ["a line twice that is printed once", "$ echo one\none\none"],
  ["a command that fails", "$ false"],
])("does not take %s", async (_what, console) => {
  await expect(done(console)).rejects.toThrow(/should print|failed/);
});
