// Builds dist/: the compiled package (tsc), the provider as a launcher and its bundles, the stand-in providers as two launchers
// and one bundle (esbuild), all at the same time. Safe to repeat; nothing outside dist/ is written.
//
// A launcher is a few lines of sh, because each Terraform command starts the provider three to five times. It finds node (the one
// beside it, which a release for macOS has; CDKTF_AGYN_NODE; the one in PATH) and becomes it, so that signals reach node. It may be
// reached through links, which readlink follows one at a time: older macOS knows no `readlink -f`. Terraform shows a plugin's first line on stdout when the handshake fails,
// so a missing node is said there. Source: go-plugin, measured with terraform 1.11.
import { spawn } from "node:child_process";
import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PLUGINS, writeBundles } from "./bundles.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

function launcher(name, bundle, argument) {
  return `#!/bin/sh
# ${name}: starts its bundle, which lies beside it, with the node beside it, or else with the one in PATH (CDKTF_AGYN_NODE: another one).
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=\${self%/*}/$link ;; esac
done
here=\${self%/*}
if [ -x "$here/node" ]; then node=$here/node; else node=\${CDKTF_AGYN_NODE:-node}; fi
command -v "$node" >/dev/null 2>&1 || { echo "${name} needs Node.js 20.19 or newer: '$node' was not found. Install it or set CDKTF_AGYN_NODE to its path."; exit 1; }
exec "$node" "$here/${bundle}"${argument === "" ? "" : ` ${argument}`} "$@"
`;
}

async function buildPlugin(definition) {
  const folder = join(ROOT, definition.folder);
  await mkdir(folder, { recursive: true });
  await writeBundles(definition, folder);
  for (const [name, argument] of Object.entries(definition.launchers)) {
    const path = join(folder, name);
    await writeFile(path, launcher(name, definition.bundle, argument));
    await chmod(path, 0o755);
  }
}

async function compile() {
  await new Promise((done, fail) => {
    const tsc = require.resolve("typescript/bin/tsc");
    const child = spawn(process.execPath, [tsc, "--build", "tsconfig.json"], { cwd: ROOT, stdio: "inherit" });
    child.once("error", fail);
    child.once("exit", (code) => (code === 0 ? done() : fail(new Error(`tsc ended with exit code ${code}`))));
  });
  // tsc spreads JSON over lines, which makes the schemas five times as large
  for (const provider of ["helm", "kubernetes"]) {
    const path = join(ROOT, "dist/rehearsal/stand-ins/schemas", `${provider}.generated.json`);
    await writeFile(path, JSON.stringify(JSON.parse(await readFile(path, "utf8"))));
  }
  // npm does this for a package that is installed, and `npx` in the checkout wants it too
  await chmod(join(ROOT, "dist/cli/main.js"), 0o755);
}

/** What is read at run time and tsc leaves behind: the charts that the constructs copy into stacks, the script of `move`. */
async function copyAssets() {
  for (const asset of ["constructs/tiers/chart", "constructs/tiers/scheduled-chart", "move/move.sh"]) {
    await rm(join(ROOT, "dist", asset), { recursive: true, force: true });
    await cp(join(ROOT, "src", asset), join(ROOT, "dist", asset), { recursive: true });
  }
}

const results = await Promise.allSettled([compile(), copyAssets(), ...PLUGINS.map(buildPlugin)]);
const failures = results.filter((result) => result.status === "rejected");
for (const { reason } of failures) console.error(`build: ${reason instanceof Error ? reason.message : reason}`);
process.exitCode = failures.length > 0 ? 1 : 0;
