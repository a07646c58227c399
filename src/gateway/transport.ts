// One Connect call in JSON over a pool of kept-alive connections: the only file that knows undici.
//
// Source: Connect protocol for unary calls (POST, `Connect-Protocol-Version: 1`, `{}` for an empty message); undici Pool.
// The service names are those of agynio.api.gateway.v1. No `Connect-Timeout-Ms`: the deadline is kept here, over the whole call.
import { buildConnector, Pool } from "undici";
import { type RawAnswer, readAnswer } from "./answer.js";
import { GatewayError } from "./errors.js";
import { toTransportFailure } from "./node-errors.js";
import type { ResolvedOptions } from "./options.js";

const PACKAGE = "agynio.api.gateway.v1";
const MAX_CONNECTIONS = 10;
/** Shorter than the default deadline, so that an address nobody answers at is told as such: nothing was sent. */
const MAX_CONNECT_MS = 10_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** What every call takes. */
export interface CallOptions {
  /** Ends the call early, with code `aborted_locally`. */
  readonly signal?: AbortSignal;
}

/** How a call is sent. */
export interface Sending extends CallOptions {
  /**
   * On a connection of its own: a server may give up an idle one at the very moment a request is written to it, and then nobody
   * knows whether the request was read. For what must not be sent twice.
   * @default false
   */
  readonly alone?: boolean;
}

/** Sends unary calls. Tokens and connections are private: nothing of them shows when an instance is printed. */
export class Transport {
  readonly #options: ResolvedOptions;
  readonly #pool: Pool;
  /** Opened by the first call that goes alone. */
  #alonePool: Pool | undefined;
  readonly #connectErrors = new WeakSet();
  #closing: Promise<void> | undefined;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#pool = this.#openPool({});
  }

  #openPool(options: Pool.Options): Pool {
    const { origin, requestTimeoutMs } = this.#options;
    const connect = buildConnector({ timeout: Math.min(MAX_CONNECT_MS, requestTimeoutMs) });
    return new Pool(origin, {
      ...options,
      connections: MAX_CONNECTIONS,
      maxResponseSize: MAX_ANSWER_BYTES,
      // The deadline of the whole call is ours; two more would only blur its code.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (target, callback) =>
        connect(target, (error, socket) => {
          if (error === null) {
            callback(null, socket);
          } else {
            this.#connectErrors.add(error);
            callback(error, null);
          }
        }),
    });
  }

  /**
   * Calls one method and returns the JSON object of its answer.
   * @throws {GatewayError}
   */
  async call(rpc: string, message: object, { signal, alone = false }: Sending): Promise<Record<string, unknown>> {
    const { token, basePath, requestTimeoutMs, userAgent } = this.#options;
    if (isAborted(signal)) {
      throw this.#failure(rpc, { code: "aborted_locally", sent: "no", detail: "aborted before it was sent" });
    }
    const deadline = AbortSignal.timeout(requestTimeoutMs);
    let answer: RawAnswer;
    try {
      const pool = alone ? this.#poolForOneCallEach() : this.#pool;
      const response = await pool.request({
        method: "POST",
        path: `${basePath}/${PACKAGE}.${rpc}`,
        headers: {
          "content-type": "application/json",
          "connect-protocol-version": "1",
          "user-agent": userAgent,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(message),
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      });
      const { headers } = response;
      answer = {
        status: response.statusCode,
        header: (name) => {
          const value = headers[name];
          return Array.isArray(value) ? value[0] : value;
        },
        body: await response.body.text(),
      };
    } catch (error) {
      if (isAborted(signal)) {
        throw this.#failure(rpc, { code: "aborted_locally", sent: "maybe", detail: "aborted under way" });
      }
      if (deadline.aborted) {
        throw this.#failure(rpc, { code: "timeout", sent: "maybe", detail: `no answer within ${requestTimeoutMs} ms` });
      }
      const whileConnecting = typeof error === "object" && error !== null && this.#connectErrors.has(error);
      throw this.#failure(rpc, toTransportFailure(error, whileConnecting, this.#options.origin.startsWith("https:")));
    }
    return readAnswer(answer, { rpc, token, now: Date.now() });
  }

  #poolForOneCallEach(): Pool {
    // without pipelining undici closes a connection after its answer
    return this.#closing === undefined ? (this.#alonePool ??= this.#openPool({ pipelining: 0 })) : this.#pool;
  }

  /** Ends the connections after the calls under way. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing ??= Promise.all([this.#pool.close(), this.#alonePool?.close()]).then(() => undefined);
    await this.#closing;
  }

  /** Foreign errors are not kept as a cause: a parser's error carries the bytes it failed on. */
  #failure(rpc: string, failure: ReturnType<typeof toTransportFailure>): GatewayError {
    const detail = `${failure.detail}, calling ${this.#options.origin}${this.#options.basePath}`;
    return new GatewayError({ ...failure, rpc, detail, fromServer: false });
  }
}

/** Asked twice, with a wait between: as a property the compiler would take the first answer for the second. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
