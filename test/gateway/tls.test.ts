// Whom the client trusts, and what it says when it does not.
import { rootCertificates } from "node:tls";
import { createIdentity } from "../../src/tfplugin/certificate.js";
import { GatewayClient, GatewayConfigurationError, type GatewayOptions } from "../../src/gateway/index.js";
import { parseAuthorities, trustedBeside } from "../../src/gateway/trust.js";
import { type FakeServer, fakeTlsServer, json } from "./fake-server.js";
import { failureOf, ID } from "./support.js";

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;
const good = json({ runner: { meta: { id: ID } } });
const now = createIdentity(new Date());
const expired = createIdentity(new Date(Date.now() - 40 * YEAR_MS));
const early = createIdentity(new Date(Date.now() + YEAR_MS));

let server: FakeServer | undefined;
let client: GatewayClient | undefined;

afterEach(async () => {
  await client?.close();
  await server?.close();
});

async function gateway(identity: typeof now, options: Partial<GatewayOptions>, host = "localhost") {
  server = await fakeTlsServer(identity, good);
  client = new GatewayClient({
    url: server.url.replace("localhost", host),
    token: "s3cret-token",
    maxRetries: 3,
    ...options,
  });
  return client;
}

describe("a certificate", () => {
  it.each<[string, Partial<GatewayOptions>]>([
    ["is in ca", { ca: now.certificate }],
    ["is among others in ca", { ca: `# our roots\n${expired.certificate}\n# and\r\n${now.certificate}` }],
    ["is in a list of texts", { ca: [early.certificate, now.certificate] }],
    ["is not looked at", { insecureSkipVerify: true }],
  ])("is taken when it %s", async (_name, options) => {
    const { runners } = await gateway(now, options);

    await expect(runners.get(ID)).resolves.toMatchObject({ id: ID });
  });

  it.each<[string, typeof now, Partial<GatewayOptions>, string, RegExp, RegExp]>([
    ["of an unknown authority", now, {}, "DEPTH_ZERO_SELF_SIGNED_CERT", /signed by itself/, /as ca/],
    ["of another authority", now, { ca: early.certificate }, "DEPTH_ZERO_SELF_SIGNED_CERT", /itself/, /as ca/],
    ["that has expired", expired, { ca: expired.certificate }, "CERT_HAS_EXPIRED", /has expired/, /Renew/],
    ["that is not valid yet", early, { ca: early.certificate }, "CERT_NOT_YET_VALID", /not valid yet/, /clock/],
  ])("is refused, with nothing sent: one %s", async (_name, identity, options, reason, detail, advice) => {
    const { runners } = await gateway(identity, options);

    const error = await failureOf(runners.get(ID));

    expect(error).toMatchObject({ code: "tls", reason, sent: "no", tries: 1, fromServer: false });
    expect(error.detail).toMatch(detail);
    expect(error.advice).toMatch(advice);
    expect(server?.seen).toHaveLength(0);
  });

  it("is refused, with nothing sent: one for another host, whose names are told", async () => {
    const { runners } = await gateway(now, { ca: now.certificate }, "127.0.0.1");

    const error = await failureOf(runners.get(ID));

    expect(error).toMatchObject({ code: "tls", reason: "ERR_TLS_CERT_ALTNAME_INVALID", sent: "no" });
    expect(error.detail).toContain("the certificate is for another host name, DNS:localhost (ERR_");
  });

  it("is refused once for each creation as for each kept connection", async () => {
    const { runners } = await gateway(now, {});

    await expect(runners.register({ name: "r" })).rejects.toMatchObject({ code: "tls", sent: "no" });
  });
});

it("authorities are added to the roots of Node.js, not put in their place", () => {
  expect(rootCertificates.length).toBeGreaterThan(100);
  expect(trustedBeside([now.certificate])).toEqual(expect.arrayContaining([...rootCertificates, now.certificate]));
});

describe("a text of authorities", () => {
  it("may hold several, and comments", () => {
    const bundle = `# first\n${now.certificate}# second\n${early.certificate}`;

    expect(parseAuthorities([bundle, expired.certificate])).toEqual(
      [now, early, expired].map(({ certificate }) => certificate.trim()),
    );
  });

  const damaged = now.certificate.replace(/\n[^-]{20}/, "\nAAAAAAAAAAAAAAAAAAAA");
  it.each<[string, string | string[], RegExp]>([
    ["empty", "", /^ca is empty/],
    ["empty in a list", [now.certificate, " \n"], /^ca\[1\] is empty/],
    ["a file's name", "/etc/ssl/agyn.pem", /^ca looks like the name of a file: read the file/],
    ["a file's name without a folder", "agyn-ca.crt", /^ca looks like the name of a file/],
    ["a private key", now.key, /^ca holds no certificate but "PRIVATE KEY"/],
    ["a binary certificate", now.der.toString("latin1"), /^ca holds no certificate in PEM: .*openssl x509 -inform der/],
    ["cut", now.certificate.slice(0, 200), /^ca holds a certificate without its end/],
    ["damaged", damaged, /^certificate 1 of 1 in ca can't be read/],
    ["damaged behind a good one", [`${now.certificate}${damaged}`], /^certificate 2 of 2 in ca\[0\] can't be read/],
  ])("is refused when it is %s, and never shown", (_name, ca, text) => {
    const make = () => new GatewayClient({ url: "https://agyn.example", ca });

    expect(make).toThrow(GatewayConfigurationError);
    expect(make).toThrow(text);
    expect(make).not.toThrow(now.key.split("\n")[1]);
    expect(make).not.toThrow(now.certificate.split("\n")[1]);
  });
});
