// Every runbook is in the table of its folder, and every section of it with commands after `$` is done by a test.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
const PAGES = join(ROOT, "docs/runbooks");
const pages = readdirSync(PAGES).filter((name) => name !== "README.md");
const tests = readdirSync(join(ROOT, "test/acceptance"))
  .filter((name) => name.startsWith("runbook-"))
  .map((name) => readFileSync(join(ROOT, "test/acceptance", name), "utf8"));

it("are all in the table", () => {
  const table = readFileSync(join(PAGES, "README.md"), "utf8");
  const linked = [...table.matchAll(/^\| \[[^\]]+\]\(([\w-]+\.md)\)/gm)].map(([, name]) => name);

  expect(linked.toSorted()).toEqual(pages.toSorted());
});

it.each(pages)("%s has no command that no test runs", (page) => {
  const sections = readFileSync(join(PAGES, page), "utf8").split(/^## /m).slice(1);
  const titles = sections.filter((text) => text.includes("```console")).map((text) => text.split("\n", 1)[0] ?? "");
  const test = tests.find((text) => text.includes(`"${page.replace(/\.md$/, "")}"`)) ?? "";

  expect(titles).not.toEqual([]);
  expect(titles.filter((title) => !test.includes(`runbook.follow("${title}"`))).toEqual([]);
});
