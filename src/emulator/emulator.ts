// The embedded gateway as a whole: options, listening, the log of requests, closing. The one place that knows all parts.
//
// It listens on the loopback address only: it has one admin token, no TLS, and methods that ask for no rights at all, as the
// platform has behind its mesh.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { EmulatorError } from "./errors.js";
import { OrganizationsGateway } from "./gen/agynio/api/gateway/v1/organizations_pb.js";
import { RunnersGateway } from "./gen/agynio/api/gateway/v1/runners_pb.js";
import { UsersGateway } from "./gen/agynio/api/gateway/v1/users_pb.js";
import { createIdentityResolver } from "./identity.js";
import { organizationsService } from "./services/organizations.js";
import { runnersService } from "./services/runners.js";
import { usersService } from "./services/users.js";
import { createStamper } from "./store/clock.js";
import { Store, type StoreSection } from "./store/store.js";
import { systemErrorCode } from "./store/system-error.js";
import { handleCall, type Outcome } from "./wire/handler.js";
import { mountService, type Target } from "./wire/routes.js";

const LOOPBACK = "127.0.0.1";
/** Calls kept in `requests`; the oldest go first. */
const MAX_LOGGED_REQUESTS = 10_000;
/** How long `close` waits for calls under way before it cuts them off. */
const CLOSE_GRACE_MS = 1_000;

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
   * The clock behind `createdAt` and `updatedAt`.
   * @default - the system's
   */
  readonly clock?: () => Date;
  /**
   * Handlers of other layers in the same process, in the order they are asked.
   * @default []
   */
  readonly handlers?: readonly RequestHandler[];
}

/** One call as it was answered. */
export interface RequestRecord extends Outcome {
  /** When the call came in, by the emulator's clock. */
  readonly at: Date;
}

/** A running embedded gateway. */
export interface Emulator {
  /** Base URL, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** The cluster admin's token, as given. */
  readonly token: string;
  /** The calls so far, oldest first; the last 10,000 are kept. */
  readonly requests: readonly RequestRecord[];
  /** Where other layers of the process keep their data in the same state file. */
  readonly store: { section(name: string): StoreSection };
  /** How many rows there are. */
  snapshot(): { organizations: number; runners: number };
  /** Stops serving, finishes calls under way (at most one second), writes the state. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts an embedded gateway on the loopback address.
 * @throws {EmulatorError} for a bad option, a taken port with `exactPort`, or a state file that is damaged, foreign or in use
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  assertOptions(options);
  const clock = options.clock ?? (() => new Date());
  const store = new Store(options.dataFile === undefined ? undefined : resolve(options.dataFile));
  const requests: RequestRecord[] = [];
  const handlerOptions = {
    targets: mountServices(store, clock),
    resolveIdentity: createIdentityResolver(options.token),
    latencyMs: options.latencyMs ?? 0,
  };

  const server = createServer((request, response) => {
    try {
      if (options.handlers?.some((handler) => handler(request, response)) === true) {
        return;
      }
    } catch {
      // One broken request of another layer must not end the process that serves all.
      response.destroy();
      return;
    }
    const at = clock();
    handleCall(handlerOptions, request, response).then(
      (outcome) => {
        requests.push({ ...outcome, at });
        if (requests.length > MAX_LOGGED_REQUESTS) {
          requests.shift();
        }
      },
      () => response.destroy(),
    );
  });

  let port: number;
  try {
    port = await listen(server, options, store.lastPort);
  } catch (error) {
    store.close();
    throw error;
  }
  store.rememberPort(port);

  let closing: Promise<void> | undefined;
  return {
    url: `http://${LOOPBACK}:${port}`,
    port,
    token: options.token,
    requests,
    store: { section: (name) => store.section(name) },
    snapshot: () => ({ organizations: store.organizations.size, runners: store.runners.size }),
    close: () => (closing ??= stop(server).finally(() => store.close())),
  };
}

function mountServices(store: Store, clock: () => Date): ReadonlyMap<string, Target> {
  const dependencies = { store, stamp: createStamper(clock) };
  const targets = new Map<string, Target>();
  mountService(targets, OrganizationsGateway, organizationsService(dependencies));
  mountService(targets, RunnersGateway, runnersService(dependencies));
  mountService(targets, UsersGateway, usersService());
  return targets;
}

function assertOptions(options: EmulatorOptions): void {
  const { port, latencyMs } = options;
  if (!/^[\x21-\x7e]+$/.test(options.token)) {
    throw new EmulatorError("bad_option", "token has to be one or more printable ASCII characters without blanks.");
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new EmulatorError("bad_option", `port is ${port}; allowed: a whole number from 0 (a free one) to 65535.`);
  }
  if (latencyMs !== undefined && !(latencyMs >= 0 && latencyMs <= 600_000)) {
    throw new EmulatorError("bad_option", `latencyMs is ${latencyMs}; allowed: 0 to 600000 milliseconds.`);
  }
}

async function listen(server: Server, options: EmulatorOptions, lastPort: number | undefined): Promise<number> {
  const wanted = options.port ?? lastPort ?? 0;
  try {
    return await listenOn(server, wanted);
  } catch (error) {
    const code = systemErrorCode(error);
    if (wanted === 0 || (code !== "EADDRINUSE" && code !== "EACCES")) {
      throw error;
    }
    if (options.exactPort === true) {
      throw new EmulatorError(
        "port_taken",
        `Port ${wanted} on ${LOOPBACK} can't be taken (${code}). Stop what uses it, or give another port.`,
      );
    }
    return await listenOn(server, 0);
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolvePort, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.off("error", reject);
      resolvePort((server.address() as AddressInfo).port);
    });
  });
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cut);
}
