// `npm run test:cluster [-- jest arguments]`: the examples on a real Kubernetes control plane of this machine: etcd, API server,
// controller manager, scheduler and kwok, with the real helm and kubectl. All are built from their modules the first time, about ten
// minutes (go-binaries.mjs). Servers listen on loopback and end with the tests.
//
// Exit codes: 0 all tests passed, 1 a test failed, or a component can't be had (one sentence says why).
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { built, CLUSTER_COMPONENTS } from "./go-binaries.mjs";
import { build, ensureInstalled, ROOT } from "./prepare.mjs";

try {
  if (spawnSync("openssl", ["version"]).status !== 0) {
    throw new Error(
      'certificates are made with openssl, and "openssl" was not found: install it, or run this where there is one.',
    );
  }
  await ensureInstalled();
  const components = {};
  for (const name of Object.keys(CLUSTER_COMPONENTS)) components[name] = await built(name);
  await build();
  const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
  const child = spawn(process.execPath, [jest, "--config", "test/cluster/jest.config.cjs", ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, CLUSTER_COMPONENTS: JSON.stringify(components) },
  });
  process.exitCode = await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => done(code ?? 1));
  });
} catch (error) {
  console.error(`test:cluster did not run: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
