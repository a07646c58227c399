// Runs every TypeScript block of the pages about constructs in a stack of its own and synthesizes it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import * as agyn from "../../src/constructs/index";
import { cluster, region, synth } from "./support";

const read = (page: string) => {
  const sections = readFileSync(join(__dirname, "..", "..", "docs", page), "utf8")
    .split(/^### /m)
    .slice(1);
  return sections.map((section) => ({
    title: section.split("\n", 1).join(),
    examples: [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code),
  }));
};

describe.each(["constructs.md", "tiers.md", "around-a-release.md"])("docs/%s", (page) => {
  const sections = read(page);
  const blocks = sections.flatMap(({ title, examples }) => examples.map((code) => ({ title, code })));

  it("has an example in every section", () => {
    expect(sections.filter(({ examples }) => examples.length === 0).map(({ title }) => title)).toEqual([]);
    expect(blocks).not.toEqual([]);
  });

  it.each(blocks)("has an example of $title that synthesizes", ({ code }) => {
    const given = { ...agyn, cluster, region };
    const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
    const names = Object.keys(given).filter((name) => !new RegExp(`^const ${name} =`, "m").test(code));

    const { stacks } = synth((app) => {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the examples of our own page are what is tested
      const run = new Function("stack", ...names, outputText) as (...values: unknown[]) => void;
      run(new agyn.AgynStack(app, "test", { cluster }), ...names.map((name) => given[name as keyof typeof given]));
    });

    // an example may make a stack of its own
    expect(Object.values(stacks).flatMap(({ resource = {} }) => Object.keys(resource))).not.toEqual([]);
  });
});
