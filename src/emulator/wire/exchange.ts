// One request and its answer, over HTTP/1.1 or HTTP/2 alike. An answer is made as a whole before its first byte leaves, so that a
// fault can still change it.
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse, Http2Session } from "node:http2";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";

/** A request of either protocol. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;
/** The way back of either protocol. */
export type HttpResponse = ServerResponse | Http2ServerResponse;

/** What is to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How a call was judged; goes into the log. */
export interface Outcome {
  /** `RunnersGateway/GetRunner`, or the path when it leads to no method. */
  readonly rpc: string;
  readonly status: number;
  /** Connect code, absent on success and on answers that are no Connect errors. */
  readonly code?: string;
  /** Identity id of the caller, absent when there was none. */
  readonly identity?: string;
}

/** The path of a request, without its query. */
export function pathOf(request: HttpRequest): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}

/** An answer with a text of a given type. */
export function textAnswer(
  status: number,
  contentType: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { ...headers, "content-type": contentType }, body: Buffer.from(text) };
}

/** Sends an answer whole. */
export function sendAnswer(response: HttpResponse, { status, headers, body }: Answer): void {
  setHead(response, status, { ...headers, ...(status === 204 ? {} : { "content-length": String(body.length) }) });
  response.end(body);
}

function setHead(response: HttpResponse, status: number, headers: Readonly<Record<string, string>>): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
}

/** Sets status and headers of an answer whose body is to follow, and sends them at once. */
export function startAnswer(
  response: HttpResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
): Writable {
  setHead(response, status, headers);
  if (response instanceof ServerResponse) {
    response.flushHeaders();
  } else {
    response.writeHead(status);
  }
  return response;
}

/** The sockets of HTTP/2 sessions: what a session itself gives away ends with a GOAWAY, which a cut connection does not send. */
const socketOfSession = new WeakMap<Http2Session, Socket>();

/** Notes which connection a session runs on. */
export function rememberSocket(session: Http2Session, socket: Socket): void {
  socketOfSession.set(session, socket);
}

/** Ends the connection at once: what was not sent yet never is. */
export function cutConnection(request: HttpRequest): void {
  const session = isHttp2(request) ? request.stream.session : undefined;
  const socket = session === undefined ? request.socket : socketOfSession.get(session);
  socket?.destroy();
}

/** Resolves when the answer was sent whole or its connection is gone. */
export function closed(response: HttpResponse): Promise<void> {
  return new Promise((done) => {
    if (response.destroyed || response.writableFinished) {
      done();
    } else {
      response.once("close", done);
    }
  });
}

/** Whether a request came over HTTP/2. */
export function isHttp2(request: HttpRequest): request is Http2ServerRequest {
  return request.httpVersionMajor === 2;
}
