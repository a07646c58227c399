// What becomes of each registration: a pool that changes its stack or gets a new generation is no loss, and a registration that ends
// in one place and begins in another under the same name is one that is made anew.
import { PAUSED_LABELS } from "../../placement/index.js";
import { groupBy } from "../../rules/index.js";
import type { AppPool } from "../app/reviewed-app.js";
import type { Change, RunnerChange, RunnerFacts } from "../digest/model.js";

/** What becomes of a registration. */
export type Fate =
  | "stays"
  | "created"
  | "destroyed"
  | "recreated"
  /** Left running, in no state any more. */
  | "forgotten"
  /** Taken into a state. */
  | "imported"
  /** Left by one state and taken into another. */
  | "moved"
  /** Registered beside an older generation of its pool. */
  | "rotated-in"
  /** Taken away while another generation of its pool is enrolled. */
  | "rotated-out";

/** A registration of a digest. */
export interface JudgedRunner {
  readonly stack: string;
  readonly runner: RunnerChange;
  /** What the digest says of it in full. @default - nothing changes */
  readonly change?: Change;
  readonly pool?: AppPool;
  readonly fate: Fate;
  /** The registration that takes its place, or the same one in the other state. */
  readonly other?: JudgedRunner;
  /** Other generations of its pool that stay. */
  readonly siblings: readonly JudgedRunner[];
}

/** Where in its pool a registration stands. */
export interface PlaceInPool {
  readonly pool: string;
  /** What its construct and its release end with: `0`, `0-g2`. */
  readonly suffix: string;
  readonly generation: number;
}

/** Where in its pool a registration stands, by its construct path; undefined for one outside a pool. */
export function placeInPool(path: string | undefined): PlaceInPool | undefined {
  const [, pool, suffix, generation] = /^(.+)\/Runner(\d+(?:-g(\d+))?)$/.exec(path ?? "") ?? [];
  return pool === undefined || suffix === undefined
    ? undefined
    : { pool, suffix, generation: generation === undefined ? 1 : Number(generation) };
}

/** Whether these are the labels of a runner that gets no new work. */
export function isPaused(labels: Readonly<Record<string, string>> | undefined): boolean {
  const entries = Object.entries(labels ?? {});
  return (
    entries.length > 0 &&
    entries.every(([key, value]) => Object.hasOwn(PAUSED_LABELS, key) && PAUSED_LABELS[key] === value)
  );
}

/** Name of a registration. */
export function nameOf({ runner }: Pick<JudgedRunner, "runner">): string {
  return runner.before?.name ?? runner.after?.name ?? runner.address;
}

/** The status of a registration that is there already. */
export function statusOf({ runner }: Pick<JudgedRunner, "runner">): string | undefined {
  return runner.before?.status ?? runner.after?.status;
}

type Draft = { -readonly [K in keyof JudgedRunner]: JudgedRunner[K] };

/** Tells what becomes of each registration. */
export function judgeRunners(
  found: readonly Pick<JudgedRunner, "stack" | "runner" | "change" | "pool">[],
): readonly JudgedRunner[] {
  const drafts = found.map((entry): Draft => ({ ...entry, fate: fateOf(entry), siblings: [] }));
  matchMoves(drafts);
  for (const generations of groupBy(drafts, ({ runner }) => placeInPool(runner.path)?.pool).entries()) {
    if (generations[0] !== undefined) tellRotations(generations[1]);
  }
  return drafts;
}

function fateOf({ runner, change }: Pick<JudgedRunner, "runner" | "change">): Fate {
  switch (runner.action) {
    case "delete":
      return "destroyed";
    case "delete-create":
    case "create-delete":
      return "recreated";
    case "forget":
    case "forget-create":
      return "forgotten";
    case "create":
      return "created";
    default:
      return change?.imported === true ? "imported" : "stays";
  }
}

function matchMoves(drafts: readonly Draft[]): void {
  const starts = drafts.filter(({ fate }) => fate === "created" || fate === "imported");
  if (starts.length === 0) return;
  const byId = groupBy(starts, ({ runner }) => runner.after?.id ?? runner.before?.id);
  const byName = groupBy(starts, ({ runner }) => scopedName(runner.after ?? runner.before));
  const taken = new Set<Draft>();
  for (const end of drafts) {
    if ((end.fate !== "destroyed" && end.fate !== "forgotten") || end.runner.before === undefined) continue;
    const wanted = end.fate === "destroyed" ? "created" : "imported";
    const { id } = end.runner.before;
    const same = id === undefined ? [] : (byId.get(id) ?? []);
    const start = [...same, ...(byName.get(scopedName(end.runner.before)) ?? [])].find(
      (candidate) => candidate.fate === wanted && !taken.has(candidate) && mayBeSame(end, candidate),
    );
    if (start === undefined) continue;
    taken.add(start);
    [end.other, start.other] = [start, end];
    if (wanted === "created") end.fate = "recreated";
    else [end.fate, start.fate] = ["moved", "moved"];
  }
}

/** Two registrations with different ids are two, whatever their names. */
function mayBeSame(end: Draft, start: Draft): boolean {
  const [a, b] = [end.runner.before?.id, start.runner.after?.id ?? start.runner.before?.id];
  return end.fate === "destroyed" || a === undefined || b === undefined || a === b;
}

function scopedName(facts: RunnerFacts | undefined): string {
  return JSON.stringify([facts?.organization ?? null, facts?.name ?? null]);
}

/** Generations of one pool. */
function tellRotations(runners: readonly Draft[]): void {
  const generationOf = ({ runner }: Draft): number => placeInPool(runner.path)?.generation ?? 1;
  if (new Set(runners.map(generationOf)).size < 2) return;
  for (const draft of runners) {
    const siblings = runners.filter(
      (other) => generationOf(other) !== generationOf(draft) && !["destroyed", "forgotten"].includes(other.fate),
    );
    draft.siblings = siblings;
    const there = siblings.filter(({ fate }) => fate !== "created" && fate !== "rotated-in" && fate !== "recreated");
    if (draft.fate === "destroyed" && there.length > 0 && siblings.every(takesOver)) draft.fate = "rotated-out";
    if (draft.fate === "created" && there.length > 0) draft.fate = "rotated-in";
  }
}

/** Whether a generation that stays takes the work of another, as far as is known. */
function takesOver({ runner, fate }: Draft): boolean {
  const status = statusOf({ runner });
  if (["created", "rotated-in", "recreated"].includes(fate) || isPaused((runner.after ?? runner.before)?.labels))
    return false;
  return status === undefined || status === "enrolled";
}
