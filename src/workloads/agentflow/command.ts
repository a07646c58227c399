// The command that starts the server, and what a command says: of ours, of the user's, or of one that was generated.
//
// Source: facts 2.1; gunicorn binds 127.0.0.1:8000, has one worker and waits 30 s for its workers unless it is told otherwise;
// `agentflow api` binds the loopback and reloads unless it is told otherwise. The container's WEB_CONCURRENCY counts where a command
// names no workers, and newer images have it.

const APPLICATION = "agentflow_cli.src.app.main:app";
const WORKER_CLASS = "uvicorn.workers.UvicornWorker";
const DEFAULT_PORT = 8_000;
const GUNICORN_GRACE_SECONDS = 30;

/** What a server is started with. */
export interface ServerOptions {
  readonly port: number;
  readonly workers: number;
  /** How long a worker may go on after SIGTERM. */
  readonly gracefulSeconds: number;
  /** After how long a worker that does not stir counts as hung. */
  readonly hungSeconds: number;
}

/** Gunicorn with uvicorn's workers, on all interfaces. */
export function serverCommand({ port, workers, gracefulSeconds, hungSeconds }: ServerOptions): readonly string[] {
  return [
    ["gunicorn", APPLICATION, "--worker-class", WORKER_CLASS],
    ["--bind", `0.0.0.0:${port}`, "--workers", String(workers)],
    ["--graceful-timeout", String(gracefulSeconds), "--timeout", String(hungSeconds)],
  ].flat();
}

/** What a command says of the server. */
export interface CommandFacts {
  readonly server: "gunicorn" | "uvicorn" | "agentflow" | "other";
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Undefined: it names none. */
  readonly workers: number | undefined;
  /** How long it waits after SIGTERM; undefined: as long as it takes. */
  readonly gracefulSeconds: number | undefined;
  readonly hungSeconds: number | undefined;
  readonly reloads: boolean;
}

/** Reads a command; of one that starts something else nothing is known. */
export function readCommand(command: readonly string[]): CommandFacts {
  const words = command.length <= 1 ? (command[0] ?? "").split(/\s+/) : command;
  const server = serverOf(words);
  const value = (...flags: readonly string[]): string | undefined => valueOf(words, flags);
  const number = (...flags: readonly string[]): number | undefined => {
    const text = value(...flags);
    return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
  };
  if (server === "gunicorn") {
    const bind = value("--bind", "-b") ?? `127.0.0.1:${DEFAULT_PORT}`;
    const [, host = bind, port] = /^(.*?)(?::(\d+))?$/.exec(bind) ?? [];
    return {
      server,
      host,
      port: port === undefined ? DEFAULT_PORT : Number(port),
      workers: number("--workers", "-w"),
      gracefulSeconds: number("--graceful-timeout") ?? GUNICORN_GRACE_SECONDS,
      hungSeconds: number("--timeout", "-t") ?? GUNICORN_GRACE_SECONDS,
      reloads: words.includes("--reload"),
    };
  }
  const isKnown = server !== "other";
  return {
    server,
    host: value("--host", "-H") ?? (isKnown ? "127.0.0.1" : undefined),
    port: number("--port", "-p") ?? (isKnown ? DEFAULT_PORT : undefined),
    workers: server === "agentflow" ? 1 : number("--workers"),
    gracefulSeconds: number("--timeout-graceful-shutdown"),
    hungSeconds: undefined,
    reloads: words.includes("--reload") || (server === "agentflow" && !words.includes("--no-reload")),
  };
}

/** Whether only the pod itself reaches a host. */
export function isLoopback(host: string): boolean {
  return /^(127\.|localhost$|\[?::1\]?$|unix:)/.test(host);
}

function serverOf(words: readonly string[]): CommandFacts["server"] {
  const named = (name: string): boolean =>
    words.some((word, index) => (word === name || word.endsWith(`/${name}`)) && isProgram(words, index));
  if (named("gunicorn")) return "gunicorn";
  if (named("uvicorn")) return "uvicorn";
  return named("agentflow") && words.includes("api") ? "agentflow" : "other";
}

/** The program itself, or the module that an interpreter runs; never the value of an option. */
function isProgram(words: readonly string[], index: number): boolean {
  const before = words[index - 1];
  return before === undefined || before === "-m" || before === "--" || before === "exec" || !before.startsWith("-");
}

function valueOf(words: readonly string[], flags: readonly string[]): string | undefined {
  const found = words.flatMap((word, index) => {
    const flag = flags.find((one) => word === one || (one.startsWith("--") && word.startsWith(`${one}=`)));
    if (flag !== undefined) return [word === flag ? words[index + 1] : word.slice(flag.length + 1)];
    const short = flags.find((one) => /^-[a-zA-Z]$/.test(one) && word.startsWith(one) && !word.startsWith("--"));
    return short === undefined ? [] : [word.slice(short.length).replace(/^=/, "")];
  });
  return found.at(-1);
}
