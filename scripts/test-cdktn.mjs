// `npm run test:cdktn [-- test paths]`: the same sources and tests on the core's fork: `cdktf` is the npm alias of `cdktn`, in a copy
// of this checkout with node_modules of its own; nothing here is changed. It is built, type-checked, and the tests of constructs, workloads,
// stacks, fleets and moves run. Needs git and an npm registry.
//
// Which versions fit was measured: cdktn 0.24 takes constructs below 10.8, and the prebuilt providers of cdktf, whose peer is named
// otherwise, by an override. What is linked from this checkout imports no core.
//
// Exit codes: 0 all passed, 1 a test failed, or it did not run (one sentence says why).
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ensureInstalled, ROOT } from "./prepare.mjs";

const CDKTN = "0.24.0";
const PROVIDERS = ["@cdktf/provider-helm", "@cdktf/provider-kubernetes"];
const TESTS = ["test/constructs", "test/workloads", "test/stacks", "test/fleet", "test/move", "test/synthesized"];

const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-cdktn-"));
try {
  await ensureInstalled();
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  await install(devDependencies);
  copySources();
  linkOthers();
  console.log(`The core is cdktn ${CDKTN}. Building, then checking types and testing ...`);
  await run(process.execPath, ["scripts/build.mjs"], "the build");
  await run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.all.json", "--noEmit"], "the types");
  const asked = process.argv.slice(2);
  const jest = ["node_modules/jest/bin/jest.js", ...(asked.length > 0 ? asked : TESTS), "--selectProjects", "unit"];
  await run(process.execPath, jest, "a test");
} catch (error) {
  console.error(`test:cdktn: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The core under its alias, and what has it as a peer. */
async function install(versions) {
  const alias = `npm:cdktn@${CDKTN}`;
  const dependencies = { cdktf: alias, constructs: versions.constructs };
  for (const name of PROVIDERS) dependencies[name] = versions[name];
  const overrides = Object.fromEntries(PROVIDERS.map((name) => [name, { cdktf: "$cdktf" }]));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies, overrides }));
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--loglevel=error"];
  await run("npm", ["install", ...flags], `npm, which has to have cdktn ${CDKTN}; so it did not run, because it`);
}

/** Every file that git knows or would take, as it is now. */
function copySources() {
  const { stdout, status } = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error("it did not run, because git does not list the files of this checkout");
  for (const name of stdout.split("\0").filter((one) => one !== "" && !one.startsWith("node_modules"))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(ROOT, name), join(folder, name), { force: true });
  }
}

/** All other packages, by links to those of this checkout. */
function linkOthers() {
  const from = join(ROOT, "node_modules");
  const names = readdirSync(from).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(from, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  const own = new Set(["cdktf", "constructs", ...PROVIDERS]);
  for (const name of names.filter((one) => !own.has(one) && one !== ".package-lock.json")) {
    const path = join(folder, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { recursive: true, force: true });
    symlinkSync(join(from, name), path);
  }
}

/** @throws {Error} when the command fails; `what` is what failed then */
function run(command, args, what) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
    child.once("error", fail);
    child.once("exit", (code) => (code === 0 ? done() : fail(new Error(`${what} failed (see above)`))));
  });
}
