// docs/scaffolding.md as it stands: a repository from an empty folder, installed from the packed tarball, with its own pipeline run.
//
// AGYN_TEST_WITHOUT_DOWNLOADS=1 skips it: npm asks the registry, and takes what its cache has.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { DOWNLOADS } from "../support/downloads";
import { KeptTerraform } from "../support/kept-terraform";
import { follow, pageSteps, section } from "../support/page";
import { describeWith } from "../support/terraform-versions";

const ROOT = resolve(__dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/scaffolding.md"), "utf8");
const PATIENCE_MS = 300_000;
/** The cache first, and nothing that is for people. */
const NPM = {
  ...DOWNLOADS,
  npm_config_prefer_offline: "true",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};
const run = promisify(execFile);
const withDownloads =
  process.env["AGYN_TEST_WITHOUT_DOWNLOADS"] === "1" ? describe.skip : describeWith.bind(undefined, "writeOnly");

withDownloads("a new repository", () => {
  let folder: string;
  let kept: KeptTerraform | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-init-"));
    // the provider of the package is started by Terraform in installed.test.ts; here it would be 60 times
    kept = await KeptTerraform.start(join(folder, "terraform"));
    const terraform = kept.binary;
    expect(await follow(pageSteps(section(PAGE, "From an empty folder")), { folder, terraform, env: NPM })).toBe(1);
    // what is installed there from now on is the repository's own
    const steps = pageSteps(section(PAGE, "The first change"));
    expect(await follow(steps, { folder: join(folder, "infra"), terraform, env: NPM, programs: {} })).toBe(3);
  }, PATIENCE_MS);
  afterAll(async () => {
    await kept?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("does what the page says, and its pipeline runs what was run here", () => {
    const workflow = parse(readFileSync(join(folder, "infra/.github/workflows/fleet.yml"), "utf8")) as {
      jobs: { fleet: { steps: readonly { run?: string }[] } };
    };

    expect(workflow.jobs.fleet.steps.flatMap((step) => step.run ?? [])).toEqual(["npm ci", "npm run ci"]);
  });

  it("has a test that fails when a team has no place in a region", async () => {
    const file = join(folder, "infra/fleet.yaml");
    const text = readFileSync(file, "utf8");
    const without = "teams: all, except: [{ region: ap-south-1, team: web }] }";
    writeFileSync(file, text.replace("teams: all }", without));

    try {
      await expect(run("npm", ["test"], { cwd: join(folder, "infra") })).rejects.toMatchObject({
        stdout: expect.stringMatching(/not ok \d - ap-south-1 has a pool for everybody/) as string,
      });
    } finally {
      writeFileSync(file, text);
    }
  }, 60_000);
});
