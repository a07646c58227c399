// One port for both protocols: HTTP/1.1, and HTTP/2 in clear text for clients that know beforehand (RFC 9113, 3.3).
//
// An HTTP/2 client opens with "PRI * HTTP/2.0"; no HTTP/1.1 method begins with its first three bytes. A connection is looked at
// until it has said that much, then handed to the one server or the other. It listens on the loopback address only: there is one
// admin token, no TLS, and there are methods that ask for no rights at all, as on the platform behind its mesh.
import { createServer as createHttp1Server } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { EmulatorError } from "./errors.js";
import { systemErrorCode } from "./store/system-error.js";
import { type HttpRequest, type HttpResponse, rememberSocket } from "./wire/exchange.js";

/** The only address listened on. */
export const LOOPBACK = "127.0.0.1";
/** What an HTTP/2 connection begins with, as far as has to be seen. */
const HTTP2_OPENING = Buffer.from("PRI");
/** How long `close` waits for calls under way before it cuts them off. */
const CLOSE_GRACE_MS = 1_000;

/** Serves one request; what it throws or rejects with ends the connection. */
export type Serve = (request: HttpRequest, response: HttpResponse) => void;

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** Stops listening, lets calls under way finish for at most one second, ends all connections. */
  close(): Promise<void>;
}

/** Which port to take. */
export interface PortOptions {
  /** 0 is any free one. */
  readonly port: number;
  /** Whether another one will not do. */
  readonly exact: boolean;
}

/**
 * Listens and serves.
 * @throws {EmulatorError} `port_taken`, only with `exact`
 */
export async function startServer(serve: Serve, options: PortOptions): Promise<RunningServer> {
  /** Every open connection, and how many HTTP/1.1 calls are under way on it. */
  const sockets = new Map<Socket, number>();
  const sessions = new Set<ServerHttp2Session>();
  let closing: Promise<void> | undefined;

  const http1 = createHttp1Server((request, response) => {
    const { socket } = request;
    sockets.set(socket, (sockets.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const left = (sockets.get(socket) ?? 1) - 1;
      if (sockets.has(socket)) {
        sockets.set(socket, left);
      }
      if (closing !== undefined && left === 0) {
        socket.destroySoon();
      }
    });
    serve(request, response);
  });
  const http2 = createHttp2Server(serve);
  http2.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  const tcp = createTcpServer((socket) => {
    sockets.set(socket, 0);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    handOver(socket, (isHttp2) => {
      if (isHttp2) {
        sockets.delete(socket); // its session knows what is under way
        http2.once("session", (session) => rememberSocket(session, socket));
        http2.emit("connection", socket); // which makes the session before it returns
      } else {
        http1.emit("connection", socket);
      }
    });
  });

  const port = await listen(tcp, options);
  const stop = async () => {
    const closed = new Promise<void>((done) => tcp.close(() => done()));
    sessions.forEach((session) => session.close());
    sockets.forEach((underWay, socket) => underWay === 0 && socket.destroy());
    const cut = setTimeout(() => {
      sessions.forEach((session) => session.destroy());
      sockets.forEach((_underWay, socket) => socket.destroy());
    }, CLOSE_GRACE_MS);
    await closed;
    clearTimeout(cut);
  };
  return { port, close: () => (closing ??= stop()) };
}

/** Waits for the first bytes of a connection and puts them back for who serves it. */
function handOver(socket: Socket, serve: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const look = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) {
      return;
    }
    seen = Buffer.concat([seen, chunk]);
    const isHttp2 = seen.subarray(0, HTTP2_OPENING.length).equals(HTTP2_OPENING);
    if (seen.length < HTTP2_OPENING.length && HTTP2_OPENING.subarray(0, seen.length).equals(seen)) {
      return;
    }
    socket.off("readable", look);
    socket.unshift(seen);
    serve(isHttp2);
  };
  socket.on("readable", look);
}

async function listen(server: Server, { port, exact }: PortOptions): Promise<number> {
  try {
    return await listenOn(server, port);
  } catch (error) {
    const code = systemErrorCode(error);
    if (port === 0 || (code !== "EADDRINUSE" && code !== "EACCES")) {
      throw error;
    }
    if (exact) {
      throw new EmulatorError(
        "port_taken",
        `Port ${port} on ${LOOPBACK} can't be taken (${code}). Stop what uses it, or give another port.`,
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
