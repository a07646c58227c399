import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { createIdentity } from "../../src/tfplugin/certificate";

const now = new Date("2026-11-21T10:20:30.456Z");

describe("the certificate", () => {
  const identity = createIdentity(now);
  const read = new X509Certificate(identity.certificate);

  it("is one certificate in both forms", () => {
    expect(read.raw.equals(identity.der)).toBe(true);
  });

  it("is for localhost, by name and by alternative name", () => {
    expect(read.subject).toBe("CN=localhost");
    expect(read.issuer).toBe("CN=localhost");
    expect(read.subjectAltName).toBe("DNS:localhost");
    expect(read.checkHost("localhost")).toBe("localhost");
    expect(read.checkHost("example.org")).toBeUndefined();
  });

  it("may be used on both sides, for servers first of all", () => {
    expect(read.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
  });

  it("is valid from an hour ago, for thirty years, to the second", () => {
    expect(new Date(read.validFrom).toISOString()).toBe("2026-11-21T09:20:30.000Z");
    expect(new Date(read.validTo).toISOString()).toBe("2056-11-21T10:20:30.000Z");
  });

  it("is signed by its own key, which lies on P-256", () => {
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkPrivateKey(createPrivateKey(identity.key))).toBe(true);
    expect(read.publicKey.asymmetricKeyType).toBe("ec");
    expect(read.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  });

  it("has a positive serial number of its own", () => {
    const other = new X509Certificate(createIdentity(now).certificate);

    expect(read.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(other.serialNumber).not.toBe(read.serialNumber);
  });
});

it.each(["2049-12-31T23:59:59Z", "2050-01-01T00:30:00Z", "2028-02-29T12:00:00Z"])(
  "writes dates on both sides of 2050 so that they are read back: %s",
  (date) => {
    const read = new X509Certificate(createIdentity(new Date(date)).certificate);

    expect(new Date(read.validFrom).getTime()).toBe(new Date(date).getTime() - 3_600_000);
    expect(new Date(read.validTo).getUTCFullYear()).toBe(new Date(date).getUTCFullYear() + 30);
  },
);

it("carries a TLS connection with both sides checked", async () => {
  const server = createIdentity(new Date());
  const client = createIdentity(new Date());
  const listening = createServer(
    {
      key: server.key,
      cert: server.certificate,
      ca: client.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (socket) => socket.end("hello"),
  ).listen(0, "127.0.0.1");
  await once(listening, "listening");

  try {
    const socket = connect({
      port: (listening.address() as AddressInfo).port,
      servername: "localhost",
      ca: server.certificate,
      key: client.key,
      cert: client.certificate,
    });
    const [text] = (await once(socket, "data")) as [Buffer];

    expect(text.toString()).toBe("hello");
    expect(socket.authorized).toBe(true);
    socket.destroy();
  } finally {
    listening.close();
  }
});
