// What tests of hostile peers attack: a server that knows what hangs on it, and frames of HTTP/2 written by hand.
import { once } from "node:events";
import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import { type AddressInfo, connect as connectNet, type Socket } from "node:net";
import type { Identity } from "../../src/tfplugin/certificate";
import { frame } from "../../src/tfplugin/grpc/frame";
import { createGrpcServer, type Handlers, type MutualTls, type UnaryHandler } from "../../src/tfplugin/grpc/server";
import { GrpcClient } from "../support/grpc-client";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
export const FRAME = { headers: 1, settings: 4, ping: 6, goaway: 7 } as const;

/** An empty message. */
export const EMPTY = frame(Buffer.alloc(0));

/** One frame of HTTP/2. */
export function http2Frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A server and what hangs on it. */
export class Target {
  readonly calls = new Set<ServerHttp2Stream>();
  readonly sessions = new Set<ServerHttp2Session>();
  /** Requests that reached a handler. */
  handled = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly server: ReturnType<typeof createGrpcServer>;

  private constructor(tls: MutualTls | undefined) {
    const handlers: Handlers = new Map<string, UnaryHandler>([
      [
        "/test/Echo",
        (request: Buffer) => {
          this.handled++;
          return request;
        },
      ],
      [
        "/test/Wait",
        async (request: Buffer) => {
          this.handled++;
          await new Promise<void>((release) => this.waiting.push(release));
          return request;
        },
      ],
    ]);
    this.server = createGrpcServer((session) => {
      this.sessions.add(session);
      session.on("close", () => this.sessions.delete(session));
      session.on("stream", (stream) => {
        this.calls.add(stream);
        stream.on("close", () => this.calls.delete(stream));
      });
      return handlers;
    }, tls);
  }

  /** Runs with a server, and expects it to be in order afterwards. */
  static async use(run: (target: Target) => Promise<void>, tls?: MutualTls, host?: Identity): Promise<void> {
    const target = new Target(tls);
    target.server.listen(0, "127.0.0.1");
    await once(target.server, "listening");
    try {
      await run(target);
      for (const session of [...target.sessions]) if (!session.destroyed) await once(session, "close");
      const after = await target.connect(tls && host ? { trusted: tls.certificate, identity: host } : undefined);
      expect(await after.call("/test/Echo", EMPTY)).toMatchObject({ status: 0 });
      await after.close();
      for (const session of [...target.sessions]) if (!session.destroyed) await once(session, "close");
      expect(target.calls.size).toBe(0);
    } finally {
      target.dropConnections();
      target.server.close();
    }
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  connect(tls?: Parameters<typeof GrpcClient.connect>[1]): Promise<GrpcClient> {
    return GrpcClient.connect({ host: "127.0.0.1", port: this.port }, tls);
  }

  /** Where HTTP/2 itself gave up, node 20 stops reading and never learns that the peer has gone. */
  dropConnections(): void {
    for (const session of this.sessions) session.destroy();
  }

  release(): void {
    for (const release of this.waiting.splice(0)) release();
  }
}

/** A connection without any HTTP/2 library, after its preface. */
export async function rawConnection(target: Target): Promise<Socket> {
  const socket = connectNet(target.port, "127.0.0.1");
  socket.on("error", () => undefined); // followed by close
  await once(socket, "connect");
  socket.write(Buffer.concat([PREFACE, http2Frame(FRAME.settings, 0, 0)]));
  return socket;
}

/** Resolves with the first frame of a type that comes. */
export async function sentFrame(socket: Socket, type: number): Promise<void> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
      if (bytes[3] === type) return;
      bytes = bytes.subarray(9 + bytes.readUIntBE(0, 3));
    }
  }
  throw new Error(`the connection ended without a frame of type ${type}`);
}
