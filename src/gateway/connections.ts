// The connections to one gateway, direct or by a proxy: with exchange.ts the only file that knows undici.
//
// Two pools of at most 10 connections each, as many as Terraform makes calls at a time: a kept-alive one, and one whose
// connections serve a single call. A tunnel is made by a connector of ours and not by undici's ProxyAgent, because that one can
// open more than the bound while connections close, connects anew for ever to a proxy that hangs up on CONNECT (measured: 1,800
// times a second), and does not let a failure at the proxy be told from one at the gateway. Calls to a gateway of plain HTTP are handed to the proxy whole: many allow
// CONNECT to port 443 only.
// Source: undici docs `best-practices/proxy.md`; RFC 9110 §9.3.6 (CONNECT), RFC 9112 §3.2.2 (absolute form).
import { buildConnector, Pool } from "undici";
import { Socket } from "node:net";
import type { LocalReason } from "./error-table.js";
import { LocalFailure } from "./body.js";
import type { Exchange } from "./exchange.js";
import type { ResolvedOptions } from "./options.js";
import type { Proxy } from "./proxy.js";
import { tlsSettings } from "./trust.js";

const MAX_CONNECTIONS = 10;
/** Shorter than the default deadline, so that an address nobody answers at is told as such: nothing was sent. */
const MAX_CONNECT_MS = 10_000;

/** A request, except for what the way to the gateway adds. */
export interface OutgoingRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * On a connection of its own: a server may give up an idle one at the very moment a request is written to it, and then nobody
   * knows whether the request was read. For what must not be sent twice.
   */
  readonly alone: boolean;
}

/** Opens connections as they are needed. */
export class Connections {
  readonly #options: ResolvedOptions;
  readonly #tls: ReturnType<typeof tlsSettings>;
  readonly #kept: Pool;
  /** Opened by the first call that goes alone. */
  #alone: Pool | undefined;
  /** Where tunnels begin; opened with the first pool, for a gateway of HTTPS behind a proxy. */
  #toProxy: Pool | undefined;
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#tls = tlsSettings(options.trust);
    this.#kept = this.#openPool({});
  }

  /** Sends a request; everything that comes of it is told to the exchange. */
  dispatch({ path, headers, body, alone }: OutgoingRequest, exchange: Exchange): void {
    const settled: Promise<unknown> = exchange.answer.then(
      () => this.#underWay.delete(settled),
      () => this.#underWay.delete(settled),
    );
    this.#underWay.add(settled);
    const proxy = this.#forwardingProxy();
    const { origin } = this.#options;
    (alone ? this.#poolForOneCallEach() : this.#kept).dispatch(
      {
        method: "POST",
        path: proxy === undefined ? path : origin + path,
        headers: proxy === undefined ? headers : { ...headers, host: new URL(origin).host, ...authorizationAt(proxy) },
        body,
      },
      exchange,
    );
  }

  /** Ends the connections after the calls under way, and does not wait for those that were given up. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing ??= this.#end();
    await this.#closing;
  }

  async #end(): Promise<void> {
    const pools = [this.#kept, this.#alone, this.#toProxy].filter((pool) => pool !== undefined);
    // takes no more calls from here on; that it would also wait for connections nobody waits for is cut short below
    for (const pool of pools) if (pool !== this.#toProxy) pool.close().catch(() => undefined);
    await Promise.all(this.#underWay);
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #poolForOneCallEach(): Pool {
    // without pipelining undici closes a connection after its answer
    return this.#closing === undefined ? (this.#alone ??= this.#openPool({ pipelining: 0 })) : this.#kept;
  }

  /** The proxy that takes whole calls, which those to a gateway of plain HTTP are. */
  #forwardingProxy(): Proxy | undefined {
    const { origin, proxy } = this.#options;
    return origin.startsWith("http:") ? proxy : undefined;
  }

  #openPool(options: Pool.Options): Pool {
    const { origin, proxy, requestTimeoutMs } = this.#options;
    const timeout = Math.min(MAX_CONNECT_MS, requestTimeoutMs);
    const connect = buildConnector({ ...this.#tls, timeout });
    const tunnelled = proxy !== undefined && origin.startsWith("https:");
    return new Pool(this.#forwardingProxy()?.origin ?? origin, {
      ...options,
      connections: MAX_CONNECTIONS,
      // The deadline of the whole call is ours; two more would only blur its code.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: tunnelled ? this.#tunnelThrough(proxy, connect, timeout) : connect,
    });
  }

  /** Connects by asking the proxy for a tunnel, and speaking TLS to the gateway in it. */
  #tunnelThrough(proxy: Proxy, connectInside: buildConnector.connector, timeout: number): buildConnector.connector {
    // no bound of its own: each tunnel takes its connection away from here, and the pools of calls bound the tunnels
    const toProxy = (this.#toProxy ??= new Pool(proxy.origin, {
      connect: { ...this.#tls, timeout },
      headersTimeout: timeout,
    }));
    return (target, callback) => {
      const { hostname, port } = target;
      const host = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port || "443"}`;
      toProxy.connect({ path: host, headers: { host, ...authorizationAt(proxy) } }).then(
        ({ statusCode, socket }) => {
          if (statusCode >= 200 && statusCode < 300 && socket instanceof Socket) {
            connectInside({ ...target, httpSocket: socket }, callback);
            return;
          }
          socket.on("error", () => undefined).destroy();
          callback(new LocalFailure(proxyReason(statusCode)), null);
        },
        (error: unknown) => callback(isHangUp(error) ? new LocalFailure("proxy hung up") : (error as Error), null),
      );
    };
  }
}

function authorizationAt({ authorization }: Proxy): Record<string, string> {
  return authorization === undefined ? {} : { "proxy-authorization": authorization.reveal() };
}

/** What a proxy means by a status other than success. */
function proxyReason(status: number): LocalReason {
  if (status === 407) return "proxy 407";
  return status === 429 || status >= 500 ? "proxy unavailable" : "proxy refused";
}

/** undici would connect anew for ever after its own socket errors, taking them for those of a connection that once stood. */
function isHangUp(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^(UND_ERR_(SOCKET|HEADERS_TIMEOUT)|ECONNRESET|EPIPE|HPE_)/.test(code);
}
