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
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import {
  cliConfiguration,
  findTerraform,
  fullAddresses,
  type Platform,
  startPlatform,
  terraformPlatform,
} from "../../src/rehearsal/index";
import { TerraformWorkspace } from "../support/terraform-workspace";
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
/** Packing 125 MB takes seconds, and the first time they have to come from the registry. */
const PACKAGING_MS = 300_000;

const withDownloads = process.env["AGYN_TEST_WITHOUT_DOWNLOADS"] === "1" ? describe.skip : describe;

withDownloads("the packaged provider of this platform", () => {
  let release: string;
  let platform: Platform;
  let workspace: TerraformWorkspace | undefined;

  async function makeRelease(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-release-"));
    const script = ["--import", "tsx", "scripts/package.ts", "--platform", terraformPlatform(), "--out", folder];
    await promisify(execFile)(process.execPath, script, { cwd: ROOT });
    return folder;
  }

  beforeAll(async () => {
    release = await makeRelease();
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
      binary: await findTerraform(process.env),
      directory,
      cliConfigFile,
      baseEnv: process.env,
      env: { AGYN_API_URL: platform.gateway.url, AGYN_API_TOKEN: ALICE },
    };
    return new TerraformWorkspace(options, HEADER);
  }

  it.each([
    ["with its own node", ""],
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

  it("says what it is when it is started by hand, and which version its files are of", async () => {
    workspace = await unpacked(release);
    await workspace.write(CONFIGURATION);
    const folder = join(workspace.directory, ".terraform/providers");
    const path = (readdirSync(folder, { recursive: true }) as string[]).find((name) => name.endsWith(`_v${VERSION}`));

    const failed = await promisify(execFile)(join(folder, path ?? "")).catch((error: unknown) => error);

    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("is a plugin of Terraform") as string });
    const lock = readFileSync(join(workspace.directory, ".terraform.lock.hcl"), "utf8");
    expect(lock).toContain(`version = "${VERSION}"`);
  });
});
