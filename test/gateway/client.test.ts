// What the client sends, what it reads from good answers, and how it goes through pages.
import { spawnSync } from "node:child_process";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import {
  GatewayClient,
  GatewayConfigurationError,
  type GatewayOptions,
  isReading,
  type Runner,
} from "../../src/gateway/index.js";
import { type FakeServer, fakeServer, json } from "./fake-server.js";

const ID = "11111111-2222-4333-8444-555555555555";
const meta = { id: ID, createdAt: "2026-08-10T10:00:00.123456Z", updatedAt: "2026-08-10T10:00:01Z" };

let server: FakeServer | undefined;
let client: GatewayClient | undefined;

afterEach(async () => {
  await client?.close();
  await server?.close();
});

function clientOf(options: Partial<GatewayOptions> = {}): GatewayClient {
  client = new GatewayClient({ url: server?.url ?? "", ...options });
  return client;
}

describe("a request", () => {
  it("is a Connect call with the token, under the service's path", async () => {
    server = await fakeServer(json({ runner: { meta } }));
    await clientOf({ token: "secret", userAgent: "test/1" }).runners.get(ID);

    expect(server.seen[0]).toMatchObject({
      method: "POST",
      path: "/agynio.api.gateway.v1.RunnersGateway/GetRunner",
      body: `{"id":"${ID}"}`,
    });
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: "Bearer secret",
      "connect-protocol-version": "1",
      "content-type": "application/json",
      "user-agent": "test/1",
    });
    expect(server.seen[0]?.headers).not.toHaveProperty("connect-timeout-ms");
  });

  it.each([
    ["", "/agynio.api.gateway.v1.UsersGateway/GetMe"],
    ["/", "/agynio.api.gateway.v1.UsersGateway/GetMe"],
    ["/api", "/api/agynio.api.gateway.v1.UsersGateway/GetMe"],
    ["/api/", "/api/agynio.api.gateway.v1.UsersGateway/GetMe"],
  ])("keeps the base path %j", async (path, expected) => {
    server = await fakeServer(json({ user: { meta: { id: ID } } }));
    await clientOf({ url: server.url + path }).users.me();

    expect(server.seen[0]?.path).toBe(expected);
    expect(server.seen[0]?.body).toBe("{}");
    expect(server.seen[0]?.headers).not.toHaveProperty("authorization");
  });

  it("is told of before it is sent, with what it leaves as it is", async () => {
    const told: string[] = [];
    server = await fakeServer(json({ runner: { meta } }));
    clientOf({
      onCall: (rpc) => told.push(`${rpc} ${isReading(rpc) ? "reads" : "changes"} after ${server?.seen.length}`),
    });

    await client?.runners.get(ID);
    await client?.runners.update(ID, { name: "other" });

    expect(told).toEqual(["RunnersGateway/GetRunner reads after 0", "RunnersGateway/UpdateRunner changes after 1"]);
  });

  it("carries the headers that were given", async () => {
    server = await fakeServer(json({ runner: { meta } }));
    await clientOf({ headers: { "CF-Access-Client-Id": "me", "x-trace": "a b" } }).runners.get(ID);

    expect(server.seen[0]?.headers).toMatchObject({ "cf-access-client-id": "me", "x-trace": "a b" });
  });

  it("leaves out what was not given, and sends empty texts that were", async () => {
    server = await fakeServer(json({ runner: { meta }, serviceToken: "t", organization: { id: ID } }));
    const gateway = clientOf();
    await gateway.runners.register({ name: "r" });
    await gateway.runners.update(ID, { labels: { a: "b" } });
    await gateway.organizations.update(ID, { name: "" });

    expect(server.seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { name: "r" },
      { id: ID, labels: { a: "b" } },
      { id: ID, name: "" },
    ]);
  });

  it("takes the connection of the one before", async () => {
    const ports = new Set<number | undefined>();
    server = await fakeServer((response, request) => {
      ports.add(response.socket?.remotePort);
      json({ runner: { meta } })(response, request);
    });
    const { runners } = clientOf();
    for (let call = 0; call < 5; call++) await runners.get(ID);

    expect(server.seen).toHaveLength(5);
    expect(ports.size).toBe(1);
  });

  it("shares at most 10 connections", async () => {
    let open = 0;
    let most = 0;
    server = await fakeServer((response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ runner: { meta } }));
      }, 20);
    });
    const { runners } = clientOf();
    await Promise.all(Array.from({ length: 40 }, () => runners.get(ID)));

    expect(most).toBe(10);
  });
});

describe("a runner", () => {
  it("gets defaults for what the JSON leaves out", async () => {
    server = await fakeServer(json({ runner: { meta: { id: ID }, organizationId: null } }));

    await expect(clientOf().runners.get(ID)).resolves.toEqual({
      id: ID,
      identityId: "",
      name: "",
      organizationId: undefined,
      status: "unspecified",
      labels: {},
      capabilities: [],
      openzitiServiceName: "",
      createdAt: undefined,
      updatedAt: undefined,
    });
  });

  it.each([
    ["RUNNER_STATUS_PENDING", "pending"],
    ["RUNNER_STATUS_ENROLLED", "enrolled"],
    ["RUNNER_STATUS_OFFLINE", "offline"],
    [2, "enrolled"],
    [9, "unspecified"],
    ["RUNNER_STATUS_NEW", "unspecified"],
  ])("reads status %j as %s", async (sent, status) => {
    server = await fakeServer(json({ runner: { meta, status: sent, labels: { a: "b" }, capabilities: ["x", "x"] } }));

    const runner = await clientOf().runners.get(ID);

    expect(runner).toMatchObject({ status, labels: { a: "b" }, capabilities: ["x", "x"] });
    expect(runner.createdAt).toEqual(new Date("2026-08-10T10:00:00.123Z"));
  });
});

describe("listAll", () => {
  const page = (ids: string[], nextPageToken?: string) =>
    json({ runners: ids.map((id) => ({ meta: { id } })), nextPageToken });
  const idsOf = async (runners: AsyncIterable<Runner>) => {
    const ids: string[] = [];
    for await (const { id } of runners) {
      ids.push(id);
    }
    return ids;
  };

  it("goes on over short and empty pages while there is a token", async () => {
    server = await fakeServer(page(["a"], "t1"), page([], "t2"), json({ nextPageToken: "t3" }), page(["b", "c"]));

    expect(await idsOf(clientOf().runners.listAll({ organizationId: ID }))).toEqual(["a", "b", "c"]);
    expect(server.seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { pageSize: 100, organizationId: ID },
      { pageSize: 100, pageToken: "t1", organizationId: ID },
      { pageSize: 100, pageToken: "t2", organizationId: ID },
      { pageSize: 100, pageToken: "t3", organizationId: ID },
    ]);
  });

  it("fails when the server gives the same token again", async () => {
    server = await fakeServer(page(["a"], "t1"));

    await expect(idsOf(clientOf().runners.listAll())).rejects.toMatchObject({ code: "not_agyn" });
  });
});

describe("options", () => {
  it.each<[string, Partial<GatewayOptions>, string]>([
    ["an empty url", { url: "" }, 'url "" is not a URL'],
    ["a url without a scheme", { url: "gateway.agyn.dev:2496" }, 'has the scheme "gateway.agyn.dev"'],
    ["another scheme", { url: "grpc://gateway.agyn.dev" }, 'has the scheme "grpc"'],
    ["a query", { url: "https://a.example/?x=1" }, "holds a query or fragment"],
    [
      "user info",
      { url: "https://me:pa55word@a.example" },
      '"https://[redacted]@a.example" holds a user name or password',
    ],
    ["user info without a scheme", { url: "me:pa55word@a.example:2496" }, '"[redacted]@a.example:2496" has no scheme'],
    ["a password with a slash", { url: "http://me:pa55word/x@h" }, 'url "http://[redacted]@h"'],
    ["a password with a question mark", { url: "https://me:pa55word?x@h" }, 'url "https://[redacted]" is not a URL'],
    [
      "a password in a query",
      { url: "https://h/?token=pa55word" },
      '"https://h/?[redacted]" holds a query or fragment',
    ],
    ["a password with an @ in a query", { url: "https://h/?token=a@pa55word" }, '"https://[redacted]" holds a query'],
    ["a password in a fragment", { url: "https://h/#pa55word" }, '"https://h/?[redacted]" holds a query or fragment'],
    ["a token with a line end", { token: "tok3n-value\n" }, "token holds a blank"],
    ["a time-out of zero", { requestTimeoutMs: 0 }, "requestTimeoutMs is 0; allowed: more than 0"],
    ["a time-out that is no number", { requestTimeoutMs: Number.NaN }, "requestTimeoutMs is NaN"],
    ["a user agent with a line end", { userAgent: "a\nb" }, "one line of printable ASCII"],
    ["a user agent with a blank at its end", { userAgent: "a " }, "one line of printable ASCII"],
    ["retries below zero", { maxRetries: -1 }, "maxRetries is -1; allowed: whole numbers from 0"],
    ["half a retry", { maxRetries: 0.5 }, "maxRetries is 0.5"],
    ["too many retries", { maxRetries: 101 }, "to 100."],
    ["a header without a name", { headers: { "": "v" } }, 'headers[""] is not a header\'s name'],
    ["a header's name with a blank", { headers: { "X Y": "v" } }, 'headers["X Y"] is not a header\'s name'],
    ["a header without a value", { headers: { "X-Y": "" } }, 'headers["X-Y"] has a value that is empty'],
    ["a header with a line break", { headers: { "X-Y": "a\r\nb: c" } }, "holds a line break"],
    ["a header beyond ASCII", { headers: { "X-Y": "grün" } }, "outside ASCII"],
    ["a header twice", { headers: { "X-Y": "a", "x-y": "b" } }, 'headers["x-y"] is there twice'],
    [
      "the token as a header",
      { headers: { Authorization: "Bearer a" } },
      'headers["Authorization"] is set by this client and can\'t be given: use token.',
    ],
    ["the user agent as a header", { headers: { "user-agent": "a" } }, "use userAgent"],
    ["the content type", { headers: { "Content-Type": "a" } }, "leave it out"],
    ["a header of the protocol", { headers: { "Connect-Timeout-Ms": "1" } }, "leave it out"],
    ["a header of the connection", { headers: { Connection: "close" } }, "leave it out"],
  ])("are refused: %s", (_name, options, text) => {
    const make = () => new GatewayClient({ url: "https://a.example", ...options });

    expect(make).toThrow(GatewayConfigurationError);
    expect(make).toThrow(text);
    expect(make).not.toThrow(/pa55word|tok3n-value/);
  });

  it("take an empty token for none", async () => {
    server = await fakeServer(json({ user: { meta: { id: ID } } }));
    await clientOf({ url: server.url, token: "" }).users.me();

    expect(server.seen[0]?.headers).not.toHaveProperty("authorization");
  });
});

it("fails, with nothing sent, after it was closed", async () => {
  server = await fakeServer(json({}));
  const gateway = clientOf();
  await gateway.close();
  await gateway.close();

  await expect(gateway.runners.get(ID)).rejects.toMatchObject({ code: "aborted_locally", sent: "no" });
  expect(server.seen).toHaveLength(0);
});

it("is closed without waiting for a connection that its callers gave up", async () => {
  // TLS is begun and never answered: undici itself would wait for it for 10 s
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  const stop = new AbortController();
  silent.once("connection", () => stop.abort());
  const gateway = clientOf({ url: `https://127.0.0.1:${(silent.address() as AddressInfo).port}` });
  try {
    await expect(gateway.runners.get(ID, { signal: stop.signal })).rejects.toMatchObject({ sent: "no" });
    await gateway.close();
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
}, 5_000);

it("is closed after the calls under way", async () => {
  let release = (): void => undefined;
  const reached = new Promise<void>((done) => {
    release = done;
  });
  const held: (() => void)[] = [];
  server = await fakeServer((response, request) => {
    held.push(() => json({ runner: { meta } })(response, request));
    release();
  });
  const gateway = clientOf();
  const call = gateway.runners.get(ID);
  await reached;
  const closed = gateway.close();
  await expect(gateway.runners.get(ID)).rejects.toMatchObject({ code: "aborted_locally" });
  for (const answer of held) answer();

  await expect(call).resolves.toMatchObject({ id: ID });
  await closed;
  expect(server.seen).toHaveLength(1);
});

it("takes one signal for many calls without Node taking that for a leak", () => {
  // in a process of its own: jest keeps Node's warnings from its tests
  const code = `
    const { createServer } = require("node:http");
    const { GatewayClient } = require(${JSON.stringify(join(__dirname, "../../src/gateway/index.ts"))});
    const server = createServer((_, answer) =>
      answer.setHeader("content-type", "application/json").end('{"runner":{"meta":{"id":"a"}}}'));
    server.listen(0, "127.0.0.1", async () => {
      const { runners } = new GatewayClient({ url: "http://127.0.0.1:" + server.address().port });
      const { signal } = new AbortController();
      await Promise.all(Array.from({ length: 30 }, () => runners.get("a", { signal })));
      console.log("done");
      process.exit();
    });`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "-e", code], {
    encoding: "utf8",
  });

  expect({ stdout, stderr }).toEqual({ stdout: "done\n", stderr: "" });
});
