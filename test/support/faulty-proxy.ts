// An HTTP proxy before the gateway that misbehaves on demand: it passes a call on, and then loses, replaces or holds back the
// answer. What it is told to do is done to the next calls of one method, in order.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Fault =
  /** The call is carried out, its answer never arrives. */
  | { readonly kind: "lose answer" }
  /** Another answer is given; the call is carried out first only when told so. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly type: string;
      readonly body: string;
      readonly carryOut?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The call is carried out and answered after `release` is called. */
  | { readonly kind: "hold"; readonly reached: () => void; readonly release: Promise<void> };

export class FaultyProxy {
  private readonly faults = new Map<string, Fault[]>();

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {
    server.on("request", (incoming: IncomingMessage, outgoing: ServerResponse) => void this.handle(incoming, outgoing));
  }

  static async start(target: string): Promise<FaultyProxy> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return new FaultyProxy(server, target);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @param method the RPC's name, `RegisterRunner` */
  fault(method: string, ...faults: Fault[]): void {
    this.faults.set(method, [...(this.faults.get(method) ?? []), ...faults]);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const method = incoming.url?.split("/").at(-1) ?? "";
    const fault = this.faults.get(method)?.shift();
    if (fault?.kind === "answer" && !fault.carryOut) {
      outgoing.writeHead(fault.status, { "content-type": fault.type, ...fault.headers }).end(fault.body);
      return;
    }
    const answer = await this.forward(incoming, Buffer.concat(chunks));
    if (fault?.kind === "lose answer") {
      outgoing.destroy();
      return;
    }
    if (fault?.kind === "answer") {
      outgoing.writeHead(fault.status, { "content-type": fault.type, ...fault.headers }).end(fault.body);
      return;
    }
    if (fault?.kind === "hold") {
      fault.reached();
      await fault.release;
    }
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  private forward(
    incoming: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }> {
    return new Promise((done, fail) => {
      const headers = { ...incoming.headers, host: new URL(this.target).host };
      const outgoing = request(this.target + (incoming.url ?? ""), { method: incoming.method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      });
      outgoing.once("error", fail);
      outgoing.end(body);
    });
  }
}
