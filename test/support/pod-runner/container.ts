// A container's process on this machine: started without a shell, in a process group and, where the kernel lets us, in a process
// namespace of its own, so that it is process 1 as in a pod, with what that does to its signals.
//
// Source: pid_namespaces(7): process 1 gets only signals that it handles, also from outside, but for SIGKILL and SIGSTOP.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { descendants, type Stillness } from "./stillness";

/** What makes a program process 1; undefined where that is not allowed. */
export const NAMESPACE: readonly string[] | undefined = [[], ["--user", "--map-root-user"]]
  .map((user) => [inPath("unshare"), ...user, "--pid", "--fork", "--kill-child", "--"])
  .find(([program = "", ...options]) => spawnSync(program, [...options, "true"]).status === 0);

/** A program of this machine: what is started has a PATH of its own. */
export function inPath(program: string): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? program;
}

/** What is started, and where it says something. */
export interface ContainerOptions {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stillness: Stillness;
  readonly says: (line: string) => void;
  /** Whether it runs beside a container, as a hook or a probe: such a process is never process 1. */
  readonly isBeside?: true;
}

/** A process that was started. */
export class Container {
  /** How it ended: its exit code, or the signal. */
  readonly ended: Promise<string>;
  /** Whether it has ended, and all that it said was taken in. */
  hasEnded = false;
  readonly #child: ChildProcess;
  readonly #isProcess1: boolean;

  constructor({ command, environment, stillness, says, isBeside }: ContainerOptions) {
    this.#isProcess1 = isBeside === undefined && NAMESPACE !== undefined;
    const [program = "", ...options] = this.#isProcess1 ? [...(NAMESPACE ?? []), ...command] : command;
    const child = spawn(program, options, { detached: true, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on("line", says);
    if (child.pid !== undefined) stillness.watch(child.pid);
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        if (child.pid !== undefined) stillness.forget(child.pid);
        this.hasEnded = true;
        resolve(how);
      };
      child.on("error", () => end("not found"));
      child.on("exit", () => this.#kill()); // what it has left behind, which in a namespace ends with it
      child.on("close", (code, signal) => end(signal === null ? `exit ${code}` : signal));
    });
  }

  /** Its process, of which the kubelet knows; undefined when it was not found. */
  get pid(): number | undefined {
    const { pid } = this.#child;
    return pid !== undefined && this.#isProcess1 ? (descendants(pid)[0] ?? pid) : pid;
  }

  /** Sends SIGTERM to the one process that the kubelet sends it to. */
  terminate(): void {
    if (this.pid !== undefined) signal(this.pid, "SIGTERM");
  }

  /** Kills it, and all that it has started. */
  kill(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#kill();
  }

  #kill(): void {
    if (this.#child.pid !== undefined) signal(-this.#child.pid, "SIGKILL");
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself meanwhile
  }
}
