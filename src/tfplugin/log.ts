// Logging as Terraform reads it: one JSON object a line on stderr, in hclog's form.
//
// Core drops what is below its level; with logging off nobody sees anything. `@timestamp` needs exactly six fraction digits,
// else the line is dumped raw; a message that is not text would crash core, so the type allows nothing else. What a provider
// logs here is read by people in CI: no secrets.
//
// Source: hclog's JSON format as go-plugin's client parses it, measured with terraform 1.11.

const LEVELS = ["trace", "debug", "info", "warn", "error"] as const;

/** How loud a line is. */
export type LogLevel = (typeof LEVELS)[number];

/** Values that may stand beside a message. */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** Core cuts lines at 64 KiB and then loses their level; JSON writes some characters with six bytes. */
const MAX_MESSAGE_CHARACTERS = 10_000;

/** Writes log lines of one module. */
export class Logger {
  constructor(
    private readonly module: string,
    private readonly write: (line: string) => void,
    private readonly level: LogLevel | "off",
  ) {}

  log(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (this.level === "off" || LEVELS.indexOf(level) < LEVELS.indexOf(this.level)) return;
    const line = {
      ...fields,
      "@level": level,
      "@message": message.slice(0, MAX_MESSAGE_CHARACTERS),
      "@module": this.module,
      "@timestamp": new Date().toISOString().replace("Z", "000Z"),
    };
    this.write(`${JSON.stringify(line)}\n`);
  }
}

/**
 * The level Terraform's environment asks for, so that lines nobody will read are not even made.
 *
 * @returns "off" when provider logging is off
 */
export function logLevelFrom(env: NodeJS.ProcessEnv): LogLevel | "off" {
  const wanted = (env["TF_LOG_PROVIDER"] || env["TF_LOG"] || "off").toLowerCase();
  if (wanted === "off") return "off";
  return LEVELS.find((level) => level === wanted) ?? "trace"; // JSON, and what core does not know either
}
