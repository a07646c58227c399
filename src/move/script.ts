// The script that moves: tables of this move, and after them `move.sh`, which is the same in all of them. The tables stand in quoted
// here-documents, so that nothing in them is read as shell; what has a tab or a line break in it can't stand there and is refused.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MovePlan } from "./steps.js";

const BODY = join(__dirname, "move.sh");
const END = "END_OF_TABLE";

/** What the script says of where it comes from. */
export interface ScriptOptions {
  /** The outputs as they were named, relative to where the script is run. */
  readonly oldOut: string;
  readonly newOut: string;
}

/**
 * Writes the script.
 *
 * @throws for a name that has a tab or a line break in it
 */
export function moveScript({ states, moves, steps }: MovePlan, { oldOut, newOut }: ScriptOptions): string {
  const stateRows = states.map((state) => [
    state.stack,
    state.new ?? state.old ?? "",
    state.old ?? "-",
    state.new ?? "-",
    yesOrNo(state.receives),
    yesOrNo(state.changes),
  ]);
  const moveRows = moves.map(({ from, to, takesPlace, mayBeEmpty }) => [
    from.stack,
    from.address,
    to.stack,
    to.address,
    yesOrNo(takesPlace),
    yesOrNo(mayBeEmpty),
  ]);
  const stepRows = steps.map(({ kind, from, to }) => [kind, from.stack, from.address, to.stack, to.address]);
  return `#!/bin/sh
# Moves ${moves.length} ${moves.length === 1 ? "object" : "objects"} between the states of ${states.length} ${states.length === 1 ? "stack" : "stacks"}, so that everything stays as it is and no stack has anything to
# change. Written by cdktf-agyn move; docs/moving-pools.md of cdktf-agyn tells it.
#
#   sh move.sh prepare    pulls and moves between copies; changes nothing
#   sh move.sh push       pushes the copies, receiving sides first
#   sh move.sh back       pushes what was pulled
#
# Paths are relative to the folder in which cdktf-agyn move was run. It runs sh, terraform (TERRAFORM_BINARY_NAME names another) and
# awk, sed, sort, cmp, and no backend is asked for more than init, state pull and state push.

old_out=${quoted(oldOut)}
new_out=${quoted(newOut)}

# stack, folder, old folder, new folder, whether it receives, whether something leaves it or changes its address
${table("states", stateRows)}
# from, its address, to, its address there, whether an object that moves too has that address, whether there may be nothing of it
${table("moves", moveRows)}
# steps on copies
${table("steps", stepRows)}
tables() {
  states
  moves
  steps
}
${readFileSync(BODY, "utf8")}`;
}

/** A word of sh that stands for exactly this text. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function table(name: string, rows: readonly (readonly string[])[]): string {
  for (const cell of rows.flat()) {
    if (/[\u0000-\u001f\u007f]/.test(cell) || cell === "") {
      throw new Error(
        `${JSON.stringify(cell)} can't stand in a script, which separates names by tabs and lines: rename the folder or the stack`,
      );
    }
  }
  return `${name}() {
  cat <<'${END}'
${rows.map((row) => `${row.join("\t")}\n`).join("")}${END}
}
`;
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
