// `npm run check`: everything that judges the sources without running them. Types and lint take longer than all others together, so
// they run beside them; each check runs whatever came of the others, and shows its output once it is done.
//
// Exit codes: 0 all passed, 1 one failed; the last lines say which.
import { spawn } from "node:child_process";
import { ROOT } from "./prepare.mjs";

const LANES = [["code"], ["format", "layers", "dead", "generated"]];

/** @returns {Promise<boolean>} whether it passed */
function passes(name) {
  return new Promise((done, fail) => {
    const child = spawn("npm", ["run", "--silent", `check:${name}`], {
      cwd: ROOT,
      shell: process.platform === "win32",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", fail);
    child.once("close", (code) => {
      if (code !== 0) process.stderr.write(output);
      done(code === 0);
    });
  });
}

const failed = [];
await Promise.all(
  LANES.map(async (names) => {
    for (const name of names) if (!(await passes(name))) failed.push(name);
  }),
);
for (const name of failed.sort()) console.error(`npm run check:${name} failed; see above`);
process.exitCode = failed.length === 0 ? 0 : 1;
