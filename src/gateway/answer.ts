// What an HTTP answer means: a message, an error of the platform, or something that is not the platform.
//
// Source: connect-es `protocol-connect/{http-status,error-json,validate-response}.ts`. The code stands in the body; only
// without a readable body is it derived from the status, and then never as `not_found`.
import { type ConnectCode, effectOf, GatewayError, type GatewayErrorCode, isConnectCode } from "./errors.js";
import { excerpt } from "./redact.js";

/** A whole answer, not yet understood. */
export interface RawAnswer {
  readonly status: number;
  /** First value of a header, by lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

/** What an answer belongs to. */
export interface AnswerContext {
  readonly rpc: string;
  readonly token: string | undefined;
  /** Epoch milliseconds, to read a `Retry-After` that is a date. */
  readonly now: number;
}

/** Statuses a proxy or an empty answer is read by. */
const CODE_BY_BARE_STATUS: Readonly<Record<number, ConnectCode>> = {
  400: "internal",
  401: "unauthenticated",
  403: "permission_denied",
  404: "unimplemented",
  429: "unavailable",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
};

/**
 * The JSON object of a successful answer.
 * @throws {GatewayError} for every other answer
 */
export function readAnswer(answer: RawAnswer, context: AnswerContext): Record<string, unknown> {
  const { status, body } = answer;
  if (status >= 300 && status < 400) {
    const location = answer.header("location");
    throw failure(
      answer,
      context,
      "redirect",
      `sent elsewhere with HTTP ${status}${location === undefined ? "" : `, to ${location}`}; is the URL complete?`,
    );
  }
  if (status !== 200) {
    throw errorOf(answer, context);
  }
  const type = answer.header("content-type");
  if (!isJsonType(type)) {
    throw failure(answer, context, "not_agyn", `HTTP 200 with content type ${type ?? "none"}: ${body}`);
  }
  const parsed = parseObject(body);
  if (parsed === undefined) {
    throw failure(answer, context, "not_agyn", "HTTP 200, but the answer is damaged JSON");
  }
  return parsed;
}

function errorOf(answer: RawAnswer, context: AnswerContext): GatewayError {
  const { status, body } = answer;
  const type = answer.header("content-type");
  const error = isJsonType(type) ? parseObject(body) : undefined;
  if (error !== undefined && isConnectCode(error.code)) {
    const message = typeof error.message === "string" && error.message !== "" ? error.message : error.code;
    return failure(answer, context, error.code, message, true);
  }
  const seen = body.trim() === "" ? "an empty body" : `${type ?? "no content type"}: ${body}`;
  const derived = CODE_BY_BARE_STATUS[status] ?? "unknown";
  // A page in place of the platform; while it is being rolled out that is its ingress, and worth another try.
  const page = /html/i.test(type ?? "") || /^\s*</.test(body);
  const code = page && derived !== "unavailable" ? "not_agyn" : derived;
  return failure(answer, context, code, `HTTP ${status} without a Connect error, ${seen}`);
}

function failure(
  answer: RawAnswer,
  { rpc, token, now }: AnswerContext,
  code: GatewayErrorCode,
  detail: string,
  fromServer = false,
): GatewayError {
  const requestId = answer.header("x-request-id");
  return new GatewayError({
    code,
    rpc,
    detail: excerpt(detail, token),
    fromServer,
    sent: fromServer && isConnectCode(code) ? effectOf(code) : "maybe",
    status: answer.status,
    requestId: requestId === undefined ? undefined : excerpt(requestId, token),
    retryAfterMs: parseRetryAfter(answer.header("retry-after"), now),
  });
}

/** Whole seconds, or an HTTP date. */
function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (/^\s*\d+\s*$/.test(value)) {
    return Number(value) * 1000;
  }
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
