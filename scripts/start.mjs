// npm start from a fresh clone: checks Node and terraform, installs and builds when that is needed, then hands over to
// scripts/first-run.ts. Plain Node without packages, because it runs before they are installed.
import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt, ensureInstalled, nodeComplaint, ROOT } from "./prepare.mjs";

const HELP = `Usage: npm start [-- --destroy] [-- --work DIR] [-- --help]

Installs and builds what is missing, starts the embedded Agyn gateway, synthesizes examples/acme-fleet and applies it with the
real terraform; the helm and kubernetes providers are stand-ins, so no cluster and no account is needed. State is kept in
.cdktf-agyn/, so a second run finds no changes.

Options:
  --destroy    take all of it down again and prove that nothing is left
  --work DIR   keep state and synthesized JSON in DIR (default: .cdktf-agyn/ and cdktf.out/)
  --help       this text

Examples:
  npm start
  npm start -- --destroy
  npm start -- --work /tmp/fleet
`;

class Stop extends Error {}

function readArguments(args) {
  const options = { destroy: { type: "boolean" }, work: { type: "string" }, help: { type: "boolean", short: "h" } };
  try {
    const { values } = parseArgs({ args, options });
    if (values.work === "") throw new Error("Option '--work <value>' names no folder");
    return values;
  } catch (error) {
    const [sentence] = error.message.split(". ");
    throw new Stop(`${sentence}; allowed are --destroy, --work DIR and --help.`);
  }
}

/** The same search as src/rehearsal/terraform-binary.ts, before anything is installed. */
function checkTerraform() {
  const wanted = process.env.TERRAFORM_BINARY_NAME ?? "";
  const names = wanted === "" ? ["terraform", "tofu"] : [wanted];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const paths = names.flatMap((name) =>
    name.includes("/") ? [resolve(name)] : folders.map((folder) => join(folder, name)),
  );
  if (paths.some(isExecutable)) return;
  throw new Stop(
    wanted === ""
      ? "Neither terraform nor tofu was found on PATH: install Terraform 1.11 or newer (developer.hashicorp.com/terraform/install) or OpenTofu 1.11 or newer (opentofu.org)."
      : `TERRAFORM_BINARY_NAME is ${JSON.stringify(wanted)}, which was not found: install it, or unset the variable to use terraform or tofu from PATH.`,
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function main(args) {
  const { destroy, help, work } = readArguments(args);
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const complaint = nodeComplaint();
  if (complaint !== undefined) throw new Stop(complaint);
  checkTerraform();
  process.on("SIGINT", () => undefined); // the child hears it too and stops in order; we end when it has

  const name = `[1/${destroy ? 5 : 7}] Install and build`;
  const started = Date.now();
  console.log(`   ${name} ...`);
  try {
    await ensureInstalled();
    await ensureBuilt();
  } catch (error) {
    throw new Stop(`The step "Install and build" failed: ${error.message}`);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${process.stdout.isTTY ? "✓" : "ok"} ${name}: ready (${seconds} s)`);
  return await firstRun([...(destroy ? ["--destroy"] : []), ...(work === undefined ? [] : ["--work", resolve(work)])]);
}

function firstRun(args) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["--import", "tsx", "scripts/first-run.ts", ...args], {
      cwd: ROOT,
      stdio: "inherit",
    });
    for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal)); // meant for all of us
    child.once("error", fail);
    child.once("exit", (code, signal) => done(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = 1;
  },
);
