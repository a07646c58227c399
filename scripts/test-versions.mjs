// `npm run test:versions [-- [--only NAME]... [--binary PATH] [jest arguments]]`: the acceptance tests on other versions than the
// one on PATH, one after the other, with a table at the end. `npm run test:tofu` is the same for the newest OpenTofu alone;
// `npm run test:packaged` (`--packaged`) tests the executable of a release instead of dist/, with the one on PATH unless another is
// named.
//
// Binaries are built from their modules the first time (go-binaries.mjs).
// Exit codes: 0 all tests passed, 1 a test failed or a binary can not be had.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { built, TERRAFORM_VERSIONS } from "./go-binaries.mjs";
import { build, ensureInstalled, ROOT } from "./prepare.mjs";

const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** @returns {Promise<number>} the exit code */
function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", ...options });
    child.once("error", fail);
    child.once("exit", (code) => done(code ?? 1));
  });
}

/**
 * The executable of this machine's package, as an unpacker leaves it. The package of macOS is more than one file and is tested by
 * test/acceptance/packaged.test.ts.
 *
 * @param folder where to, absolute
 */
async function unpackedRelease(folder) {
  const { terraformPlatform } = createRequire(import.meta.url)(join(ROOT, "dist", "rehearsal", "index.js"));
  const platform = terraformPlatform();
  if (!platform.startsWith("linux_")) throw new Error(`--packaged needs Linux; this is ${platform}`);
  const zip = `terraform-provider-agyn_${VERSION}_${platform}.zip`;
  for (const [command, ...args] of [
    [process.execPath, "--import", "tsx", join("scripts", "package.ts"), "--platform", platform, "--out", folder],
    ["python3", "-m", "zipfile", "-e", join(folder, zip), folder],
  ]) {
    if ((await run(command, args)) !== 0) throw new Error(`${command} ${args.join(" ")} failed (see above)`);
  }
  const executable = join(folder, `terraform-provider-agyn_v${VERSION}`);
  chmodSync(executable, 0o755); // python3 unpacks no permissions
  return executable;
}

/** What the command line names, and what is left for jest. */
function parse(args) {
  const named = { only: [], binary: [], rest: [] };
  let isPackaged = false;
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "--packaged") {
      isPackaged = true;
      continue;
    }
    const option = /^--(only|binary)$/.exec(args[i])?.[1];
    if (option === undefined) {
      named.rest.push(args[i]);
      continue;
    }
    i += 1;
    if (args[i] === undefined) throw new Error(`--${option} needs a value`);
    named[option].push(args[i]);
  }
  for (const name of named.only) {
    if (!Object.hasOwn(TERRAFORM_VERSIONS, name)) {
      throw new Error(`--only is "${name}"; allowed: ${Object.keys(TERRAFORM_VERSIONS).join(", ")}`);
    }
  }
  const binaries = named.binary.map((path) => (isAbsolute(path) ? path : resolve(path)));
  const missing = binaries.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Error(`--binary: there is no file at ${missing}`);
  const names = named.only.length > 0 || isPackaged ? named.only : Object.keys(TERRAFORM_VERSIONS);
  if (isPackaged && names.length + binaries.length === 0) {
    binaries.push(process.env["TERRAFORM_BINARY_NAME"] || "terraform");
  }
  return { names, binaries, isPackaged, rest: named.rest };
}

/** The acceptance tests on one binary: a row of the table. @param env what else is in their environment */
async function test(binary, jestArguments, env) {
  const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-versions-"));
  const report = join(folder, "report.json");
  try {
    const code = await run(
      process.execPath,
      [jest, ...jestArguments, "--selectProjects", "acceptance", "--json", "--outputFile", report],
      // each version starts the provider itself, for every command
      { env: { ...process.env, AGYN_ACCEPTANCE_STARTS: "1", ...env, TERRAFORM_BINARY_NAME: binary } },
    );
    if (!existsSync(report)) return { code, passed: 0, failed: 1, skipped: 0 };
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    return { code, passed: numPassedTests, failed, skipped: numPendingTests };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const release = mkdtempSync(join(tmpdir(), "cdktf-agyn-release-"));
try {
  const { names, binaries, isPackaged, rest } = parse(process.argv.slice(2));
  await ensureInstalled();
  const wanted = binaries.length > 0 ? binaries : await inTurn(names, built);
  await build();
  const env = isPackaged ? { AGYN_ACCEPTANCE_PROVIDER: await unpackedRelease(join(release, "package")) } : {};
  const rows = await inTurn(wanted, async (binary) => {
    // a CLI configuration that can not be read is told before the version
    const { stdout } = spawnSync(binary, ["version"], { encoding: "utf8", env: { PATH: process.env["PATH"] } });
    return { version: stdout.split("\n", 1)[0], ...(await test(binary, rest, env)) };
  });
  for (const { version, passed, failed, skipped } of rows) {
    console.log(`${version.padEnd(24)}${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
  process.exitCode = rows.every(({ code }) => code === 0) ? 0 : 1;
} catch (error) {
  console.error(`test:versions: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  rmSync(release, { recursive: true, force: true });
}

/** One after the other: building and testing take the whole machine. */
async function inTurn(items, work) {
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
}
