// How the typed services call: a write once, a read with retries, and a shape that does not fit told as `not_agyn`.
import { type JsonObject, ShapeError } from "./decode.js";
import { GatewayError } from "./errors.js";
import { retryRead } from "./retry.js";
import type { CallOptions, Sending, Transport } from "./transport.js";

/** Largest page the platform gives. */
const PAGE_SIZE = 100;

/** One page of a listing. */
export interface ListOptions extends CallOptions {
  /**
   * Rows asked for, 1 to 100; the platform cuts larger values.
   * @default 100
   */
  readonly pageSize?: number;
  /**
   * `nextPageToken` of the page before.
   * @default - the first page
   */
  readonly pageToken?: string;
}

/** Calls methods of one gateway service. */
export class Caller {
  readonly #transport: Transport;
  readonly #service: string;

  constructor(transport: Transport, service: string) {
    this.#transport = transport;
    this.#service = service;
  }

  /** Sends once what makes another object each time it is sent. @throws {GatewayError} */
  async create<T>(
    method: string,
    message: object,
    { signal }: CallOptions,
    decode: (answer: JsonObject) => T,
  ): Promise<T> {
    return await this.write(method, message, { signal, alone: true }, decode);
  }

  /** Sends once. @throws {GatewayError} */
  async write<T>(method: string, message: object, options: Sending, decode: (answer: JsonObject) => T): Promise<T> {
    const rpc = `${this.#service}/${method}`;
    const answer = await this.#transport.call(rpc, message, options);
    try {
      return decode(answer);
    } catch (error) {
      if (error instanceof ShapeError) {
        throw new GatewayError({
          code: "not_agyn",
          rpc,
          detail: error.message,
          sent: "maybe",
          fromServer: false,
          status: 200,
        });
      }
      throw error;
    }
  }

  /** Sends up to three times. @throws {GatewayError} */
  async read<T>(method: string, message: object, options: CallOptions, decode: (answer: JsonObject) => T): Promise<T> {
    return await retryRead(() => this.write(method, message, options, decode), options.signal);
  }

  /** The fields of a listing request that ask for a page. */
  static page({ pageSize = PAGE_SIZE, pageToken = "" }: ListOptions): object {
    return pageToken === "" ? { pageSize } : { pageSize, pageToken };
  }
}
