// What the client makes of every kind of answer, over a real HTTP server.
import { type AddressInfo, createServer, type Socket } from "node:net";
import { inspect } from "node:util";
import { GatewayClient, type GatewayError, type GatewayOptions, isNotFound } from "../../src/gateway/index.js";
import { type Answer, answer, type FakeServer, fakeServer, json } from "./fake-server.js";
import { failureOf as failureOfCall, ID } from "./support.js";

const TOKEN = "agyn_0123456789abcdefABCDEF0123456789abcdefABCDEF";
const SERVICE_TOKEN = "a1".repeat(32);

let server: FakeServer | undefined;
let client: GatewayClient | undefined;

afterEach(async () => {
  await client?.close();
  await server?.close();
});

async function failureOf(reply: Answer, options: Partial<GatewayOptions> = {}): Promise<GatewayError> {
  server = await fakeServer(reply);
  client = new GatewayClient({ url: server.url, token: TOKEN, maxRetries: 0, ...options });
  const error = await failureOfCall(client.runners.delete(ID));
  const shown =
    inspect(error, { depth: 10, showHidden: true }) + error.message + JSON.stringify(error) + (error.stack ?? "");
  expect(shown).not.toContain(TOKEN);
  expect(shown).not.toContain(TOKEN.slice(5, 25));
  expect(shown).not.toContain(SERVICE_TOKEN);
  expect(shown).not.toContain(SERVICE_TOKEN.slice(0, 20));
  expect(error.cause).toBeUndefined();
  expect(error.rpc).toBe("RunnersGateway/DeleteRunner");
  return error;
}

describe("an error of the platform", () => {
  it.each([
    [404, "not_found", "no"],
    [400, "invalid_argument", "no"],
    [400, "failed_precondition", "no"],
    [401, "unauthenticated", "no"],
    [403, "permission_denied", "no"],
    [409, "already_exists", "no"],
    [501, "unimplemented", "no"],
    [409, "aborted", "maybe"],
    [500, "internal", "maybe"],
    [500, "unknown", "maybe"],
    [503, "unavailable", "maybe"],
    [504, "deadline_exceeded", "maybe"],
  ] as const)("is read from the body: HTTP %i, code %s, sent %s", async (status, code, sent) => {
    const error = await failureOf(json({ code, message: "runner trouble" }, status, { "x-request-id": "req-7" }));

    expect(error).toMatchObject({ code, sent, status, fromServer: true, detail: "runner trouble", requestId: "req-7" });
    expect(error.reason).toBe(`Connect ${code}`);
    expect(error.message).toBe(`RunnersGateway/DeleteRunner: ${code}: runner trouble. ${error.advice}`);
  });

  it("takes the code of the body, not of the status", async () => {
    const error = await failureOf(json({ code: "not_found", message: "gone" }, 500));

    expect(error.code).toBe("not_found");
    expect(isNotFound(error)).toBe(true);
  });

  it("uses the code as text when there is no message", async () => {
    expect((await failureOf(json({ code: "internal" }, 500))).detail).toBe("internal");
  });
});

describe("an answer that is not the platform's", () => {
  const page = "<!DOCTYPE html><html><body>Sign in</body></html>";
  it.each<[string, Answer, Partial<GatewayError>]>([
    ["an HTML page with 200", answer(200, "text/html; charset=utf-8", page), { code: "not_agyn", status: 200 }],
    ["an HTML page with 404", answer(404, "text/html", page), { code: "not_agyn", status: 404, sent: "no" }],
    ["an HTML page with 401", answer(401, "text/html", page), { code: "not_agyn", status: 401, sent: "no" }],
    ["an HTML page with 403", answer(403, "text/html", page), { code: "not_agyn", status: 403 }],
    ["an HTML page of an ingress with 503", answer(503, "text/html", page), { code: "unavailable", status: 503 }],
    ["a bare 404", answer(404, undefined, ""), { code: "unimplemented", status: 404, sent: "no" }],
    [
      "a router's 404",
      answer(404, "text/plain", "404 page not found\n"),
      { code: "unimplemented", status: 404, sent: "no" },
    ],
    [
      "not_found in a body that isn't JSON by type",
      answer(404, "text/plain", '{"code":"not_found"}'),
      { code: "unimplemented", sent: "no" },
    ],
    ["JSON without a code", json({ error: "nope" }, 404), { code: "unimplemented", sent: "no" }],
    ["a bare 401", answer(401, undefined, ""), { code: "unauthenticated", sent: "no" }],
    ["a mesh's 403", answer(403, "text/plain", "RBAC: access denied"), { code: "permission_denied" }],
    [
      "a bare 429",
      answer(429, undefined, "", { "retry-after": "7" }),
      { code: "unavailable", retryAfterMs: 7000, sent: "no" },
    ],
    ["a bare 500", answer(500, undefined, ""), { code: "unknown" }],
    ["a bare 400", answer(400, undefined, ""), { code: "internal" }],
    ["damaged JSON with 200", answer(200, "application/json", '{"runner":{"me'), { code: "not_agyn" }],
    ["a JSON list with 200", answer(200, "application/json", "[]"), { code: "not_agyn" }],
    ["binary with 200", answer(200, "application/proto", "x"), { code: "not_agyn" }],
  ])("is told as such: %s", async (_name, reply, expected) => {
    const error = await failureOf(reply);

    expect(error).toMatchObject({ fromServer: false, sent: "maybe", ...expected });
    expect(isNotFound(error)).toBe(false);
  });

  it("cuts, flattens and redacts a foreign body", async () => {
    const body = `<p>Bearer ${TOKEN}\u0007 and ${SERVICE_TOKEN}\r\n${"x".repeat(500)}</p>`;
    const error = await failureOf(answer(200, "text/html", body));

    expect(error.detail.length).toBeLessThanOrEqual(200);
    expect(error.detail).not.toMatch(/[\u0000-\u001f]/);
    expect(error.detail).toContain("[redacted]");
  });

  it("hides tokens a server puts into its own message", async () => {
    const error = await failureOf(json({ code: "internal", message: `token ${TOKEN} and ${SERVICE_TOKEN}` }, 500));

    expect(error.detail).toBe("token [redacted] and [redacted]");
  });

  it("does not take an answer without the required fields", async () => {
    server = await fakeServer(json({ runner: { name: "no meta" } }));
    client = new GatewayClient({ url: server.url });

    await expect(client.runners.get(ID)).rejects.toMatchObject({
      code: "not_agyn",
      detail: 'the answer\'s "meta" is not an object',
    });
  });
});

describe("a redirect", () => {
  const call = "/agynio.api.gateway.v1.RunnersGateway/DeleteRunner";
  it.each<[string, string | undefined, string, RegExp]>([
    [
      "a page to sign in",
      "https://login.example/start?next=s3cret#top",
      "to https://login.example/start",
      /page to sign in/,
    ],
    ["user info", "https://me:s3cret@login.example/", "to https://login.example/", /page to sign in/],
    [
      "another address of the gateway",
      `https://agyn.example/api${call}?x=s3cret`,
      `to https://agyn.example/api${call}`,
      /^Set url to https:\/\/agyn.example\/api,/,
    ],
    ["a path beside", `/api${call}`, `/api${call}`, /^Set url to http:\/\/127.0.0.1:\d+\/api,/],
    ["no web address", "mailto:s3cret@example.org", "to mailto:…", /page to sign in/],
    ["no address", "http://[s3cret", "something that is not an address", /^Check url/],
    ["nowhere", undefined, "without a place to go", /^Check url/],
  ])("is not followed, and tells where it leads without secrets: %s", async (_name, location, place, advice) => {
    const error = await failureOf(answer(307, undefined, "", location === undefined ? {} : { location }));

    // only who sends the same call elsewhere did certainly not pass it on
    const sent = place.endsWith(call) ? "no" : "maybe";
    expect(error).toMatchObject({ code: "redirect", status: 307, reason: "HTTP 307", fromServer: false, sent });
    expect(error.detail).toContain(place);
    expect(error.advice).toMatch(advice);
    expect(error.message).not.toContain("s3cret");
    expect(server?.seen).toHaveLength(1);
  });
});

describe("a connection that fails", () => {
  it("is lost when it is reset after the request", async () => {
    const error = await failureOf((response) => response.socket?.resetAndDestroy());

    expect(error).toMatchObject({ code: "connection_lost", sent: "maybe", fromServer: false });
  });

  it("is lost when the answer ends half-way", async () => {
    const error = await failureOf((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write(`{"serviceToken":"${SERVICE_TOKEN}`);
      setImmediate(() => response.socket?.destroy());
    });

    expect(error).toMatchObject({ code: "connection_lost", sent: "maybe" });
  });

  it("is not_agyn when the answer is no HTTP", async () => {
    const error = await failureOf((response) => response.socket?.end(`HELLO ${SERVICE_TOKEN} ${TOKEN}\r\n\r\n`));

    expect(error).toMatchObject({ code: "not_agyn", sent: "maybe" });
  });

  it("is never an idle one for what must not be sent twice", async () => {
    // a server that gives up each connection after one answer, unseen until the next request comes in
    const body = JSON.stringify({ runner: { meta: { id: ID } }, organization: { id: ID }, serviceToken: "t" });
    const answered = new WeakSet<Socket>();
    const raw = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", () => {
        if (answered.has(socket)) return socket.resetAndDestroy();
        answered.add(socket);
        const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
        return socket.write(`${head}\r\n\r\n${body}`);
      });
    });
    await new Promise<void>((done) => raw.listen(0, "127.0.0.1", done));
    client = new GatewayClient({ url: `http://127.0.0.1:${(raw.address() as AddressInfo).port}` });
    try {
      await client.runners.get(ID);
      await expect(client.runners.register({ name: "r" })).resolves.toMatchObject({ serviceToken: "t" });
      await expect(client.runners.register({ name: "r" })).resolves.toMatchObject({ serviceToken: "t" });
      await expect(client.organizations.create({ name: "o" })).resolves.toMatchObject({ id: ID });
    } finally {
      await client.close();
      raw.close();
    }
  });

  it("times out when nothing comes", async () => {
    const error = await failureOf(() => undefined, { requestTimeoutMs: 50 });

    expect(error).toMatchObject({ code: "timeout", reason: "deadline while waiting", sent: "maybe" });
    expect(error.detail).toContain("no answer in time (50 ms)");
  });

  it("is refused, and nothing was sent, when nobody listens", async () => {
    const gone = await fakeServer(json({}));
    await gone.close();
    client = new GatewayClient({ url: gone.url, maxRetries: 0 });

    await expect(client.runners.delete(ID)).rejects.toMatchObject({ code: "connection_refused", sent: "no" });
  });

  it("is a dns error, and nothing was sent, when the name does not resolve", async () => {
    client = new GatewayClient({ url: "http://gateway.invalid", maxRetries: 0 });

    await expect(client.runners.delete(ID)).rejects.toMatchObject({ code: "dns", sent: "no" });
  });

  it("is a tls error, and nothing was sent, when the other side speaks plain HTTP", async () => {
    server = await fakeServer(json({}));
    client = new GatewayClient({ url: server.url.replace("http:", "https:") });

    await expect(client.runners.delete(ID)).rejects.toMatchObject({ code: "tls", sent: "no" });
  });

  it("is aborted_locally when the caller aborts, with sent by the moment", async () => {
    server = await fakeServer(() => undefined);
    client = new GatewayClient({ url: server.url });

    await expect(client.runners.delete(ID, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted_locally",
      sent: "no",
    });
    await expect(client.runners.delete(ID, { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({
      code: "aborted_locally",
      sent: "maybe",
    });
  });
});
