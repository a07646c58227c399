import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, type ConnectionOptions } from "node:tls";
import { createIdentity } from "../../src/tfplugin/certificate";
import { frame } from "../../src/tfplugin/grpc/frame";
import { createGrpcServer, type MutualTls, type UnaryHandler } from "../../src/tfplugin/grpc/server";
import { GrpcError, GrpcStatus } from "../../src/tfplugin/grpc/status";
import { type ClientTls, GrpcClient } from "../support/grpc-client";

const handlers = new Map<string, UnaryHandler>([
  ["/test/Echo", (request) => request],
  ["/test/Later", async (request) => await new Promise((resolve) => setImmediate(() => resolve(request)))],
  [
    "/test/Refuse",
    () => {
      throw new GrpcError(GrpcStatus.invalidArgument, "100% wrong: \u00fc\n\ud800");
    },
  ],
  [
    "/test/Break",
    () => {
      throw new TypeError("a defect");
    },
  ],
  ["/test/BreakLater", () => Promise.reject(new Error("a late defect"))],
]);

/** Runs with a server, ended afterwards with everything that hangs on it. */
async function withServer(run: (port: number) => Promise<void>, tls?: MutualTls): Promise<void> {
  const server = createGrpcServer(() => handlers, tls);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await run((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

async function withClient(run: (client: GrpcClient) => Promise<void>, tls?: MutualTls, own?: ClientTls): Promise<void> {
  await withServer(async (port) => {
    const client = await GrpcClient.connect({ host: "127.0.0.1", port }, own);
    try {
      await run(client);
    } finally {
      await client.close();
    }
  }, tls);
}

describe("a call", () => {
  it("is answered with one message and status 0, in plain text where TLS is off", async () => {
    await withClient(async (client) => {
      const reply = await client.call("/test/Echo", frame(Buffer.from("hello")));

      expect(reply).toEqual({ status: 0, message: undefined, body: frame(Buffer.from("hello")) });
    });
  });

  it("may carry megabytes both ways", async () => {
    const message = frame(Buffer.alloc(5_000_000, "x"));

    await withClient(async (client) => {
      const { status, body } = await client.call("/test/Echo", message.subarray(0, 3), message.subarray(3));

      expect(status).toBe(0);
      expect(body.equals(message)).toBe(true);
    });
  });

  it("is one of a hundred at the same time", async () => {
    await withClient(async (client) => {
      const messages = Array.from({ length: 100 }, (_, n) => frame(Buffer.from(`message ${n}`)));
      const replies = await Promise.all(messages.map((message) => client.call("/test/Later", message)));

      expect(replies.map(({ status }) => status)).toEqual(messages.map(() => 0));
      expect(replies.map(({ body }) => body.toString())).toEqual(messages.map(String));
    });
  });

  it.each<[string, string, Uint8Array, number, string]>([
    ["the path has no handler", "/test/Unknown", frame(Buffer.alloc(0)), 12, "not implemented"],
    ["the path has no handler and the body is long", "/test/Unknown", Buffer.alloc(500_000), 12, "not implemented"],
    ["the handler refuses", "/test/Refuse", frame(Buffer.alloc(0)), 3, "100% wrong: \u00fc\n\ufffd"],
    ["the handler throws", "/test/Break", frame(Buffer.alloc(0)), 13, "a defect"],
    ["the handler throws later", "/test/BreakLater", frame(Buffer.alloc(0)), 13, "a late defect"],
    ["the message is compressed", "/test/Echo", Buffer.from("0100000000", "hex"), 12, "compressed"],
    ["there is no message", "/test/Echo", Buffer.alloc(0), 13, "without a message"],
  ])("fails when %s", async (_name, path, body, status, message) => {
    await withClient(async (client) => {
      const reply = await client.call(path, body);

      expect(reply.status).toBe(status);
      expect(reply.message).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeURIComponent(reply.message ?? "")).toContain(message);
      expect(reply.body).toHaveLength(0);
    });
  });

  it("leaves the connection usable after one that failed", async () => {
    await withClient(async (client) => {
      await client.call("/test/Break", frame(Buffer.alloc(0)));
      const { status } = await client.call("/test/Echo", frame(Buffer.alloc(0)));

      expect(status).toBe(0);
    });
  });
});

describe("with TLS", () => {
  const server = createIdentity(new Date());
  const client = createIdentity(new Date());
  const tls: MutualTls = { key: server.key, certificate: server.certificate, clientCertificate: client.certificate };

  it("takes the client whose certificate it was given", async () => {
    await withClient(
      async (connection) => {
        const { status } = await connection.call("/test/Echo", frame(Buffer.from("hello")));

        expect(status).toBe(0);
      },
      tls,
      { trusted: server.certificate, identity: client },
    );
  });

  it.each<[string, ConnectionOptions]>([
    ["without a certificate", { ca: server.certificate }],
    ["with another certificate", { ca: server.certificate, key: server.key, cert: server.certificate }],
    ["that trusts another server", { ca: client.certificate, key: client.key, cert: client.certificate }],
  ])("fails when a client comes %s", async (_name, own) => {
    await withServer(async (port) => {
      const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ALPNProtocols: ["h2"], ...own });
      const heard: Buffer[] = [];
      socket.on("data", (bytes: Buffer) => heard.push(bytes));
      socket.on("error", () => undefined); // followed by close
      await new Promise((resolve) => socket.once("close", resolve));

      expect(heard).toEqual([]);
    }, tls);
  });

  it("fails when a client speaks plain text", async () => {
    await withServer(async (port) => {
      await expect(GrpcClient.connect({ host: "127.0.0.1", port })).rejects.toThrow();
    }, tls);
  });
});
