// The real kubectl on one kubeconfig. What it prints on failure is the API server's own words.
import { spawn } from "node:child_process";

/** What a command came to. */
export interface Ran {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** kubectl for one cluster and user. */
export interface Kubectl {
  /** Runs a command and answers whatever came of it. */
  try(args: readonly string[], input?: string): Promise<Ran>;
  /**
   * Runs a command.
   * @throws {Error} with what it printed, when it failed
   */
  run(args: readonly string[], input?: string): Promise<string>;
  /** The JSON that a command prints with `--output json`. */
  json<T>(args: readonly string[], input?: string): Promise<T>;
  /** Applies objects; their status too. */
  apply(objects: readonly object[]): Promise<void>;
}

/** kubectl with a kubeconfig. */
export function kubectl(binary: string, kubeconfig: string): Kubectl {
  const tryRun = (args: readonly string[], input = ""): Promise<Ran> =>
    new Promise((done, fail) => {
      const child = spawn(binary, args, {
        env: { PATH: process.env.PATH, HOME: "/nonexistent", KUBECONFIG: kubeconfig },
      });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      child.once("error", fail);
      child.once("close", (code) => done({ ok: code === 0, stdout, stderr }));
      child.stdin.on("error", () => undefined); // it ended without reading; the exit code tells
      child.stdin.end(input);
    });
  const run = async (args: readonly string[], input?: string): Promise<string> => {
    const { ok, stdout, stderr } = await tryRun(args, input);
    if (!ok) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  return {
    try: tryRun,
    run,
    json: async <T>(args: readonly string[], input?: string) =>
      JSON.parse(await run([...args, "--output", "json"], input)) as T,
    apply: async (objects) => {
      if (objects.length === 0) return; // kubectl takes no objects for a mistake
      const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
      await run(["apply", "--server-side", "--filename", "-"], list);
    },
  };
}
