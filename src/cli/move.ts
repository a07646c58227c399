// `cdktf-agyn move`: compares two synthesized outputs and writes the script that moves objects between the states of their stacks.
//
// Contract: the script goes to stdout or a file of mode 0700, everything else to stderr; exit code 0 written, or nothing moves; 1 it
// can't be written, and every reason is shown. Neither a state nor a backend is touched here.
import { chmodSync, realpathSync, writeFileSync } from "node:fs";
import { compareApps, moveScript, planMoves, printMoves } from "../move/index.js";
import { isBlocking, printFindings } from "../rules/index.js";
import { readSynthesizedStacks } from "../synthesized/index.js";
import { parseWords, shellWord } from "./words.js";

const OWNER_ONLY_EXECUTABLE = 0o700;
const ALLOWED = "Allowed: --from OLD_OUT, --to NEW_OUT, --script FILE, --help.";

const HELP = `Usage: cdktf-agyn move --from OLD_OUT --to NEW_OUT [--script FILE]

Pools move to other stacks, each with a state of its own, and their runners, tokens and releases stay alive. Compares what was
synthesized before the change with what is synthesized now, finds each object on both sides by what it is outside Terraform, and
writes a script that moves it between the states. Reads two folders and changes nothing; the script does, step by step.

Options:
  --from OLD_OUT   output of the synthesis that the states belong to, kept from before the change
  --to NEW_OUT     output of the synthesis after the change
  --script FILE    write the script into this file (default: stdout)
  --help           this text

The script:
  sh FILE prepare [FOLDER]   pulls all states concerned and moves between copies; changes nothing
  sh FILE push [FOLDER]      pushes the copies, receiving sides first; goes on where an earlier push stopped
  sh FILE back [FOLDER]      pushes what was pulled
Run it in the folder in which this command was run: paths in it are as they are given here. FOLDER is agyn-move by default; it
holds the pulled states, and so tokens. Nothing may be applied from prepare to the end.

Exit codes: 0 written, or nothing moves and there is no script; 1 no script is written, and every reason is shown.

Examples:
  rm -rf cdktf.out.before && cp -R cdktf.out cdktf.out.before
  # change slices in the fleet, then
  cdktf synth
  npx cdktf-agyn move --from cdktf.out.before --to cdktf.out --script move.sh
  sh move.sh prepare && sh move.sh push
`;

/** Runs the subcommand. */
export function runMove(args: readonly string[]): Promise<number> {
  const { help, from, to, script } = readArguments(args);
  if (help) {
    process.stdout.write(HELP);
    return Promise.resolve(0);
  }
  const before = readStacks("--from", from);
  const after = readStacks("--to", to);
  const { moves, staying, findings } = compareApps(before, after);
  if (findings.length > 0) process.stderr.write(`${printFindings(findings)}\n\n`);
  if (findings.some(isBlocking)) {
    process.stderr.write("No script is written.\n");
    return Promise.resolve(1);
  }
  if (moves.length === 0) {
    process.stderr.write("Nothing moves: every object stays where it is. There is no script to run.\n");
    return Promise.resolve(0);
  }
  const text = moveScript(planMoves(moves, before, after), { oldOut: from, newOut: to });
  process.stderr.write(`${printMoves(moves)}\n\nObjects that move: ${moves.length}; that stay: ${staying}.\n`);
  if (script === undefined) {
    process.stdout.write(text);
  } else {
    writeScript(script, text);
    process.stderr.write(`Written to ${script}. Next: sh ${shellWord(script)} prepare\n`);
  }
  return Promise.resolve(0);
}

function writeScript(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: OWNER_ONLY_EXECUTABLE });
    chmodSync(path, OWNER_ONLY_EXECUTABLE); // the file may have been there
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Error(
      `move: --script ${path} can't be written (${why}): name a file in a folder that is there and may be written to`,
      { cause: error },
    );
  }
}

interface MoveArguments {
  readonly help: boolean;
  readonly from: string;
  readonly to: string;
  readonly script: string | undefined;
}

/** @throws with every fault, a line each */
function readArguments(args: readonly string[]): MoveArguments {
  const {
    from = "",
    to = "",
    script,
    help = false,
  } = parseWords("move", ALLOWED, args, {
    options: {
      from: { type: "string" },
      to: { type: "string" },
      script: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  }).values;
  const problems = [
    ...(from === "" ? ["--from is missing: name the output of the synthesis before the change"] : []),
    ...(to === "" ? ["--to is missing: name the output of the synthesis after the change, such as cdktf.out"] : []),
    ...(from !== "" && realPath(from) === realPath(to)
      ? ["--from and --to are one folder: keep a copy of it before you synthesize"]
      : []),
    ...(script === "" ? ["--script is empty: name a file, or leave it out to have the script on stdout"] : []),
  ];
  if (problems.length > 0 && !help) throw new Error(problems.map((problem) => `move: ${problem}`).join("\n"));
  return { help, from, to, script };
}

/** What is not there has no other path. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function readStacks(option: string, folder: string) {
  try {
    return readSynthesizedStacks(folder);
  } catch (error) {
    throw new Error(`move: ${option} ${folder}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
