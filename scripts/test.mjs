// `npm test`: from a fresh clone to a verdict. Installs and builds what is missing, then runs every test, and beside the tests,
// which wait for timers and processes now and then, every check and some seconds of fuzzing. `npm run fuzz` takes a minute.
// Ends with one line, "N passed, N failed", and exit code 0 only if nothing failed.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, ensureInstalled, ROOT } from "./prepare.mjs";

const FUZZ_SECONDS = 20;

/** @returns {Promise<number>} the exit code */
function run(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: "inherit", shell: process.platform === "win32" });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/**
 * Runs beside the tests, whose output it must not mix with.
 * @returns {Promise<{ code: number, output: string }>}
 */
function quietly(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, shell: process.platform === "win32" });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

await ensureInstalled();
await build();

const report = join(tmpdir(), `cdktf-agyn-test-${process.pid}.json`);
const checking = quietly("npm", ["run", "--silent", "check"]);
const fuzzing = quietly("npm", ["run", "--silent", "fuzz", "--", "--seconds", String(FUZZ_SECONDS)]);
// jest loads modules anew for each file: with a larger young generation its workers, which inherit the flag, take a tenth less time
const JEST = ["--max-semi-space-size=64", join(ROOT, "node_modules/jest/bin/jest.js")];
// thousands of node processes would each read these certificates; tests that download put them back (test/support/downloads.ts)
const { NODE_EXTRA_CA_CERTS: certificates, ...environment } = process.env;
const tests = await run(process.execPath, [...JEST, "--json", "--outputFile", report, ...process.argv.slice(2)], {
  ...environment,
  ...(certificates && { AGYN_TEST_DOWNLOAD_CA_CERTS: certificates }),
});
const [checks, fuzz] = await Promise.all([checking, fuzzing]);

let passed = 0;
let failed = 0;
try {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  const inBrowser = testResults.filter(({ name }) => /[/\\]test[/\\]browser[/\\]/.test(name));
  const skipped = inBrowser.flatMap((file) => file.assertionResults).filter(({ status }) => status === "pending");
  if (skipped.length > 0) {
    console.error(`Chromium was not found, so ${skipped.length} tests of the fleet map in a browser did not run.`);
  }
  passed = numPassedTests;
  failed = numFailedTests + numRuntimeErrorTestSuites;
} catch {
  failed = 1; // jest ended without a report
} finally {
  rmSync(report, { force: true });
}
if (fuzz.code !== 0) {
  console.error(`${fuzz.output}\nFuzzing failed; see above (npm run fuzz repeats it).`);
  failed += 1;
}
if (checks.code !== 0) {
  console.error(`${checks.output}\nThe checks failed; see above (npm run check repeats them).`);
  failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = checks.code === 0 && tests === 0 && fuzz.code === 0 && failed === 0 ? 0 : 1;
