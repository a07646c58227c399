// What a fresh clone needs before anything of ours can run: the packages of the lock file, and dist/. Plain Node, no imports
// but its own modules, because nothing is installed yet. Shared by `npm start` and `npm test`.
import { spawn } from "node:child_process";
import { existsSync, lstatSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const OLDEST_NODE = [20, 19];
const MODULES = join(ROOT, "node_modules");
/** npm writes it at the end of an install, so one that broke off is done again. */
const INSTALLED = join(MODULES, ".package-lock.json");
const BUILT = join(ROOT, "dist", ".built");
const SOURCES = [
  "src",
  "scripts/build.mjs",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.bindings.json",
];

/** One sentence for a Node that is too old; undefined when it will do. */
export function nodeComplaint(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor, wantedMinor] = OLDEST_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `Node.js ${version} is too old: install Node.js ${OLDEST_NODE.join(".")} or newer (nodejs.org).`;
}

/** Installs what the lock file says when that was not done yet, or is older than the lock file. */
export async function ensureInstalled() {
  if (existsSync(INSTALLED) && modified(INSTALLED) >= modified(join(ROOT, "package-lock.json"))) return;
  if (lstatSync(MODULES, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error("node_modules is a link, and npm ci would empty the folder it leads to; replace it by a folder");
  }
  console.log("Installing packages (npm ci; about a minute the first time) ...");
  await run("npm", ["ci", "--no-audit", "--no-fund"]);
}

/** Builds dist/ when a source is newer than the last build. */
export async function ensureBuilt() {
  if (existsSync(BUILT) && modified(BUILT) >= Math.max(...SOURCES.map((path) => newest(join(ROOT, path))))) return;
  await build();
}

/** Builds dist/. */
export async function build() {
  console.log("Building ...");
  await run(process.execPath, [join(ROOT, "scripts", "build.mjs")]);
  writeFileSync(BUILT, "");
}

function run(command, args) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", shell: process.platform === "win32" });
    child.once("error", fail);
    child.once("exit", (code) =>
      code === 0
        ? done()
        : fail(new Error(`${command} ${args.join(" ")} ended with exit code ${code}; its output is above.`)),
    );
  });
}

function modified(path) {
  return statSync(path).mtimeMs;
}

/** When the newest file at or below a path was changed. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
