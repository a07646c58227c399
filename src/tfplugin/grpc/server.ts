// A gRPC server for unary calls on node:http2: as much of gRPC as a Terraform plugin needs, at a fraction of the start-up
// cost of a gRPC library.
//
// A handler gets the request's bytes and answers bytes. What it throws becomes a status: `GrpcError` its own, anything else
// INTERNAL. Paths without handler answer UNIMPLEMENTED, which Terraform's client tolerates where it only asks out of habit.
import {
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { TLSSocket } from "node:tls";
import { frame, UnaryReader } from "./frame.js";
import { GrpcError, GrpcStatus } from "./status.js";

/** Answers one unary call. */
export type UnaryHandler = (request: Buffer) => Promise<Uint8Array> | Uint8Array;

/** TLS on both sides: our identity, and the only certificate a client may present. All PEM. */
export interface MutualTls {
  readonly key: string;
  readonly certificate: string;
  readonly clientCertificate: string;
}

/** Makes a server, not listening yet. Without `tls` it speaks clear-text HTTP/2. */
export function createGrpcServer(
  handlers: ReadonlyMap<string, UnaryHandler>,
  tls: MutualTls | undefined,
): Http2Server | Http2SecureServer {
  const server = tls ? createMutualTlsServer(tls) : createServer();
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    answer(stream, handlers.get(String(headers[constants.HTTP2_HEADER_PATH])));
  });
  return server;
}

/**
 * The client's certificate is compared, not trusted: the handshake proves that the peer holds its key, and only this very
 * certificate will do. That is stricter than naming it as a CA, and makes the start a third cheaper, because an empty list of
 * CAs (other than a missing or a filled one) spares node parsing its built-in ones.
 */
function createMutualTlsServer({ key, certificate, clientCertificate }: MutualTls): Http2SecureServer {
  const expected = derOf(clientCertificate);
  const server = createSecureServer({
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

function answer(stream: ServerHttp2Stream, handler: UnaryHandler | undefined): void {
  // a peer that goes away mid-call is seen by the session; the stream has nobody left to tell
  stream.on("error", () => undefined);
  if (!handler) {
    endWithStatus(stream, new GrpcError(GrpcStatus.unimplemented, "not implemented"));
    return;
  }
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
    // the promise turns what a handler throws, at once or later, into a status
    new Promise<Uint8Array>((resolve) => resolve(handler(reader.finish()))).then(
      (message) => endWithMessage(stream, message),
      (error: unknown) => endWithStatus(stream, error),
    );
  });
}

function endWithMessage(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (stream.destroyed) return;
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(GrpcStatus.ok) }));
  stream.end(frame(message));
}

function endWithStatus(stream: ServerHttp2Stream, error: unknown): void {
  if (stream.destroyed || stream.headersSent) return;
  const status = error instanceof GrpcError ? error.status : GrpcStatus.internal;
  const message = error instanceof Error ? error.message : String(error);
  stream.respond(
    {
      ":status": 200,
      "content-type": "application/grpc",
      "grpc-status": String(status),
      "grpc-message": encodeURIComponent(message.slice(0, 1000).toWellFormed()),
    },
    { endStream: true },
  );
}
