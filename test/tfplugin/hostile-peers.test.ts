// What a peer can do to the wire that Terraform would not. After each, the server serves the next connection and holds no call.
import { once } from "node:events";
import { constants, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, connect as connectNet, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { createIdentity } from "../../src/tfplugin/certificate";
import { frame, MAX_MESSAGE_BYTES } from "../../src/tfplugin/grpc/frame";
import {
  createGrpcServer,
  type Handlers,
  MAX_OPEN_CALLS,
  type MutualTls,
  type UnaryHandler,
} from "../../src/tfplugin/grpc/server";
import { GrpcClient } from "../support/grpc-client";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const FRAME = { headers: 1, settings: 4, ping: 6, goaway: 7 } as const;

/** One frame of HTTP/2. */
function http2Frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A server and what hangs on it. */
class Target {
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
  static async use(run: (target: Target) => Promise<void>, tls?: MutualTls, host?: typeof client): Promise<void> {
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

const EMPTY = frame(Buffer.alloc(0));
const client = createIdentity(new Date());
const server = createIdentity(new Date());
const tls: MutualTls = { key: server.key, certificate: server.certificate, clientCertificate: client.certificate };

const closed = async (socket: Socket): Promise<void> => {
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
};

/** A connection without any HTTP/2 library, after its preface. */
async function rawConnection(target: Target): Promise<Socket> {
  const socket = connectNet(target.port, "127.0.0.1");
  socket.on("error", () => undefined); // followed by close
  await once(socket, "connect");
  socket.write(Buffer.concat([PREFACE, http2Frame(FRAME.settings, 0, 0)]));
  return socket;
}

describe("messages", () => {
  it.each<[string, Buffer[], number]>([
    ["whose prefix is short", [EMPTY.subarray(0, 3)], 13],
    ["that are shorter than they say", [Buffer.from("000000000a616263", "hex")], 13],
    ["that are longer than they say", [Buffer.from("0000000001616263", "hex")], 13],
    ["that are two", [EMPTY, EMPTY], 13],
    ["that are compressed", [Buffer.from("0100000003616263", "hex")], 12],
    ["that say they are one byte over the limit", [prefix(MAX_MESSAGE_BYTES + 1)], 8],
    ["that say they are four gigabytes", [prefix(0xffff_ffff), Buffer.alloc(100)], 8],
  ])("%s fail with a status and without the handler", async (_name, chunks, status) => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const reply = await peer.call("/test/Echo", ...chunks);

      expect(reply.status).toBe(status);
      expect(target.handled).toBe(0);
      expect(await peer.call("/test/Echo", EMPTY)).toMatchObject({ status: 0 });
      await peer.close();
    });
  });

  it("over the limit are refused while the peer still sends, and it is told to stop", async () => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const call = peer.open("/test/Echo");
      call.write(prefix(MAX_MESSAGE_BYTES + 1));
      const [headers] = (await once(call, "response")) as [Record<string, unknown>];
      call.resume();
      await once(call, "close");

      expect(headers).toMatchObject({ "grpc-status": "8" });
      expect(call.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
      expect(target.calls.size).toBe(0);
      await peer.close();
    });
  });

  it("at the limit are taken: the prefix is no reason to refuse, nor to allocate", async () => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const before = process.memoryUsage().arrayBuffers;
      const calls = Array.from({ length: 20 }, () => peer.open("/test/Echo"));
      for (const call of calls) call.write(prefix(MAX_MESSAGE_BYTES));
      await peer.call("/test/Echo", EMPTY);

      expect(calls.map((call) => call.closed)).toEqual(calls.map(() => false));
      expect(target.calls.size).toBe(calls.length);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MAX_MESSAGE_BYTES);
      await peer.close();
    });
  });
});

function prefix(length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

describe("requests that are none of gRPC", () => {
  it.each<[string, string, Record<string, string>, number, string]>([
    ["with GET", "/test/Echo", { ":method": "GET" }, 405, "13"],
    ["with PUT", "/test/Echo", { ":method": "PUT" }, 405, "13"],
    ["of JSON", "/test/Echo", { "content-type": "application/json" }, 415, "13"],
    ["of gRPC-Web", "/test/Echo", { "content-type": "application/grpc-web" }, 415, "13"],
    ["of gRPC in JSON", "/test/Echo", { "content-type": "application/grpc+json" }, 415, "13"],
    ["for a path in other letters", "/test/echo", {}, 200, "12"],
    ["for a path without a service", "/", {}, 200, "12"],
    ["for a path with a query", "/test/Echo?a=1", {}, 200, "12"],
    ["for a name every object has", "/constructor", {}, 200, "12"],
  ])("%s are told so", async (_name, path, headers, httpStatus, status) => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const call = peer.open(path, headers);
      if (!call.writableEnded) call.end(EMPTY);
      const [answer] = (await once(call, "response")) as [Record<string, unknown>];
      call.resume();

      expect(answer).toMatchObject({ ":status": httpStatus, "grpc-status": status });
      expect(target.handled).toBe(0);
      await peer.close();
    });
  });

  it.each(["application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8"])(
    "do not include those of type %s",
    async (type) => {
      await Target.use(async (target) => {
        const peer = await target.connect();
        const call = peer.open("/test/Echo", { "content-type": type });
        call.end(EMPTY);
        call.resume();
        const [trailers] = (await once(call, "trailers")) as [Record<string, unknown>];

        expect(trailers).toMatchObject({ "grpc-status": "0" });
        await peer.close();
      });
    },
  );

  it("with giant headers lose their connection", async () => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const call = peer.open("/test/Echo", { "x-giant": "x".repeat(200_000), "x-giant-2": "x".repeat(200_000) });
      call.end(EMPTY);
      await new Promise((resolve) => call.once("close", resolve));

      expect(call.rstCode).toBe(constants.NGHTTP2_COMPRESSION_ERROR);
      expect(target.handled).toBe(0);
      target.dropConnections();
    });
  });

  it("may be HTTP/1.1", async () => {
    await Target.use(async (target) => {
      const socket = connectNet(target.port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      socket.resume();
      await closed(socket);
    });
  });
});

describe("calls", () => {
  it("that never say anything are held until their connection ends, and hinder nobody", async () => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const silent = Array.from({ length: 50 }, () => peer.open("/test/Echo"));
      expect(await peer.call("/test/Echo", EMPTY)).toMatchObject({ status: 0 });
      expect(target.calls.size).toBe(silent.length);
      const [held] = target.calls;

      const gone = held ? once(held, "close") : Promise.reject(new Error("no call is held"));
      await peer.close();
      await gone;
    });
  });

  it("are limited in number, which the peer is told", async () => {
    await Target.use(async (target) => {
      const peer = await target.connect();

      expect(peer.http2.remoteSettings.maxConcurrentStreams).toBe(MAX_OPEN_CALLS);
      await peer.close();
    });
  });

  it("above the limit wait for their turn and are all answered", async () => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const replies = Array.from({ length: MAX_OPEN_CALLS + 100 }, () => peer.call("/test/Echo", EMPTY));

      expect(new Set((await Promise.all(replies)).map(({ status }) => status))).toEqual(new Set([0]));
      expect(target.handled).toBe(MAX_OPEN_CALLS + 100);
      await peer.close();
    });
  });

  it("that are reset before their message is whole never reach the handler", async () => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const call = peer.open("/test/Echo");
      call.write(EMPTY); // a whole message, but the call goes on
      await peer.call("/test/Unknown", EMPTY);
      call.destroy(); // `close` would end the request first
      await peer.call("/test/Unknown", EMPTY);

      expect(target.handled).toBe(0);
      expect(target.calls.size).toBe(0);
      await peer.close();
    });
  });

  it("that are reset while the handler works let it finish for nobody", async () => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const call = peer.open("/test/Wait");
      call.end(EMPTY);
      await peer.call("/test/Echo", EMPTY);
      call.close(constants.NGHTTP2_CANCEL);
      await peer.call("/test/Echo", EMPTY);
      target.release();

      expect(await peer.call("/test/Echo", EMPTY)).toMatchObject({ status: 0 });
      expect(target.calls.size).toBe(0);
      await peer.close();
    });
  });

  it("that were begun before a GOAWAY are answered after it", async () => {
    await Target.use(async (target) => {
      const peer = await target.connect();
      const reply = peer.call("/test/Wait", EMPTY);
      await peer.call("/test/Echo", EMPTY);
      peer.http2.goaway(constants.NGHTTP2_NO_ERROR);
      await new Promise<void>((answered) => peer.http2.ping(() => answered()));
      target.release();

      expect(await reply).toMatchObject({ status: 0 });
      await peer.close();
    });
  });
});

describe("connections", () => {
  it("that are reset in the middle of calls take those with them", async () => {
    await Target.use(async (target) => {
      const socket = await rawConnection(target);
      await once(socket, "data");
      const [session] = target.sessions;
      socket.resetAndDestroy();

      if (session && !session.destroyed) await once(session, "close");
    });
  });

  it.each<[string, Buffer]>([
    ["PING", http2Frame(FRAME.ping, 0, 0, Buffer.alloc(8))],
    ["SETTINGS", http2Frame(FRAME.settings, 0, 0)],
  ])("that flood with %s and read nothing are ended", async (_name, flood) => {
    await Target.use(async (target) => {
      const socket = await rawConnection(target);
      const many = Buffer.concat(Array.from({ length: 5000 }, () => flood));
      const pour = (): void => {
        while (!socket.destroyed && socket.write(many));
      };
      socket.on("drain", pour);
      pour();

      await closed(socket);
      expect(target.sessions.size).toBe(0);
    });
  });

  it.each<[string, Buffer]>([
    ["a frame longer than allowed", http2Frame(FRAME.headers, 4, 1, Buffer.alloc(20_000))],
    ["headers that can not be decoded", http2Frame(FRAME.headers, 4, 1, Buffer.from("ffffffffffff", "hex"))],
    ["headers for a stream of the server's", http2Frame(FRAME.headers, 4, 2, Buffer.alloc(1))],
    ["random bytes", Buffer.from("00ff00ff00ff00ff00ff00ff00ff00ff00ff", "hex")],
  ])("that send %s are told to go away", async (_name, bytes) => {
    await Target.use(async (target) => {
      const socket = await rawConnection(target);
      socket.write(bytes);

      await sentFrame(socket, FRAME.goaway);
      socket.destroy();
      await closed(socket);
      target.dropConnections();
    });
  });
});

/** Resolves with the first frame of a type that comes. */
async function sentFrame(socket: Socket, type: number): Promise<void> {
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

describe("TLS", () => {
  const withTls = (options: ConnectionOptions, target: Target): Socket => {
    const socket = connectTls({
      port: target.port,
      host: "127.0.0.1",
      servername: "localhost",
      ca: server.certificate,
      ALPNProtocols: ["h2"],
      ...options,
    });
    socket.on("error", () => undefined); // followed by close
    return socket.resume();
  };
  const own = { key: client.key, cert: client.certificate };

  it.each<[string, ConnectionOptions]>([
    ["comes without a certificate", {}],
    ["comes with the certificate of somebody else", { key: server.key, cert: server.certificate }],
    ["speaks TLS 1.1", { ...own, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }],
    ["speaks no HTTP/2", { ...own, ALPNProtocols: ["http/1.1"] }],
  ])("ends for a peer that %s, before there is a session", async (_name, options) => {
    await Target.use(
      async (target) => {
        await closed(withTls(options, target));

        expect(target.handled).toBe(0);
        expect(target.sessions.size).toBe(0);
      },
      tls,
      client,
    );
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("begins for the host with %s", async (version) => {
    await Target.use(
      async (target) => {
        const socket = withTls({ ...own, minVersion: version, maxVersion: version }, target);
        await once(socket, "data"); // the server's settings
        expect(target.sessions.size).toBe(1);
        socket.destroy();
      },
      tls,
      client,
    );
  });
});
