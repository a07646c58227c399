// What a provider's process is started with.
import type { ProviderSource } from "./connection.js";
import type { Endpoint } from "./listen.js";

/** What is served. */
export interface ServeOptions {
  /** The executable's base name, which Terraform shows before log lines. */
  readonly name: string;
  readonly provider: ProviderSource;
  /**
   * Takes secrets out of the text of a crash.
   * @default - the text as it is
   */
  readonly redact?: (text: string) => string;
  /**
   * Offers debug mode, for which an argument of the command line asks.
   * @default - arguments are ignored
   */
  readonly debug?: DebugOptions;
  /** @default - TCP on Windows, a unix socket elsewhere */
  readonly network?: Endpoint["network"];
  /**
   * How long to wait for the host to connect, in milliseconds.
   * @default 60000, which is also how long a host waits for the handshake
   */
  readonly connectGraceMs?: number;
}

/** How the plugin is started by hand. */
export interface DebugOptions {
  /** What users write in `required_providers`, as `agynio/agyn`. */
  readonly source: string;
  /** The command line after the executable's name. */
  readonly args: readonly string[];
}
