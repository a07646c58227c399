// docs/provider-in-ten-minutes.md, done as it says: its files written, its commands run in its order, its output found.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findTerraform } from "../../src/rehearsal/index";
import { follow, pageSteps } from "../support/page";
import { itWith } from "../support/terraform-versions";

const ROOT = resolve(__dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/provider-in-ten-minutes.md"), "utf8");

itWith("functions", "works as the page says, from an empty folder to the error it shows", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-page-"));
  try {
    // what `npm install` would bring
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules/cdktf-agyn"));
    const steps = pageSteps(PAGE).filter((step) => "file" in step || !step.line.startsWith("npm "));
    const { path: terraform } = await findTerraform(process.env);
    const programs = { npx: `command="$1"; shift; exec "${join(ROOT, "node_modules/.bin")}/$command" "$@"` };

    expect(await follow(steps, { folder, terraform, env: {}, programs })).toBeGreaterThan(8);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
