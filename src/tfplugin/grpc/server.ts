// A gRPC server on node:http2: as much of gRPC as a Terraform plugin needs, at a fraction of the start-up cost of a gRPC library.
//
// A unary handler gets the request's bytes and answers bytes. What it throws becomes a status: `GrpcError` its own, anything
// else INTERNAL. Of streaming calls a plugin's host only opens those on which nothing is ever said, so `SilentCall` is all there
// is of them. Paths without handler answer UNIMPLEMENTED, which Terraform's client tolerates where it only asks out of habit.
//
// A call has no time limit: Terraform sets none, an apply may take hours, and a Terraform that was stopped (Ctrl-Z, a laptop
// asleep) goes on later where it was, in the middle of a message if need be. Calls end with their connection at the latest;
// how many may be open at a time is limited instead.
import {
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { TLSSocket } from "node:tls";
import { frame, UnaryReader } from "./frame.js";
import { GrpcError, GrpcStatus } from "./status.js";

/** Answers one unary call. */
export type UnaryHandler = (request: Buffer) => Promise<Uint8Array> | Uint8Array;

/** A streaming call that is held open without a word, and whatever the peer says on it is dropped. */
export interface SilentCall {
  /** What ends it: the peer's half-close, with status OK, or nothing but the end of the connection. */
  readonly heldUntil: "half-close" | "disconnect";
}

/** What answers calls, by HTTP/2 path. */
export type Handlers = ReadonlyMap<string, UnaryHandler | SilentCall>;

/** TLS on both sides: our identity, and the only certificate a client may present. All PEM. */
export interface MutualTls {
  readonly key: string;
  readonly certificate: string;
  readonly clientCertificate: string;
}

/** `terraform -parallelism` may be some hundreds; clients queue what is above. */
export const MAX_OPEN_CALLS = 1000;
const SETTINGS = { settings: { maxConcurrentStreams: MAX_OPEN_CALLS, enablePush: false } };

/**
 * Makes a server, not listening yet. Without `tls` it speaks clear-text HTTP/2.
 *
 * @param accept told of every connection, and answers who serves it. Calls wait for the answer; a failure is nobody's to catch
 * here, and ends the process as any uncaught error does
 */
export function createGrpcServer(
  accept: (session: ServerHttp2Session) => Handlers | Promise<Handlers>,
  tls: MutualTls | undefined,
): Http2Server | Http2SecureServer {
  const server = tls ? createMutualTlsServer(tls) : createServer(SETTINGS);
  server.on("session", (session: ServerHttp2Session) => {
    let handlers = accept(session);
    session.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      // a peer that goes away mid-call is seen by the session; the stream has nobody left to tell
      stream.on("error", () => undefined);
      if (!(handlers instanceof Promise)) {
        dispatch(stream, headers, handlers);
        return;
      }
      void handlers.then((found) => {
        handlers = found;
        dispatch(stream, headers, found);
      });
    });
  });
  return server;
}

function dispatch(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, handlers: Handlers): void {
  if (stream.destroyed) return; // reset while the handlers were still on their way
  const fault = requestFault(headers);
  const handler = handlers.get(String(headers[constants.HTTP2_HEADER_PATH]));
  if (fault) endWithStatus(stream, new GrpcError(GrpcStatus.internal, fault.reason), fault.httpStatus);
  else if (!handler) endWithStatus(stream, new GrpcError(GrpcStatus.unimplemented, "not implemented"));
  else if (typeof handler === "function") answer(stream, handler);
  else hold(stream, handler);
}

/**
 * The client's certificate is compared, not trusted: the handshake proves that the peer holds its key, and only this very
 * certificate will do. That is stricter than naming it as a CA, and makes the start a third cheaper, because an empty list of
 * CAs (other than a missing or a filled one) spares node parsing its built-in ones.
 */
function createMutualTlsServer({ key, certificate, clientCertificate }: MutualTls): Http2SecureServer {
  const expected = derOf(clientCertificate);
  const server = createSecureServer({
    ...SETTINGS,
    key,
    cert: certificate,
    ca: [],
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    ALPNProtocols: ["h2"],
  });
  // node's own listener, which makes an HTTP/2 session of a connection, sees only the one client
  const accept = server.listeners("secureConnection") as ((socket: TLSSocket) => void)[];
  server.removeAllListeners("secureConnection");
  server.on("secureConnection", (socket: TLSSocket) => {
    if (socket.getPeerX509Certificate()?.raw.equals(expected))
      for (const listener of accept) listener.call(server, socket);
    else socket.destroy();
  });
  return server;
}

/** The DER bytes of the one certificate in a PEM text. */
function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
}

/** What is no gRPC request is told so in HTTP's words too. */
function requestFault(headers: IncomingHttpHeaders): { httpStatus: number; reason: string } | undefined {
  if (headers[constants.HTTP2_HEADER_METHOD] !== "POST")
    return { httpStatus: constants.HTTP_STATUS_METHOD_NOT_ALLOWED, reason: "gRPC calls are POST requests" };
  if (!/^application\/grpc(\+proto)?(;|$)/.test(headers["content-type"] ?? ""))
    return { httpStatus: constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE, reason: "content-type is not application/grpc" };
  return undefined;
}

function answer(stream: ServerHttp2Stream, handler: UnaryHandler): void {
  const reader = new UnaryReader();
  stream.on("data", (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch (error) {
      stream.removeAllListeners("data").removeAllListeners("end").resume();
      endWithStatus(stream, error);
    }
  });
  stream.on("end", () => {
    if (stream.closed) return; // reset by the peer, whole message or not
    // the promise turns what a handler throws, at once or later, into a status
    new Promise<Uint8Array>((resolve) => resolve(handler(reader.finish()))).then(
      (message) => endWithMessage(stream, message),
      (error: unknown) => endWithStatus(stream, error),
    );
  });
}

function hold(stream: ServerHttp2Stream, { heldUntil }: SilentCall): void {
  begin(stream);
  stream.resume();
  if (heldUntil === "half-close") stream.on("end", () => stream.end());
}

function endWithMessage(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (stream.destroyed) return;
  begin(stream);
  stream.end(frame(message));
}

/** Sends the headers of an answer; the status follows in the trailers, once the stream is ended. */
function begin(stream: ServerHttp2Stream): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(GrpcStatus.ok) }));
}

function endWithStatus(stream: ServerHttp2Stream, error: unknown, httpStatus = 200): void {
  if (stream.destroyed || stream.headersSent) return;
  const status = GrpcError.is(error) ? error.status : GrpcStatus.internal;
  const message = error instanceof Error ? error.message : String(error);
  stream.respond(
    {
      ":status": httpStatus,
      "content-type": "application/grpc",
      "grpc-status": String(status),
      "grpc-message": encodeURIComponent(message.slice(0, 1000).toWellFormed()),
    },
    { endStream: true },
  );
  // tells a peer that is still sending to stop; after the end of its request it is not sent
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}
