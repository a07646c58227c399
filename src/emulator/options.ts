// How an emulator is started, and what is refused before anything is touched.
import type { IncomingMessage, ServerResponse } from "node:http";
import { EmulatorError } from "./errors.js";
import type { SimulationOptions } from "./simulation/types.js";

/** An HTTP handler tried before the gateway's own routes; `true` means it has taken the request. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** How an emulator is started. */
export interface EmulatorOptions {
  /** Token of the cluster admin: printable ASCII without blanks. */
  readonly token: string;
  /**
   * TCP port on 127.0.0.1, 0 for a free one. A port that is taken gives way to a free one.
   * @default - the port of the last run over the same data file, else a free one
   */
  readonly port?: number;
  /**
   * Refuse to start on another port than the given one.
   * @default false
   */
  readonly exactPort?: boolean;
  /**
   * Path of the state file, mode 0600; made when it is missing, continued when it is there.
   * @default - nothing is kept
   */
  readonly dataFile?: string;
  /**
   * Milliseconds each call waits before it is worked on.
   * @default 0
   */
  readonly latencyMs?: number;
  /**
   * Faults in force from the start, each as TARGET:KIND[=VALUE][,OPTION]...
   * @default []
   */
  readonly faults?: readonly string[];
  /**
   * Let web pages of any origin call the gateway, as the platform does.
   * @default false
   */
  readonly cors?: boolean;
  /**
   * The clock behind all time stamps, expiries and the time a fault lasts.
   * @default - the system's
   */
  readonly clock?: () => Date;
  /**
   * Handlers of other layers in the same process, in the order they are asked. They see HTTP/1.1 requests only.
   * @default []
   */
  readonly handlers?: readonly RequestHandler[];
  /**
   * Agents whose work runs on the registered runners. The emulator's clock is then the simulation's: it begins at `clock` and stands
   * still but for ticks, unless the simulation follows it.
   * @default - workloads are made by `workloads.create` only
   */
  readonly simulation?: SimulationOptions;
}

/** @throws {EmulatorError} `bad_option`; a bad fault is found when it is added */
export function assertOptions({ token, port, latencyMs }: EmulatorOptions): void {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new EmulatorError("bad_option", "token has to be one or more printable ASCII characters without blanks.");
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new EmulatorError("bad_option", `port is ${port}; allowed: a whole number from 0 (a free one) to 65535.`);
  }
  if (latencyMs !== undefined && !(latencyMs >= 0 && latencyMs <= 600_000)) {
    throw new EmulatorError("bad_option", `latencyMs is ${latencyMs}; allowed: 0 to 600000 milliseconds.`);
  }
}
