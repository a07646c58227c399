// Debug mode: a plugin that a person starts, perhaps in a debugger, and that Terraform finds by TF_REATTACH_PROVIDERS.
//
// It serves as attached.ts says, and ends with a signal.
//
// Source: the --debug of HashiCorp's SDKs. Loaded only when asked for.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Attached, attach } from "./attached.js";
import { Logger, logLevelFrom } from "./log.js";
import type { DebugOptions, ServeOptions } from "./options.js";
import { writeTo } from "./output.js";
import { panicText } from "./panic.js";
import { environmentFile, instructions } from "./reattach.js";

const USAGE_EXIT_CODE = 2;

/** Serves until a signal comes. Resolves once it listens, or with an exit code set when it can not. */
export async function serveDebug(options: ServeOptions, { source, args }: DebugOptions): Promise<void> {
  const { name, provider, redact = (text: string): string => text, network } = options;
  const asked = readArguments(name, args);
  if ("fault" in asked) {
    writeTo("stderr", asked.fault);
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  const logger = new Logger(name, (line) => writeTo("stderr", line), logLevelFrom(process.env));
  let attached: Attached | undefined;
  let written = "";
  const end = (code: number): never => {
    attached?.close();
    if (asked.environmentFile !== undefined && written !== "") removeIfSame(asked.environmentFile, written);
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(0));
  process.on("uncaughtException", (error) => {
    writeTo("stderr", panicText(error, redact));
    end(1);
  });
  try {
    attached = await attach({ source, provider, logger, ...(network && { network }) });
    const value = attached.reattach;
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
