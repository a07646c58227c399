// No secret in anything that can be shown: tokens, headers, passwords of proxies, whatever fails.
import { inspect } from "node:util";
import { GatewayClient, type GatewayOptions } from "../../src/gateway/index.js";
import { resolveOptions } from "../../src/gateway/options.js";
import { type Answer, answer, type FakeServer, fakeServer, json } from "./fake-server.js";
import { failureOf } from "./support.js";

const TOKEN = "cluster-admin-pa55";
const HEADER = "access-s3cret-value";
const PASSWORD = "pr0xy:pa$s";
const SERVICE_TOKEN = "c0ffee".repeat(11).slice(0, 64);
const OPTIONS = {
  url: "https://agyn.example",
  token: TOKEN,
  headers: { "CF-Access-Client-Secret": HEADER },
  proxy: { https: `http://me:${encodeURIComponent(PASSWORD)}@proxy.example:3128` },
};
const SECRETS = [
  TOKEN,
  HEADER,
  PASSWORD,
  encodeURIComponent(PASSWORD),
  Buffer.from(`me:${PASSWORD}`).toString("base64"),
  SERVICE_TOKEN,
];

function expectNone(shown: string): void {
  for (const secret of SECRETS) expect(shown).not.toContain(secret);
}

describe("a secret", () => {
  it("is not in a printed client, nor in its JSON", () => {
    const client = new GatewayClient(OPTIONS);

    expectNone(inspect(client, { depth: 20, showHidden: true }) + JSON.stringify(client));
  });

  it("is not in printed options, nor in their JSON, once they are checked", () => {
    const options = resolveOptions(OPTIONS);

    expectNone(inspect(options, { depth: 20, showHidden: true }) + JSON.stringify(options) + String(options.token));
    expect(JSON.stringify(options)).toContain('"token":"[redacted]"');
    expect(options.token?.reveal()).toBe(TOKEN);
  });

  it.each<[string, Partial<GatewayOptions>]>([
    ["a token with a line end", { token: `${TOKEN}\n` }],
    ["a url with the token in it", { url: `ftp://${TOKEN}/` }],
    ["a url with user info", { url: `https://me:${TOKEN}@agyn.example` }],
    ["a header with a line end", { headers: { "X-Secret": `${HEADER}\r\n` } }],
    ["a header that is reserved", { headers: { Authorization: `Bearer ${HEADER}` } }],
    ["a proxy of another scheme", { proxy: { https: `socks5://me:${PASSWORD}@proxy` } }],
    ["a certificate that is none", { ca: TOKEN }],
  ])("is not in what is said about wrong options: %s", (_name, wrong) => {
    let error: unknown;
    try {
      new GatewayClient({ ...OPTIONS, ...wrong });
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toBeInstanceOf(Error);
    expectNone(inspect(error, { depth: 20, showHidden: true }) + String((error as Error).stack));
  });
});

describe("an error", () => {
  let server: FakeServer | undefined;
  let client: GatewayClient | undefined;
  afterEach(async () => {
    await client?.close();
    await server?.close();
  });

  const said = SECRETS.join(" and ");
  it.each<[string, Answer]>([
    ["a message of the platform", json({ code: "internal", message: said }, 500)],
    ["a page", answer(500, "text/html", `<p>${said}</p>`)],
    ["a content type", answer(200, `text/${SERVICE_TOKEN}`, said)],
    ["a request id", json({ code: "internal" }, 500, { "x-request-id": said })],
    ["a place to go", answer(302, undefined, "", { location: `https://${TOKEN}.example/${HEADER}?${SERVICE_TOKEN}` })],
    ["an answer that is no HTTP", (response) => response.socket?.end(`${said}\r\n\r\n`)],
    ["damaged JSON", answer(200, "application/json", `{"serviceToken":"${said}`)],
    ["a service token of another type", json({ runner: { meta: { id: "a" } }, serviceToken: [SERVICE_TOKEN] })],
  ])("repeats none that a server puts into %s", async (_name, reply) => {
    server = await fakeServer(reply);
    // loopback addresses are reached without the proxy, whose password is a secret all the same
    client = new GatewayClient({ ...OPTIONS, url: server.url, maxRetries: 0 });

    const error = await failureOf(client.runners.register({ name: "r" }));

    const shown = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error) + String(error.stack);
    for (const secret of [TOKEN, HEADER, SERVICE_TOKEN]) expect(shown).not.toContain(secret);
  });
});
