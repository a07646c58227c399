// How long a call may take and how much it may take in: every phase of it, packed or not.
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { GatewayClient, type GatewayOptions } from "../../src/gateway/index.js";
import { type Answer, answer, type FakeServer, fakeServer, json } from "./fake-server.js";
import { failureOf, ID } from "./support.js";

const MIB = 1024 * 1024;

let server: FakeServer | undefined;
let client: GatewayClient | undefined;

afterEach(async () => {
  await client?.close();
  await server?.close();
});

async function gateway(reply: Answer, options: Partial<GatewayOptions> = {}): Promise<GatewayClient> {
  server = await fakeServer(reply);
  client = new GatewayClient({ url: server.url, maxRetries: 0, ...options });
  return client;
}

const packed = (body: Buffer | string) =>
  answer(200, "application/json", gzipSync(body), { "content-encoding": "gzip" });

describe("a packed answer", () => {
  const runner = JSON.stringify({ runner: { meta: { id: ID }, name: "n".repeat(300_000) } });

  it("is asked for, and read", async () => {
    const { runners } = await gateway(packed(runner));

    expect((await runners.get(ID)).name).toHaveLength(300_000);
    expect(server?.seen[0]?.headers["accept-encoding"]).toBe("gzip");
  });

  it("is read however it is cut", async () => {
    const bytes = gzipSync(runner);
    const { runners } = await gateway((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "GZIP" });
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    });

    expect((await runners.get(ID)).name).toHaveLength(300_000);
  });

  it("is read in errors too", async () => {
    const body = gzipSync(JSON.stringify({ code: "not_found", message: "runner not found" }));
    const { runners } = await gateway(answer(404, "application/json", body, { "content-encoding": "gzip" }));

    await expect(runners.get(ID)).rejects.toMatchObject({ code: "not_found", fromServer: true });
  });

  it.each<[string, Answer, string]>([
    [
      "damaged",
      answer(200, "application/json", Buffer.from("{}"), { "content-encoding": "gzip" }),
      "answer with damaged gzip",
    ],
    [
      "cut short",
      answer(200, "application/json", gzipSync("{}").subarray(0, 12), { "content-encoding": "gzip" }),
      "answer with damaged gzip",
    ],
    [
      "in another encoding",
      answer(200, "application/json", "x", { "content-encoding": "br" }),
      "answer in an unknown encoding",
    ],
    [
      "packed twice",
      answer(200, "application/json", gzipSync(gzipSync("{}")), { "content-encoding": "gzip, gzip" }),
      "answer in an unknown encoding",
    ],
  ])("fails when it is %s", async (_name, reply, reason) => {
    const { runners } = await gateway(reply);

    await expect(runners.get(ID)).rejects.toMatchObject({ code: "not_agyn", reason, sent: "maybe" });
  });
});

describe("an answer of more than 16 MiB", () => {
  /** Writes for ever, as fast as it is read; tells how much went out when the connection is closed. */
  function endless(head: Buffer, chunk: Buffer, headers: Record<string, string>) {
    let tell: (bytes: number) => void;
    const written = new Promise<number>((done) => {
      tell = done;
    });
    const reply: Answer = (response) => {
      let bytes = 0;
      response.writeHead(200, { "content-type": "application/json", ...headers });
      response.write(head);
      const more = (): void => {
        while (!response.destroyed) {
          bytes += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", more);
        }
      };
      response.on("close", () => tell(bytes));
      more();
    };
    return { reply, written };
  }

  it("is not read on, however long it is", async () => {
    const { reply, written } = endless(Buffer.from(" "), Buffer.alloc(64 * 1024, 0x20), {});
    const { runners } = await gateway(reply);

    await expect(runners.get(ID)).rejects.toMatchObject({ code: "not_agyn", reason: "answer too large" });
    expect(await written).toBeLessThan(64 * MIB); // the rest is in the buffers of the sockets
  });

  it("is not unpacked on, when a small one unpacks to it", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB, 0x20));
    expect(bomb.length).toBeLessThan(MIB);
    const before = process.memoryUsage().arrayBuffers;
    const { runners } = await gateway(answer(200, "application/json", bomb, { "content-encoding": "gzip" }));

    await expect(runners.get(ID)).rejects.toMatchObject({ code: "not_agyn", reason: "answer too large" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * MIB);
  });

  it("is not read on when it unpacks to little but never ends", async () => {
    // a header with a file name that never ends: bytes that unpack to nothing
    const head = Buffer.from("1f8b0808000000000003", "hex");
    const { reply, written } = endless(head, Buffer.alloc(64 * 1024, "a"), { "content-encoding": "gzip" });
    const { runners } = await gateway(reply);

    await expect(runners.get(ID)).rejects.toMatchObject({ code: "not_agyn", reason: "answer too large" });
    expect(await written).toBeLessThan(64 * MIB);
  });

  it("is read up to that", async () => {
    const start = `{"runner":{"meta":{"id":"${ID}"}}`;
    const body = `${start}${" ".repeat(16 * MIB - start.length - 1)}}`;
    const { runners } = await gateway(answer(200, "application/json", body));

    await expect(runners.get(ID)).resolves.toMatchObject({ id: ID });
  });
});

describe("the deadline", () => {
  it.each<[string, Answer, string]>([
    ["an answer that does not begin", () => undefined, "deadline while waiting"],
    [
      "an answer that stops half-way",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" }).write("{");
      },
      "deadline while reading",
    ],
    [
      "an answer that drips",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const drip = setInterval(() => response.write(" "), 5);
        response.on("close", () => clearInterval(drip));
      },
      "deadline while reading",
    ],
    [
      "a packed answer that drips",
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
        response.write(gzipSync("").subarray(0, 10));
        const drip = setInterval(() => response.write(Buffer.from("000000ffff", "hex")), 5);
        response.on("close", () => clearInterval(drip));
      },
      "deadline while reading",
    ],
  ])("ends %s, and is not tried again", async (_name, reply, reason) => {
    const { runners } = await gateway(reply, { requestTimeoutMs: 100, maxRetries: 5 });

    await expect(runners.get(ID)).rejects.toMatchObject({ code: "timeout", reason, sent: "maybe", tries: 1 });
  });

  it("ends a connection that is not made, with nothing sent", async () => {
    // TLS is begun and never answered
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    client = new GatewayClient({ url, requestTimeoutMs: 100 });
    try {
      const error = await failureOf(client.runners.register({ name: "r" }));

      expect(error).toMatchObject({ code: "timeout", sent: "no" });
      expect(["deadline while connecting", "UND_ERR_CONNECT_TIMEOUT"]).toContain(error.reason);
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });
});

it("a signal ends a call that waits for a free connection at once, and it is never sent", async () => {
  const stop = new AbortController();
  const good = json({ runner: { meta: { id: ID } } });
  const held: (() => void)[] = [];
  const { runners } = await gateway((response, request) => {
    if (held.length === 10) return good(response, request);
    held.push(() => good(response, request));
    if (held.length === 10) stop.abort();
    return undefined;
  });
  const ten = Array.from({ length: 10 }, () => runners.get(ID));
  const aborted = runners.register({ name: "aborted before" }, { signal: AbortSignal.abort() });
  const waiting = runners.get("waits in vain", { signal: stop.signal });

  await expect(aborted).rejects.toMatchObject({ code: "aborted_locally", sent: "no" });
  await expect(waiting).rejects.toMatchObject({ code: "aborted_locally", reason: "aborted under way", sent: "no" });
  for (const release of held) release();
  await Promise.all(ten);
  // enough to come after it on every connection
  await Promise.all(Array.from({ length: 10 }, () => runners.get(ID)));
  expect(new Set(server?.seen.map(({ body }) => body))).toEqual(new Set([`{"id":"${ID}"}`]));
});
