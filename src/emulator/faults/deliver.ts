// The last step of a call: its answer goes out, or what a fault makes of it.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { createGzip } from "node:zlib";
import { HTTP_STATUS_BY_CODE, type RpcCode } from "../rpc-error.js";
import {
  type Answer,
  closed,
  cutConnection,
  type HttpRequest,
  type HttpResponse,
  sendAnswer,
  type Outcome,
  startAnswer,
  textAnswer,
} from "../wire/exchange.js";
import type { FaultEffect } from "./fault.js";

const CHUNK_BYTES = 64 * 1024;

/** What goes into the log: the status that is sent, 0 when nothing is, and the code if the answer says one. */
export function sentOutcome(effect: FaultEffect | undefined, answer: Answer, outcome: Outcome): Outcome {
  const { code, ...rest } = outcome;
  switch (effect?.kind) {
    case undefined:
    case "latency":
    case "hold":
      return outcome;
    case "cut-before-send":
    case "cut-after-send":
    case "never":
      return { ...rest, status: 0 };
    case "giant":
    case "gzip-bomb":
      return { ...rest, status: 200 };
    case "error":
    case "rate-limit":
      return { ...rest, status: changedAnswer(effect, answer).status, code: codeOf(effect) };
    default:
      return { ...rest, status: changedAnswer(effect, answer).status, ...(code === undefined ? {} : { code }) };
  }
}

/** Sends an answer under a fault. Resolves when nothing more will be sent. */
export async function deliver(
  request: HttpRequest,
  response: HttpResponse,
  answer: Answer,
  effect: FaultEffect | undefined,
): Promise<void> {
  const changed = changedAnswer(effect, answer);
  switch (effect?.kind) {
    case "cut-before-send":
    case "cut-after-send":
      cutConnection(request);
      return;
    case "cut-at":
      await sendUntil(request, response, changed, effect.bytes);
      return;
    case "drip":
      await sendSlowly(response, changed, effect.ms);
      return;
    case "never":
      await closed(response);
      return;
    case "giant":
      await sendFiller(response, effect.bytes, false);
      return;
    case "gzip-bomb":
      await sendFiller(response, effect.bytes, true);
      return;
    case "hold":
      effect.reached();
      await effect.released;
      sendAnswer(response, changed);
      return;
    default:
      sendAnswer(response, changed);
  }
}

/** The answers a fault puts in the place of another, or makes of it. */
function changedAnswer(effect: FaultEffect | undefined, answer: Answer): Answer {
  switch (effect?.kind) {
    case "error":
      return connectError(codeOf(effect));
    case "rate-limit":
      return connectError(codeOf(effect), { "retry-after": String(effect.seconds) });
    case "html":
      return textAnswer(effect.status, "text/html", page(effect.status));
    case "redirect":
      return { status: 307, headers: { location: effect.location }, body: Buffer.alloc(0) };
    case "content-type":
      return { ...answer, headers: { ...answer.headers, "content-type": effect.type } };
    case "truncated":
      return { ...answer, body: answer.body.subarray(0, Math.floor(answer.body.length / 2)) };
    default:
      return answer;
  }
}

function codeOf(effect: Extract<FaultEffect, { kind: "error" | "rate-limit" }>): RpcCode {
  return effect.kind === "error" ? effect.code : "resource_exhausted";
}

function connectError(code: RpcCode, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = JSON.stringify({ code, message: `injected fault: ${code}` });
  return textAnswer(HTTP_STATUS_BY_CODE[code], "application/json", body, headers);
}

function page(status: number): string {
  return `<html>\n<head><title>${status}</title></head>\n<body><center><h1>${status}</h1></center><hr><center>proxy</center></body>\n</html>\n`;
}

async function sendUntil(request: HttpRequest, response: HttpResponse, answer: Answer, bytes: number): Promise<void> {
  const stream = startAnswer(response, answer.status, withLength(answer));
  await new Promise<void>((sent) => stream.write(answer.body.subarray(0, bytes), () => sent()));
  cutConnection(request);
}

async function sendSlowly(response: HttpResponse, answer: Answer, pauseMs: number): Promise<void> {
  const stream = startAnswer(response, answer.status, withLength(answer));
  for (const byte of answer.body) {
    await delay(pauseMs);
    if (stream.destroyed) {
      return;
    }
    stream.write(Buffer.of(byte));
  }
  stream.end();
}

function withLength({ headers, body }: Answer): Readonly<Record<string, string>> {
  return { ...headers, "content-length": String(body.length) };
}

/** JSON of one long text, streamed: it need not fit into memory here. */
async function sendFiller(response: HttpResponse, bytes: number, packed: boolean): Promise<void> {
  const encoding: Readonly<Record<string, string>> = packed ? { "content-encoding": "gzip" } : {};
  const stream = startAnswer(response, 200, { "content-type": "application/json", ...encoding });
  const filler = Readable.from(jsonOf(bytes));
  try {
    await (packed ? pipeline(filler, createGzip(), stream) : pipeline(filler, stream));
  } catch {
    // The reader had enough, which is what such an answer is for.
  }
}

function* jsonOf(bytes: number): Generator<Buffer> {
  const head = Buffer.from('{"filler":"');
  const tail = Buffer.from('"}');
  yield head;
  const chunk = Buffer.alloc(CHUNK_BYTES, "x");
  for (let left = bytes - head.length - tail.length; left > 0; left -= chunk.length) {
    yield left < chunk.length ? chunk.subarray(0, left) : chunk;
  }
  yield tail;
}
