// Debug mode: a plugin that a person starts, perhaps in a debugger, and that Terraform finds by TF_REATTACH_PROVIDERS.
//
// Other than a plugin that Terraform starts, it speaks without TLS and cookie (the socket's folder is what protects it), stays
// when connections close, since every command opens several and ends none of them in order, and ends with a signal. Each
// connection gets a provider of its own, as each process has one otherwise: what a command configured, or an interrupt stopped,
// is nothing to the next.
//
// Source: go-plugin's test mode and the --debug of HashiCorp's SDKs; measured with terraform 1.11. Loaded only when asked for.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { connectionHandlers } from "./connection.js";
import { createGrpcServer } from "./grpc/server.js";
import { DEFAULT_NETWORK, type Endpoint, listen } from "./listen.js";
import { Logger, logLevelFrom } from "./log.js";
import type { DebugOptions, ServeOptions } from "./options.js";
import { writeTo } from "./output.js";
import { panicText } from "./panic.js";
import { environmentFile, instructions, reattachValue } from "./reattach.js";

const USAGE_EXIT_CODE = 2;

/** Serves until a signal comes. Resolves once it listens, or with an exit code set when it can not. */
export async function serveDebug(options: ServeOptions, { source, args }: DebugOptions): Promise<void> {
  const { name, provider, redact = (text: string): string => text, network = DEFAULT_NETWORK } = options;
  const asked = readArguments(name, args);
  if ("fault" in asked) {
    writeTo("stderr", asked.fault);
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  const logger = new Logger(name, (line) => writeTo("stderr", line), logLevelFrom(process.env));
  const server = createGrpcServer(() => connectionHandlers(provider, logger, () => undefined), undefined);
  let endpoint: Endpoint | undefined;
  let written = "";
  const end = (code: number): never => {
    endpoint?.remove();
    if (asked.environmentFile !== undefined && written !== "") removeIfSame(asked.environmentFile, written);
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(0));
  process.on("uncaughtException", (error) => {
    writeTo("stderr", panicText(error, redact));
    end(1);
  });
  try {
    endpoint = await listen(server, { network, socketDirectory: undefined, ports: undefined });
    const value = reattachValue(source, endpoint, process.pid);
    written = environmentFile(value);
    if (asked.environmentFile !== undefined) writeFileSync(asked.environmentFile, written, { mode: 0o600 });
    writeTo("stdout", instructions(name, value));
  } catch (error) {
    writeTo("stderr", `${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    end(1);
  }
}

/** Reads the command line. */
function readArguments(
  name: string,
  args: readonly string[],
): { environmentFile: string | undefined } | { fault: string } {
  const usage = `usage: ${name} --debug [--debug-env-file FILE]\n`;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { debug: { type: "boolean" }, "debug-env-file": { type: "string" } },
    });
    return values.debug ? { environmentFile: values["debug-env-file"] } : { fault: usage };
  } catch (error) {
    return { fault: `${error instanceof Error ? error.message : String(error)}\n${usage}` };
  }
}

/** The file is of no use any more, unless a plugin started later has written it anew. */
function removeIfSame(path: string, content: string): void {
  try {
    if (readFileSync(path, "utf8") === content) rmSync(path);
  } catch {
    // gone already
  }
}
