// The page to begin with: its app is run as it stands there, and refused as it says.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, type AppConfig } from "cdktf";
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
});
