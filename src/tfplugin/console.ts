// Console output goes to the log: stdout belongs to the handshake, and a stray `console.log` before it would be read as it.
import { format, inspect, type InspectOptions } from "node:util";
import type { Logger } from "./log.js";

/** The methods that write by themselves; all others (`table`, `trace`, `assert`, `count`, ...) go through these. */
const LEVELS = { log: "debug", dirxml: "debug", info: "info", debug: "debug", warn: "warn", error: "error" } as const;

/** Redirects the global console for good. */
export function redirectConsole(logger: Logger): void {
  const methods = Object.entries(LEVELS).map(([method, level]) => [
    method,
    (...parts: unknown[]) => logger.log(level, format(...parts)),
  ]);
  const dir = (item?: unknown, options?: InspectOptions): void => logger.log("debug", inspect(item, options));
  Object.assign(console, Object.fromEntries(methods), { dir });
}
