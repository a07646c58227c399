// `cdktf-agyn init`: a repository for a fleet, which passes its own CI as it stands.
//
// Contract: everything or nothing is written. Exit code 0 written, 1 it can't be written there, and the message says why, 2 the fleet
// rules refuse what the options say.
import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
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

const HELP = `Usage: cdktf-agyn init DIR [--name NAME] [--regions A,B] [--teams A,B] [options]

Makes the repository of a fleet: fleet.yaml, an app, a test, a pipeline. \`npm install && npm run ci\` passes in it as it stands.
What is in DIR already stays: a file that would be written over is a refusal. Nothing is installed and nothing is asked of a network.

Options:
  --name NAME      name of the fleet (default: the folder's)
  --regions A,B    regions, each with the context NAME-REGION of the kubeconfig (default: us-east-1)
  --teams A,B      teams, each with the organization NAME-TEAM and a pool in every region (default: none, and one pool in
                   every region that is open to every organization)
  --gateway HOST   host of the gateway (default: gateway.example.com, to be changed in fleet.yaml)
  --package SPEC   where npm finds cdktf-agyn: a tarball, which is copied, or what npm takes, such as a version. The package is in
                   no registry, so the default is the one that runs: it is packed into ${VENDOR}/, to be committed
  --ci WHERE       github, gitlab, atlantis or none (default: github): checks, and the review of pull requests
  --force          write over files of the same names
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
  const planned = repositoryFiles(asked, "");
  refuseOccupied(directory, Object.keys(planned), asked.force);
  const { fleet, findings } = checkFleetYaml(planned["fleet.yaml"] ?? "", "fleet.yaml");
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
      writeFileSync(join(work, path), text, { mode: path.endsWith(".sh") ? 0o777 : 0o666 });
    }
    const pools = fleet?.pools.length ?? 0;
    moveInto(work, directory, asked.force);
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

/** @throws with every file that is in the way */
function refuseOccupied(directory: string, files: readonly string[], force: boolean): void {
  if (!existsSync(directory)) return;
  if (!statSync(directory).isDirectory()) throw new Error(`init: ${directory} is a file; name a folder`);
  // a file where a folder has to be, or the other way round, is nobody's to replace
  const odd = files.flatMap((file) => inTheWay(directory, file) ?? []);
  if (odd.length > 0)
    throw new Error(
      `init: in ${directory} there is ${[...new Set(odd)].join(", ")}, in the way of files; move it away`,
    );
  const there = files.filter((file) => lstatSync(join(directory, file), { throwIfNoEntry: false }) !== undefined);
  if (there.length === 0 || force) return;
  throw new Error(
    `init: in ${directory} there is ${there.join(", ")}, and nothing of yours is written over. Name another folder, move it away, or write over it with --force.`,
  );
}

function inTheWay(directory: string, file: string): string | undefined {
  const parts = file.split("/");
  for (const index of parts.keys()) {
    const path = parts.slice(0, index + 1).join("/");
    const found = statSync(join(directory, path), { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (found.isDirectory() !== index < parts.length - 1) return path;
  }
  return undefined;
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

/** By renaming, so that a folder is there whole or not at all; into one that is there file by file, and back when one fails. */
function moveInto(work: string, directory: string, force: boolean): void {
  if (!existsSync(directory)) {
    renameSync(work, directory);
    return;
  }
  const kept = join(work, ".kept");
  const undo: (() => void)[] = [];
  try {
    for (const file of filesIn(work)) {
      const target = join(directory, file);
      const made = mkdirSync(dirname(target), { recursive: true });
      if (made !== undefined) undo.unshift(() => rmSync(made, { recursive: true, force: true }));
      if (existsSync(target)) {
        // the package's tarball, which is known by now only
        const isSame = readFileSync(target).equals(readFileSync(join(work, file)));
        if (!force && !isSame) throw new Error(`init: ${target} is there and another one; write over it with --force`);
        mkdirSync(dirname(join(kept, file)), { recursive: true });
        renameSync(target, join(kept, file));
        undo.unshift(() => renameSync(join(kept, file), target));
      }
      renameSync(join(work, file), target);
      undo.unshift(() => rmSync(target, { force: true }));
    }
  } catch (error) {
    for (const step of undo) step();
    throw error;
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
