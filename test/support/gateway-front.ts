// Something in front of the gateway: it passes calls on, over TLS when it is given a certificate, remembers their headers, and may
// change an answer, as an older platform would have given it, or answer itself.
import { createServer, type IncomingMessage, request, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface FrontOptions {
  /** @default - plain HTTP */
  readonly identity?: { readonly key: string; readonly certificate: string };
  /**
   * What becomes of the body of an answer.
   * @param method the RPC's name, `UpdateOrganization`
   * @default - it stays
   */
  readonly rewrite?: (method: string, body: string) => string;
  /**
   * What it answers itself to a call with these headers; such a call is not passed on.
   * @default - every call is
   */
  readonly instead?: (headers: IncomingMessage["headers"]) => FrontAnswer;
  /**
   * What is done between the gateway's answer and its passing on. With it calls go through one at a time.
   * @param method the RPC's name
   * @default - nothing
   */
  readonly after?: (method: string) => Promise<void>;
}

/** An answer of what is in front of the gateway. */
export interface FrontAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class GatewayFront {
  private constructor(
    readonly url: string,
    /** The headers of every call, in order. */
    readonly seen: readonly IncomingMessage["headers"][],
    readonly close: () => Promise<void>,
  ) {}

  static async start(
    target: string,
    { identity, rewrite = (_, body) => body, instead, after }: FrontOptions = {},
  ): Promise<GatewayFront> {
    const seen: IncomingMessage["headers"][] = [];
    let turn = Promise.resolve();
    const pass: RequestListener = (incoming, outgoing) => {
      seen.push(incoming.headers);
      if (instead) {
        const { status, headers, body } = instead(incoming.headers);
        return void incoming.resume().once("end", () => outgoing.writeHead(status, headers).end(body));
      }
      const method = incoming.url?.split("/").at(-1) ?? "";
      const headers = { ...incoming.headers, host: new URL(target).host, "accept-encoding": "identity" };
      let free = (): void => undefined;
      const before = turn;
      if (after) turn = new Promise((done) => (free = done));
      outgoing.once("close", free);
      const passed = request(target + (incoming.url ?? ""), { method: incoming.method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const body = rewrite(method, Buffer.concat(chunks).toString());
          const { "content-length": _, ...kept } = answer.headers;
          const end = () => outgoing.writeHead(answer.statusCode ?? 0, kept).end(body);
          if (after) void after(method).then(end, () => outgoing.destroy());
          else end();
        });
      });
      passed.once("error", () => outgoing.destroy());
      void before.then(() => incoming.pipe(passed));
      return undefined;
    };
    const server = identity
      ? createTlsServer({ key: identity.key, cert: identity.certificate }, pass)
      : createServer(pass);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    return new GatewayFront(identity ? `https://localhost:${port}` : `http://127.0.0.1:${port}`, seen, async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    });
  }
}
