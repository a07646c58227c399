// `cdktf-agyn provider install`, and the real terraform that finds the provider by what it printed.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { findTerraform, type Platform, startPlatform } from "../../src/rehearsal/index";
import { ADMIN_TOKEN, ALICE, VERSION } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const configuration = (source: string): string => `terraform {
  required_providers {
    agyn = { source = "${source}" }
  }
}
resource "agyn_organization" "acme" {
  name = "Acme"
}
`;

describe("the provider that was installed by the command", () => {
  let folder: string;
  let platform: Platform;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-install-"));
    platform = await startPlatform({ token: ADMIN_TOKEN, gatewayAddresses: [] });
  });
  afterEach(async () => {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Installs and runs terraform in one shell, as the help text shows. */
  async function shell(install: string, command: string): Promise<string> {
    const { path: terraform } = await findTerraform(process.env);
    // as `npx cdktf-agyn` starts it in a checkout
    const cli = `"${join(ROOT, "dist/cli/main.js")}"`;
    const line = `eval "$(${cli} provider install ${install})" && "${terraform}" ${command}`;
    const { stdout } = await promisify(execFile)("sh", ["-c", line], {
      cwd: folder,
      env: { ...process.env, AGYN_API_URL: platform.gateway.url, AGYN_API_TOKEN: ALICE, CHECKPOINT_DISABLE: "1" },
    });
    return stdout;
  }

  it.each(["agynio/agyn", "agyn.local/agynio/agyn"])("is found as %s, and works", async (source) => {
    writeFileSync(join(folder, "main.tf"), configuration(source));

    expect(await shell(`--source ${source}`, "init -no-color")).toContain(`agynio/agyn v${VERSION}`);
    expect(await shell(`--source ${source}`, "apply -auto-approve -no-color")).toContain("1 added");
  });

  it("takes the place of another build of the same version once its checksum is no longer locked", async () => {
    const lock = join(folder, ".terraform.lock.hcl");
    writeFileSync(join(folder, "main.tf"), configuration("agynio/agyn"));
    await shell("", "init -no-color");
    const locked = readFileSync(lock, "utf8");
    writeFileSync(lock, locked.replace(/h1:.{8}/, "h1:AAAAAAAA"));
    await expect(shell("", "init -upgrade -no-color")).rejects.toThrow(/doesn't match any of the\s+checksums/);

    rmSync(lock);
    expect(await shell("", "init -no-color")).toContain("successfully initialized");
    expect(readFileSync(lock, "utf8")).toBe(locked);
  });
});
