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
  const [code = "", , ownTest = ""] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
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

  it("has a test of one's own, which passes where nothing is found and fails where something is", () => {
    const [, region = ""] = /^(const cluster = [\s\S]*?)^app\.synth/m.exec(program) ?? [];
    const budgets = [{ name: "gpt", provider: "openai", requestsPerMinute: 1_000, tokensPerMinute: 1_000_000 }];
    const ran = (text: string): void => {
      const names: string[] = [];
      const it = (name: string, body: () => void): void => {
        names.push(name);
        body();
      };
      const given = {
        ...workloads,
        AgynStack,
        Cluster,
        App,
        mkdtempSync,
        tmpdir: () => outdir,
        join,
        budgets,
        it,
        expect,
      };
      runExample(ownTest, { ...given, region: (app: App) => runExample(text, { ...given, app }) });
      expect(names).toHaveLength(1);
    };

    ran(region);
    expect(() => ran(region.replace('model: "gpt", requests', 'model: "gpt-5", requests'))).toThrow(/SCL-04/);
    expect(() => ran(region.replace(/^ {2}sight: .*\n/m, ""))).toThrow(/toEqual[^]*warning/);
  });
});
