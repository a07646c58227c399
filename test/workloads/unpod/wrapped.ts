// The wrapper in a folder, beside runners that behave as facts 1.1 describe that of the SDK, run by a real Python.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UNPOD_WRAPPER } from "../../../src/workloads/unpod/wrapper";

/** A runner as the SDK's: no handler of signals, and a shutdown that sleeps its whole timeout while a call is active. */
const RUNNER = `
import asyncio, os, signal, sys

class Runner:
    agent_id, transport = "voice", "dial_out"
    def __init__(self):
        self.calls, self.done, self.draining = 0, 0, False
    def start(self):
        asyncio.run(self.run())
    async def run(self):
        loop = asyncio.get_running_loop()
        # the test ends calls and the connection by signals that mean nothing else here
        self.end_call, self.end_run = asyncio.Event(), asyncio.Event()
        loop.add_signal_handler(signal.SIGUSR1, self.end_call.set)
        loop.add_signal_handler(signal.SIGUSR2, self.end_run.set)
        if os.environ.get("CALL"):
            self.call = asyncio.ensure_future(self.one_call())
            await asyncio.sleep(0)
        print("running", flush=True)
        await self.end_run.wait()
        print("connection ended", flush=True)
        if os.environ.get("LOSES_CALLS"):
            self.call.cancel()  # and stats() never hears of it
        if os.environ.get("EXITS"):
            sys.exit(0)
        if os.environ.get("AUTH_ERROR"):
            raise RuntimeError("sk_not_to_be_shown")
    async def one_call(self):
        self.calls += 1
        await self.end_call.wait()
        if os.environ.get("CALL_EXITS"):
            sys.exit(0)
        self.calls, self.done = self.calls - 1, self.done + 1
        print("call done", flush=True)
    async def shutdown(self):
        self.draining = True
        print("shutdown", flush=True)
        if self.calls:
            await asyncio.sleep(3600)
    def stats(self):
        return {"in_flight": self.calls, "queued": 0, "capacity": 3, "completed_last_hour": self.done,
                "failed_last_hour": 0, "mean_call_duration_s": 1.5}

runner = Runner()
def make():
    return Runner()
nothing = object()
`;

/** Takes as long as the test likes to be imported, and swallows whatever it is told meanwhile. */
const SLOW = `
import signal
while True:
    try:
        print("importing", flush=True)
        signal.pause()
    except BaseException:
        pass
`;

let folder: string;
const started: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "unpod-wrapper-"));
  writeFileSync(join(folder, "wrapper.py"), UNPOD_WRAPPER);
  writeFileSync(join(folder, "agent.py"), RUNNER);
  writeFileSync(join(folder, "slow.py"), SLOW);
  writeFileSync(join(folder, "leaves.py"), "import sys\nsys.exit(0)\n");
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export interface Started {
  readonly child: ChildProcess;
  /** Waits until either stream has shown a text. */
  readonly says: (text: string) => Promise<void>;
  readonly ended: Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>;
  readonly output: () => string;
}

/** Starts a program in the folder of the wrapper and its runners. */
export function start(command: readonly string[], environment: Readonly<Record<string, string>>): Started {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env["PATH"], UNPOD_WRAPPER_PORT: "0", UNPOD_WRAPPER_LINGER_SECONDS: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let output = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const look of waiting) look();
    });
  }
  const ended = once(child, "close").then(([code, signal]) => [code, signal] as Awaited<Started["ended"]>);
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.includes(text)) resolve();
      };
      waiting.add(look);
      look();
      void ended.then(() => {
        look();
        reject(new Error(`It ended without saying ${text}:\n${output}`));
      });
    });
  return { child, says, ended, output: () => output };
}

/** Starts a runner by the wrapper. */
export const wrapped = (environment: Readonly<Record<string, string>> = {}, place = "agent:runner"): Started =>
  start(["python3", "-u", "wrapper.py", place], environment);
