// One call over HTTP, step by step in connect-go's order: path, method, content type, compression and version, time-out, body,
// message, identity, service; then the answer or the error.
//
// Source: connect-go `handler.go`, `protocol_connect.go`; statuses, headers and plain bodies as measured on HTTP/1.1.
// Identity comes after the message because the gateway resolves it in an interceptor. Errors of unary calls are JSON and never packed.
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Identity } from "../directory.js";
import type { IdentityResolver } from "../identity.js";
import { HTTP_STATUS_BY_CODE, RpcError } from "../rpc-error.js";
import { gunzip, readBody } from "./body.js";
import { decodeMessage, encodeMessage } from "./codec.js";
import { type Answer, type HttpRequest, type Outcome, pathOf, textAnswer } from "./exchange.js";
import {
  acceptEncoding,
  acceptPost,
  assertProtocolVersion,
  type Codec,
  contentEncoding,
  negotiateCompression,
  parseContentType,
  parseTimeoutMs,
} from "./headers.js";
import type { Target } from "./routes.js";
import { readRequestMessage, writeStream } from "./stream.js";

/** What the handler needs besides the request. */
export interface CallOptions {
  readonly resolveIdentity: IdentityResolver;
  /** Milliseconds to wait before the call is carried out. */
  readonly latencyMs: number;
  /** Whether the answer may be packed: not when a fault is going to break it. */
  readonly mayPack: boolean;
}

/** A call carried out: what to send, and what to note. */
export interface CallResult {
  readonly answer: Answer;
  readonly outcome: Outcome;
}

/** What the answer to a path without a method is. */
export function answerUnknownPath(request: HttpRequest): CallResult {
  const answer = textAnswer(404, "text/plain; charset=utf-8", "404 page not found\n", {
    "x-content-type-options": "nosniff",
  });
  return { answer, outcome: { rpc: shownPath(request), status: 404 } };
}

/** Carries one call out. Rejects only when the connection is gone. */
export async function answerCall(options: CallOptions, target: Target, request: HttpRequest): Promise<CallResult> {
  const { rpc, kind } = target.served ? target.route : target;
  if (request.method !== "POST") {
    return bare(rpc, 405, { allow: "POST" });
  }
  const contentType = parseContentType(kind, request.headers["content-type"]);
  if (contentType === undefined) {
    return bare(rpc, 415, { "accept-post": acceptPost(kind) });
  }
  const call: Call = { options, target, request, codec: contentType.codec };
  return kind === "stream"
    ? await answerStream(rpc, call, contentType.echo)
    : await answerUnary(rpc, call, contentType.echo);
}

/** A call that has come as far as its content type; fills in who calls when that is known. */
interface Call {
  readonly options: CallOptions;
  readonly target: Target;
  readonly request: HttpRequest;
  readonly codec: Codec;
  caller?: Identity | undefined;
}

async function answerUnary(rpc: string, call: Call, echo: string): Promise<CallResult> {
  const headers = acceptEncoding("unary");
  try {
    const compression = negotiateCompression("unary", call.request.headers);
    const [message = Buffer.alloc(0)] = await carryOut(call, (body) =>
      // Nothing is not packed nothing.
      compression.request && body.length > 0 ? gunzip(body) : body,
    );
    const packed = compression.answer && call.options.mayPack;
    const answer = {
      status: 200,
      headers: { ...headers, "content-type": echo, ...(packed ? contentEncoding("unary") : {}) },
      body: packed ? gzipSync(message) : message,
    };
    return { answer, outcome: { rpc, status: 200, ...identityOf(call) } };
  } catch (error) {
    const { code, message } = asRpcError(error);
    const status = HTTP_STATUS_BY_CODE[code];
    const answer = textAnswer(status, "application/json", JSON.stringify({ code, message }), headers);
    return { answer, outcome: { rpc, status, code, ...identityOf(call) } };
  }
}

async function answerStream(rpc: string, call: Call, echo: string): Promise<CallResult> {
  let packed = false;
  let messages: readonly Buffer[] = [];
  let failure: RpcError | undefined;
  try {
    const compression = negotiateCompression("stream", call.request.headers);
    packed = compression.answer && call.options.mayPack;
    messages = await carryOut(call, (body) => readRequestMessage(body, compression.request));
  } catch (error) {
    failure = asRpcError(error);
  }
  const headers = { ...acceptEncoding("stream"), "content-type": echo, ...(packed ? contentEncoding("stream") : {}) };
  return {
    answer: { status: 200, headers, body: writeStream(messages, failure, packed) },
    outcome: { rpc, status: 200, ...(failure === undefined ? {} : { code: failure.code }), ...identityOf(call) },
  };
}

/** From the negotiated request to the encoded answers. */
async function carryOut(call: Call, unpack: (body: Buffer) => Buffer): Promise<Buffer[]> {
  const { options, target, request, codec } = call;
  assertProtocolVersion(request.headers);
  const timeoutMs = parseTimeoutMs(request.headers) ?? Number.POSITIVE_INFINITY;
  const body = await readBody(request);
  if (options.latencyMs > 0 || timeoutMs <= 0) {
    await delay(Math.max(0, Math.min(options.latencyMs, timeoutMs)));
  }
  if (options.latencyMs >= timeoutMs) {
    throw new RpcError("deadline_exceeded", "context deadline exceeded");
  }
  if (!target.served) {
    throw new RpcError("unimplemented", `method ${target.rpc.split("/")[1] ?? ""} not implemented`);
  }
  const { route } = target;
  const message = decodeMessage(codec, route.input, unpack(body));
  call.caller = options.resolveIdentity(request.headers.authorization);
  return route.call(message, call.caller).map((answer) => encodeMessage(codec, route.output, answer));
}

/** A mistake of ours is told as the gateway's recover step tells it: without a word about the inside. */
function asRpcError(error: unknown): RpcError {
  return error instanceof RpcError ? error : new RpcError("internal", "internal error");
}

function bare(rpc: string, status: number, headers: Readonly<Record<string, string>>): CallResult {
  return { answer: { status, headers, body: Buffer.alloc(0) }, outcome: { rpc, status } };
}

function identityOf({ caller }: Call): { identity?: string } {
  return caller === undefined ? {} : { identity: caller.id };
}

/** A path nobody knows may be anything: what could be a token in it is not shown. */
function shownPath(request: HttpRequest): string {
  return pathOf(request)
    .slice(0, 200)
    .replace(/agyn_\w+|[0-9A-Za-z]{32,}/g, "***");
}
