// The zips of a release in a packed mirror, as Terraform finds them in a registry: unpacked, checked against the lock file, run.
//
// `npm run package` brings a node binary from the npm registry the first time. AGYN_TEST_WITHOUT_DOWNLOADS=1 skips what needs it.
import { execFile } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { launcherArchive } from "../../scripts/package/release";
import {
  builtProvider,
  cliConfiguration,
  fullAddresses,
  type Platform,
  startPlatform,
  terraformPlatform,
} from "../../src/rehearsal/index";
import { DOWNLOADS } from "../support/downloads";
import { PluginProcess } from "../support/plugin-process";
import { terraformUnderTest, TerraformWorkspace } from "../support/terraform-workspace";
import { ADMIN_TOKEN, ALICE, VERSION } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const HEADER = 'terraform {\n  required_providers {\n    agyn = { source = "agynio/agyn" }\n  }\n}\n';
const CONFIGURATION = `
resource "agyn_organization" "acme" {
  name = "Acme"
}
resource "agyn_runner" "gpu" {
  name            = "gpu"
  organization_id = agyn_organization.acme.id
  labels          = { region = "eu-west-1" }
}
data "agyn_runner" "gpu" {
  name       = agyn_runner.gpu.name
  depends_on = [agyn_runner.gpu]
}
output "found" {
  value = data.agyn_runner.gpu.id == agyn_runner.gpu.id
}
`;
/** The folder, within the release, of the package with a node beside its launcher. */
const OWN_NODE = "own-node";
/** Packing 125 MB takes seconds, and the first time they have to come from the registry. */
const PACKAGING_MS = 300_000;

/** Makes a link. @returns its path */
function link(target: string, path: string): string {
  symlinkSync(target, path);
  return path;
}

const withDownloads = process.env["AGYN_TEST_WITHOUT_DOWNLOADS"] === "1" ? describe.skip : describe;

withDownloads("the packaged provider of this platform", () => {
  let release: string;
  let platform: Platform;
  let workspace: TerraformWorkspace | undefined;

  async function makeRelease(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-release-"));
    const script = ["--import", "tsx", "scripts/package.ts", "--platform", terraformPlatform(), "--out", folder];
    await promisify(execFile)(process.execPath, script, { cwd: ROOT, env: { ...process.env, ...DOWNLOADS } });
    return folder;
  }

  /** The package of macOS, with this machine's node in it; a script for it, because packing 120 MB takes long. */
  function makeLauncherPackage(folder: string): void {
    const { launcher, bundles } = builtProvider(join(ROOT, "dist"), VERSION);
    const sources = { version: VERSION, launcher, bundles, licences: {} };
    const node = Buffer.from(`#!/bin/sh\nexec ${JSON.stringify(process.execPath)} "$@"\n`);
    const { name, data } = launcherArchive(terraformPlatform(), sources, node);
    mkdirSync(folder);
    writeFileSync(join(folder, name), data);
  }

  beforeAll(async () => {
    release = await makeRelease();
    makeLauncherPackage(join(release, OWN_NODE));
  }, PACKAGING_MS);
  afterAll(() => {
    rmSync(release, { recursive: true, force: true });
  });

  beforeEach(async () => {
    platform = await startPlatform({ token: ADMIN_TOKEN, gatewayAddresses: [] });
  });
  afterEach(async () => {
    await platform.close();
    await workspace?.dispose();
    workspace = undefined;
  });

  /** A working directory whose only provider is a zip of the release. */
  async function unpacked(folder: string): Promise<TerraformWorkspace> {
    const directory = mkdtempSync(join(tmpdir(), "cdktf-agyn-packaged-"));
    const mirror = join(directory, "mirror");
    const addresses = fullAddresses({ address: "agynio/agyn" });
    const zip = `terraform-provider-agyn_${VERSION}_${terraformPlatform()}.zip`;
    for (const address of addresses) {
      mkdirSync(join(mirror, address), { recursive: true });
      copyFileSync(join(folder, zip), join(mirror, address, zip));
    }
    const cliConfigFile = join(directory, "terraform.tfrc");
    writeFileSync(cliConfigFile, cliConfiguration({ comment: "A test's.", mirror, addresses }));
    const options = {
      binary: await terraformUnderTest(),
      directory,
      cliConfigFile,
      baseEnv: process.env,
      env: { AGYN_API_URL: platform.gateway.url, AGYN_API_TOKEN: ALICE },
    };
    return new TerraformWorkspace(options, HEADER);
  }

  it.each([
    ["as one executable", ""],
    ["with a node beside it, as for macOS", OWN_NODE],
    ["with the node of the machine", "launcher"],
  ])("installs, applies, plans nothing and destroys, %s", async (_form, folder) => {
    workspace = await unpacked(join(release, folder));

    const printed = await workspace.apply(CONFIGURATION);
    expect(printed).toContain("found = true");
    expect((await workspace.plan()).actions).toEqual({});
    const destroyed = await workspace.run("destroy", ["-auto-approve", "-no-color"]);
    expect(destroyed.stdout).toContain("Destroy complete! Resources: 2 destroyed.");
  });

  it("is checked by the sums that come with it", async () => {
    const [sums = ""] = readdirSync(release).filter((name) => name.endsWith("_SHA256SUMS"));

    const { stdout } = await promisify(execFile)("sha256sum", ["--check", sums], { cwd: release });

    expect(stdout.trim().split("\n").sort()).toEqual(
      readdirSync(release)
        .filter((name) => statSync(join(release, name)).isFile() && name !== sums)
        .map((name) => `${name}: OK`)
        .sort(),
    );
  });

  it(
    "has the same bytes when it is made again",
    async () => {
      const again = await makeRelease();
      const sums = `terraform-provider-agyn_${VERSION}_SHA256SUMS`;
      const [first, second] = [release, again].map((folder) => readFileSync(join(folder, sums), "utf8"));
      rmSync(again, { recursive: true, force: true });

      expect(second).toBe(first);
    },
    PACKAGING_MS,
  );

  /** What Terraform unpacked and starts. */
  async function installed(form: string): Promise<string> {
    workspace = await unpacked(join(release, form));
    await workspace.write(CONFIGURATION);
    const folder = join(workspace.directory, ".terraform/providers");
    const names = readdirSync(folder, { recursive: true }) as string[];
    return join(folder, names.find((name) => name.endsWith(`_v${VERSION}`)) ?? "");
  }

  it.each<[string, (folder: string, launcher: string) => string]>([
    ["from a folder with spaces in its name", (_folder, launcher) => launcher],
    ["through a link to it", (_folder, launcher) => link(launcher, `${dirname(launcher)} linked`)],
    [
      "through relative links to it, one to the other",
      (folder, launcher) => {
        link(relative(folder, launcher), join(folder, "first link"));
        return link("first link", join(folder, "second link"));
      },
    ],
  ])("is started by its launcher %s, which passes arguments and signals on", async (_where, place) => {
    const before = dirname(await installed(OWN_NODE));
    const folder = join(dirname(before), "with spaces");
    renameSync(before, folder);
    const launcher = place(dirname(folder), join(folder, `terraform-provider-agyn_v${VERSION}`));
    const envFile = join(folder, "reattach to it.env");
    // there is no such node: what lies beside the launcher comes first
    const env = { CDKTF_AGYN_NODE: "/nowhere/node" };

    await PluginProcess.use(
      launcher,
      () => env,
      async (plugin) => {
        await plugin.line(/Ctrl-C/);
        expect(readFileSync(envFile, "utf8")).toContain(`"Pid":${plugin.pid},`);
        plugin.send("SIGINT");
        expect(await plugin.ended).toEqual({ code: 0, signal: null });
      },
      ["--debug", "--debug-env-file", envFile],
    );
  });

  it("says what it is when it is started by hand, and which version its files are of", async () => {
    const failed = await promisify(execFile)(await installed("")).catch((error: unknown) => error);

    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("is a plugin of Terraform") as string });
    const lock = readFileSync(join(workspace?.directory ?? "", ".terraform.lock.hcl"), "utf8");
    expect(lock).toContain(`version = "${VERSION}"`);
  });
});
