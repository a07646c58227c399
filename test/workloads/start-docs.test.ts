// The page to begin with: its app is run as it stands there, and its table has every option of a workload and nothing else.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, type AppConfig } from "cdktf";
import ts from "typescript";
import { AgynStack, Cluster } from "../../src/constructs/index";
import * as workloads from "../../src/workloads/index";
import { runExample } from "../support/run-example";

const ROOT = join(__dirname, "../..");
const page = readFileSync(join(ROOT, "docs/agents/start.md"), "utf8");

describe("docs/agents/start.md", () => {
  const [, code = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const program = code.replace(/^import .*;\n/gm, "");
  let outdir: string;

  beforeEach(() => (outdir = mkdtempSync(join(tmpdir(), "cdktf-agyn-start-"))));
  afterEach(() => rmSync(outdir, { recursive: true, force: true }));

  function run(text: string): string {
    const folder = outdir;
    class Elsewhere extends App {
      constructor(config?: AppConfig) {
        super({ ...config, outdir: folder });
      }
    }
    const printed: string[] = [];
    const console = { log: (line: string) => printed.push(line) };
    runExample(text, { ...workloads, AgynStack, Cluster, App: Elsewhere, console });
    return printed.join("\n");
  }

  it("has an app in which nothing is found", () => {
    expect(run(program)).toContain("openai");

    const { findings } = JSON.parse(readFileSync(join(outdir, "agents.json"), "utf8")) as { findings: unknown[] };
    expect(findings).toEqual([]);
  });

  it("shows what is said of a mistake in it", () => {
    const [, shown = ""] = /```text\n([\s\S]*?)```/.exec(page) ?? [];

    expect(() => run(program.replace('model: "gpt", requests', 'model: "gpt-5", requests'))).toThrow(shown.trim());
  });

  it("has every option of a workload in its table, and no other", () => {
    const source = readFileSync(join(ROOT, "src/workloads/options.ts"), "utf8");
    const options = ts
      .createSourceFile("options.ts", source, ts.ScriptTarget.Latest, true)
      .statements.filter(ts.isInterfaceDeclaration)
      .filter(({ name }) => ["AgentWorkloadProps", "ServedWorkloadProps"].includes(name.text))
      .flatMap(({ members }) => members.map(({ name }) => name?.getText() ?? ""));
    const table = page.slice(page.indexOf("## Options of every workload"));
    const named = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = ""]) => cell.split(", "));

    expect(named.map((name) => name.replaceAll("`", "")).sort()).toEqual([...options].sort());
  });
});
