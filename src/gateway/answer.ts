// What an HTTP answer means: a message, an error of the platform, or something that is not the platform.
//
// Source: connect-es `protocol-connect/{http-status,error-json,validate-response}.ts`. The code stands in the body; only
// without a readable body is it derived from the status, and then never as `not_found`.
import { isUtf8 } from "node:buffer";
import {
  CONNECT_ERRORS,
  type ErrorRow,
  HTTP_ERRORS,
  isConnectCode,
  LOCAL_ERRORS,
  PROXY_ERRORS,
} from "./error-table.js";
import { GatewayError } from "./errors.js";
import { excerpt } from "./redact.js";

/** A whole answer, not yet understood. */
export interface RawAnswer {
  readonly status: number;
  /** First value of a header, by lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
}

/** What an answer belongs to. */
export interface AnswerContext {
  readonly rpc: string;
  /** Where the call went, to read a relative `Location` by. */
  readonly url: string;
  readonly secrets: readonly string[];
  /** Epoch milliseconds, to read a `Retry-After` that is a date. */
  readonly now: number;
  /** Whether the platform may have acted on an earlier try. */
  readonly sentBefore: "no" | "maybe";
  readonly tries: number;
}

interface Found {
  readonly reason: string;
  readonly row: ErrorRow;
  readonly detail: string;
  readonly advice?: string;
  readonly fromServer?: boolean;
}

/**
 * The JSON object of a successful answer.
 * @throws {GatewayError} for every other answer
 */
export function readAnswer(answer: RawAnswer, context: AnswerContext): Record<string, unknown> {
  const { status, body } = answer;
  if (status >= 300 && status < 400) throw failure(answer, context, redirected(answer, context));
  if (status !== 200) throw failure(answer, context, errorOf(answer));
  const type = answer.header("content-type");
  if (!isJsonType(type)) {
    const detail = `HTTP 200 with content type ${type ?? "none"}: ${body.toString()}`;
    throw failure(answer, context, local("answer of another content type", detail));
  }
  const parsed = isUtf8(body) ? parseObject(body.toString()) : undefined;
  if (parsed === undefined) {
    throw failure(answer, context, local("answer with damaged JSON", "HTTP 200, but the answer is damaged JSON"));
  }
  return parsed;
}

function local(reason: keyof typeof LOCAL_ERRORS, detail: string): Found {
  return { reason, row: LOCAL_ERRORS[reason], detail };
}

function errorOf(answer: RawAnswer): Found {
  const { status } = answer;
  const body = answer.body.toString();
  const type = answer.header("content-type");
  const error = isJsonType(type) ? parseObject(body) : undefined;
  if (error !== undefined && isConnectCode(error.code)) {
    const message = typeof error.message === "string" && error.message !== "" ? error.message : error.code;
    return { reason: `Connect ${error.code}`, row: CONNECT_ERRORS[error.code], detail: message, fromServer: true };
  }
  const seen = body.trim() === "" ? "an empty body" : `${type ?? "no content type"}: ${body}`;
  const detail = `HTTP ${status} without a Connect error, ${seen}`;
  if (status === 407) return { reason: "proxy 407", row: PROXY_ERRORS["proxy 407"], detail };
  const rows: Readonly<Record<string, ErrorRow>> = HTTP_ERRORS;
  const row = rows[`HTTP ${status}`] ?? HTTP_ERRORS["HTTP other"];
  // A page in place of the platform; while it is being rolled out that is its ingress, and worth another try.
  const page = /html/i.test(type ?? "") || /^\s*</.test(body);
  const told = page && row.code !== "unavailable" ? { ...HTTP_ERRORS["HTTP page"], sent: row.sent } : row;
  return { reason: `HTTP ${status}`, row: told, detail };
}

/** Where the call was sent, without query, fragment and user, which may hold secrets; and, where it can be told, the right url. */
function redirected(answer: RawAnswer, { rpc, url }: AnswerContext): Found {
  const row = HTTP_ERRORS["HTTP 3xx"];
  const { status } = answer;
  const location = answer.header("location");
  const found = { reason: `HTTP ${status}`, row };
  if (location === undefined) return { ...found, detail: `HTTP ${status} without a place to go` };
  let target: URL;
  try {
    target = new URL(location, url);
  } catch {
    return { ...found, detail: `HTTP ${status} to something that is not an address` };
  }
  const place = target.origin === "null" ? `${target.protocol}…` : target.origin + target.pathname;
  const detail = `sent elsewhere with HTTP ${status}, to ${place}`;
  const call = new RegExp(`/[a-z.0-9]+\\.${rpc}$`);
  if (!/^https?:$/.test(target.protocol) || !call.test(target.pathname)) {
    return { ...found, detail, advice: `That is no call of a gateway, such as a page to sign in. ${row.advice}` };
  }
  // to send the very same call elsewhere is asked by who did not pass it on; any other page may stand for an answer that was lost
  return {
    ...found,
    row: { ...row, sent: "no" },
    detail,
    advice: `Set url to ${target.origin}${target.pathname.replace(call, "")}, if you trust that.`,
  };
}

function failure(answer: RawAnswer, context: AnswerContext, { reason, row, detail, advice, fromServer }: Found) {
  const { rpc, secrets, now, sentBefore, tries } = context;
  const requestId = answer.header("x-request-id");
  return new GatewayError({
    code: row.code,
    reason,
    rpc,
    detail: excerpt(detail, secrets),
    advice: advice === undefined ? row.advice : excerpt(advice, secrets),
    sent: row.sent === "no" ? sentBefore : "maybe",
    fromServer: fromServer ?? false,
    transient: row.again,
    tries,
    status: answer.status,
    requestId: requestId === undefined ? undefined : excerpt(requestId, secrets),
    retryAfterMs: parseRetryAfter(answer.header("retry-after"), now),
  });
}

/** Whole seconds, or an HTTP date. */
function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function isJsonType(type: string | undefined): boolean {
  return /^\s*application\/json\s*(;|$)/i.test(type ?? "");
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
