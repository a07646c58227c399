// Tells when nobody works: every thread of every process that was started here sleeps, and has not run between several looks. What has
// something to do stands in a run queue until it has done it, so stillness does not depend on how busy a machine is.
//
// Source: proc(5): `State` and the context switches of /proc/<pid>/task/<tid>/status, and `wchan`, which is 0 as long as a thread is in
// a run queue; /proc/net/softnet_stat. The state alone says S of a thread that was interrupted on its way to sleep (seen on Linux 6.18).
// `flags` of /proc/<pid>/task/<tid>/stat and PF_EXITING of linux/sched.h: process 1 of a namespace sleeps in its exit until all are gone.
import { readdirSync, readFileSync } from "node:fs";
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";

/** Looks in a row that have to agree; between two of them this process takes in what was sent to it. */
const LOOKS = 4;
/** Of /proc/net/softnet_stat: packets that wait on a processor. */
const BACKLOG_COLUMN = 11;
/** Of the flags of a thread: it ends. */
const PF_EXITING = 0x4;
/** The name, which may hold spaces and brackets, is followed by state, parent, group, session, terminal, its group, and the flags. */
const FLAGS = /.*\) \w(?: -?\d+){5} (\d+)/s;
const STATUS = /^State:\s+(\w)[^]*^voluntary_ctxt_switches:\s+(\d+)\nnonvoluntary_ctxt_switches:\s+(\d+)/m;

/** Looks for a thread of this process that waits: on a busy machine all of them may have something to do for a while. */
const TRIES = 200;
const TRY_MILLISECONDS = 5;

/** Whether this system says what its threads wait for. */
export const canTellStillness = canTell();

function canTell(): boolean {
  const threads = list("/proc/self/task");
  if (threads.length === 0) return false;
  const pausing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  for (let tried = 0; tried < TRIES; tried++) {
    if (threads.some((thread) => !isQueued(`/proc/self/task/${thread}`))) return true;
    Atomics.wait(pausing, 0, 0, TRY_MILLISECONDS); // leaves the processor to them
  }
  return false;
}

/** The processes that are watched. */
export class Stillness {
  readonly #roots = new Set<number>();

  /** Watches a child of this process, and its own children, until it is forgotten. */
  watch(pid: number): void {
    this.#roots.add(pid);
  }

  /** Says that a child has ended, and that its end was taken in. */
  forget(pid: number): void {
    this.#roots.delete(pid);
  }

  /** Resolves when nobody works. */
  async reached(): Promise<void> {
    for (let looks = 0, last: string | undefined; looks < LOOKS; ) {
      await turn();
      await turn();
      const seen = this.#look();
      looks = seen !== undefined && seen === last ? looks + 1 : 0;
      last = seen;
      // leaves the processor to whoever works; nothing hangs on how long it is
      if (seen === undefined) await pause(1);
    }
  }

  /** How often each thread has run; undefined when one runs. */
  #look(): string | undefined {
    if (hasPacketsWaiting()) return undefined;
    const counts: string[] = [];
    for (const root of this.#roots) {
      for (const pid of [root, ...descendants(root)]) {
        const threads = threadsOf(pid);
        // one without threads, or a zombie, has ended, which somebody has still to take in
        if (threads.length === 0 || threads.some(({ state }) => state !== "S")) return undefined;
        counts.push(...threads.map(({ runs }) => `${pid} ${runs}`));
      }
    }
    return counts.join();
  }
}

/** Processes that a process has started and not yet taken leave of, all the way down. */
export function descendants(pid: number): readonly number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function threadsOf(pid: number): readonly { readonly state: string; readonly runs: string }[] {
  return list(`/proc/${pid}/task`).flatMap((thread) => {
    const path = `/proc/${pid}/task/${thread}`;
    const [, state, voluntary = "", forced = ""] = STATUS.exec(read(`${path}/status`)) ?? [];
    if (state === undefined) return [];
    const runs = `${thread}:${voluntary}:${forced}`;
    return [{ state: state === "S" && (isQueued(path) || isEnding(path)) ? "R" : state, runs }];
  });
}

/** Whether something was sent and not yet delivered: on a busy machine the kernel does that later, when nobody is told of it yet. */
function hasPacketsWaiting(): boolean {
  const processors = read("/proc/net/softnet_stat").split("\n").filter(Boolean);
  return processors.some((line) => Number.parseInt(line.split(" ")[BACKLOG_COLUMN] ?? "0", 16) > 0);
}

function isQueued(thread: string): boolean {
  return ["", "0"].includes(read(`${thread}/wchan`));
}

function isEnding(thread: string): boolean {
  return (Number(FLAGS.exec(read(`${thread}/stat`))?.[1] ?? 0) & PF_EXITING) !== 0;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
