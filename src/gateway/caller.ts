// How the typed services call: a shape that does not fit is told as `not_agyn`, a deletion that succeeded unseen is no failure,
// and a listing goes from page to page.
import { type JsonObject, ShapeError } from "./decode.js";
import { LOCAL_ERRORS } from "./error-table.js";
import { GatewayError, isNotFound } from "./errors.js";
import type { Rpc } from "./methods.js";
import type { CallOptions, Transport } from "./transport.js";

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

/** Calls methods of the gateway and reads their answers. */
export class Caller {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** @throws {GatewayError} */
  async call<T>(rpc: Rpc, message: object, options: CallOptions, decode: (answer: JsonObject) => T): Promise<T> {
    const answer = await this.#transport.call(rpc, message, options);
    try {
      return decode(answer);
    } catch (error) {
      if (error instanceof ShapeError) throw notOurs(rpc, "answer of another shape", error.message);
      throw error;
    }
  }

  /**
   * As `call`, for a deletion: when an earlier try was lost, `not_found` says that this one was carried out.
   * @throws {GatewayError}
   */
  async delete(rpc: Rpc, message: object, options: CallOptions): Promise<void> {
    try {
      await this.call(rpc, message, options, () => undefined);
    } catch (error) {
      if (!isNotFound(error) || (error as GatewayError).sent === "no") throw error;
    }
  }

  /** The fields of a listing request that ask for a page. */
  static page({ pageSize = PAGE_SIZE, pageToken = "" }: ListOptions): object {
    return pageToken === "" ? { pageSize } : { pageSize, pageToken };
  }

  /** All pages, as they are asked for: by the token, because pages may be short or empty. @throws {GatewayError} */
  static async *pages<P extends { readonly nextPageToken: string }>(
    rpc: Rpc,
    fetch: (pageToken: string) => Promise<P>,
  ): AsyncGenerator<P, void, undefined> {
    const seen = new Set<string>();
    for (let pageToken = ""; ; ) {
      const page = await fetch(pageToken);
      yield page;
      pageToken = page.nextPageToken;
      if (pageToken === "") return;
      if (seen.has(pageToken)) throw notOurs(rpc, "page token twice", LOCAL_ERRORS["page token twice"].means);
      seen.add(pageToken);
    }
  }
}

function notOurs(rpc: Rpc, reason: keyof typeof LOCAL_ERRORS, detail: string): GatewayError {
  const { code, sent, again, advice } = LOCAL_ERRORS[reason];
  return new GatewayError({
    code,
    reason,
    rpc,
    detail,
    advice,
    sent: sent === "no" ? "no" : "maybe",
    fromServer: false,
    transient: again,
    status: 200,
  });
}
