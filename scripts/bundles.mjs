// The bundles of the plugins: what goes into which file. `build.mjs` writes them, the bench profiles them.
import { existsSync } from "node:fs";
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
 * code, and most processes never call the gateway; age-encryption seals tokens for those who configure a key. So do, together,
 * our own modules that are loaded `later` (by `import()`): the provider and the protocol's messages, which are read while
 * Terraform connects.
 */
export const PLUGINS = [
  {
    entry: "src/provider/main.ts",
    folder: "dist/provider",
    bundle: "agyn.cjs",
    launchers: { "terraform-provider-agyn": "" },
    apart: { undici: "undici.cjs", "age-encryption": "age.cjs" },
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
    folder: "dist/stand-ins",
    bundle: "stand-ins.cjs",
    launchers: { "terraform-provider-helm": "helm", "terraform-provider-kubernetes": "kubernetes" },
  },
];

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

/**
 * Writes the bundles of a plugin.
 *
 * @param definition one of PLUGINS
 * @param folder where to
 * @param more further settings of esbuild, for our own code only
 */
export async function writeBundles({ entry, bundle, apart = {}, later }, folder, { plugins = [], ...more } = {}) {
  if (!existsSync(join(ROOT, entry))) throw new Error(`${entry} is not there, so ${bundle} can not be made`);
  const settings = { ...SETTINGS, ...more, plugins: [leaveOut(apart), ...plugins] };
  if (later === undefined) {
    await build({ ...settings, entryPoints: [entry], outfile: join(folder, bundle) });
  } else {
    const contents = later.modules.map((module) => `export * from ${JSON.stringify(`./${module}`)};`).join("\n");
    const stdin = { contents, resolveDir: ROOT, loader: "ts" };
    const first = { ...settings, plugins: [leaveForLater(later), ...settings.plugins] };
    await build({ ...first, entryPoints: [entry], outfile: join(folder, bundle) });
    await build({ ...settings, stdin, outfile: join(folder, later.file) });
  }
  for (const [name, file] of Object.entries(apart)) {
    await build({ ...SETTINGS, entryPoints: [require.resolve(name)], outfile: join(folder, file) });
  }
}
