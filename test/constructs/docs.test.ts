// Runs every TypeScript block of docs/constructs.md in a stack of its own and synthesizes it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import * as agyn from "../../src/constructs/index";
import { cluster, region, synth } from "./support";

const page = readFileSync(join(__dirname, "..", "..", "docs", "constructs.md"), "utf8");
const sections = page.split(/^### /m).slice(1);
const blocks = sections.flatMap((section) =>
  [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => ({
    title: section.split("\n", 1).join(),
    code,
  })),
);

describe("docs/constructs.md", () => {
  it("has an example in every section", () => {
    expect(blocks.map(({ title }) => title)).toEqual(sections.map((section) => section.split("\n", 1).join()));
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
