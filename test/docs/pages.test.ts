import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { App } from "cdktf";
import * as library from "../../src/constructs/index";
import { runExample } from "../support/run-example";

const ROOT = resolve(__dirname, "../..");
const pages = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  ...["docs", "docs/guides", "docs/agents", "docs/agents/rules"].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
];

describe("the pages", () => {
  it("have links that lead somewhere", () => {
    const broken = pages.flatMap((page) =>
      [...readFileSync(join(ROOT, page), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
        .map(([, target = ""]) => join(dirname(page), target))
        .filter((target) => !existsSync(join(ROOT, target)))
        .map((target) => `${page}: ${target}`),
    );

    expect(broken).toEqual([]);
  });

  it("show a pool in the README that synthesizes as it stands", () => {
    const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? [];
    const stack = new library.AgynStack(new App({ stackTraces: false }), "readme");

    runExample(example, library, stack);

    const json = stack.toTerraform() as { resource: Record<string, Record<string, unknown>> };
    expect(Object.keys(json.resource["agyn_runner"] ?? {})).toHaveLength(2);
    expect(Object.keys(json.resource["agyn_runner_enrollment"] ?? {})).toHaveLength(2);
  });
});
