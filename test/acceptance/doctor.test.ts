// Whether `cdktf-agyn doctor` tells from the real terraform that the provider can be had, by each way a CLI configuration has.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Check } from "../../src/cli/doctor/check";
import { addToMirror, builtProvider, cliConfiguration, fullAddresses } from "../../src/rehearsal/index";
import { VERSION } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const DIST = join(ROOT, "dist");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function mirror(filled: boolean): string {
  const path = join(folder, "mirror");
  mkdirSync(path);
  const provider = builtProvider(DIST, VERSION);
  if (filled) addToMirror(path, provider);
  return cliConfiguration({ comment: "", mirror: path, addresses: fullAddresses(provider) });
}

it.each<[string, () => string, object]>([
  ["a mirror that has it", () => mirror(true), { status: "ok", found: expect.stringContaining(VERSION) as string }],
  [
    "a development override",
    () => `provider_installation {\n  dev_overrides { "agynio/agyn" = ${JSON.stringify(join(DIST, "provider"))} }\n}\n`,
    { status: "ok", found: expect.stringContaining("development override") as string },
  ],
  [
    "a mirror that lacks it",
    () => mirror(false),
    {
      status: "problem",
      found: expect.stringMatching(/agynio\/agyn ~> 0\.7 can't be had by .*agynio\/agyn/) as string,
    },
  ],
])("the provider is looked for by %s", async (_way, configuration, expected) => {
  const config = join(folder, "cli.tfrc");
  writeFileSync(config, configuration());
  const stdout = await new Promise<string>((done) => {
    execFile(
      join(DIST, "cli/main.js"),
      ["doctor", "--json"],
      { cwd: folder, env: { ...process.env, TF_CLI_CONFIG_FILE: config } },
      (_problems, printed) => done(printed),
    );
  });

  const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
  expect(checks.find(({ name }) => name === "terraform")).toMatchObject({ status: "ok" });
  expect(checks.find(({ name }) => name === "provider")).toMatchObject(expected);
});
