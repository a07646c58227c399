// docs/simulation.md: its example runs and prints what its comments promise, its file is read by its command, its tables are whole.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { WORKLOAD_FAILURE_REASONS } from "../../../src/emulator/services/workload-messages.js";
import { checkPlan } from "../../../src/emulator/simulation/plan.js";

const ROOT = resolve(__dirname, "../../..");
const PAGE = readFileSync(join(ROOT, "docs/simulation.md"), "utf8");
const block = (kind: string): string => new RegExp(`\`\`\`${kind}\n([^]*?)\`\`\``).exec(PAGE)?.[1] ?? "";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "simulation-docs-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("has an example that runs, and prints what its comments say", () => {
  const example = block("ts");
  const file = join(folder, "example.mts");
  writeFileSync(file, example.replaceAll('"../src/', `"${ROOT}/src/`));

  const printed = execFileSync(process.execPath, ["--import", "tsx", file], { cwd: ROOT, encoding: "utf8" });

  const promised = [...example.matchAll(/console\.log\(.*?\/\/ (.+)$/gm)].map(([, text = ""]) => text);
  expect(promised).toHaveLength(3);
  expect(printed.trim().split("\n")).toEqual(promised);
});

it("has a file that its command serves", async () => {
  writeFileSync(join(folder, "simulation.yaml"), block("yaml"));
  const [, command = ""] = /^\$ npx cdktf-agyn (.+)$/m.exec(block("console")) ?? [];
  const tsx = join(ROOT, "node_modules/tsx/dist/loader.mjs");
  const entry = join(ROOT, "src/cli/main.ts");

  const child = spawn(process.execPath, ["--import", tsx, entry, ...command.split(" ")], { cwd: folder });
  const ended = once(child, "close");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  child.kill("SIGTERM");

  expect(JSON.parse(line.toString())).toHaveProperty("url");
  expect(await ended).toEqual([0, null]);
});

it("lists every failure reason, and every key that a plan may have", () => {
  const keys = [...PAGE.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, cell = ""]) => cell.match(/\w+/g) ?? []);

  for (const reason of WORKLOAD_FAILURE_REASONS) {
    expect(PAGE).toContain(`\`failed\`, \`${reason}\``);
  }
  const misbehaviour = [{ reason: "crashloop", crashes: 1 }];
  const plan = checkPlan({ agents: { a: { organization: "acme", misbehaviour } } }, []);
  const { cpuMillicores, ramBytes, name, ...agent } = { ...plan.agents[0] };
  expect([name, cpuMillicores, ramBytes]).toEqual(["a", 0, 0]); // no keys: the name is, and what requests come to
  const known = [plan, { ...agent, requests: {} }, { ...plan.agents[0]?.misbehaviour[0] }]
    .flatMap((object) => Object.keys(object))
    .map((key) => key.replace(/Ms$/, ""));
  expect(keys).toEqual(expect.arrayContaining(known));
});
