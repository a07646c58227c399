// What a peer can do to the wire that Terraform would not. After each, the server serves the next connection and holds no call.
import { once } from "node:events";
import { constants } from "node:http2";
import { connect as connectNet, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { createIdentity } from "../../src/tfplugin/certificate";
import { MAX_MESSAGE_BYTES } from "../../src/tfplugin/grpc/frame";
import { MAX_OPEN_CALLS, type MutualTls } from "../../src/tfplugin/grpc/server";
import { EMPTY, FRAME, http2Frame, rawConnection, sentFrame, Target } from "./hostile-target";

const client = createIdentity(new Date());
const server = createIdentity(new Date());
const tls: MutualTls = { key: server.key, certificate: server.certificate, clientCertificate: client.certificate };

const closed = async (socket: Socket): Promise<void> => {
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
};

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
