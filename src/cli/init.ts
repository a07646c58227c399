// `cdktf-agyn init`: a repository for a fleet, which passes its own CI as it stands.
//
// Contract: everything or nothing is written. Exit code 0 written, 1 it can't be written there, and the message says why, 2 the fleet
// rules refuse what the options say.
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { checkFleetYaml } from "../fleet/index.js";
import { isBlocking, printFindings } from "../rules/index.js";
import { repositoryFiles } from "./init/files.js";
import { type InitArguments, readInitArguments } from "./init/options.js";
import { PACKAGE_FOLDER, packageVersion } from "./package-folder.js";

const EXIT = { written: 0, refused: 2 } as const;
/** Where the tarball of the package lies in the repository. */
const VENDOR = "vendor";
const MAX_NAMES = 10;

const HELP = `Usage: cdktf-agyn init DIR [--name NAME] [--regions A,B] [--teams A,B] [options]

Makes the repository of a fleet: fleet.yaml, an app, a test, a pipeline. \`npm install && npm run ci\` passes in it as it stands.
DIR must not be there, or be empty; a .git may be in it. Nothing is installed and nothing is asked of a network.

Options:
  --name NAME      name of the fleet (default: the folder's)
  --regions A,B    regions, each with the context NAME-REGION of the kubeconfig (default: us-east-1)
  --teams A,B      teams, each with the organization NAME-TEAM and a pool in every region (default: none, and one pool in
                   every region that is open to every organization)
  --gateway HOST   host of the gateway (default: gateway.example.com, to be changed in fleet.yaml)
  --package SPEC   where npm finds cdktf-agyn: a tarball, which is copied, or what npm takes, such as a version. The package is in
                   no registry, so the default is the one that runs: it is packed into ${VENDOR}/, to be committed
  --ci WHERE       github, gitlab or none (default: github)
  --help           this text

Exit codes: 0 written; 1 it can't be written there, and the message says why; 2 the fleet rules refuse it.

Examples:
  npx cdktf-agyn init infra --name acme --regions us-east-1,eu-west-1 --teams ml,web
  npx cdktf-agyn init . --ci gitlab --package ./cdktf-agyn-0.7.0.tgz
`;

/** Runs the subcommand. */
export async function runInit(args: readonly string[]): Promise<number> {
  const asked = readInitArguments(args, process.cwd());
  if (asked === undefined) {
    process.stdout.write(HELP);
    return EXIT.written;
  }
  const { directory } = asked;
  refuseOccupied(directory);
  const { fleet, findings } = checkFleetYaml(repositoryFiles(asked, "")["fleet.yaml"] ?? "", "fleet.yaml");
  if (findings.some(isBlocking)) {
    process.stdout.write(`${printFindings(findings, { file: "fleet.yaml" })}\n\nNothing is written.\n`);
    return EXIT.refused;
  }
  mkdirSync(dirname(directory), { recursive: true });
  // beside the folder, so that it gets there by renaming
  const work = join(dirname(directory), `.${basename(directory)}-${process.pid}.new`);
  mkdirSync(work);
  try {
    const spec = await placePackage(asked, work);
    const files = Object.entries(repositoryFiles(asked, spec));
    for (const [path, text] of files) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    }
    const pools = fleet?.pools.length ?? 0;
    moveInto(work, directory);
    const place = relative(process.cwd(), directory) || ".";
    process.stdout.write(
      [
        `${place}: a fleet of ${pools} ${pools === 1 ? "pool" : "pools"} in ${asked.regions.join(", ")}.`,
        `cdktf-agyn comes from ${spec}${spec.startsWith("file:") ? "; commit it, because the package is in no registry" : ""}.`,
        `Next: ${place === "." ? "" : `cd ${place}, then `}npm install, npm run ci. README.md says what has to be changed before an apply.`,
        "",
      ].join("\n"),
    );
    return EXIT.written;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function refuseOccupied(directory: string): void {
  if (!existsSync(directory)) return;
  if (!statSync(directory).isDirectory()) throw new Error(`init: ${directory} is a file; name a folder`);
  const there = readdirSync(directory).filter((name) => name !== ".git");
  if (there.length === 0) return;
  const more = there.length > MAX_NAMES ? `, and ${there.length - MAX_NAMES} more` : "";
  throw new Error(
    `init: ${directory} is not empty, and nothing of yours is written over: there is ${there.slice(0, MAX_NAMES).join(", ")}${more}. Name another folder.`,
  );
}

/** Puts the package where the repository keeps it, and says how npm finds it. */
async function placePackage({ packageSpec }: InitArguments, work: string): Promise<string> {
  const vendor = join(work, VENDOR);
  const tarball = packageSpec === undefined ? undefined : resolve(packageSpec);
  if (tarball?.endsWith(".tgz") === true && existsSync(tarball)) {
    mkdirSync(vendor);
    copyFileSync(tarball, join(vendor, basename(tarball)));
    return `file:${VENDOR}/${basename(tarball)}`;
  }
  const isPath = packageSpec !== undefined && /^[./~]|\.tgz$/.test(packageSpec) && !packageSpec.includes("://");
  if (isPath && !existsSync(resolve(packageSpec))) throw new Error(`init: --package: ${packageSpec} is not there`);
  if (packageSpec !== undefined && !isPath) return packageSpec;
  const folder = packageSpec === undefined ? PACKAGE_FOLDER : resolve(packageSpec);
  mkdirSync(vendor);
  try {
    // npm's own settings stay; scripts would build anew
    await promisify(execFile)("npm", ["pack", "--ignore-scripts", "--pack-destination", vendor], { cwd: folder });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`init: npm can't pack ${folder}: ${why}. Give a tarball with --package.`, { cause: error });
  }
  const [packed] = readdirSync(vendor);
  if (packed === undefined) throw new Error(`init: npm packed nothing of ${folder}, version ${packageVersion()}`);
  return `file:${VENDOR}/${packed}`;
}

/** By renaming, so that a folder is there whole or not at all; into one that is there entry by entry, and back when one fails. */
function moveInto(work: string, directory: string): void {
  if (!existsSync(directory)) {
    renameSync(work, directory);
    return;
  }
  const moved: string[] = [];
  try {
    for (const name of readdirSync(work)) {
      renameSync(join(work, name), join(directory, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) rmSync(join(directory, name), { recursive: true, force: true });
    throw error;
  }
}
