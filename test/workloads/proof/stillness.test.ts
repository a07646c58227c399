// The clock of the proofs stands while a process ends: process 1 of a namespace sleeps in its exit until all others are gone.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Container, inPath, NAMESPACE } from "../../support/pod-runner/container";
import { Stillness } from "../../support/pod-runner/stillness";
import { proof } from "./support";

/** Long enough for many looks. */
const WHILE_MILLISECONDS = 200;
const ENVIRONMENT = { PATH: process.env["PATH"] ?? "" };

/** Starts what comes after it in the namespace of a process, as no child of its own. */
const within = (pid: number): string[] => [
  `--target=${pid}`,
  "--pid",
  "--no-fork",
  // a namespace that was made with a user of its own is joined as that user
  ...(NAMESPACE?.includes("--user") === true ? ["--user", "--preserve-credentials"] : []),
];

proof("a process 1 that ends", () => {
  (NAMESPACE === undefined ? test.skip : test)("works until it is gone", async () => {
    const stillness = new Stillness();
    const said: string[] = [];
    const container = new Container({
      // before that it is not told of signals
      command: ["sh", "-c", "trap 'exit 0' TERM; echo handles; sleep 60 & wait"],
      environment: ENVIRONMENT,
      stillness,
      says: (line) => said.push(line),
    });
    while (!said.includes("handles")) await pause(1);

    // one that its parent, which is stopped, does not take leave of holds process 1 in its exit
    const parent = ["sh", "-c", "sleep 60 & kill -STOP $$; wait"];
    const holder = spawn(inPath("nsenter"), [...within(container.pid ?? 0), ...parent], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const over = once(holder, "close");
    try {
      while (!isStopped(holder.pid ?? 0)) await pause(1);
      container.terminate();
      const reached = stillness.reached().then(() => "still");
      expect(await Promise.race([reached, pause(WHILE_MILLISECONDS, "at work")])).toBe("at work");
    } finally {
      holder.kill("SIGCONT");
      await over;
    }
    expect(await container.ended).toBe("exit 0");
    await stillness.reached();
  });
});

const isStopped = (pid: number): boolean => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
