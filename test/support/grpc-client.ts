// A gRPC client for unary calls as a stranger would write it: plain node:http2, everything that came back in the open.
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  constants,
  type OutgoingHttpHeaders,
} from "node:http2";
import { connect as connectNet, type NetConnectOpts } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Identity } from "../../src/tfplugin/certificate";

/** What a call ended with. */
export interface Reply {
  readonly status: number;
  /** Percent-encoded, as it was on the wire. */
  readonly message: string | undefined;
  /** The bytes of the answer, prefix included. */
  readonly body: Buffer;
}

/** How to speak TLS: whom to trust, and who one is oneself. */
export interface ClientTls {
  /** PEM. */
  readonly trusted: string;
  readonly identity: Identity | undefined;
}

/** One connection. */
export class GrpcClient {
  private constructor(private readonly session: ClientHttp2Session) {}

  /** Rejects when there is no connection, or when it ends before the server's settings have arrived. */
  static async connect(to: NetConnectOpts, tls?: ClientTls): Promise<GrpcClient> {
    const session = connectHttp2(tls ? "https://localhost" : "http://localhost", {
      maxSendHeaderBlockLength: 1024 * 1024, // the limit under test is the server's
      createConnection: () =>
        tls
          ? connectTls({
              ...to,
              servername: "localhost",
              ALPNProtocols: ["h2"],
              ca: tls.trusted,
              ...(tls.identity ? { key: tls.identity.key, cert: tls.identity.certificate } : {}),
            })
          : connectNet(to),
    });
    await new Promise<void>((resolve, reject) => {
      session.once("remoteSettings", () => resolve());
      session.once("error", reject);
      session.once("close", () => reject(new Error("the server closed the connection")));
    });
    session.on("error", () => undefined); // the call in flight tells of it
    return new GrpcClient(session);
  }

  /** Calls with a body as it goes over the wire, in pieces if need be. */
  async call(path: string, ...chunks: readonly Uint8Array[]): Promise<Reply> {
    const stream = this.open(path);
    return await new Promise((resolve, reject) => {
      const body: Buffer[] = [];
      let ending: Record<string, unknown> = {};
      const keep = (headers: object): void => {
        ending = { ...ending, ...headers };
      };
      stream.on("response", keep).on("trailers", keep);
      stream.on("data", (chunk: Buffer) => body.push(chunk));
      stream.once("error", reject);
      stream.once("close", () => {
        const { "grpc-status": status, "grpc-message": message } = ending;
        if (typeof status !== "string") reject(new Error("the call ended without a status"));
        else {
          resolve({
            status: Number(status),
            message: typeof message === "string" ? message : undefined,
            body: Buffer.concat(body),
          });
        }
      });
      for (const chunk of chunks) stream.write(chunk);
      stream.end();
    });
  }

  /** Opens a call and leaves what happens on it to the caller. */
  open(path: string, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream {
    const stream = this.session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: path,
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    });
    stream.on("error", () => undefined); // who cares listens to it
    return stream;
  }

  /** Settings and goodbyes of HTTP/2 itself. */
  get http2(): ClientHttp2Session {
    return this.session;
  }

  /** Ends the connection and waits until it is gone. */
  async close(): Promise<void> {
    if (this.session.destroyed) return;
    const closed = new Promise<void>((resolve) => this.session.once("close", () => resolve()));
    this.session.destroy();
    await closed;
  }
}
