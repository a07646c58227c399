// Which proxy is taken, and calls by it.
import { GatewayClient, GatewayConfigurationError, proxyFromEnv, type ProxySettings } from "../../src/gateway/index.js";
import { proxyFor } from "../../src/gateway/proxy.js";
import { createIdentity } from "../../src/tfplugin/certificate.js";
import {
  type Answer,
  type FakeProxy,
  fakeProxy,
  type FakeServer,
  fakeServer,
  fakeTlsServer,
  json,
} from "./fake-server.js";
import { failureOf, ID, jumpingClock } from "./support.js";

const both = { http: "http://proxy:3128", https: "http://proxy:3128" };

describe("the environment", () => {
  it.each<[string, Record<string, string>, ProxySettings]>([
    ["nothing", {}, {}],
    [
      "upper case",
      { HTTP_PROXY: "a:1", HTTPS_PROXY: "b:2", NO_PROXY: "c" },
      { http: "a:1", https: "b:2", noProxy: "c" },
    ],
    [
      "lower case",
      { http_proxy: "a:1", https_proxy: "b:2", no_proxy: "c" },
      { http: "a:1", https: "b:2", noProxy: "c" },
    ],
    ["both, upper case first", { HTTPS_PROXY: "b:2", https_proxy: "d:4" }, { https: "b:2" }],
    ["empty values", { HTTPS_PROXY: "", https_proxy: "d:4", HTTP_PROXY: "" }, { https: "d:4" }],
  ])("is read: %s", (_name, env, expected) => {
    expect(proxyFromEnv(env)).toEqual(expected);
  });
});

describe("the proxy", () => {
  it.each<[string, string, ProxySettings, string | undefined]>([
    ["none", "https://agyn.example", {}, undefined],
    ["blank", "https://agyn.example", { https: "  " }, undefined],
    ["for https", "https://agyn.example", both, "http://proxy:3128"],
    ["for http", "http://agyn.example", { http: "http://a:1", https: "http://b:2" }, "http://a:1"],
    ["of http alone, not for https", "https://agyn.example", { http: "http://a:1" }, undefined],
    ["of https alone, not for http", "http://agyn.example", { https: "http://a:1" }, undefined],
    ["without a scheme", "https://agyn.example", { https: "proxy:3128" }, "http://proxy:3128"],
    ["with its default port", "https://agyn.example", { https: "https://proxy:443/" }, "https://proxy"],
    ["at an IPv6 address", "https://agyn.example", { https: "http://[2001:db8::1]:3128" }, "http://[2001:db8::1]:3128"],
    ["not for localhost", "https://localhost:2496", both, undefined],
    ["not for loopback addresses", "http://127.8.9.1", both, undefined],
    ["not for the IPv6 loopback address", "http://[::1]:8080", both, undefined],
  ])("is chosen: %s", (_name, url, settings, expected) => {
    expect(proxyFor(new URL(url), settings)?.origin).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ["*", "https://agyn.example", true],
    ["other.example, *", "https://agyn.example", true],
    ["agyn.example", "https://agyn.example", true],
    ["AGYN.example", "https://agyn.EXAMPLE.", true],
    ["agyn.example", "https://gateway.agyn.example", true],
    ["agyn.example", "https://notagyn.example", false],
    [".agyn.example", "https://gateway.agyn.example", true],
    [".agyn.example", "https://agyn.example", false],
    ["*.agyn.example", "https://gateway.agyn.example", true],
    ["*.agyn.example", "https://agyn.example", false],
    ["agyn.example:443", "https://agyn.example", true],
    ["agyn.example:8443", "https://agyn.example", false],
    ["a.example,agyn.example:8443", "https://agyn.example:8443", true],
    ["agyn.example:80", "http://agyn.example", true],
    ["10.1.2.3", "https://10.1.2.3", true],
    ["10.1.2.3:8443", "https://10.1.2.3", false],
    ["10.0.0.0/8", "https://10.1.2.3", true],
    ["10.0.0.0/8", "https://11.1.2.3", false],
    ["10.0.0.0/33", "https://10.1.2.3", false],
    ["10.0.0.0/8", "https://agyn.example", false],
    ["2001:db8::/32", "https://[2001:db8::7]", true],
    ["2001:db8::7", "https://[2001:db8::7]", true],
    ["[2001:db8::7]:8443", "https://[2001:db8::7]:8443", true],
    ["[2001:db8::7]:8443", "https://[2001:db8::7]", false],
    ["1.2.3", "https://10.1.2.3", false],
    [" , ", "https://agyn.example", false],
  ])("NO_PROXY %j for %s: direct is %s", (noProxy, url, direct) => {
    expect(proxyFor(new URL(url), { ...both, noProxy }) === undefined).toBe(direct);
  });

  it.each<[string, string, string]>([
    ["no address", "http://", "is not an address"],
    ["another scheme", "socks5://proxy:1080", 'has the scheme "socks5"'],
    ["another scheme, with a password", "socks5://me:pa55word@proxy:1080", '"socks5://[redacted]@proxy:1080"'],
    ["a port that is none, with a password", "http://me:pa55word@proxy:99999", '"http://[redacted]@proxy:99999"'],
    ["a password with an @", "ftp://me:pa55@word@proxy", '"ftp://[redacted]@proxy"'],
    ["a password with a stray percent sign", "http://me:pa55word%@proxy", "write %25"],
    ["a password without a scheme", "me:pa55word@proxy:99999", '"[redacted]@proxy:99999"'],
  ])("is refused: %s", (_name, https, text) => {
    const make = () => new GatewayClient({ url: "https://agyn.example", proxy: { https } });

    expect(make).toThrow(GatewayConfigurationError);
    expect(make).toThrow(`proxy.https `);
    expect(make).toThrow(text);
    expect(make).not.toThrow(/pa55|word@/);
  });
});

describe("a call by a proxy", () => {
  const good = json({ runner: { meta: { id: ID } }, serviceToken: "t" });
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  async function plain(refuse?: number | "hang up", reply: Answer = good) {
    const server = await fakeServer(reply);
    return { server, ...(await by(server, "http://agyn.example/api", "me:pa%3Ass", {}, refuse)) };
  }
  async function tunnelled(refuse?: number | "hang up", reply: Answer = good) {
    // for localhost no proxy is taken: the certificate is checked for the name the proxy is asked for, which is another
    const server = await fakeTlsServer(createIdentity(new Date()), reply);
    return {
      server,
      ...(await by(server, "https://agyn.example", "me:pa%3Ass", { insecureSkipVerify: true }, refuse)),
    };
  }
  async function by(server: FakeServer, url: string, userInfo: string, options: object, refuse?: number | "hang up") {
    const proxy: FakeProxy = await fakeProxy(server.url, refuse);
    const address = proxy.url.replace("http://", `http://${userInfo}@`);
    const { clock } = jumpingClock();
    const client = new GatewayClient({
      url,
      proxy: { http: address, https: address },
      maxRetries: 1,
      clock,
      ...options,
    });
    closers.push(
      () => client.close(),
      () => proxy.close(),
      () => server.close(),
    );
    return { client, proxy };
  }
  const credentials = `Basic ${Buffer.from("me:pa:ss").toString("base64")}`;

  it("to a gateway of plain HTTP is handed over whole", async () => {
    const { client, proxy, server } = await plain();

    await client.runners.get(ID);

    expect(proxy.seen[0]).toMatchObject({
      method: "POST",
      path: "http://agyn.example/api/agynio.api.gateway.v1.RunnersGateway/GetRunner",
      headers: { host: "agyn.example", "proxy-authorization": credentials },
    });
    expect(server.seen[0]?.headers).not.toHaveProperty("proxy-authorization");
  });

  it("to a gateway of HTTPS goes through a tunnel, of which the gateway learns nothing", async () => {
    const { client, proxy, server } = await tunnelled();

    await client.runners.get(ID);
    await client.runners.get(ID);

    expect(proxy.seen).toHaveLength(1);
    expect(proxy.seen[0]).toMatchObject({
      method: "CONNECT",
      path: "agyn.example:443",
      headers: { host: "agyn.example:443", "proxy-authorization": credentials },
    });
    expect(proxy.seen[0]?.headers).not.toHaveProperty("authorization");
    expect(server.seen).toHaveLength(2);
    expect(server.seen[0]?.headers).toMatchObject({ host: "agyn.example" });
    expect(server.seen[0]?.headers).not.toHaveProperty("proxy-authorization");
  });

  it("opens at most 10 tunnels, and one for each creation", async () => {
    const { client, proxy, server } = await tunnelled();

    await Promise.all(Array.from({ length: 30 }, () => client.runners.get(ID)));
    expect(proxy.mostOpen()).toBeLessThanOrEqual(10);
    const before = proxy.seen.length;
    await client.runners.register({ name: "a" });
    await client.runners.register({ name: "b" });

    expect(proxy.seen.length - before).toBe(2);
    expect(server.seen).toHaveLength(32);
  });

  it("checks the certificate for the gateway's name, not the proxy's", async () => {
    const identity = createIdentity(new Date());
    const server = await fakeTlsServer(identity, good);
    const { client } = await by(server, "https://agyn.example", "", { ca: identity.certificate });

    const error = await failureOf(client.runners.get(ID));

    expect(error).toMatchObject({ code: "tls", reason: "ERR_TLS_CERT_ALTNAME_INVALID", sent: "no" });
    expect(error.detail).toMatch(
      /another host name, DNS:localhost .*, calling https:\/\/agyn.example through the proxy http/,
    );
  });

  it.each<[string, number | "hang up", string, number]>([
    ["asks for credentials", 407, "proxy 407", 1],
    ["forbids it", 403, "proxy refused", 1],
    ["can't reach the gateway", 502, "proxy unavailable", 2],
    ["is overloaded", 503, "proxy unavailable", 2],
    ["hangs up", "hang up", "proxy hung up", 2],
  ])("fails when the proxy %s, with nothing sent", async (_name, refuse, reason, tries) => {
    const { client, proxy, server } = await tunnelled(refuse);

    const error = await failureOf(client.runners.register({ name: "r" }));

    expect(error).toMatchObject({ code: "proxy", reason, sent: "no", tries });
    expect(error.detail).toContain(`calling https://agyn.example through the proxy ${proxy.url}`);
    expect(error.message).not.toMatch(/pa:ss|pa%3Ass/);
    expect(proxy.seen).toHaveLength(tries);
    expect(server.seen).toHaveLength(0);
  });

  it("of plain HTTP fails when the proxy asks for credentials", async () => {
    const { client } = await plain(407);

    await expect(client.runners.register({ name: "r" })).rejects.toMatchObject({
      code: "proxy",
      sent: "no",
      status: 407,
    });
  });

  it.each([
    ["http", "connection_refused"],
    ["https", "connection_refused"],
  ])("fails when nobody listens at the proxy: %s", async (scheme, code) => {
    const gone = await fakeServer(good);
    await gone.close();
    const proxy = { http: gone.url, https: gone.url };
    const client = new GatewayClient({ url: `${scheme}://agyn.example`, proxy, maxRetries: 0 });
    closers.push(() => client.close());

    const error = await failureOf(client.runners.get(ID));

    expect(error).toMatchObject({ code, sent: "no" });
    expect(error.detail).toContain(`through the proxy ${gone.url}`);
  });
});
