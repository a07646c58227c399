// Objects of a real cluster, watched by the real kubectl: told of each as it is, again whenever it changes, and when it goes.
//
// Source: `kubectl get --watch --output-watch-events --output json` prints each event on a line of its own (measured with 1.36).
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { ControlPlane } from "./control-plane";

/** What happened to an object; `ADDED` also for those that were there before. */
export interface WatchEvent<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: T;
}

/** A watch that goes on. */
export interface Watch {
  stop(): Promise<void>;
}

/** Watches a kind of object in all namespaces. */
export function watch<T>(
  plane: ControlPlane,
  kind: string,
  selection: readonly string[],
  onEvent: (event: WatchEvent<T>) => void,
): Watch {
  const flags = ["--all-namespaces", ...selection, "--watch", "--output-watch-events", "--output", "json"];
  const child = spawn(plane.kubectlPath, ["get", kind, ...flags], {
    env: { PATH: process.env.PATH, HOME: "/nonexistent", KUBECONFIG: plane.kubeconfig },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout }).on("line", (line) =>
    onEvent(JSON.parse(line) as WatchEvent<T>),
  );
  const gone = new Promise<void>((done) => child.once("close", () => done()));
  return {
    stop: async () => {
      lines.close(); // half a line is no event
      child.stdout.destroy();
      child.kill("SIGTERM");
      await gone;
    },
  };
}
