// `cdktf-agyn check` as a user runs it, from the sources.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type JsonReport } from "../../src/rules/index";
import { CLI_FROM_SOURCES } from "../support/sources";

const ROOT = resolve(__dirname, "../..");
const ACME = readFileSync(join(ROOT, "examples/acme-fleet/fleet.yaml"), "utf8");
const TOKEN = "0123456789abcdef".repeat(4);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "check-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function check(...args: string[]) {
  const command = [...CLI_FROM_SOURCES, "check", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}

const fleet = (text: string): void => writeFileSync(join(folder, "fleet.yaml"), text);

describe("cdktf-agyn check", () => {
  it("says in one line what was judged when nothing is found", () => {
    fleet(ACME);

    expect(check()).toEqual({
      status: 0,
      stdout: "fleet.yaml: 7 pools and 2 agents judged; nothing found.\n",
      stderr: "",
    });
  });

  it("shows every error with line and column, and ends with 2", () => {
    fleet(ACME.replace("region: us-east-1", "region: us-est-1"));
    const { status, stdout } = check("fleet.yaml");

    expect(status).toBe(2);
    expect(stdout).toMatch(/pools\.ml-gpu\.region = "us-est-1" \(fleet\.yaml:\d+:\d+\)[^]*Fix: write us-east-1\./);
    expect(stdout).toContain("error fleet/agent-unplaced");
    expect(stdout.trimEnd()).toMatch(/\n2 errors, 1 warning$/);
  });

  it("prints one JSON document for tools, the same for the same file, without a secret", () => {
    fleet(ACME.replace(/^pools:$/m, `pools:\n  spare:\n    region: us-east-1\n    labels: { note: "${TOKEN}" }`));
    const first = check("fleet.yaml", "--json");
    const { counts, findings } = JSON.parse(first.stdout) as JsonReport;

    expect(first.status).toBe(2);
    expect(counts.errors).toBeGreaterThan(0);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: "fleet/secret-literal", path: "pools.spare.labels.note" }),
    );
    expect(findings.find(({ path }) => path === "pools.spare.labels.note")?.position).toEqual({
      line: expect.any(Number) as number,
      column: expect.any(Number) as number,
    });
    expect(first.stdout).not.toContain(TOKEN.slice(0, 16));
    expect(check("fleet.yaml", "--json").stdout).toBe(first.stdout);
  });

  it.each<[string[], RegExp]>([
    [["nowhere.yaml"], /^cdktf-agyn: check: nowhere\.yaml can't be read \(ENOENT\); name a fleet file/],
    [["a.yaml", "b.yaml"], /^cdktf-agyn: check: one fleet is judged at a time/],
    [["--jsn"], /^cdktf-agyn: check: Unknown option '--jsn'\. Allowed: FILE, --json, --help\./],
  ])("with %j fails with exit code 1 and one line that says why", (args, text) => {
    const { status, stdout, stderr } = check(...args);

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(text);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
