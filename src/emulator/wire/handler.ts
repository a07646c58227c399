// One unary call over HTTP, step by step in connect-go's order: path, method, content type, compression and version, time-out,
// body, message, identity, service; then the answer or the error envelope.
//
// Source: connect-go `handler.go`, `protocol_connect.go`; statuses, headers and plain bodies as measured on HTTP/1.1.
// Identity comes after the message because the gateway resolves it in an interceptor.
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Identity, IdentityResolver } from "../identity.js";
import { HTTP_STATUS_BY_CODE, RpcError } from "../rpc-error.js";
import { readBody } from "./body.js";
import { decodeMessage, encodeMessage } from "./codec.js";
import {
  ACCEPT_POST,
  assertProtocolVersion,
  type ContentType,
  isGzip,
  parseContentType,
  parseTimeoutMs,
} from "./headers.js";
import type { Target } from "./routes.js";

/** How one request ended. */
export interface Outcome {
  /** `RunnersGateway/GetRunner`, or the path when it leads nowhere. */
  readonly rpc: string;
  readonly status: number;
  /** Connect code, absent on success and on answers that are no Connect errors. */
  readonly code?: string;
  /** Identity id of the caller, absent when there was none. */
  readonly identity?: string;
}

/** What the handler needs besides the request. */
export interface HandlerOptions {
  readonly targets: ReadonlyMap<string, Target>;
  readonly resolveIdentity: IdentityResolver;
  readonly latencyMs: number;
}

/** Answers one request and says how. Rejects only when the connection is gone. */
export async function handleCall(
  options: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Outcome> {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  const target = options.targets.get(path);
  if (target === undefined) {
    response.setHeader("X-Content-Type-Options", "nosniff");
    return { rpc: path, status: send(response, 404, "text/plain; charset=utf-8", "404 page not found\n") };
  }
  const rpc = target.kind === "served" ? target.route.rpc : target.rpc;
  if (request.method !== "POST") {
    response.setHeader("Allow", "POST");
    return { rpc, status: send(response, 405) };
  }
  const contentType = parseContentType(request.headers["content-type"]);
  if (contentType === undefined) {
    response.setHeader("Accept-Post", ACCEPT_POST);
    return { rpc, status: send(response, 415) };
  }
  response.setHeader("Accept-Encoding", "gzip");
  let caller: Identity | undefined;
  try {
    const body = await answer(options, target, contentType, request, (identity) => (caller = identity));
    return { rpc, status: send(response, 200, contentType.echo, body), ...identityOf(caller) };
  } catch (error) {
    const { code, message } = asRpcError(error);
    const status = send(response, HTTP_STATUS_BY_CODE[code], "application/json", JSON.stringify({ code, message }));
    return { rpc, status, code, ...identityOf(caller) };
  }
}

async function answer(
  options: HandlerOptions,
  target: Target,
  { codec }: ContentType,
  request: IncomingMessage,
  identified: (caller: Identity | undefined) => void,
): Promise<Buffer> {
  const { headers } = request;
  const gzip = isGzip(headers);
  assertProtocolVersion(headers);
  const timeoutMs = parseTimeoutMs(headers) ?? Number.POSITIVE_INFINITY;
  const body = await readBody(request, gzip);
  if (options.latencyMs > 0 || timeoutMs <= 0) {
    await delay(Math.max(0, Math.min(options.latencyMs, timeoutMs)));
  }
  if (options.latencyMs >= timeoutMs) {
    throw new RpcError("deadline_exceeded", "context deadline exceeded");
  }
  if (target.kind === "unserved") {
    const method = target.rpc.split("/")[1] ?? "";
    throw new RpcError("unimplemented", `method ${method} not implemented`);
  }
  const { route } = target;
  const message = decodeMessage(codec, route.input, body);
  const caller = options.resolveIdentity(headers.authorization);
  identified(caller);
  return encodeMessage(codec, route.output, route.call(message, caller));
}

/** A mistake of ours is told as the gateway's recover step tells it: without a word about the inside. */
function asRpcError(error: unknown): RpcError {
  return error instanceof RpcError ? error : new RpcError("internal", "internal error");
}

function identityOf(caller: Identity | undefined): { identity?: string } {
  return caller === undefined ? {} : { identity: caller.id };
}

function send(response: ServerResponse, status: number, contentType?: string, body: string | Buffer = ""): number {
  response.statusCode = status;
  if (contentType !== undefined) {
    response.setHeader("Content-Type", contentType);
  }
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.end(body);
  return status;
}
