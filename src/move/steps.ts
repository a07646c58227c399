// The order in which objects change their states, so that each is in one at every moment and none is put in the place of another:
// states that receive are joined first, then what was given is dropped, then what only changes its address changes it.
//
// An address that is still in use when an object comes to it is reached over a temporary one.
// Source: `terraform state mv` refuses a target that is there; measured with terraform 1.11.4.
import { groupBy } from "../rules/index.js";
import type { SynthesizedStack } from "../synthesized/index.js";
import type { Move, Place } from "./compare.js";

/** A state that takes part. */
export interface MovingState {
  readonly stack: string;
  /** Folder of the stack in the old output; undefined when it is new. */
  readonly old: string | undefined;
  /** Folder of the stack in the new output; undefined when it is gone. */
  readonly new: string | undefined;
  /** Whether objects of other states come to it. */
  readonly receives: boolean;
  /** Whether something leaves it or changes its address, so that it is written once more after it has received. */
  readonly changes: boolean;
}

/** A step on copies of states. */
export interface Step {
  /** `join`: to another state; `drop`: out of the state that gave it; `rename`: to another address. */
  readonly kind: "join" | "drop" | "rename";
  readonly from: Place;
  readonly to: Place;
}

/** How moves are carried out. */
export interface MovePlan {
  /** In the order of the new stacks, those that are gone at the end. */
  readonly states: readonly MovingState[];
  readonly moves: readonly (Move & {
    /** Whether its new address is that of an object that moves too. */ readonly takesPlace: boolean;
  })[];
  readonly steps: readonly Step[];
}

/** Plans moves between the states of two apps. */
export function planMoves(
  moves: readonly Move[],
  before: readonly SynthesizedStack[],
  after: readonly SynthesizedStack[],
): MovePlan {
  const leaving = new Set(moves.map(({ from }) => placeKey(from)));
  let temporaries = 0;
  const temporary = ({ stack, address }: Place): Place => ({
    stack,
    address: `${address.split(".", 1)[0] ?? ""}.agyn-move-${++temporaries}`,
  });
  const joins: Step[] = [];
  const aside: Step[] = [];
  const renames: Step[] = [];
  const last: Step[] = [];
  for (const { from, to } of moves) {
    const isTaken = leaving.has(placeKey(to));
    const within = from.stack === to.stack;
    if (!isTaken) {
      (within ? renames : joins).push({ kind: within ? "rename" : "join", from, to });
      continue;
    }
    const stop = temporary(to);
    (within ? aside : joins).push({ kind: within ? "rename" : "join", from, to: stop });
    last.push({ kind: "rename", from: stop, to });
  }
  const receiving = new Set(joins.map(({ to }) => to.stack));
  const drops = joins
    .filter(({ from }) => receiving.has(from.stack))
    .map(({ from }): Step => ({ kind: "drop", from, to: from }));
  const steps = [...joins, ...drops, ...aside, ...renames, ...last];
  return {
    states: statesOf(moves, receiving, last, before, after),
    moves: moves.map((move) => ({ ...move, takesPlace: leaving.has(placeKey(move.to)) })),
    steps,
  };
}

function statesOf(
  moves: readonly Move[],
  receiving: ReadonlySet<string>,
  last: readonly Step[],
  before: readonly SynthesizedStack[],
  after: readonly SynthesizedStack[],
): MovingState[] {
  const changing = new Set([...moves.map(({ from }) => from.stack), ...last.map(({ to }) => to.stack)]);
  const byName = groupBy([...after, ...before], ({ name }) => name);
  return [...byName.keys()]
    .filter((stack) => receiving.has(stack) || changing.has(stack))
    .map((stack) => ({
      stack,
      old: before.find(({ name }) => name === stack)?.directory,
      new: after.find(({ name }) => name === stack)?.directory,
      receives: receiving.has(stack),
      changes: changing.has(stack),
    }));
}

function placeKey({ stack, address }: Place): string {
  return JSON.stringify([stack, address]);
}
