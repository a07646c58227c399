// One executable with a node binary and the bundles of a plugin in it.
//
// The first bundle is what the executable runs; the others are assets, compiled when they are required, so that a process which
// only says where it listens reads no more than a script would. A code cache would save 1 to 2 ms and tie the build to the
// platform it is made for, so there is none.
//
// Source: Node.js documentation, "Single executable applications".
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** What node looks for in itself. */
const RESOURCE = "NODE_SEA_BLOB";
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** How an executable is made. */
export interface ExecutableOptions {
  /** The node binary it is made from; of the platform it is made for. */
  readonly node: string;
  /** A node binary of the same major version that runs here. */
  readonly hostNode: string;
  /** The folder of postject. */
  readonly postject: string;
  /** Paths of the bundles; the first is run, and requires the others as `./name`. */
  readonly bundles: readonly string[];
}

/** @throws {Error} when node or postject fail, with what they printed */
export function singleExecutable({
  node,
  hostNode,
  postject,
  bundles: [main = "", ...others],
}: ExecutableOptions): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-package-"));
  try {
    const [entry, blob, executable] = ["main.cjs", "plugin.blob", "plugin"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(entry, withAssets(readFileSync(main, "utf8")));
    const config = {
      // relative, because the name of the code is written into the executable, which is to be the same wherever it is made
      main: basename(entry),
      output: basename(blob),
      disableExperimentalSEAWarning: true,
      useSnapshot: false,
      useCodeCache: false,
      assets: Object.fromEntries([...others].sort().map((path) => [basename(path), path])),
    };
    writeFileSync(join(folder, "sea.json"), JSON.stringify(config));
    run(hostNode, ["--experimental-sea-config", "sea.json"], folder);
    copyFileSync(node, executable);
    chmodSync(executable, 0o755);
    // what it warns of: it does not know Node's own sections, and it has just broken the signature of a Windows executable
    run(process.execPath, [join(postject, "dist", "cli.js"), executable, RESOURCE, blob, "--sentinel-fuse", FUSE]);
    return readFileSync(executable);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The code of a bundle that finds the bundles it requires among the assets: `require` in an executable has node's own modules only. */
function withAssets(code: string): string {
  return `"use strict";
const { getAsset } = require("node:sea");
const { compileFunction } = require("node:vm");
const modules = {};
function requireAsset(id) {
  if (!id.startsWith("./")) return require(id);
  const name = id.slice(2);
  if (!(name in modules)) {
    const module = (modules[name] = { exports: {} });
    const run = compileFunction(getAsset(name, "utf8"), ["exports", "require", "module"], { filename: name });
    run.call(module.exports, module.exports, requireAsset, module);
  }
  return modules[name].exports;
}
(function (exports, require, module) {
${code}
})(exports, requireAsset, module);
`;
}

function run(command: string, args: readonly string[], cwd?: string): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? `${stdout}${stderr}`}`);
}
