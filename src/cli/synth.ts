// `cdktf-agyn synth`: synthesizes an app, and with --check says whether the output that is kept in version control is what the sources
// make.
//
// Contract: exit code 0 written, or the same; 1 it can't be synthesized, and the message says why; 2 it differs. With --check nothing
// is written but to a temporary folder.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type SynthesizableApp, synthesizeApp } from "../rehearsal/index.js";
import { readSynthesizedStacks } from "../synthesized/index.js";
import { appSettings, synthesizableApp } from "./app-command.js";
import { explain } from "./synth/explain.js";
import { applyDifferences, type Difference, differences, synthesizedFiles } from "./synth/files.js";
import { hasValueFiles, writeValueFiles } from "./synth/values.js";
import { parseWords } from "./words.js";

const DEFAULT_OUT = "cdktf.out";
const MAX_FILES = 50;
const ALLOWED = "Allowed: --check, --app CMD, --out DIR, --values, --help.";
const EXIT = { fine: 0, differs: 2 } as const;

const HELP = `Usage: cdktf-agyn synth [--check] [--app CMD] [--out DIR] [--values]

Synthesizes an app, as cdktf synth does, and removes what it does not make any more: stacks, assets. States, lock files
and plugin folders in the output folder stay. With --check nothing is written: the app is synthesized elsewhere and compared with the
output folder, byte by byte.

Options:
  --check     say what differs, by construct path; for repositories that keep the output
  --app CMD   synthesize with this command (default: "app" of ./cdktf.json)
  --out DIR   the output folder (default: "output" of ./cdktf.json, else ${DEFAULT_OUT})
  --values    write the Helm values of each release as readable YAML too, to stacks/STACK/values/RELEASE.yaml; where the
              output folder has such files, they are kept up to date without it
  --help      this text

Exit codes: 0 written, or with --check the same; 1 the app can't be synthesized, and the message says why; 2 it differs.

Examples:
  npx cdktf-agyn synth --values
  npx cdktf-agyn synth --check
  npx cdktf-agyn synth --check --app "npx tsx main.ts" --out generated
`;

/** Runs the subcommand. */
export async function runSynth(args: readonly string[]): Promise<number> {
  const { values } = parseWords("synth", ALLOWED, args, {
    options: {
      check: { type: "boolean" },
      app: { type: "string" },
      out: { type: "string" },
      values: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return EXIT.fine;
  }
  const { app, out } = readApp(values.app, values.out, process.cwd());
  const work = realpathSync(mkdtempSync(join(tmpdir(), "cdktf-agyn-synth-")));
  try {
    const fresh = join(work, DEFAULT_OUT);
    mkdirSync(fresh);
    await synthesize(app, fresh);
    if (values.values === true || hasValueFiles(out)) writeValueFiles(fresh);
    const found = differences(out, fresh);
    const stacks = readSynthesizedStacks(fresh).length;
    const summary = `${stacks} ${stacks === 1 ? "stack" : "stacks"}, ${synthesizedFiles(fresh).length} files`;
    if (values.check !== true) {
      applyDifferences(found, out, fresh);
      process.stdout.write(`${out}: ${summary}; ${changes(found)}.\n`);
      return EXIT.fine;
    }
    if (found.length === 0) {
      process.stdout.write(`${out} is what the sources make: ${summary}.\n`);
      return EXIT.fine;
    }
    process.stdout.write(`${report(found, { out, fresh, app })}\n`);
    return EXIT.differs;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function readApp(command: string | undefined, out: string | undefined, directory: string) {
  const problems: string[] = [];
  for (const [option, value] of Object.entries({ app: command, out })) {
    if (value === "")
      problems.push(`--${option} is empty; leave it out, or give ${option === "app" ? "a command" : "a folder"}`);
  }
  const app = synthesizableApp(command, directory, problems);
  const { output } = appSettings(directory);
  if (app === undefined || problems.length > 0)
    throw new Error(problems.map((problem) => `synth: ${problem}`).join("\n"));
  return { app, out: resolve(directory, out ?? (typeof output === "string" && output !== "" ? output : DEFAULT_OUT)) };
}

async function synthesize(app: SynthesizableApp, fresh: string): Promise<void> {
  try {
    await synthesizeApp(app, fresh, process.env);
  } catch (error) {
    const [problem = "", ...output] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new Error(`synth: the app can't be synthesized: ${[problem, ...output].join("\n")}`, { cause: error });
  }
  if (!existsSync(join(fresh, "manifest.json"))) {
    throw new Error(
      `synth: ${app.command} left nothing in the folder that CDKTF_OUTDIR names; let it end with app.synth(), and leave \`outdir\` out of new App()`,
    );
  }
}

function changes(found: readonly Difference[]): string {
  const count = (change: Difference["change"]): number => found.filter((one) => one.change === change).length;
  if (found.length === 0) return "nothing changed";
  return `${count("add")} added, ${count("update")} changed, ${count("remove")} removed`;
}

interface Compared {
  readonly out: string;
  readonly fresh: string;
  readonly app: SynthesizableApp;
}

function report(found: readonly Difference[], { out, fresh, app }: Compared): string {
  const lines = found.slice(0, MAX_FILES).flatMap((difference) => explain(difference, out, fresh));
  const more = found.length > MAX_FILES ? [`and ${found.length - MAX_FILES} more files`] : [];
  return [
    `${out} is not what the sources make (+ they make it, - they do not, ~ otherwise):`,
    ...lines,
    ...more,
    ...pathsOfThisMachine(found, fresh, app),
    "Fix: run npx cdktf-agyn synth, look at the change, and commit it.",
  ].join("\n");
}

/** Why an output differs on every machine, where that is what is wrong. */
function pathsOfThisMachine(
  found: readonly Difference[],
  fresh: string,
  { directory }: SynthesizableApp,
): readonly string[] {
  const paths = [fresh, realpathSync(directory), homedir()].filter((path) => path.length > 1);
  const holders = found.filter(({ file, change }) => {
    if (change === "remove" || !file.endsWith(".json")) return false;
    const text = readFileSync(join(fresh, file), "utf8");
    return paths.some((path) => text.includes(path));
  });
  if (holders.length === 0) return [];
  return [
    `Paths of this machine are in ${holders.map(({ file }) => file).join(", ")}, so it differs on every other: give new App({ stackTraces: false }), and a backend or a path that is not absolute.`,
  ];
}
