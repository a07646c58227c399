// `npm run test:cluster` where it can't run: one sentence says why. What it runs where it can is in test/cluster.
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

it("says in one sentence that real providers need a registry, and starts nothing", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "scripts/test-cluster.mjs"), "--registry-providers"],
    // nothing listens there
    { encoding: "utf8", env: { ...process.env, HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "" } },
  );

  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(
    /^test:cluster did not run: --registry-providers needs hashicorp\/helm and hashicorp\/kubernetes from a Terraform registry, [^\n]*\n$/,
  );
});
