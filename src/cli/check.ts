// `cdktf-agyn check`: judges a fleet file without synthesizing anything, for editors, hooks and pull requests.
//
// Contract: findings go to stdout, as text or with --json as one document of api/fleet-findings.schema.json; exit code 0 no error,
// 1 the file can't be judged, 2 errors that nobody acknowledged.
import { readFileSync } from "node:fs";
import { type CheckedFleet, checkFleetYaml } from "../fleet/index.js";
import { findingsToJson, isBlocking, printFindings } from "../rules/index.js";
import { parseWords } from "./words.js";

const DEFAULT_FILE = "fleet.yaml";
const ALLOWED = "Allowed: FILE, --json, --help.";
const EXIT = { clean: 0, errors: 2 } as const;

const HELP = `Usage: cdktf-agyn check [FILE] [--json]

Judges a fleet file by its schema and all fleet rules, and prints everything that is found: line and column, what was found there,
why it hurts and what to write instead. Charts in folders are looked at; nothing is synthesized and nothing is asked of a platform or a cluster. What only
constructs can tell, such as how a tier reaches its nodes in a cluster, shows at synth.

Options:
  FILE     a fleet in YAML or JSON (default: ${DEFAULT_FILE})
  --json   the findings as one JSON document; its form is api/fleet-findings.schema.json of the package
  --help   this text

Exit codes: 0 no error, warnings may be there; 1 the file can't be read, and the message says why; 2 errors that nobody
acknowledged.

Examples:
  npx cdktf-agyn check
  npx cdktf-agyn check regions/fleet.yaml --json | jq '.findings[] | select(.severity == "error") | .path'
`;

/** Runs the subcommand. */
export function runCheck(args: readonly string[]): Promise<number> {
  const { help, file, json } = readArguments(args);
  if (help) {
    process.stdout.write(HELP);
    return Promise.resolve(EXIT.clean);
  }
  const checked = checkFleetYaml(readText(file), file);
  process.stdout.write(json ? `${JSON.stringify(findingsToJson(checked.findings))}\n` : inWords(checked, file));
  return Promise.resolve(checked.findings.some(isBlocking) ? EXIT.errors : EXIT.clean);
}

function inWords({ fleet, findings }: CheckedFleet, file: string): string {
  const printed = findings.length === 0 ? [] : [printFindings(findings, { file })];
  const pools = fleet?.pools.length ?? 0;
  const agents = Object.keys(fleet?.agents ?? {}).length;
  const judged = `${file}: ${pools} ${pools === 1 ? "pool" : "pools"} and ${agents} ${agents === 1 ? "agent" : "agents"} judged`;
  const verdict = findings.some(isBlocking)
    ? []
    : [findings.length === 0 ? `${judged}; nothing found.` : `${judged}; no error.`];
  return `${[...printed, ...verdict].join("\n\n")}\n`;
}

function readArguments(args: readonly string[]): {
  readonly help: boolean;
  readonly file: string;
  readonly json: boolean;
} {
  const { values, positionals } = parseWords("check", ALLOWED, args, {
    allowPositionals: true,
    options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  const [file = DEFAULT_FILE, ...more] = positionals;
  if (more.length > 0)
    throw new Error(`check: one fleet is judged at a time, and there are ${positionals.length} names. ${ALLOWED}`);
  return { help: values.help === true, file, json: values.json === true };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Error(`check: ${file} can't be read (${why}); name a fleet file, as in cdktf-agyn check fleet.yaml`, {
      cause: error,
    });
  }
}
