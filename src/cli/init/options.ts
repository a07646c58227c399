// The command line of `cdktf-agyn init`: what it takes, and every fault of it at once.
import { basename, resolve } from "node:path";
import { parseWords } from "../words.js";

const CIS = ["github", "gitlab", "atlantis", "none"] as const;
/** Where the pipeline of a repository runs. */
export type Ci = (typeof CIS)[number];

const ALLOWED = `Allowed: DIR, --name NAME, --regions A,B, --teams A,B, --gateway HOST, --package SPEC, --ci ${CIS.join("|")}, --force, --help.`;
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** What the command line asks for. */
export interface InitArguments {
  readonly directory: string;
  readonly name: string;
  readonly regions: readonly string[];
  readonly teams: readonly string[];
  readonly gateway: string;
  /** @default - the package that runs, packed */
  readonly packageSpec?: string;
  readonly ci: Ci;
  /** Files of the same names are written over. */
  readonly force: boolean;
}

/**
 * Reads the words after `init`.
 *
 * @returns undefined when help is asked for
 * @throws with every fault, a line each
 */
export function readInitArguments(args: readonly string[], cwd: string): InitArguments | undefined {
  const { values, positionals } = parseWords("init", ALLOWED, args, {
    allowPositionals: true,
    options: {
      name: { type: "string" },
      regions: { type: "string", default: "us-east-1" },
      teams: { type: "string", default: "" },
      gateway: { type: "string", default: "gateway.example.com" },
      package: { type: "string" },
      ci: { type: "string", default: "github" },
      force: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return undefined;
  const problems: string[] = [];
  const [folder, ...more] = positionals;
  if (folder === undefined || folder === "") problems.push(`the folder is missing. ${ALLOWED}`);
  if (more.length > 0) problems.push(`one folder is made at a time, and there are ${positionals.length}`);
  const directory = resolve(cwd, folder ?? "");
  const name = values.name ?? basename(directory).toLowerCase();
  const [regions, teams] = [listOf(values.regions), listOf(values.teams)];
  const named = [["--name", [name]] as const, ["--regions", regions] as const, ["--teams", teams] as const];
  for (const [option, names] of named) {
    for (const bad of names.filter((word) => !NAME.test(word))) {
      problems.push(`${option}: ${JSON.stringify(bad)} is no name; allowed: a-z, 0-9 and '-' inside, at most 63`);
    }
    for (const twice of new Set(names.filter((word, index) => names.indexOf(word) !== index))) {
      problems.push(`${option}: ${twice} is there twice`);
    }
  }
  if (regions.length === 0) problems.push("--regions is empty; a fleet is somewhere");
  if (!HOST.test(values.gateway)) {
    problems.push(`--gateway is ${JSON.stringify(values.gateway)}; give the host alone, such as gateway.example.com`);
  }
  if (values.package === "")
    problems.push("--package is empty; give a tarball, a folder or a version, or leave it out");
  const ci = CIS.find((one) => one === values.ci);
  if (ci === undefined) problems.push(`--ci is ${JSON.stringify(values.ci)}; allowed: ${CIS.join(", ")}`);
  if (problems.length > 0) throw new Error(problems.map((problem) => `init: ${problem}`).join("\n"));
  return {
    directory,
    name,
    regions,
    teams,
    gateway: values.gateway,
    ...(values.package === undefined ? {} : { packageSpec: values.package }),
    ci: ci ?? "none",
    force: values.force === true,
  };
}

function listOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
