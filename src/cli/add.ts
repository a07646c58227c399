// `cdktf-agyn add`: a region, a team or a pool for a fleet file.
//
// Contract: one entry goes in and every byte that was there stays; what the rules refuse is not written. Exit code 0 added (with
// --dry-run: could be), 1 it can't be added here, and the message says why, 2 the rules refuse it.
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { type CheckedFleet, checkFleetYaml } from "../fleet/index.js";
import { type Finding, isBlocking, nearest, printFindings, redactText } from "../rules/index.js";
import { visible } from "../review/index.js";
import { describeChange } from "./add/describe.js";
import { insertEntry, NotEditableError } from "./add/insert.js";
import { type AddArguments, DEFAULT_FILE, readAddArguments, SECTIONS } from "./add/options.js";
import { blockEntry, type Plain, typescriptEntry } from "./add/render.js";

const EXIT = { added: 0, refused: 2 } as const;
const ADD_HELP = `Usage: cdktf-agyn add region NAME --cluster-context CONTEXT [options]
       cdktf-agyn add region NAME --like REGION [options]
       cdktf-agyn add team NAME --organization SLUG [options]
       cdktf-agyn add pool NAME --region NAME [options]

Adds one entry to a fleet file. Comments, order, blank lines and quotes stay as they are. The fleet is judged with the entry in
it: what the rules refuse is not written. Says which pools, runners and stacks come to be; pools with \`regions: all\` or
\`teams: all\` follow by themselves.

A region:
  --like REGION            copy this region; other options say what differs. The copy's context is the region's with the name
                           replaced; where the name is not in it, --cluster-context is needed
  --cluster-context NAME   context of the kubeconfig
  --cluster-kind KIND      eks, gke, aks, openshift or selfManaged
  --cluster-version V      Kubernetes version, such as 1.36
  --gateway HOST[:PORT]    a gateway behind TLS; in-cluster: it runs in the region's own cluster (default: in-cluster)
  --private-gateway HOST:PORT  a gateway in a private network, in clear text
  --storage-class NAME     storage class of workloads
  --storage-size SIZE      size of a volume, such as 10Gi
  --capacity TIER=NODESxCPUxMEMORY
                           what the nodes of a tier hold, such as standard=4x16x64Gi; may be given again

A team:
  --organization SLUG      organization of the team
  --organization-name NAME display name of the organization

A pool:
  --region NAME | --regions A,B | --regions all
  --team NAME | --teams A,B | --teams all | --organization SLUG
                           whose it is (default: open to every organization)
  --tier NAME              tier (default: that of the fleet's defaults)
  --runners N              registrations, 1 to 100
  --labels KEY=VALUE,...   labels beside those of region, tier and team
  --capabilities A,B       capabilities beside those of the tier
  --protect                Terraform refuses to destroy the pool's namespaces

Options:
  --file FILE   the fleet file (default: ${DEFAULT_FILE})
  --dry-run     say what would come to be, and write nothing
  --help        this text

Exit codes: 0 added; 1 it can't be added, and the message says why; 2 the rules refuse it, and nothing is written.

Examples:
  npx cdktf-agyn add region ap-south-1 --like eu-west-1
  npx cdktf-agyn add team research --organization acme-research
  npx cdktf-agyn add pool batch --regions all --team research --tier high-memory --runners 2 --dry-run
`;

/** Runs the subcommand. */
export function runAdd(args: readonly string[]): Promise<number> {
  const asked = readAddArguments(args);
  if (asked === undefined) {
    process.stdout.write(ADD_HELP);
    return Promise.resolve(EXIT.added);
  }
  return shown(asked);
}

/** Names and values come from a command line and a file: no text of them is a terminal's command. */
async function shown(asked: AddArguments): Promise<number> {
  try {
    const { exit, text } = await add(asked);
    process.stdout.write(visible(text, { keepLines: true }));
    return exit;
  } catch (error) {
    throw error instanceof Error ? new Error(visible(error.message, { keepLines: true }), { cause: error }) : error;
  }
}

/** What was added is written; what is to be said of it is not yet. */
interface Added {
  readonly exit: number;
  readonly text: string;
}

async function add({ kind, name, file, dryRun, like, value: given }: AddArguments): Promise<Added> {
  const section = SECTIONS[kind];
  const source = readSource(file, section, name, given);
  const before = checkFleetYaml(source, file);
  const fleet = valueOf(source, file, before);
  const there = Object.keys(fleet[section] ?? {});
  if (there.includes(name)) throw new Error(`add ${kind}: ${section}.${name} is in ${file} already; edit it there`);
  const value = like === undefined ? given : copyOf(like, name, given, fleet[section] ?? {});
  const text = insertOrExplain(source, { section, name, value }, file);
  const after = checkFleetYaml(text, file);
  if (after.fleet === undefined || after.findings.some(isBlocking)) {
    const old = before.findings.filter(isBlocking).length;
    const already =
      old === 0 ? "" : ` The file has ${old === 1 ? "an error" : `${old} errors`} without it: mend that first.`;
    return {
      exit: EXIT.refused,
      text: `${printFindings(after.findings, { file })}\n\n${section}.${name} is not added; ${file} is as it was.${already}\n`,
    };
  }
  if (!dryRun) replaceFile(file, text);
  const lines = [
    `${section}.${name} ${dryRun ? "would be added to" : "is added to"} ${file}.`,
    ...(await describeChange(
      { text: source, ...(before.fleet === undefined ? {} : { fleet: before.fleet }) },
      { text, fleet: after.fleet },
      file,
    )),
    ...nextSteps(kind, name, value, dryRun),
  ];
  const warnings = newFindings(before.findings, after.findings);
  return {
    exit: EXIT.added,
    text: `${warnings.length === 0 ? "" : `${printFindings(warnings, { file })}\n\n`}${lines.join("\n")}\n`,
  };
}

type Sections = Readonly<Record<string, Readonly<Record<string, Plain>> | undefined>>;

function readSource(file: string, section: string, name: string, value: Plain): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = String(error) } = error as { readonly code?: string };
    const byHand = `For a fleet in TypeScript add by hand, under ${section}:\n  ${redactText(typescriptEntry(name, value))}`;
    const why = code === "ENOENT" ? "is not there" : `can't be read (${code})`;
    throw new Error(`add: ${file} ${why}; name the fleet file with --file FILE. ${byHand}`, { cause: error });
  }
}

/** What the file says; its errors are shown where it says nothing. */
function valueOf(source: string, file: string, { findings }: CheckedFleet): Sections {
  try {
    const value: unknown = parse(source, { merge: true, uniqueKeys: false });
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Sections;
  } catch {
    // the findings say it with line and column
  }
  throw new Error(`add: ${file} can't be read as a fleet:\n${printFindings(findings, { file })}`);
}

function copyOf(
  like: string,
  name: string,
  given: AddArguments["value"],
  regions: Readonly<Record<string, Plain>>,
): AddArguments["value"] {
  const model = regions[like];
  if (!isMap(model)) {
    const close = nearest(like, Object.keys(regions));
    const hint = close === undefined ? `there is: ${Object.keys(regions).join(", ")}` : `did you mean ${close}?`;
    throw new Error(`add region: --like is ${JSON.stringify(like)}, which is no region of the fleet; ${hint}`);
  }
  const [theirs, ours] = [model["cluster"], given["cluster"]];
  const context = isMap(theirs) && typeof theirs["context"] === "string" ? theirs["context"] : "";
  if (!(isMap(ours) && ours["context"] !== undefined) && !context.includes(like)) {
    throw new Error(
      `add region: the context ${JSON.stringify(context)} of ${like} does not name its region, so that of ${name} can't be told from it; give --cluster-context`,
    );
  }
  const cluster = {
    ...(isMap(theirs) ? theirs : {}),
    context: context.replaceAll(like, name),
    ...(isMap(ours) ? ours : {}),
  };
  const capacity = {
    ...(isMap(model["capacity"]) ? model["capacity"] : {}),
    ...(isMap(given["capacity"]) ? given["capacity"] : {}),
  };
  return { ...model, ...given, cluster, ...(Object.keys(capacity).length === 0 ? {} : { capacity }) };
}

function isMap(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && !Array.isArray(value);
}

function insertOrExplain(source: string, entry: Parameters<typeof insertEntry>[1], file: string): string {
  try {
    return insertEntry(source, entry);
  } catch (error) {
    if (!(error instanceof NotEditableError)) throw error;
    const lines = blockEntry(entry.name, entry.value, 2).map((line) => `  ${line}`);
    throw new Error(
      `add: ${file} is left as it is: ${error.message}. Add by hand, under ${entry.section}:\n${redactText(lines.join("\n"))}`,
      { cause: error },
    );
  }
}

function newFindings(before: readonly Finding[], after: readonly Finding[]): readonly Finding[] {
  const known = new Set(before.map(({ rule, path }) => `${rule} ${path}`));
  return after.filter(({ rule, path }) => !known.has(`${rule} ${path}`));
}

function nextSteps(kind: AddArguments["kind"], name: string, value: AddArguments["value"], dryRun: boolean): string[] {
  if (dryRun) return ["Nothing is written: --dry-run."];
  const context = isMap(value["cluster"]) ? value["cluster"]["context"] : undefined;
  const needs = {
    region: typeof context === "string" ? `An apply needs the context ${context} in the kubeconfig.` : undefined,
    team: `An apply needs TF_VAR_agyn_token_${name.replaceAll("-", "_")}, the token of an owner of its organization.`,
    pool: undefined,
  }[kind];
  return [...(needs === undefined ? [] : [needs]), "Next: synthesize, and look at the plan."];
}

/** In one step, so that nobody sees half a file; through links, and with the rights it had. */
function replaceFile(file: string, text: string): void {
  const path = realpathSync(file);
  const beside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { flag: "wx" });
    chmodSync(beside, statSync(path).mode & 0o7777);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
