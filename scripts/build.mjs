// Builds dist/: the compiled package (tsc), the provider as a launcher and its bundles, the stand-in providers as two launchers
// and one bundle (esbuild), all at the same time. Safe to repeat; nothing outside dist/ is written.
//
// A launcher is a few lines of sh, because each Terraform command starts the provider three to five times. It finds node
// (CDKTF_AGYN_NODE names another one) and becomes it. Terraform shows a plugin's first line on stdout when the handshake fails,
// so a missing node is said there. Source: go-plugin, measured with terraform 1.11.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

/**
 * Each bundle with its launchers: file name to the argument it passes on.
 *
 * A package that is `apart` gets a bundle of its own, which is parsed only when it is needed: undici is three quarters of the
 * code, and most processes never call the gateway. So do, together, our own modules that are loaded `later` (by `import()`): the
 * provider and the protocol's messages, which are read while Terraform connects.
 */
const PLUGINS = [
  {
    entry: "src/provider/main.ts",
    bundle: "dist/provider/agyn.cjs",
    launchers: { "terraform-provider-agyn": "" },
    apart: { undici: "undici.cjs" },
    later: {
      file: "plugin.cjs",
      modules: [
        "src/provider/provider.ts",
        "src/framework/adapter/provider-server.ts",
        "src/tfplugin/connection.ts",
        "src/tfplugin/debug.ts",
      ],
    },
  },
  {
    entry: "src/rehearsal/stand-ins/main.ts",
    bundle: "dist/stand-ins/stand-ins.cjs",
    launchers: { "terraform-provider-helm": "helm", "terraform-provider-kubernetes": "kubernetes" },
  },
];

function launcher(name, bundle, argument) {
  return `#!/bin/sh
# ${name}: starts its bundle, which lies beside it, with node (CDKTF_AGYN_NODE: another one).
node=\${CDKTF_AGYN_NODE:-node}
command -v "$node" >/dev/null 2>&1 || { echo "${name} needs Node.js 20.19 or newer: '$node' was not found. Install it or set CDKTF_AGYN_NODE to its path."; exit 1; }
exec "$node" "\${0%/*}/${bundle}"${argument === "" ? "" : ` ${argument}`} "$@"
`;
}

const SETTINGS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  minify: true,
  legalComments: "none",
  // require() is there already; node's import() would start a second loader
  supported: { "dynamic-import": false },
  logLevel: "warning",
};

/** Leaves a package out of a bundle; at run time it is required from the file beside it. */
function leaveOut(packages) {
  return {
    name: "leave-out",
    setup(build) {
      for (const [name, file] of Object.entries(packages)) {
        build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: `./${file}`, external: true }));
      }
    },
  };
}

/** Leaves our own modules out of a bundle where they are loaded by `import()`. */
function leaveForLater({ file, modules }) {
  const paths = modules.map((module) => join(ROOT, module));
  return {
    name: "leave-for-later",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const isLater = kind === "dynamic-import" && paths.includes(join(resolveDir, path.replace(/\.js$/, ".ts")));
        return isLater ? { path: `./${file}`, external: true } : undefined;
      });
    },
  };
}

async function buildPlugin({ entry, bundle, launchers, apart = {}, later = { file: "", modules: [] } }) {
  if (!existsSync(join(ROOT, entry))) {
    console.error(`build: ${entry} is not there yet, ${bundle} was left out`);
    return;
  }
  const plugins = [leaveOut(apart), leaveForLater(later)];
  await build({ ...SETTINGS, entryPoints: [entry], outfile: bundle, plugins });
  if (later.modules.length > 0) {
    const contents = later.modules.map((module) => `export * from ${JSON.stringify(`./${module}`)};`).join("\n");
    const stdin = { contents, resolveDir: ROOT, loader: "ts" };
    await build({ ...SETTINGS, stdin, outfile: join(dirname(bundle), later.file), plugins: [leaveOut(apart)] });
  }
  for (const [name, file] of Object.entries(apart)) {
    await build({ ...SETTINGS, entryPoints: [require.resolve(name)], outfile: join(dirname(bundle), file) });
  }
  const folder = dirname(join(ROOT, bundle));
  await mkdir(folder, { recursive: true });
  for (const [name, argument] of Object.entries(launchers)) {
    const path = join(folder, name);
    await writeFile(path, launcher(name, bundle.slice(bundle.lastIndexOf("/") + 1), argument));
    await chmod(path, 0o755);
  }
}

function compile() {
  return new Promise((done, fail) => {
    const tsc = require.resolve("typescript/bin/tsc");
    const child = spawn(process.execPath, [tsc, "--build", "tsconfig.json"], { cwd: ROOT, stdio: "inherit" });
    child.once("error", fail);
    child.once("exit", (code) => (code === 0 ? done() : fail(new Error(`tsc ended with exit code ${code}`))));
  });
}

const results = await Promise.allSettled([compile(), ...PLUGINS.map(buildPlugin)]);
const failures = results.filter((result) => result.status === "rejected");
for (const { reason } of failures) console.error(`build: ${reason instanceof Error ? reason.message : reason}`);
process.exitCode = failures.length > 0 ? 1 : 0;
