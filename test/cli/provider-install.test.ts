// The command as a real process, in a folder of its own; what Terraform makes of it is tested in test/acceptance.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLI_FROM_SOURCES } from "../support/sources";

const ROOT = join(__dirname, "..", "..");
const VERSION = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version;
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "cli provider ")));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `cdktf-agyn provider`, with a home of its own. */
function provider(...args: string[]) {
  const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
  return spawnSync(process.execPath, [...CLI_FROM_SOURCES, "provider", ...args], {
    cwd: folder,
    env: { ...env, HOME: folder },
    encoding: "utf8",
  });
}

const installed = (host: string, name = "agyn"): string =>
  join(folder, ".cdktf-agyn/provider-mirror", host, "agynio", name, VERSION);

it("installs under the host names of both registries and prints what to export", () => {
  const { status, stdout, stderr } = provider("install");

  const config = join(folder, ".cdktf-agyn/provider-mirror.tfrc");
  expect({ status, stdout }).toEqual({ status: 0, stdout: `export TF_CLI_CONFIG_FILE='${config}'\n` });
  expect(stderr).toContain(`registry.terraform.io/agynio/agyn ${VERSION}`);
  for (const host of ["registry.terraform.io", "registry.opentofu.org"]) {
    const [platform = ""] = readdirSync(installed(host));
    const launcher = join(installed(host), platform, `terraform-provider-agyn_v${VERSION}`);
    expect(statSync(launcher).mode & 0o111).toBe(0o111);
    expect(existsSync(join(installed(host), platform, "agyn.cjs"))).toBe(true);
  }
  expect(readFileSync(config, "utf8")).toMatch(
    /direct \{\n\s+exclude = \[\n\s+"registry\.opentofu\.org\/agynio\/agyn",/,
  );
});

it("keeps what an earlier run installed, and changes nothing when it is repeated", () => {
  provider("install");
  provider("install", "--source", "agyn.local/agynio/agyn");
  const config = readFileSync(join(folder, ".cdktf-agyn/provider-mirror.tfrc"), "utf8");
  const { status } = provider("install", "--source", "agyn.local/agynio/agyn");

  expect(status).toBe(0);
  expect(existsSync(installed("agyn.local"))).toBe(true);
  expect(config).toContain('"agyn.local/agynio/agyn"');
  expect(config).toContain('"registry.terraform.io/agynio/agyn"');
  expect(readFileSync(join(folder, ".cdktf-agyn/provider-mirror.tfrc"), "utf8")).toBe(config);
});

it("never overwrites a configuration it has not written, and then installs nothing", () => {
  writeFileSync(join(folder, "mirror.tfrc"), 'credentials "app.terraform.io" {}\n');
  const { status, stdout, stderr } = provider("install", "--mirror", "mirror");

  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain(`${join(folder, "mirror.tfrc")} was not written by this command and stays as it is.`);
  expect(readFileSync(join(folder, "mirror.tfrc"), "utf8")).toBe('credentials "app.terraform.io" {}\n');
  expect(existsSync(join(folder, "mirror"))).toBe(false);
});

it("says which configuration of the user the export puts out of force", () => {
  mkdirSync(join(folder, "m"));
  writeFileSync(join(folder, ".terraformrc"), "");

  expect(provider("install", "--mirror", "m").stderr).toContain(
    `Your own configuration ${join(folder, ".terraformrc")} is not read while`,
  );
});

it.each<[string[], string]>([
  [["install", "--source", "agyn"], '--source is "agyn"; allowed: NAMESPACE/TYPE or HOST/NAMESPACE/TYPE in lower case'],
  [["install", "--source", "Agyn.local/agynio/agyn"], '--source is "Agyn.local/agynio/agyn"; allowed:'],
  [["install", "--mirror", ""], "--mirror is empty; allowed: the path of a folder."],
  [["install", "--mirrors", "x"], "Allowed: --mirror DIR, --source ADDR, --help."],
  [["uninstall"], 'provider: unknown command "uninstall"; there is: install. See cdktf-agyn provider --help.'],
  [[], "provider: a command is missing; there is: install."],
])("%j fails with exit code 1 and says why", (args, text) => {
  const { status, stdout, stderr } = provider(...args);

  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain(text);
});

it.each([[["--help"]], [["install", "--help"]]])("%j prints examples and exits with 0", (args) => {
  const { status, stdout, stderr } = provider(...args);

  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("--source agyn.local/agynio/agyn");
});
