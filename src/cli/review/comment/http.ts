// Calls to a host's API: retried within bounds, and never a token in a text.
//
// Source: GitHub answers 429, or 403 with Retry-After or an empty x-ratelimit-remaining, when it is asked too often; GitLab 429. Both
// number their pages from 1. Retry-After is a number of seconds or a date.
import { callHttps, GatewayConfigurationError, type HttpsAnswer, type ProxySettings } from "../../../gateway/index.js";

/** What a call needs. */
export interface Api {
  /** Without slash at the end. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly proxy: ProxySettings;
  /** The time, in milliseconds. */
  readonly now: () => number;
  /** Pauses before a call is repeated. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** An answer. */
export interface Answer {
  readonly body: unknown;
  readonly headers: HttpsAnswer["headers"];
}

/** A call that failed; it may be worth repeating. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly passes: boolean,
    /** How long the host asks to wait. */
    readonly waitMs: number,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** How often a call is made in all. */
export const MAX_ATTEMPTS = 4;
const ANSWER_WITHIN_MS = 30_000;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 60_000;
/** Comments of a page, and pages that are looked through. */
const PAGE_SIZE = 100;
const MAX_PAGES = 100;

/**
 * Makes a call; what may pass is tried again, unless it could happen twice by that.
 *
 * @throws {ApiError} in one sentence
 */
export async function call(api: Api, method: string, path: string, body?: object): Promise<Answer> {
  return await repeated(api, () => once(api, method, path, body), method === "POST" ? 1 : MAX_ATTEMPTS);
}

/** Does something again that may pass. */
export async function repeated<T>(api: Pick<Api, "pause">, work: () => Promise<T>, attempts: number): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError) || !error.passes || attempts === 1) throw error;
      // who called this does not try again, too
      if (attempt >= attempts) throw new ApiError(error.message, false, 0);
      await api.pause(Math.min(MAX_WAIT_MS, Math.max(error.waitMs, FIRST_WAIT_MS * 2 ** (attempt - 1))));
    }
  }
}

/** All items of a list, page after page. */
export async function listAll(api: Api, path: string): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { body, headers } = await call(api, "GET", `${path}?per_page=${PAGE_SIZE}&page=${page}`);
    if (!Array.isArray(body)) throw new ApiError(`${path} answers no list`, false, 0);
    all.push(...(body as unknown[]));
    // a host may give shorter pages than it was asked for
    const hasNext = /rel="next"/.test([headers["link"] ?? ""].flat().join()) || (headers["x-next-page"] ?? "") !== "";
    if (body.length < PAGE_SIZE && !hasNext) return all;
  }
  throw new ApiError(`${path} has more than ${MAX_PAGES * PAGE_SIZE} comments`, false, 0);
}

async function once(api: Api, method: string, path: string, body: object | undefined): Promise<Answer> {
  let answer: HttpsAnswer;
  try {
    answer = await callHttps({
      url: new URL(`${api.base}${path}`),
      method,
      headers: { ...api.headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      proxy: api.proxy,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch (error) {
    // a wrong proxy stays wrong
    if (error instanceof GatewayConfigurationError) throw new ApiError(error.message, false, 0);
    throw new ApiError(`${method} ${api.base}${path} failed: ${whyOf(error)}`, true, 0);
  }
  const { status, headers, text } = answer;
  if (status >= 200 && status < 300) return { body: parsed(text), headers };
  const isBusy =
    status === 429 ||
    (status === 403 && (headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === "0"));
  throw new ApiError(
    `${method} ${api.base}${path} answered ${status}${status >= 300 && status < 400 ? REDIRECTED : (HINTS[status] ?? "")}`,
    isBusy || status >= 500,
    waitOf(headers["retry-after"], api.now()),
  );
}

function whyOf(error: unknown): string {
  const { name, message = "no answer" } = (error ?? {}) as Partial<Error>;
  return name === "AbortError" || name === "TimeoutError"
    ? `no answer within ${ANSWER_WITHIN_MS / 1000} seconds`
    : message;
}

/** Milliseconds that Retry-After asks for. */
function waitOf(text: string | undefined, now: number): number {
  if (text === undefined) return 0;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

const REDIRECTED = ": it sends on to another address, where the token does not go; give that one as --api";
const HINTS: Readonly<Record<number, string>> = {
  401: ": the token is not valid",
  403: ": the token may not do that; GitHub needs pull-requests: write, GitLab the scope api",
  404: ": there is no such pull request, or the token may not see it",
  422: ": the text is not taken, as one that is too long",
};

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
