// One Connect call in JSON: sent, within its deadline, tried again where that is safe, its answer read.
//
// Source: Connect protocol for unary calls (POST, `Connect-Protocol-Version: 1`, `{}` for an empty message). The service names
// are those of agynio.api.gateway.v1. No `Connect-Timeout-Ms`: the deadline is kept here, over the whole call.
import { setMaxListeners } from "node:events";
import { type RawAnswer, readAnswer } from "./answer.js";
import { ACCEPTED_ENCODINGS, LocalFailure } from "./body.js";
import { Connections } from "./connections.js";
import { GatewayError } from "./errors.js";
import { Exchange } from "./exchange.js";
import { METHODS, type Rpc } from "./methods.js";
import { explain } from "./node-errors.js";
import { type ResolvedOptions, secretsOf } from "./options.js";
import { redact } from "./redact.js";
import { type Try, withRetries } from "./retry.js";

const PACKAGE = "agynio.api.gateway.v1";

/** What every call takes. */
export interface CallOptions {
  /** Ends the call early, with code `aborted_locally`. */
  readonly signal?: AbortSignal;
  /**
   * Ends the waiting between two tries, with code `aborted_locally`, and never a try under way: for calls that must not be cut.
   * @default - `signal`
   */
  readonly stop?: AbortSignal;
}

/** Sends unary calls. Secrets and connections are private: nothing of them shows when an instance is printed. */
export class Transport {
  readonly #options: ResolvedOptions;
  readonly #secrets: readonly string[];
  readonly #connections: Connections;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#secrets = secretsOf(options);
    this.#connections = new Connections(options);
  }

  /**
   * Calls one method and returns the JSON object of its answer.
   * @throws {GatewayError}
   */
  async call(rpc: Rpc, message: object, { signal, stop = signal }: CallOptions): Promise<Record<string, unknown>> {
    const body = JSON.stringify(message);
    // one signal ends many calls: Node would take the eleventh listener for a leak, and warn
    for (const one of [signal, stop]) if (one !== undefined) setMaxListeners(0, one);
    const repeatable = METHODS[rpc];
    this.#options.onCall?.(rpc);
    return await withRetries((attempt) => this.#try(rpc, body, attempt, signal), repeatable, this.#options, stop);
  }

  /** The text without tokens and without the secrets of the options. */
  redact(text: string): string {
    return redact(text, ...this.#secrets);
  }

  /** Ends the connections after the calls under way. Safe to call twice. */
  async close(): Promise<void> {
    await this.#connections.close();
  }

  async #try(rpc: Rpc, body: string, attempt: Try, signal: AbortSignal | undefined): Promise<Record<string, unknown>> {
    if (signal?.aborted === true) throw this.#failure(rpc, new LocalFailure("aborted before sending"), false, attempt);
    const { token, origin, basePath, userAgent, headers, clock } = this.#options;
    const path = `${basePath}/${PACKAGE}.${rpc}`;
    const exchange = new Exchange();
    const stop = this.#endInTime(exchange, attempt, signal);
    let answer: RawAnswer;
    try {
      this.#connections.dispatch(
        {
          path,
          headers: {
            ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])),
            "content-type": "application/json",
            "connect-protocol-version": "1",
            "accept-encoding": ACCEPTED_ENCODINGS,
            "user-agent": userAgent,
            ...(token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` }),
          },
          body,
          alone: METHODS[rpc] === "once",
        },
        exchange,
      );
      answer = await exchange.answer;
    } catch (error) {
      throw this.#failure(rpc, error, exchange.phase !== "connecting", attempt);
    } finally {
      stop();
    }
    const { number: tries, sentBefore } = attempt;
    const now = clock.epochMs();
    return readAnswer(answer, { rpc, url: origin + path, secrets: this.#secrets, now, sentBefore, tries });
  }

  /** Gives an exchange up at its deadline and when the signal aborts; the returned function ends the watch. */
  #endInTime(exchange: Exchange, { remainingMs }: Try, signal: AbortSignal | undefined): () => void {
    const timer = setTimeout(
      () => exchange.giveUp(new LocalFailure(`deadline while ${exchange.phase}`)),
      Math.max(0, remainingMs),
    );
    const aborted = (): void => exchange.giveUp(new LocalFailure("aborted under way"));
    signal?.addEventListener("abort", aborted, { once: true });
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
    };
  }

  /** Foreign errors are not kept as a cause: a parser's error carries the bytes it failed on. */
  #failure(rpc: string, error: unknown, begun: boolean, { number: tries, sentBefore }: Try): GatewayError {
    const { origin, basePath, proxy, requestTimeoutMs } = this.#options;
    const secure = (proxy === undefined ? origin : proxy.origin).startsWith("https:") || origin.startsWith("https:");
    const { reason, row, detail } = explain(error, !begun && secure, this.#secrets);
    const limit = reason.startsWith("deadline") ? ` (${requestTimeoutMs} ms)` : "";
    const way = proxy === undefined ? "" : ` through the proxy ${proxy.origin}`;
    return new GatewayError({
      code: row.code,
      reason,
      rpc,
      detail: `${detail}${limit}, calling ${origin}${basePath}${way}`,
      advice: row.advice,
      sent: row.sent === "maybe" || (row.sent === "if begun" && begun) ? "maybe" : sentBefore,
      fromServer: false,
      transient: row.again,
      tries,
    });
  }
}
